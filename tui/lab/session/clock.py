"""The clock: whether a run plays, how fast, and the steps of one tick."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Final

import gdengine as gd

SPEEDS: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1_000.0, 10_000.0, math.inf)
"""Steps per second; the last speed is as fast as the machine can."""

STEPPING_SECONDS: Final = 0.008
"""Time per tick for steps; the rest of the tick is for drawing."""

MOST_STEPS_PER_TICK: Final = 1_000_000_000

STEPS_PER_TURN: Final = 256
"""Steps that one of several runs takes at most before the next one continues."""


class Clock:
    """Plays one run, or several that are always at the same step."""

    def __init__(self, speed: float = 10.0) -> None:
        self.speed = speed
        self.playing = False
        self._owed = 0.0

    def start(self) -> None:
        """Play from now on."""
        self.playing = True
        self._owed = 0.0

    def stop(self) -> None:
        """Stop playing; a started fraction of a step is dropped."""
        self.playing = False
        self._owed = 0.0

    def change_speed(self, notches: int) -> None:
        """Play faster (positive) or slower, by `notches` places in SPEEDS."""
        place = SPEEDS.index(self.speed) + notches
        self.speed = SPEEDS[max(0, min(place, len(SPEEDS) - 1))]

    def advance(self, runs: Sequence[gd.History], index: int, seconds: float, room: float = math.inf) -> int:
        """Play for `seconds` from step `index` on, and return the step that all `runs` have reached.

        It takes the steps that the speed asks for, at most `room`, and stops after STEPPING_SECONDS.
        A run that can take no further step, or that a stop rule holds, does not stop the others.
        """
        self._owed = min(self._owed + seconds * self.speed, max(1.0, self.speed))
        wanted = min(self._owed, room, MOST_STEPS_PER_TICK)
        if not self.playing or wanted < 1.0:
            return index
        reached = _extended(runs, index + int(wanted), time.perf_counter() + STEPPING_SECONDS)
        self._owed -= reached - index
        return max(index, reached)


def _extended(runs: Sequence[gd.History], goal: int, deadline: float) -> int:
    """Take the missing steps up to `goal` in turns until `deadline`; the step that all have reached."""
    going = [run for run in runs if len(run) <= goal]
    turn = goal if len(going) == 1 else STEPS_PER_TURN
    while going:
        for run in tuple(going):
            run.extend(min(goal - (len(run) - 1), turn), deadline)
            if len(run) > goal or _held(run):
                going.remove(run)
        if time.perf_counter() > deadline:
            break
    newest = [len(run) - 1 for run in going]
    return min(newest) if newest else min(goal, max(len(run) - 1 for run in runs))


def _held(run: gd.History) -> bool:
    """Whether the run is finished, or a stop rule holds at its newest step."""
    return run.finished or (run.over is not None and run.over[0] == len(run) - 1)
