"""The lab's state and the only place where it changes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import gdengine as gd
from tui.lab.session import points
from tui.lab.session.clock import Clock
from tui.lab.session.frame import Frame, Looks, Points, Run
from tui.lab.session.rate_ladder import nudged
from tui.lab.session.saved import SavedSession, Stretch
from tui.lab.session.setting_changes import Change, taken, with_setting
from tui.lab.session.state import State, StateChange
from tui.lab.session.undo import Moment, Undo


class Session:
    """A lab session: a run, the step on screen, how fast it plays, and earlier runs.

    Every method except `frame` and `saved` changes the state; what these return is frozen. A change
    that the engine refuses raises ValueError and leaves everything as it was.
    """

    def __init__(self, experiment: gd.Experiment, name: str = "") -> None:
        self._state = State.of(experiment, name)
        self._clock = Clock()
        self._undo = Undo()
        self._looks = Looks()
        self._selected: int | None = None
        self._next_seed = 1
        self._revision = 0

    @property
    def revision(self) -> int:
        """A number that grows with every change."""
        return self._revision

    def frame(self) -> Frame:
        """Everything that the screen shows now."""
        state = self._state
        history, index = state.history, state.index
        return Frame(
            revision=self._revision,
            run=Run(history, len(history)),
            ghosts=state.ghosts,
            index=index,
            step=history.at(index),
            experiment=state.experiment,
            diagnosis=gd.diagnose(history, index),
            points=self._points(),
            seed=state.seed,
            playing=self._clock.playing,
            speed=self._clock.speed,
            planned=state.planned,
            looks=self._looks,
            undoable=self._undo.undoable,
            redoable=self._undo.redoable,
        )

    def _points(self) -> Points | None:
        objective, source = self._state.experiment.objective, self._state.source
        if source is None or not isinstance(objective, gd.LinearRegression):
            return None
        selected = self._selected if (self._selected or 0) < len(objective.data) else None
        return Points(objective, source.name, source.scaling, selected)

    # From one start of the lab to the next

    def saved(self) -> SavedSession:
        """What is kept of it: enough to compute the same run again and show the same step."""
        state = self._state
        history = state.history
        origins = [history.at(k) for k in (0, *history.forks)]
        return SavedSession(
            stretches=tuple(
                Stretch(step.index, history.experiment_at(step.index), step.state, step.plateau)
                for step in origins
            ),
            index=state.index,
            newest=state.newest,
            planned=state.planned,
            source=state.source,
            seed=state.seed,
            looks=self._looks,
            speed=self._clock.speed,
        )

    def resume(self, saved: SavedSession, history: gd.History) -> None:
        """Continue a kept session whose run was computed again as `history`; undo returns to this one."""
        self._undo.remember(self._moment)
        self._looks, self._clock.speed = saved.looks, saved.speed
        self._selected = None
        self._put(State(history, saved.index, saved.planned, (), saved.source, saved.seed))

    # Moving through the run

    def forward(self, steps: int = 1) -> None:
        """Go `steps` forward, first through steps that were taken already, then taking new ones."""
        history, goal = self._state.history, self._state.index + steps
        missing = goal - self._state.newest
        # `extend` stops once where a stop rule begins to hold; called again, it goes on.
        while missing > 0 and (taken := history.extend(missing)):
            missing -= taken
        self.seek(goal)

    def back(self, steps: int = 1) -> None:
        """Go `steps` back, at most to the start."""
        self.seek(self._state.index - steps)

    def leap(self, tenths: int) -> None:
        """Go forward, or back if negative, by `tenths` tenths of the run, each at least one step."""
        self.seek(self._state.index + tenths * max(1, self._state.newest // 10))

    def seek(self, index: int) -> None:
        """Go to step `index`, or to the nearest that was taken."""
        self._state = self._state.at(index)
        self._changed()

    def first(self) -> None:
        """Go to the start."""
        self.seek(0)

    def newest(self) -> None:
        """Go to the newest step."""
        self.seek(self._state.newest)

    # Playing

    def toggle_play(self) -> None:
        """Play from the step on screen, or pause."""
        if self._clock.playing or self._at_dead_end():
            self._clock.stop()
        else:
            self._clock.start()
        self._changed()

    def pause(self) -> None:
        """Stop playing."""
        self._clock.stop()
        self._changed()

    def change_speed(self, notches: int) -> None:
        """Play faster (positive) or slower."""
        self._clock.change_speed(notches)
        self._changed()

    def advance(self, seconds: float) -> None:
        """Play for `seconds`; does nothing while paused.

        Playing pauses at the planned number of steps, where a stop rule begins to hold, and where no
        step can follow; played again from there, it goes on if it can.
        """
        history, index = self._state.history, self._state.index
        ends = (self._state.planned, history.over[0] if history.over else 0)
        room = min((end - index for end in ends if end > index), default=math.inf)
        reached = self._clock.advance([history], index, seconds, room)
        if reached == index:
            return
        self._state = self._state.at(reached)
        stopped = history.over is not None and history.over[0] == reached
        if reached - index == room or stopped or self._at_dead_end():
            self._clock.stop()
        self._changed()

    def _at_dead_end(self) -> bool:
        return self._state.history.finished and self._state.index == self._state.newest

    # Changing the experiment

    def restart(self) -> None:
        """Begin again from the same start with the present settings; the old run stays as a ghost."""
        self.change(lambda state: state.begun(state.experiment))

    def set(self, name: str, value: Any) -> None:
        """Give one setting a value, to hold from the step on screen on; see `setting_changes`."""
        self.change(lambda state: with_setting(state, name, value))

    def take(self, changes: Iterable[Change], restart: bool = False) -> None:
        """Give several settings their values at once, and with `restart` begin again with them.

        It is one change for undo, and leaves at most one ghost.
        """
        self.change(lambda state: taken(state, changes, restart))

    def start_at_random(self) -> None:
        """Begin a run from a random start, another one each time; its seed is in the frame."""
        if self._state.seed == self._next_seed:
            self._next_seed += 1
        self.set("seed", self._next_seed)
        self._next_seed += 1

    def nudge_learning_rate(self, direction: int) -> None:
        """Move the learning rate to the next (+1) or the previous (−1) number of the E24 series."""
        rate = gd.initial_rate(self._state.experiment.learning_rate)
        self.set("learning_rate", nudged(rate, direction))

    def change(self, change: StateChange) -> bool:
        """Replace the state by what `change` makes of it, and remember the old one for undo.

        Returns whether the state is another one.
        """
        before, after = self._state, change(self._state)
        if after is before:
            return False
        self._undo.remember(self._moment)
        if after.begun_runs != before.begun_runs:
            self._clock.stop()
        self._state = after
        self._changed()
        return True

    def prepared(self, change: StateChange) -> Callable[[], StateChange]:
        """The work of a long change, to be done in another thread; its result is then given to `change`."""
        before = self._state

        def work() -> StateChange:
            after = change(before)
            return lambda state: after if state is before else change(state)

        return work

    # The points

    def open_data(self, data: gd.Dataset, name: str = "") -> None:
        """Fit a line to other points, from the same start."""
        self.open_regression(gd.LinearRegression(data), name)

    def open_regression(self, objective: gd.LinearRegression, name: str = "") -> None:
        """Fit a line to the points of an existing regression, from the same start."""
        self.change(lambda state: points.opened(state, objective, name))
        self._selected = None

    def add_point(self, x: float, y: float) -> None:
        """Add a point and select it."""
        self._refit(lambda data: data.with_point(x, y))
        self.select(len(points.data_of(self._state)) - 1)

    def move_point(self, row: int, x: float, y: float) -> None:
        """Give the point of `row`, counted from 0, another x and y, and select it."""
        self._refit(lambda data: data.with_moved(row, x, y))
        self.select(row)

    def delete_point(self, row: int) -> None:
        """Remove the point of `row`, counted from 0; raises gd.Refused if it is the only one."""
        self._refit(lambda data: data.without(row))
        self.select(row)

    def add_noise(self, sigma: float, seed: int) -> None:
        """Gaussian noise of standard deviation `sigma` on every y, decided by `seed`."""
        self.change(points.with_noise(sigma, seed))

    def standardise(self) -> None:
        """Bring x and y to mean 0 and standard deviation 1, and begin again with the same line."""
        self.change(points.standardised)

    def select(self, row: int | None) -> None:
        """Highlight a row of the points, counted from 0, in every panel, or none."""
        last = len(points.data_of(self._state)) - 1
        self._selected = None if row is None else max(0, min(row, last))
        self._changed()

    def _refit(self, edit: Callable[[gd.Dataset], gd.Dataset]) -> None:
        self.change(lambda state: points.refitted(state, edit(points.data_of(state))))

    # Back and forth between changes

    def undo(self) -> None:
        """Undo the last change: the run, the step on screen and the part in view are as they were."""
        if self._undo.undoable:
            self._return_to(self._undo.undo(self._moment))

    def redo(self) -> None:
        """Redo the change that was undone last."""
        if self._undo.redoable:
            self._return_to(self._undo.redo(self._moment))

    @property
    def _moment(self) -> Moment:
        return Moment(self._state, self._looks.view)

    def _return_to(self, moment: Moment) -> None:
        self._looks = self._looks.viewing(moment.view)
        self._put(moment.state)

    def _put(self, state: State) -> None:
        self._state = state
        self._clock.stop()
        self._changed()

    # How it looks

    def look(self, change: Callable[[Looks], Looks]) -> None:
        """Change how things are shown; that alone is not a change to undo."""
        self._looks = change(self._looks)
        self._changed()

    def clear_ghosts(self) -> None:
        """Forget the earlier runs; undo does not bring them back."""
        self._undo.forget_ghosts()
        self._state = replace(self._state, ghosts=())
        self._changed()

    def _changed(self) -> None:
        self._revision += 1
