"""The immutable picture of the lab that the widgets draw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import gdengine as gd

MOST_ZOOM: Final = 12
"""How often at most the landscape is enlarged, or reduced."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run up to a certain length: what is in it never changes, though its history may grow."""

    history: gd.History
    length: int

    @property
    def newest(self) -> int:
        """The index of the newest step."""
        return self.length - 1


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

    def toggled(self, name: str) -> Looks:
        """With the switch `name` the other way round."""
        return replace(self, **{name: not getattr(self, name)})

    def zoomed(self, times: int) -> Looks:
        """With the landscape enlarged `times` times, or reduced."""
        return replace(self, zoom=max(-MOST_ZOOM, min(self.zoom + times, MOST_ZOOM)))

    def turned(self, pages: int, among: int) -> Looks:
        """With the arithmetic by hand, which has `among` pages, turned `pages` further."""
        return replace(self, hand=(self.hand + pages) % among)


@dataclass(frozen=True, slots=True)
class Points:
    """What only a regression has: its points, and what is known of them.

    `name` is a preset's, a file's, or "" for typed points; `scaling` tells how they were standardised.
    `selected` is the row, counted from 0, that is highlighted in every panel.
    """

    regression: gd.LinearRegression
    name: str
    scaling: gd.Scaling | None
    selected: int | None

    @property
    def data(self) -> gd.Dataset:
        """The points that the line is fitted to."""
        return self.regression.data


@dataclass(frozen=True, slots=True)
class Frame:
    """All that the screen shows, at one moment.

    `index` is the step on screen and `step` its record, `experiment` what is in force from it
    on. `ghosts` are earlier runs, the oldest first; `planned` is the number of steps that playing
    makes for (0: no end). `points` is None where something else than a regression is descended.
    `revision` grows with every change.
    """

    revision: int
    run: Run
    ghosts: tuple[Run, ...]
    index: int
    step: gd.Step
    experiment: gd.Experiment
    diagnosis: gd.Diagnosis
    points: Points | None
    playing: bool
    speed: float
    planned: int
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
    def names(self) -> tuple[str, ...]:
        """The parameters' names."""
        return self.experiment.objective.names

    @property
    def rows(self) -> int:
        """How many rows of data there are; 0 where something else than a regression is descended."""
        return len(self.points.data) if self.points else 0

    @property
    def lowest(self) -> gd.CriticalPoint | None:
        """The lowest place that is known of what is descended: its global minimum."""
        minima: tuple[gd.CriticalPoint, ...] = getattr(self.experiment.objective, "minima", ())
        return next((point for point in minima if point.is_global), None)

    @property
    def fit(self) -> Points:
        """The points, for what shows a regression and nothing else; raises TypeError elsewhere."""
        if self.points is None:
            raise TypeError(f"{type(self.experiment.objective).__name__} has no points")
        return self.points
