"""The lab's state and the only place where it changes."""

from __future__ import annotations

import math
import time
from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import Any, Final

import gdengine as gd
from tui.frame import SPEEDS, Frame, Run, regression

SLICE: Final = 0.008
"""Seconds of a tick that may go into steps; the rest is for drawing."""

MOST_GHOSTS: Final = 5
"""Earlier runs that stay on screen."""

NICE: Final = (1.0, 1.1, 1.2, 1.3, 1.5, 1.6, 1.8, 2.0, 2.2, 2.4, 2.7, 3.0, 3.3, 3.6, 3.9, 4.3, 4.7, 5.1, 5.6,
               6.2, 6.8, 7.5, 8.2, 9.1)  # fmt: skip
"""The E24 series of IEC 60063: about 10 % apart, so that a nudge is the same small push everywhere."""


class Session:
    """One lab session: a run, the place in it, how fast it plays, and the runs before it.

    Every method but `frame` changes the state; what they hand out is frozen. A change that the
    engine refuses raises ValueError and leaves all as it was.
    """

    def __init__(self, experiment: gd.Experiment) -> None:
        self._history = gd.History(experiment)
        self._ghosts: tuple[Run, ...] = ()
        self._planned = experiment.max_steps or 0
        self._index = 0
        self._playing = False
        self._speed = 10.0
        self._log_scale = True
        self._owed = 0.0
        self._revision = 0

    def frame(self) -> Frame:
        """The state as it is now."""
        return Frame(
            revision=self._revision,
            run=Run(self._history, len(self._history)),
            ghosts=self._ghosts,
            index=self._index,
            step=self._history.at(self._index),
            experiment=self._history.experiment_at(self._index),
            diagnosis=gd.diagnose(self._history, self._index),
            playing=self._playing,
            speed=self._speed,
            log_scale=self._log_scale,
            planned=self._planned,
        )

    # Moving through the run

    def forward(self, steps: int = 1) -> None:
        """Go `steps` on, through what was taken already and then beyond it."""
        missing = self._index + steps - (len(self._history) - 1)
        if missing > 0:
            self._history.extend(missing)
        self.seek(self._index + steps)

    def back(self, steps: int = 1) -> None:
        """Go `steps` back, to the start at most."""
        self.seek(self._index - steps)

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

        Playing pauses at the planned number of steps, and where no step can follow; started
        again at the planned end, it goes on beyond it.
        """
        if not self._playing:
            return
        self._owed = min(self._owed + seconds * self._speed, max(1.0, self._speed))
        deadline = time.perf_counter() + SLICE
        room = self._planned - self._index if self._planned > self._index else math.inf
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
        if taken == room or self._at_dead_end():
            self._playing = False
        self._changed()

    def _at_dead_end(self) -> bool:
        return self._history.finished and self._index == len(self._history) - 1

    # Changing the experiment

    def restart(self) -> None:
        """Begin again from the same start with what is set now; the old run stays as a ghost."""
        self._begin(self._history.experiment_at(self._index))

    def set(self, name: str, value: Any) -> None:
        """Give one setting a value, to hold from the step on screen on.

        `name` is a field of Experiment, "gradient_scale", or a parameter's name for its start; a
        new start begins the run again. A new max_steps moves the planned end, and nothing else.
        """
        experiment = self._history.experiment_at(self._index)
        names = experiment.objective.names
        if name in names:
            place = names.index(name)
            start = (*experiment.start[:place], value, *experiment.start[place + 1 :])
            self._begin(replace(experiment, start=start))
        elif name == "max_steps":
            self._planned = replace(experiment, max_steps=value).max_steps or 0
            self._changed()
        elif name == "gradient_scale":
            self._change(objective=replace(regression(experiment), gradient_scale=value))
        else:
            self._change(**{name: value})

    def nudge_learning_rate(self, direction: int) -> None:
        """Move the learning rate to the next (+1) or the previous (−1) number of the E24 series."""
        learning_rate = self._history.experiment_at(self._index).initial_learning_rate
        self._change(learning_rate=nudged(learning_rate, direction))

    def toggle_log_scale(self) -> None:
        """Draw the cost on a log axis, or on a linear one."""
        self._log_scale = not self._log_scale
        self._changed()

    def clear_ghosts(self) -> None:
        """Forget the earlier runs."""
        self._ghosts = ()
        self._changed()

    def _change(self, **changes: Any) -> None:
        before = self._history.experiment_at(self._index)
        if replace(before, **changes) == before:
            return
        forked = self._history.fork(self._index, **changes)
        if self._index < len(self._history) - 1:
            self._haunt()
        self._history = forked
        self._changed()

    def _begin(self, experiment: gd.Experiment) -> None:
        history = gd.History(replace(experiment, max_steps=self._planned))
        self._haunt()
        self._history = history
        self._index = 0
        self._playing = False
        self._changed()

    def _haunt(self) -> None:
        """Keep the run so far as a ghost, if it has a step to show."""
        if len(self._history) > 1:
            self._ghosts = (*self._ghosts, Run(self._history, len(self._history)))[-MOST_GHOSTS:]

    def _changed(self) -> None:
        self._revision += 1


def nudged(learning_rate: float, direction: int) -> float:
    """The next (+1) or previous (−1) number of the E24 series; from 0 it starts at 0.001."""
    if learning_rate == 0.0:
        return 0.001 if direction > 0 else 0.0
    exponent = math.floor(math.log10(learning_rate))
    ladder = [float(f"{mantissa}e{exponent + decade}") for decade in (-1, 0, 1) for mantissa in NICE]
    place = bisect_right(ladder, learning_rate) if direction > 0 else bisect_left(ladder, learning_rate) - 1
    # At the ends of what a float holds there is no further rung.
    return ladder[place] if math.isfinite(ladder[place]) else learning_rate
