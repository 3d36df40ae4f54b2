"""The immutable snapshot of the lab that the widgets draw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import gdengine as gd
from tui.lab.text.clean import cleaned

MOST_ZOOM: Final = 12
"""Zoom steps in, or out, at most."""

MOST_NAME_LENGTH: Final = 200
"""Characters of a column's name that are looked at; a line of a screen has no room for more."""


@dataclass(frozen=True, slots=True)
class Run:
    """The first `length` steps of a history: they never change, though the history may grow."""

    history: gd.History
    length: int

    @property
    def newest(self) -> int:
        """The index of the newest step."""
        return self.length - 1


class View(NamedTuple):
    """What part of the run landscape and fit show, by default what the charts choose; see Looks."""

    zoom: int = 0
    follow: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Looks:
    """How things are shown, without any effect on the run.

    `zoom` is the number of steps by which the landscape is enlarged (below 0: reduced); with `follow`
    it keeps the step on screen in its middle. With `whole` landscape and fit show the whole run. `hand`
    is the page of the arithmetic by hand, from 0. With `arrows` the landscape shows where the gradient
    leads and where the minimum is, with `squares` the fit shows squared errors as squares.
    With `fates_by_start` the strip of fates is over the starts, not over the learning rates.
    """

    log_scale: bool = True
    least_squares: bool = False
    zoom: int = 0
    follow: bool = False
    whole: bool = False
    hand: int = 0
    arrows: bool = False
    squares: bool = False
    fates_by_start: bool = False

    @property
    def view(self) -> View:
        """What part of the run landscape and fit show."""
        return View(self.zoom, self.follow, self.whole)

    def viewing(self, view: View) -> Looks:
        """A copy in which landscape and fit show the part `view` of the run."""
        return replace(self, zoom=view.zoom, follow=view.follow, whole=view.whole)

    def toggled(self, name: str) -> Looks:
        """A copy with the switch `name` turned on or off."""
        return replace(self, **{name: not getattr(self, name)})

    def zoomed(self, times: int) -> Looks:
        """A copy with `times` zoom steps more, or less if negative; at most MOST_ZOOM."""
        return replace(self, zoom=max(-MOST_ZOOM, min(self.zoom + times, MOST_ZOOM)))

    def turned(self, pages: int, among: int) -> Looks:
        """A copy with the arithmetic by hand turned by `pages`, cyclically among `among` pages."""
        return replace(self, hand=(self.hand + pages) % among)


@dataclass(frozen=True, slots=True)
class Points:
    """What only a regression has: its points, and what is known of them.

    `name` is a preset's, a file's, or "" for typed points; `scaling` is how they were standardised.
    `selected` is the row, counted from 0, that is highlighted in every panel.
    """

    regression: gd.LinearRegression
    name: str
    scaling: gd.Scaling | None
    selected: int | None

    @property
    def data(self) -> gd.Dataset:
        """The points to which the line is fitted."""
        return self.regression.data

    @property
    def names(self) -> tuple[str, str]:
        """What x and y are called, safe to write; a file may call them anything."""
        x, y = self.data.names
        return cleaned(x[:MOST_NAME_LENGTH]), cleaned(y[:MOST_NAME_LENGTH])


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything that the screen shows, at one moment.

    `index` is the step on screen and `step` its record, `experiment` the settings in force from it
    on. `ghosts` are earlier runs, the oldest first; `planned` is the step at which playing pauses
    (0: none). `points` is None if the objective is not a regression. `seed` made the start, if it is a
    random one. `revision` grows with every change.
    """

    revision: int
    run: Run
    ghosts: tuple[Run, ...]
    index: int
    step: gd.Step
    experiment: gd.Experiment
    diagnosis: gd.Diagnosis
    points: Points | None
    seed: int | None
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
        """The learning rate of the next step."""
        return self.experiment.learning_rate_after(self.step)

    @property
    def ended(self) -> gd.Status | None:
        """The status from a stop rule, if this is the step at which it began to hold; else None."""
        over = self.run.history.over
        return over[1] if over and over[0] == self.index else None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the objective's parameters."""
        return self.experiment.objective.names

    @property
    def selected(self) -> int | None:
        """The row of data that is highlighted in every panel, counted from 0."""
        return self.points.selected if self.points else None

    @property
    def rows(self) -> int:
        """The number of rows of data; 0 if the objective is not a regression."""
        return len(self.points.data) if self.points else 0

    @property
    def lowest(self) -> gd.CriticalPoint | None:
        """The lowest known critical point of the objective, its global minimum; None if none is known."""
        minima: tuple[gd.CriticalPoint, ...] = getattr(self.experiment.objective, "minima", ())
        return next((point for point in minima if point.is_global), None)

    @property
    def fit(self) -> Points:
        """The points, for code that is only used with a regression; raises TypeError if there are none."""
        if self.points is None:
            raise TypeError(f"{type(self.experiment.objective).__name__} has no points")
        return self.points
