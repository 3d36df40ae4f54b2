"""Which steps of a run are kept, so that a run of any length takes bounded memory.

All runs of the process together keep at most MOST_KEPT_STEPS steps, and a few more for each run: its
newest ones, and its milestones. Where there would be more, every second one of the run with the
shortest way between two is dropped. So the way from a kept step to one that is computed again grows with
all steps that were ever taken: of an hour's work it is a few tenths of a second.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from threading import Lock
from typing import Final
from weakref import WeakSet

from gdengine.step import Step

STEPS_PER_BLOCK: Final = 64
"""Steps that are computed again at once; of the newest blocks, each first step is kept."""

MOST_KEPT_STEPS: Final = 1 << 15
"""Steps that are kept of all runs together, before they are thinned to half of that: some 20 MB."""

NEWEST_BLOCKS: Final = 64
"""The newest blocks of a run, which are at hand at once while it goes on."""

MILESTONES: Final = 256
"""Steps from 2^n to 2^(n+1) that are always kept: samples of a run up to any of its steps."""

ROWS_PER_STEP: Final = 128
"""This number of rows of a mini-batch takes about as much memory as a step without any."""

ADDED_AT_ONCE: Final = 64
"""Steps that are added to a run before all that are kept are counted again."""


def milestone_before(steps: int) -> int:
    """The last milestone that is at most `steps` steps from the start."""
    return steps - steps % max(STEPS_PER_BLOCK, (1 << steps.bit_length() - 1) // MILESTONES if steps else 1)


class KeptSteps:
    """Steps of one run from `origin` on, at multiples of 64 from there."""

    def __init__(self, origin: Step) -> None:
        self.first = origin.index
        self.apart = STEPS_PER_BLOCK
        self._steps = [packed(origin)]
        _ROOM.add(self)

    @property
    def weight(self) -> int:
        """The memory that it takes, in steps without rows."""
        return len(self._steps) * (1 + len(self._steps[-1].rows) // ROWS_PER_STEP)

    @property
    def length(self) -> int:
        """Steps from the first to the last that is kept."""
        return self._steps[-1].index - self.first

    def add(self, step: Step) -> None:
        """Keep `step`, the first of the block that follows."""
        self._steps.append(packed(step))
        if len(self._steps) % ADDED_AT_ONCE == 0:
            _ROOM.make()

    def before(self, k: int) -> Step:
        """The last kept step up to step `k`."""
        steps = self._steps
        return unpacked(steps[bisect_right(steps, k, key=_index) - 1])

    def thin(self, apart: int) -> None:
        """Drop all but every `apart`-th step, the newest ones and the milestones."""
        self.apart = apart
        newest = self._steps[-1].index - NEWEST_BLOCKS * STEPS_PER_BLOCK
        # A new list: another thread may be searching the old one.
        self._steps = [
            step
            for step in self._steps
            if step.index > newest
            or (after := step.index - self.first) % apart == 0
            or milestone_before(after) == after
        ]


class _Room:
    """The memory that all runs share."""

    def __init__(self) -> None:
        self._all: WeakSet[KeptSteps] = WeakSet()
        self._lock = Lock()
        self._most = MOST_KEPT_STEPS

    def add(self, kept: KeptSteps) -> None:
        with self._lock:
            self._all.add(kept)

    def make(self) -> None:
        """Thin the runs whose steps are kept most densely, if there are too many steps in all."""
        with self._lock:
            runs = list(self._all)
            if sum(run.weight for run in runs) <= self._most:
                return
            for run in runs:
                run.thin(run.apart)
            while sum(run.weight for run in runs) > MOST_KEPT_STEPS // 2:
                # Where milestones are no further apart, there is nothing to be dropped.
                dense = [run for run in runs if run.apart * MILESTONES < run.length]
                if not dense:
                    break
                densest = min(dense, key=lambda run: (run.apart, -run.length))
                densest.thin(2 * densest.apart)
            # With many runs milestones alone may be more: then it is not tried at every step.
            self._most = max(MOST_KEPT_STEPS, 2 * sum(run.weight for run in runs))


_ROOM: Final = _Room()


def packed(step: Step) -> Step:
    """The step with its rows in a ninth of the memory."""
    return step._replace(rows=array("I", step.rows)) if step.rows else step  # type: ignore[arg-type]


def unpacked(step: Step) -> Step:
    """The step as it was."""
    return step._replace(rows=tuple(step.rows)) if step.rows else step


def _index(step: Step) -> int:
    return step.index
