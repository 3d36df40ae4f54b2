"""The state of a session at one moment, and the states that changes make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import gdengine as gd
from tui.lab.session.frame import Run


@dataclass(frozen=True, slots=True)
class PointsSource:
    """Where the points of a regression come from.

    `name` is a preset's, a file's, or "" for typed points; `scaling` is how they were standardised.
    """

    name: str = ""
    scaling: gd.Scaling | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A run and the step on screen: what undo, redo and a kept session restore.

    `index` is the step on screen, `planned` the step at which playing pauses (0: none), `ghosts` are
    earlier runs, the oldest first. `source` is None if the objective is not a regression. `seed` made
    the start, if it is a random one. `begun_runs` counts the runs that were begun in this session.
    """

    history: gd.History
    index: int = 0
    planned: int = 0
    ghosts: tuple[Run, ...] = ()
    source: PointsSource | None = None
    seed: int | None = None
    begun_runs: int = 1

    @classmethod
    def of(cls, experiment: gd.Experiment, name: str = "") -> State:
        """The start of a run of `experiment`, on points called `name`."""
        source = PointsSource(name) if isinstance(experiment.objective, gd.LinearRegression) else None
        return cls(gd.History(experiment), 0, experiment.max_steps or 0, (), source)

    @property
    def experiment(self) -> gd.Experiment:
        """The experiment in force from the step on screen on."""
        return self.history.experiment_at(self.index)

    @property
    def newest(self) -> int:
        """The index of the newest step taken."""
        return len(self.history) - 1

    @property
    def rows(self) -> int:
        """The number of points that it keeps in memory."""
        objective = self.history.experiment.objective
        return len(objective.data) if isinstance(objective, gd.LinearRegression) else 0

    def at(self, index: int) -> State:
        """The same run at step `index`, or at the nearest step that was taken."""
        return replace(self, index=max(0, min(index, self.newest)))

    def changed(self, **changes: Any) -> State:
        """The state with other values of fields of Experiment from the step on screen on.

        Steps that came after it stay as a ghost. Returns `self` if nothing changes. Raises ValueError
        for a change that Experiment refuses.
        """
        before = self.experiment
        if replace(before, **changes) == before:
            return self
        forked = self.history.fork(self.index, **changes)
        ghosts = self.ghosts if self.index == self.newest else self._with_ghost()
        return replace(self, history=forked, ghosts=ghosts)

    def begun(self, experiment: gd.Experiment) -> State:
        """A new run of `experiment` with the same planned end; the run so far stays as a ghost."""
        history = gd.History(replace(experiment, max_steps=self.planned))
        return replace(
            self,
            history=history,
            index=0,
            ghosts=self._with_ghost(),
            seed=self.seed if experiment.start == self.history.experiment.start else None,
            begun_runs=self.begun_runs + 1,
        )

    def begun_at_random(self, seed: int) -> State:
        """A new run from the random start that `seed` makes; raises gd.Refused for what is no seed."""
        experiment = self.experiment
        objective = experiment.objective
        if not isinstance(objective, gd.LinearRegression | gd.Curve | gd.Surface):
            raise TypeError(f"{type(objective).__name__} has no random starts")
        begun = self.begun(replace(experiment, start=gd.random_start(objective, seed)))
        return replace(begun, seed=seed)

    def _with_ghost(self) -> tuple[Run, ...]:
        """The ghosts, and the run so far if it has a step."""
        return (*self.ghosts, Run(self.history, len(self.history))) if self.newest else self.ghosts


StateChange = Callable[[State], State]
"""What becomes of a state; the same one where nothing changes. Raises ValueError where it is refused."""
