"""The lab's state and the only place where it changes."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import gdengine as gd
from tui.lab.session.frame import MOST_ZOOM, SPEEDS, Frame, Looks, Run, regression
from tui.lab.session.rates import base_rate, nudged, with_base_rate
from tui.lab.session.saved import SavedSession, Stretch

SLICE: Final = 0.008
"""Seconds of a tick that may go into steps; the rest is for drawing."""

MOST_UNDONE: Final = 100
"""Changes that can be taken back."""

MOST_ROWS: Final = 5_000_000
"""Points that those changes may keep alive together; with more, the oldest go."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a change is about to replace, to come back to."""

    history: gd.History
    index: int
    planned: int
    name: str
    scaling: gd.Scaling | None
    ghosts: tuple[Run, ...]

    @property
    def rows(self) -> int:
        """How many points it keeps alive."""
        return len(regression(self.history.experiment).data)


class Session:
    """One lab session: a run, the place in it, how fast it plays, and the runs before it.

    Every method but `frame` changes the state; what they hand out is frozen. A change that the
    engine refuses raises gd.Refused and leaves all as it was.
    """

    def __init__(self, experiment: gd.Experiment, name: str = "") -> None:
        self._history = gd.History(experiment)
        self._ghosts: tuple[Run, ...] = ()
        self._planned = experiment.max_steps or 0
        self._name = name
        self._scaling: gd.Scaling | None = None
        self._index = 0
        self._selected: int | None = None
        self._playing = False
        self._speed = 10.0
        self._looks = Looks()
        self._owed = 0.0
        self._past: list[Moment] = []
        self._future: list[Moment] = []
        self._revision = 0

    def frame(self) -> Frame:
        """The state as it is now."""
        return Frame(
            revision=self._revision,
            run=Run(self._history, len(self._history)),
            ghosts=self._ghosts,
            index=self._index,
            step=self._history.at(self._index),
            experiment=self._experiment,
            diagnosis=gd.diagnose(self._history, self._index),
            playing=self._playing,
            speed=self._speed,
            planned=self._planned,
            name=self._name,
            scaling=self._scaling,
            selected=self._selected if (self._selected or 0) < len(self._data) else None,
            looks=self._looks,
            undoable=bool(self._past),
            redoable=bool(self._future),
        )

    @property
    def _experiment(self) -> gd.Experiment:
        return self._history.experiment_at(self._index)

    @property
    def _data(self) -> gd.Dataset:
        return regression(self._experiment).data

    # From one start of the lab to the next

    @property
    def revision(self) -> int:
        """A number that grows with every change."""
        return self._revision

    def kept(self) -> SavedSession:
        """What is kept of it: enough to take the same run again, and to be in the same place."""
        history = self._history
        origins = [history.at(k) for k in (0, *history.forks)]
        return SavedSession(
            stretches=tuple(
                Stretch(step.index, history.experiment_at(step.index), step.state, step.plateau)
                for step in origins
            ),
            index=self._index,
            newest=len(history) - 1,
            planned=self._planned,
            name=self._name,
            scaling=self._scaling,
            looks=self._looks,
            speed=self._speed,
        )

    def resume(self, kept: SavedSession, history: gd.History) -> None:
        """Go on with a session that was kept, whose run was taken again as `history`; undo goes back."""
        self._remember()
        self._history, self._index = history, kept.index
        self._planned, self._name, self._scaling = kept.planned, kept.name, kept.scaling
        self._looks, self._speed = kept.looks, kept.speed
        self._ghosts = ()
        self._selected = None
        self._playing = False
        self._changed()

    # Moving through the run

    def forward(self, steps: int = 1) -> None:
        """Go `steps` on, through what was taken already and then beyond it."""
        missing = self._index + steps - (len(self._history) - 1)
        # A stop rule holds a run up once; who asks for more steps gets them.
        while missing > 0 and (taken := self._history.extend(missing)):
            missing -= taken
        self.seek(self._index + steps)

    def back(self, steps: int = 1) -> None:
        """Go `steps` back, to the start at most."""
        self.seek(self._index - steps)

    def leap(self, tenths: int) -> None:
        """Go so many tenths of the run taken so far on, or back; one step at least."""
        self.seek(self._index + tenths * max(1, (len(self._history) - 1) // 10))

    def seek(self, index: int) -> None:
        """Go to step `index`, or to the nearest one that was taken."""
        self._index = max(0, min(index, len(self._history) - 1))
        self._changed()

    def first(self) -> None:
        """Go to the start."""
        self.seek(0)

    def newest(self) -> None:
        """Go to the newest step."""
        self.seek(len(self._history) - 1)

    # Playing

    def toggle_play(self) -> None:
        """Play on from the step on screen, or pause."""
        self._playing = not self._playing and not self._at_dead_end()
        self._owed = 0.0
        self._changed()

    def pause(self) -> None:
        """Stop playing."""
        self._playing = False
        self._changed()

    def change_speed(self, notches: int) -> None:
        """Play faster (positive) or slower, by `notches` of SPEEDS."""
        place = SPEEDS.index(self._speed) + notches
        self._speed = SPEEDS[max(0, min(place, len(SPEEDS) - 1))]
        self._changed()

    def advance(self, seconds: float) -> None:
        """Play `seconds` on: as many steps as the speed asks for, as long as SLICE lasts.

        Playing pauses at the planned number of steps, where a stop rule holds, and where no step can
        follow; started again there, it goes on beyond.
        """
        if not self._playing:
            return
        self._owed = min(self._owed + seconds * self._speed, max(1.0, self._speed))
        deadline = time.perf_counter() + SLICE
        over = self._history.over
        ends = (self._planned, over[0] if over else 0)
        room = min((end - self._index for end in ends if end > self._index), default=math.inf)
        wanted = min(self._owed, room)
        if wanted < 1.0:
            return
        known = len(self._history) - 1 - self._index
        steps = min(wanted, 1e9)
        taken = min(int(steps), known)
        if steps > known:
            taken += self._history.extend(int(steps) - known, deadline)
        self._owed -= taken
        self._index += taken
        stopped = self._history.over is not None and self._history.over[0] == self._index
        if taken == room or stopped or self._at_dead_end():
            self._playing = False
        self._changed()

    def _at_dead_end(self) -> bool:
        return self._history.finished and self._index == len(self._history) - 1

    # Changing the experiment

    def restart(self) -> None:
        """Begin again from the same start with what is set now; the old run stays as a ghost."""
        self._begin(self._experiment)

    def set(self, name: str, value: Any) -> None:
        """Give one setting a value, to hold from the step on screen on.

        `name` is a field of Experiment, "gradient_scale", "schedule" for another kind of learning rate
        (a number, too), or a parameter's name for its start; a new start begins the run again. A number
        for "learning_rate" is what a schedule begins with. A new max_steps moves the planned end, and
        nothing else.
        """
        experiment = self._experiment
        names = experiment.objective.names
        if name in names:
            place = names.index(name)
            self.set("start", (*experiment.start[:place], value, *experiment.start[place + 1 :]))
        elif name == "start":
            if tuple(value) != experiment.start:
                self._begin(replace(experiment, start=value))
        elif name == "max_steps":
            planned = replace(experiment, max_steps=value).max_steps or 0
            if planned != self._planned:
                self._remember()
                self._planned = planned
                self._changed()
        elif name == "gradient_scale":
            self._change(objective=regression(experiment).rescaled(value))
        elif name == "schedule":
            self._change(learning_rate=value)
        elif name == "learning_rate":
            self._change(learning_rate=with_base_rate(experiment.learning_rate, value))
        else:
            self._change(**{name: value})

    def take(self, changes: Iterable[tuple[str, Any]], restart: bool = False) -> None:
        """Give several settings their values at once, and begin again with them if asked to."""
        moment, past, future = self._moment(), self._past, self._future
        try:
            for name, value in changes:
                self.set(name, value)
            if restart:
                self.restart()
        except ValueError:
            self._return_to(moment)
            self._past, self._future = past, future
            raise
        if self._past is not past:
            # All of it is one change to take back, and leaves one ghost.
            self._past = _within_limits([*past, moment])
            if len(self._ghosts) > len(moment.ghosts):
                self._ghosts = self._ghosts[: len(moment.ghosts) + 1]

    def nudge_learning_rate(self, direction: int) -> None:
        """Move the learning rate to the next (+1) or the previous (−1) number of the E24 series."""
        rate = self._experiment.learning_rate
        self._change(learning_rate=with_base_rate(rate, nudged(base_rate(rate), direction)))

    # The data

    def open_data(self, data: gd.Dataset, name: str = "") -> None:
        """Fit a line to other data, from the same start."""
        self._open(gd.LinearRegression(data, regression(self._experiment).gradient_scale), name)

    def open_regression(self, objective: gd.LinearRegression, name: str = "") -> None:
        """Fit a line to other data that are prepared already, from the same start."""
        self._open(objective.rescaled(regression(self._experiment).gradient_scale), name)

    def add_point(self, x: float, y: float) -> None:
        """One more point, which is then the selected one."""
        self._refit(self._data.with_point(x, y))
        self.select(len(self._data) - 1)

    def move_point(self, row: int, x: float, y: float) -> None:
        """Another x and y for the point of `row`."""
        self._refit(self._data.with_moved(row, x, y))
        self.select(row)

    def delete_point(self, row: int) -> None:
        """Do without the point of `row`; raises gd.Refused where it is the last one left."""
        self._refit(self._data.without(row))
        self.select(min(row, len(self._data) - 1))

    def add_noise(self, sigma: float, seed: int) -> None:
        """Gaussian noise of standard deviation `sigma` on every y, decided by `seed`."""
        self._refit(gd.noisy(self._data, sigma, seed))

    def standardise(self) -> None:
        """Bring x and y to mean 0 and standard deviation 1, and begin again with the same line."""
        data, scaling = gd.standardise(self._data)
        experiment = self._experiment
        objective = gd.LinearRegression(data, regression(experiment).gradient_scale)
        start = scaling.to_standard(experiment.start)
        self._begin(replace(experiment, objective=objective, start=start))
        self._scaling, self._ghosts = scaling, ()

    def select(self, row: int | None) -> None:
        """Highlight a row of the data in every panel, or none."""
        self._selected = None if row is None else max(0, min(row, len(self._data) - 1))
        self._changed()

    def _open(self, objective: gd.LinearRegression, name: str) -> None:
        start = self._experiment.start
        if self._scaling is not None:
            # Back into the units that it was typed in; twelve digits do without the rounding there and back.
            start = tuple(float(f"{value:.12g}") for value in self._scaling.to_own(start))
        self._begin(replace(self._experiment, objective=objective, start=start))
        self._name, self._scaling, self._selected = name, None, None
        self._ghosts = ()  # curves of other data would only mislead

    def _refit(self, data: gd.Dataset) -> None:
        """Fit a line to data that were changed: they are nobody's but one's own from now on."""
        self._change(objective=gd.LinearRegression(data, regression(self._experiment).gradient_scale))
        self._name, self._scaling = "", None

    # Back and forth between changes

    def undo(self) -> None:
        """Take the last change back: the run, and the place in it, are as they were."""
        self._swap(self._past, self._future)

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self._swap(self._future, self._past)

    def _swap(self, source: list[Moment], target: list[Moment]) -> None:
        if not source:
            return
        target.append(self._moment())
        self._return_to(source.pop())

    def _return_to(self, moment: Moment) -> None:
        if moment.history is not self._history:
            self._history, self._index = moment.history, moment.index
        self._planned, self._name, self._scaling = moment.planned, moment.name, moment.scaling
        self._ghosts = moment.ghosts
        self._playing = False
        self._changed()

    def _moment(self) -> Moment:
        return Moment(self._history, self._index, self._planned, self._name, self._scaling, self._ghosts)

    def _remember(self) -> None:
        self._past = _within_limits([*self._past, self._moment()])
        self._future = []

    # How it looks

    def toggle_log_scale(self) -> None:
        """Draw the cost on a log axis, or on a linear one."""
        self._look(log_scale=not self._looks.log_scale)

    def toggle_least_squares(self) -> None:
        """Show the line that fits best, or not."""
        self._look(least_squares=not self._looks.least_squares)

    def toggle_follow(self) -> None:
        """Keep the place on screen in the middle of the landscape, or not."""
        self._look(follow=not self._looks.follow)

    def zoom(self, times: int) -> None:
        """Enlarge the landscape so many times, or reduce it."""
        self._look(zoom=max(-MOST_ZOOM, min(self._looks.zoom + times, MOST_ZOOM)))

    def turn_hand(self, pages: int, among: int) -> None:
        """Turn so many pages of the arithmetic by hand, which has so many."""
        self._look(hand=(self._looks.hand + pages) % among)

    def clear_ghosts(self) -> None:
        """Forget the earlier runs."""
        self._ghosts = ()
        # Taking something back shall not bring back what was cleared.
        self._past = [replace(moment, ghosts=()) for moment in self._past]
        self._future = [replace(moment, ghosts=()) for moment in self._future]
        self._changed()

    def _look(self, **looks: Any) -> None:
        self._looks = replace(self._looks, **looks)
        self._changed()

    def _change(self, **changes: Any) -> None:
        before = self._experiment
        if replace(before, **changes) == before:
            return
        forked = self._history.fork(self._index, **changes)
        self._remember()
        if self._index < len(self._history) - 1:
            self._haunt()
        self._history = forked
        self._changed()

    def _begin(self, experiment: gd.Experiment) -> None:
        history = gd.History(replace(experiment, max_steps=self._planned))
        self._remember()
        self._haunt()
        self._history = history
        self._index = 0
        self._playing = False
        self._changed()

    def _haunt(self) -> None:
        """Keep the run so far as a ghost, if it has a step to show."""
        if len(self._history) > 1:
            self._ghosts = (*self._ghosts, Run(self._history, len(self._history)))

    def _changed(self) -> None:
        self._revision += 1


def _within_limits(moments: list[Moment]) -> list[Moment]:
    """The newest of `moments`: as many as may be kept, with as many points."""
    kept, rows = 0, 0
    for moment in reversed(moments[-MOST_UNDONE:]):
        rows += moment.rows
        if kept and rows > MOST_ROWS:
            break
        kept += 1
    return moments[-kept:]
