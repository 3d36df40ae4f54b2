"""A run that remembers: go to any step, carry on, or change something and fork."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from math import inf
from typing import Any, Final

from gdengine.runs.batches import MiniBatch
from gdengine.runs.descent import first_step, trajectory
from gdengine.runs.experiment import Experiment
from gdengine.runs.kept_costs import Extremes, KeptCosts
from gdengine.runs.kept_steps import STEPS_PER_BLOCK, KeptSteps, milestone_before, packed, unpacked
from gdengine.runs.schedules import ReduceOnPlateau
from gdengine.step import State, Status, Step

MOST_KEPT_BLOCKS: Final = 8
"""Blocks that stay computed: those on screen, and the start."""

MOST_PASSAGES: Final = 4
"""Ways between two kept steps that stay known: a few, as places on screen may be on two."""

STEPS_PER_PASSAGE: Final = 512
"""Steps that are kept on such a way."""


class History:
    """The steps of a run as far as it has been taken, step 0 included.

    Of the steps some are kept, and `at` computes the others again, to the same bit, from the one before:
    at most 64 steps in a run of up to a million. However long runs get, all together take some 20 MB, and
    no step is further from one than a 6000th of all that were taken: some tenths of a second in an hour's.
    A history has no planned end: `extend` goes on past `max_steps`. Where a stop rule holds for the
    first time since the last change `extend` stops once, and goes on when it is called again.
    """

    block: Final = STEPS_PER_BLOCK
    """Steps from one that is kept to the next, as long as the run is not thinned."""

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

    def milestone(self, k: int) -> int:
        """The last step up to `k` that is always kept: samples of a long run are best taken there.

        There are 256 of them from the 2^n-th step after a fork to the 2^(n+1)-th, at most one in 64. Raises
        IndexError as `at` does.
        """
        first = self._stretch(k).first
        return first + milestone_before(k - first)

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
        """The costs of the steps start, …, stop − 1, as far as there are any.

        The newest 32 768 are kept, earlier ones are computed again.
        """
        found: list[float] = []
        for stretch, end in self._pieces():
            found.extend(stretch.costs(max(start, stretch.first), min(stop, end)))
        return found

    def cost_extremes(self, start: int, stop: int) -> Extremes:
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

    Block b is the 64 steps from first + 64·b on.
    """

    def __init__(self, experiment: Experiment, origin: Step) -> None:
        self.experiment = experiment
        self.first = origin.index
        self._costs = KeptCosts(origin.index, origin.cost)
        self.finished = origin.status is Status.NONFINITE
        # Updates with a large batch are slow, so the clock is checked more often.
        size = experiment.batch.size if isinstance(experiment.batch, MiniBatch) else 0
        self._pace = max(1, STEPS_PER_BLOCK * 32 // max(size, 32))
        self._run = islice(trajectory(experiment, origin), 1, None)
        self._rule = experiment.stop
        self._memory = experiment.stop.init() if experiment.stop else ()
        self.over: tuple[int, Status] | None = None
        self._judge(origin)
        self._kept = KeptSteps(origin)
        self._passages: dict[int, _Passage] = {}
        self._blocks: dict[int, list[Step]] = {}

    @property
    def stop(self) -> int:
        return self._costs.stop

    def extend(self, n: int, deadline: float) -> int:
        taken, was_over = 0, self.over
        while taken < n and not self.finished and self.over is was_over:
            position = (self.stop - self.first) % STEPS_PER_BLOCK
            coming = islice(self._run, min(n - taken, STEPS_PER_BLOCK - position, self._pace))
            chunk = list(coming if self._rule is None or self.over else self._until_over(coming))
            if position == 0:
                self._kept.add(chunk[0])
            self._costs.extend([step.cost for step in chunk])
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
        if position == 0 and (kept := self._kept.before(k)).index == k:
            return kept
        return self._block(block)[position]

    def _block(self, block: int) -> list[Step]:
        if block not in self._blocks:
            _make_room(self._blocks, MOST_KEPT_BLOCKS)
            first = self.first + block * STEPS_PER_BLOCK
            near = self._kept.before(first)
            if near.index < first:
                near = self._passage(near).before(first)
            start = near.index
            steps = islice(trajectory(self.experiment, near), first - start, first - start + STEPS_PER_BLOCK)
            self._blocks[block] = list(steps)
        return self._blocks[block]

    def _passage(self, origin: Step) -> _Passage:
        if origin.index not in self._passages:
            _make_room(self._passages, MOST_PASSAGES)
            self._passages[origin.index] = _Passage(self.experiment, origin, self._kept.apart)
        return self._passages[origin.index]

    def costs(self, start: int, stop: int) -> list[float]:
        """The costs of the steps start, …, stop − 1, all within the stretch."""
        found: list[float] = []
        while start < min(stop, self._costs.newest):
            block, position = divmod(start - self.first, STEPS_PER_BLOCK)
            end = min(stop, self._costs.newest, self.first + (block + 1) * STEPS_PER_BLOCK)
            found += [step.cost for step in self._block(block)[position : position + end - start]]
            start = end
        if start < stop:
            found.extend(self._costs.known(start, stop))
        return found

    def extremes(self, start: int, stop: int) -> Extremes:
        """The lowest and highest finite cost of the steps start, …, stop − 1."""
        return self._costs.extremes(start, stop, self.costs)


class _Passage:
    """The way from a kept step towards the next: steps on it are computed once, and some are kept."""

    def __init__(self, experiment: Experiment, origin: Step, length: int) -> None:
        self._apart = max(STEPS_PER_BLOCK, length // STEPS_PER_PASSAGE)
        self._run = islice(trajectory(experiment, origin), 0, None, self._apart)
        self._steps = [packed(next(self._run))]

    def before(self, k: int) -> Step:
        """The last step up to `k` that it has kept."""
        place = (k - self._steps[0].index) // self._apart
        self._steps.extend(map(packed, islice(self._run, max(0, place + 1 - len(self._steps)))))
        return unpacked(self._steps[place])


def _make_room(cache: dict[int, Any], most: int) -> None:
    """Drop the oldest entry of a full cache."""
    if len(cache) >= most:
        del cache[next(iter(cache))]


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
