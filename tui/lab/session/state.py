"""One session at one moment, and what becomes of it when something is changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import gdengine as gd
from tui.lab.session.frame import Run


@dataclass(frozen=True, slots=True)
class PointsSource:
    """Where the points of a regression come from: their name (a preset's, a file's, "" for typed ones),
    and how they were standardised, if they were."""

    name: str = ""
    scaling: gd.Scaling | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A run and the place in it: what undo, redo and a kept session put back.

    `index` is the step on screen, `planned` the number of steps that playing makes for (0: no end),
    `ghosts` are earlier runs, the oldest first. `source` is None where what is descended has no points.
    `begun_runs` counts the runs that were begun in this session.
    """

    history: gd.History
    index: int = 0
    planned: int = 0
    ghosts: tuple[Run, ...] = ()
    source: PointsSource | None = None
    begun_runs: int = 1

    @classmethod
    def of(cls, experiment: gd.Experiment, name: str = "") -> State:
        """A run of `experiment` that is about to begin."""
        source = PointsSource(name) if isinstance(experiment.objective, gd.LinearRegression) else None
        return cls(gd.History(experiment), 0, experiment.max_steps or 0, (), source)

    @property
    def experiment(self) -> gd.Experiment:
        """What is in force from the step on screen on."""
        return self.history.experiment_at(self.index)

    @property
    def newest(self) -> int:
        """The index of the newest step taken."""
        return len(self.history) - 1

    @property
    def rows(self) -> int:
        """How many points it keeps in memory."""
        objective = self.history.experiment.objective
        return len(objective.data) if isinstance(objective, gd.LinearRegression) else 0

    def at(self, index: int) -> State:
        """The same run at step `index`, or at the nearest step that was taken."""
        return replace(self, index=max(0, min(index, self.newest)))

    def changed(self, **changes: Any) -> State:
        """From the step on screen on with `changes`, fields of Experiment; itself if they change nothing.

        Steps that came after it stay as a ghost. Raises ValueError for a change that Experiment refuses.
        """
        before = self.experiment
        if replace(before, **changes) == before:
            return self
        forked = self.history.fork(self.index, **changes)
        ghosts = self.ghosts if self.index == self.newest else self._with_ghost()
        return replace(self, history=forked, ghosts=ghosts)

    def begun(self, experiment: gd.Experiment) -> State:
        """A new run of `experiment`, with the same plan; the run so far stays as a ghost."""
        history = gd.History(replace(experiment, max_steps=self.planned))
        return replace(
            self, history=history, index=0, ghosts=self._with_ghost(), begun_runs=self.begun_runs + 1
        )

    def _with_ghost(self) -> tuple[Run, ...]:
        """The ghosts and the run so far, if it has a step to show."""
        return (*self.ghosts, Run(self.history, len(self.history))) if self.newest else self.ghosts
