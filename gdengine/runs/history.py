"""A run that remembers: go to any step, carry on, or change something and fork."""

from __future__ import annotations

import time
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from math import inf, isfinite
from typing import Any, Final

from gdengine.runs.batches import MiniBatch
from gdengine.runs.descent import first_step, trajectory
from gdengine.runs.experiment import Experiment
from gdengine.runs.schedules import ReduceOnPlateau
from gdengine.step import State, Status, Step

STEPS_PER_BLOCK: Final = 64
"""Steps per block: the first is kept in full, the others are computed again, to the same bit."""


MOST_KEPT_BLOCKS: Final = 8
"""Blocks that stay computed: those on screen, and the start."""


class History:
    """The steps of a run as far as it has been taken, step 0 included.

    Only the costs and every 64th step are kept, and `at` computes the others again from the
    one before: a million steps take some 20 MB, and each is reached in the same short time.
    A history has no planned end: `extend` goes on past `max_steps`. Where a stop rule holds for the
    first time since the last change `extend` stops once, and goes on when it is called again.
    """

    block: Final = STEPS_PER_BLOCK
    """Steps from one that is kept in full to the next."""

    def __init__(self, experiment: Experiment) -> None:
        self._past: tuple[tuple[_Stretch, int], ...] = ()
        self._present = _Stretch(experiment, first_step(experiment))
        self._changes: tuple[int, ...] = ()

    def __len__(self) -> int:
        """How many steps there are, step 0 included."""
        return self._present.stop

    @property
    def experiment(self) -> Experiment:
        """The experiment as it stands at the newest step, with all that was changed on the way."""
        return self._present.experiment

    @property
    def finished(self) -> bool:
        """Whether the newest step is not finite, so that none can follow."""
        return self._present.finished

    @property
    def over(self) -> tuple[int, Status] | None:
        """The first step since the last change at which the stop rule holds, and what it says; or None."""
        return self._present.over

    @property
    def forks(self) -> tuple[int, ...]:
        """The steps at which the history was forked, whether or not something changed there."""
        return tuple(stretch.first for stretch, _ in self._pieces() if stretch.first)

    @property
    def changes(self) -> tuple[int, ...]:
        """The steps at which something was changed; a change undone at the same step does not count."""
        return self._changes

    def extend(self, n: int, deadline: float = inf) -> int:
        """Take up to `n` more steps and return how many were taken.

        Fewer are taken after a step that is not finite, up to one at which a stop rule begins to
        hold, and once `time.perf_counter()` has passed `deadline` (it is checked at least every
        64 steps).
        """
        return self._present.extend(n, deadline)

    def at(self, k: int) -> Step:
        """Step `k`; raises IndexError unless 0 <= k < len(self)."""
        return self._stretch(k).at(k)

    def experiment_at(self, k: int) -> Experiment:
        """The experiment in force from step `k` on; raises IndexError as `at` does."""
        return self._stretch(k).experiment

    def fork(self, k: int, *, memory: tuple[State, State] | None = None, **changes: Any) -> History:
        """A new history with the steps up to `k` that goes on from there with `changes`.

        `changes` are fields of Experiment: learning_rate, update, optimizer, objective …; at step
        0, `start` too. This history stays as it is, and what both share is kept once. `memory`
        replaces the optimizer's state and the plateau with which the run goes on. Raises Refused
        for a change that Experiment refuses, IndexError as `at` does.
        """
        forked = History.__new__(History)
        before, after = self.experiment_at(k), replace(self.experiment_at(k), **changes)
        origin = _evaluated_again(self.at(k), before, after) if k else first_step(after)
        if memory is not None:
            origin = origin._replace(state=memory[0], plateau=memory[1])
        forked._past = tuple((stretch, min(stop, k)) for stretch, stop in self._pieces() if stretch.first < k)
        forked._present = _Stretch(after, origin)
        changed = (k,) if k and after != self.experiment_at(k - 1) else ()
        forked._changes = (*(earlier for earlier in self._changes if earlier < k), *changed)
        return forked

    def costs(self, start: int, stop: int) -> list[float]:
        """The costs of the steps start, …, stop − 1, as far as there are any."""
        found: list[float] = []
        for stretch, end in self._pieces():
            low, high = max(start, stretch.first), min(stop, end)
            if low < high:
                found.extend(stretch.costs[low - stretch.first : high - stretch.first])
        return found

    def cost_extremes(self, start: int, stop: int) -> tuple[float, float] | None:
        """The lowest and highest finite cost of the steps start, …, stop − 1, None where there is none."""
        found = [
            extremes
            for stretch, end in self._pieces()
            if (extremes := stretch.extremes(max(start, stretch.first), min(stop, end)))
        ]
        return (min(low for low, _ in found), max(high for _, high in found)) if found else None

    def _pieces(self) -> Iterator[tuple[_Stretch, int]]:
        yield from self._past
        yield self._present, self._present.stop

    def _stretch(self, k: int) -> _Stretch:
        if not 0 <= k < len(self):
            raise IndexError(f"step {k}: there are steps 0 to {len(self) - 1}")
        if k >= self._present.first:
            return self._present
        return self._past[bisect_right(self._past, k, key=lambda piece: piece[0].first) - 1][0]


