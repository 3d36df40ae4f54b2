"""The immutable picture of the lab that the widgets draw."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import gdengine as gd

SPEEDS: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1_000.0, 10_000.0, math.inf)
"""Steps a second to play at; the last is as fast as the machine can."""


MOST_ZOOM: Final = 12
"""The landscape is enlarged at most so many times, and reduced so many."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run up to a certain length: what is in it never changes, though its history may grow."""

    history: gd.History
    length: int

    @property
    def newest(self) -> int:
        """The index of the newest step."""
        return self.length - 1


def regression(experiment: gd.Experiment) -> gd.LinearRegression:
    """What `experiment` descends; the Fit lab shows no other objective."""
    assert isinstance(experiment.objective, gd.LinearRegression)
    return experiment.objective


@dataclass(frozen=True, slots=True)
class Looks:
    """How things are shown: what one sets for the eye, without any effect on the run.

    `zoom` is how often the landscape was enlarged (below 0: reduced); while `follow` is on it keeps
    the place on screen in its middle. `hand` is the page of the arithmetic by hand.
    """

    log_scale: bool = True
    least_squares: bool = False
    zoom: int = 0
    follow: bool = False
    hand: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """All that the screen shows, at one moment.

    `index` is the step on screen and `step` its record, `experiment` what is in force from it
    on. `ghosts` are earlier runs, the oldest first; `planned` is the number of steps that playing
    makes for (0: no end). `name` is that of the data set: a preset's, a file's, or "" for points of
    one's own; `scaling` tells how it was standardised. `selected` is the row of the data, counted
    from 0, that is highlighted in every panel. `revision` grows with every change.
    """

    revision: int
    run: Run
    ghosts: tuple[Run, ...]
    index: int
    step: gd.Step
    experiment: gd.Experiment
    diagnosis: gd.Diagnosis
    playing: bool
    speed: float
    planned: int
    name: str
    scaling: gd.Scaling | None
    selected: int | None
    looks: Looks
    undoable: bool
    redoable: bool

    @property
    def newest(self) -> int:
        """The index of the newest step taken."""
        return self.run.newest

    @property
    def learning_rate(self) -> float:
        """The learning rate that the next step will be made with."""
        return self.experiment.learning_rate_after(self.step)

    @property
    def ended(self) -> gd.Status | None:
        """What a stop rule says, if this is the step at which it began to hold."""
        over = self.run.history.over
        return over[1] if over and over[0] == self.index else None

    @property
    def regression(self) -> gd.LinearRegression:
        """What is descended."""
        return regression(self.experiment)

    @property
    def gradient_scale(self) -> gd.GradientScale:
        """Which constants the gradient keeps."""
        return self.regression.gradient_scale

    @property
    def data(self) -> gd.Dataset:
        """The points that the line is fitted to."""
        return self.regression.data