class _Stretch:
    """The steps from `first` on that were taken under one and the same experiment.

    Positions in here are counted from `first`; block b is the positions 64·b to 64·b + 63.
    """

    def __init__(self, experiment: Experiment, origin: Step) -> None:
        self.experiment = experiment
        self.first = origin.index
        self.costs = array("d", [origin.cost])
        self.finished = origin.status is Status.NONFINITE
        # Updates with a large batch are slow, so the clock is checked more often.
        size = experiment.batch.size if isinstance(experiment.batch, MiniBatch) else 0
        self._pace = max(1, STEPS_PER_BLOCK * 32 // max(size, 32))
        self._run = islice(trajectory(experiment, origin), 1, None)
        self._rule = experiment.stop
        self._memory = experiment.stop.init() if experiment.stop else ()
        self.over: tuple[int, Status] | None = None
        self._judge(origin)
        self._block_starts = [origin]
        self._block_lows, self._block_highs = array("d"), array("d")
        self._blocks: dict[int, list[Step]] = {}

    @property
    def stop(self) -> int:
        return self.first + len(self.costs)

    def extend(self, n: int, deadline: float) -> int:
        taken, was_over = 0, self.over
        while taken < n and not self.finished and self.over is was_over:
            position = len(self.costs) % STEPS_PER_BLOCK
            coming = islice(self._run, min(n - taken, STEPS_PER_BLOCK - position, self._pace))
            chunk = list(coming if self._rule is None or self.over else self._until_over(coming))
            if position == 0:
                self._block_starts.append(chunk[0])
            self.costs.extend([step.cost for step in chunk])
            if position + len(chunk) == STEPS_PER_BLOCK:
                low, high = _extremes(self.costs[-STEPS_PER_BLOCK:]) or (inf, -inf)
                self._block_lows.append(low)
                self._block_highs.append(high)
            self.finished = chunk[-1].status is Status.NONFINITE
            taken += len(chunk)
            if time.perf_counter() > deadline:
                break
        return taken

    def _until_over(self, steps: Iterator[Step]) -> Iterator[Step]:
        """The `steps` up to the first at which the stop rule holds."""
        for step in steps:
            yield step
            self._judge(step)
            if self.over:
                return

    def _judge(self, step: Step) -> None:
        if self._rule is not None and step.status is not Status.NONFINITE:
            status, self._memory = self._rule.update(self._memory, step)
            if status is not None:
                self.over = step.index, status

    def at(self, k: int) -> Step:
        block, position = divmod(k - self.first, STEPS_PER_BLOCK)
        if position == 0:
            return self._block_starts[block]
        if block not in self._blocks:
            if len(self._blocks) == MOST_KEPT_BLOCKS:
                del self._blocks[next(iter(self._blocks))]
            steps = islice(trajectory(self.experiment, self._block_starts[block]), STEPS_PER_BLOCK)
            self._blocks[block] = list(steps)
        return self._blocks[block][position]

    def extremes(self, start: int, stop: int) -> tuple[float, float] | None:
        """The lowest and highest finite cost of the steps start, …, stop − 1, block by block."""
        low, high = start - self.first, stop - self.first
        first_block, last_block = -(-low // STEPS_PER_BLOCK), high // STEPS_PER_BLOCK
        if first_block >= last_block:
            return _extremes(self.costs[low:high]) if low < high else None
        edges = (
            self.costs[low : first_block * STEPS_PER_BLOCK] + self.costs[last_block * STEPS_PER_BLOCK : high]
        )
        within = slice(first_block, last_block)
        return _extremes(edges + self._block_lows[within] + self._block_highs[within])


def _extremes(costs: array[float]) -> tuple[float, float] | None:
    finite = [cost for cost in costs if isfinite(cost)]
    return (min(finite), max(finite)) if finite else None


def _evaluated_again(step: Step, before: Experiment, after: Experiment) -> Step:
    """`step` as the place from which `after` goes on.

    Its cost and gradient are `after`'s. The optimizer's state is kept by the same kind of
    optimizer, as torch keeps it, unless its settings ask for another one (amsgrad switched on,
    say); then, and for another kind, it starts from `init`. So does the state of another
    learning rate that follows the cost.
    """
    cost, gradient = after.objective.evaluate(step.params)
    state, plateau = after.optimizer.init(step.params), step.plateau
    if type(after.optimizer) is type(before.optimizer) and _shape(state) == _shape(step.state):
        state = step.state
    if after.learning_rate != before.learning_rate:
        rate = after.learning_rate
        plateau = rate.init() if isinstance(rate, ReduceOnPlateau) else ()
    return step._replace(cost=cost, gradient=gradient, state=state, plateau=plateau)


def _shape(state: State) -> list[int]:
    """How many numbers each part of an optimizer's state has; −1 for a part that is a number."""
    return [len(part) if isinstance(part, tuple) else -1 for part in state]
