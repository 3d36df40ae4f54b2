"""Schedules: which learning rate the update after step k is made with.

A schedule is a frozen dataclass that is called with k, counted from 0, and depends on
nothing else; so experiments compare equal, and any step can be reached directly. The names and
formulas are those of torch.optim.lr_scheduler where it has the schedule, in closed form and
with one scheduler step after each update.

ReduceOnPlateau is the exception: it follows the costs, so it has a state, and is an
init/update pair as an optimizer is.

Every constructor raises Refused for what it does not take.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, inf, pi
from typing import Any, Literal

from gdengine.checks import ABOVE_0, ABOVE_0_UP_TO_1, AT_LEAST_0, BELOW_1, check_whole, is_whole, settle
from gdengine.refusals import Form, OneOf, Refused, Rising
from gdengine.step import State


class Schedule(ABC):
    """A learning rate of at least 0 for every step; to write one, give it `__call__`.

    One that also has `bounds` is known to stay within them; without, nothing is taken for granted.
    """

    __slots__ = ()

    @abstractmethod
    def __call__(self, k: int) -> float:
        """The learning rate of the update that leads from step `k` to step `k` + 1."""

    def bounds(self, start: int, stop: int | None = None) -> tuple[float, float]:
        """Infimum and supremum of the rates from step `start` on, before step `stop` if there is one."""
        return 0.0, inf


@dataclass(frozen=True, slots=True)
class Constant(Schedule):
    """The same rate at every step, for use within Joined; alone, a plain number does."""

    initial: float

    def __post_init__(self) -> None:
        settle(self, AT_LEAST_0, "initial")

    def __call__(self, k: int) -> float:
        """Always `initial`."""
        return self.initial

    def bounds(self, start: int, stop: int | None = None) -> tuple[float, float]:
        """Both are `initial`."""
        return self.initial, self.initial


@dataclass(frozen=True, slots=True)
class StepDecay(Schedule):
    """Every `step_size` steps the rate is multiplied by `gamma` (torch's StepLR)."""

    initial: float
    step_size: int
    gamma: float = 0.1

    def __post_init__(self) -> None:
        settle(self, AT_LEAST_0, "initial")
        settle(self, ABOVE_0, "gamma")
        check_whole(self, 1, "step_size")

    def __call__(self, k: int) -> float:
        """initial·gamma^⌊k / step_size⌋."""
        return _grown(self.initial, self.gamma, k // self.step_size)

    def bounds(self, start: int, stop: int | None = None) -> tuple[float, float]:
        """The first and the last rate; without a last one 0, `initial` or inf, as `gamma` is."""
        return _between(self, start, stop, _grown(self.initial, self.gamma, inf))


@dataclass(frozen=True, slots=True)
class Exponential(Schedule):
    """Every step the rate is multiplied by `gamma`; above 1 it grows, as in a range test (ExponentialLR)."""

    initial: float
    gamma: float

    def __post_init__(self) -> None:
        settle(self, AT_LEAST_0, "initial")
        settle(self, ABOVE_0, "gamma")

    def __call__(self, k: int) -> float:
        """initial·gamma^k."""
        return _grown(self.initial, self.gamma, k)

    def bounds(self, start: int, stop: int | None = None) -> tuple[float, float]:
        """The first and the last rate; without a last one 0, `initial` or inf, as `gamma` is."""
        return _between(self, start, stop, _grown(self.initial, self.gamma, inf))


@dataclass(frozen=True, slots=True)
class Cosine(Schedule):
    """Half a cosine from `initial` down to `eta_min` at step `T_max`, then up again (CosineAnnealingLR)."""

    initial: float
    T_max: int
    eta_min: float = 0.0

    def __post_init__(self) -> None:
        settle(self, AT_LEAST_0, "initial", "eta_min")
        check_whole(self, 1, "T_max")

    def __call__(self, k: int) -> float:
        """eta_min + (initial − eta_min)·(1 + cos(π·k / T_max))/2."""
        # The cosine repeats after 2·T_max; the whole-number remainder keeps its argument exact.
        angle = pi * (k % (2 * self.T_max) / self.T_max)
        return self.eta_min + (self.initial - self.eta_min) * (1.0 + cos(angle)) / 2.0

    def bounds(self, start: int, stop: int | None = None) -> tuple[float, float]:
        """The rates at both ends and at the turns between them, which are T_max apart."""
        turn = -(-start // self.T_max) * self.T_max
        places = [turn, turn + self.T_max, *([] if stop is None else [stop - 1])]
        rates = [self(start), *[self(k) for k in places if stop is None or k < stop]]
        return min(rates), max(rates)


@dataclass(frozen=True, slots=True)
class InverseScaling(Schedule):
    """The rate falls with a power of the number of updates (scikit-learn's invscaling)."""

    initial: float
    power: float = 0.5

    def __post_init__(self) -> None:
        settle(self, AT_LEAST_0, "initial", "power")

    def __call__(self, k: int) -> float:
        """initial / (k + 1)^power."""
        return self.initial / _power(k + 1.0, self.power)

    def bounds(self, start: int, stop: int | None = None) -> tuple[float, float]:
        """The first and the last rate; without a last one 0, or `initial` where the power is 0."""
        return _between(self, start, stop, 0.0 if self.power else self.initial)


@dataclass(frozen=True, slots=True)
class WarmUp(Schedule):
    """The rate rises in a line from start_factor·initial to `initial` at step `total_iters` (LinearLR)."""

    initial: float
    start_factor: float = 1.0 / 3.0
    total_iters: int = 5

    def __post_init__(self) -> None:
        settle(self, AT_LEAST_0, "initial")
        settle(self, ABOVE_0_UP_TO_1, "start_factor")
        check_whole(self, 1, "total_iters")

    def __call__(self, k: int) -> float:
        """initial·(start_factor + (1 − start_factor)·min(k, total_iters)/total_iters)."""
        done = min(k, self.total_iters) / self.total_iters
        return self.initial * (self.start_factor + (1.0 - self.start_factor) * done)

    def bounds(self, start: int, stop: int | None = None) -> tuple[float, float]:
        """The first and the last rate; from `total_iters` on they stay."""
        return _between(self, start, stop, self(self.total_iters))


@dataclass(frozen=True, slots=True)
class Joined(Schedule):
    """One schedule after the other: the next begins, counting from 0, at each milestone (SequentialLR).

    `milestones` are one fewer than `schedules`, and rise.
    """

    schedules: tuple[Schedule, ...]
    milestones: tuple[int, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.schedules, (tuple, list)) or not self.schedules:
            raise Refused("schedules", self.schedules, Form.SCHEDULES)
        for schedule in self.schedules:
            if not isinstance(schedule, Schedule):
                raise Refused("schedules", schedule, Form.SCHEDULE)
        if not _rising(self.milestones, len(self.schedules) - 1):
            raise Refused("milestones", self.milestones, Rising(len(self.schedules) - 1))
        object.__setattr__(self, "schedules", tuple(self.schedules))
        object.__setattr__(self, "milestones", tuple(self.milestones))

    def __call__(self, k: int) -> float:
        """The rate of the schedule whose turn it is."""
        turn = bisect_right(self.milestones, k)
        return self.schedules[turn](k - self.milestones[turn - 1] if turn else k)

    def bounds(self, start: int, stop: int | None = None) -> tuple[float, float]:
        """The lowest and the highest of the parts, each over its own steps."""
        found = []
        ends = [*self.milestones, inf]
        for schedule, begin, end in zip(self.schedules, [0, *self.milestones], ends, strict=True):
            first, last = max(start, begin), min(end, inf if stop is None else stop)
            if first < last:
                found.append(schedule.bounds(first - begin, None if last == inf else int(last) - begin))
        return min(low for low, _ in found), max(high for _, high in found)


@dataclass(frozen=True, slots=True)
class ReduceOnPlateau:
    """The rate is multiplied by `factor` when the cost has not improved for more than `patience` steps.

    A cost improves if it is below best·(1 − threshold) ("rel") or best − threshold ("abs").
    After a reduction `cooldown` steps are not counted; the rate does not fall below `min_lr`,
    nor by `eps` or less. (torch's ReduceLROnPlateau, given the cost of all rows after each
    update, but not the start's cost.)
    """

    initial: float
    factor: float = 0.1
    patience: int = 10
    threshold: float = 1e-4
    threshold_mode: Literal["rel", "abs"] = "rel"
    cooldown: int = 0
    min_lr: float = 0.0
    eps: float = 1e-8

    def __post_init__(self) -> None:
        settle(self, AT_LEAST_0, "initial", "threshold", "min_lr", "eps")
        settle(self, BELOW_1, "factor")
        check_whole(self, 0, "patience", "cooldown")
        if self.threshold_mode not in ("rel", "abs"):
            raise Refused("threshold_mode", self.threshold_mode, OneOf(("rel", "abs")))

    def init(self) -> State:
        """The rate, the best cost yet, the steps without improvement, and the steps left to cool down."""
        return self.initial, inf, 0, 0

    def update(self, state: State, cost: float) -> State:
        """The state after a step with this `cost`; its first entry is the next update's rate."""
        rate, best, bad, cooling = state
        bound = best * (1.0 - self.threshold) if self.threshold_mode == "rel" else best - self.threshold
        if cost < bound:
            best, bad = cost, 0
        else:
            bad += 1
        if cooling:
            bad, cooling = 0, cooling - 1
        if bad > self.patience:
            lower = max(rate * self.factor, self.min_lr)
            if rate - lower > self.eps:
                rate = lower
            bad, cooling = 0, self.cooldown
        return rate, best, bad, cooling


LearningRate = float | Schedule | ReduceOnPlateau
"""A number, a schedule, or a rate that follows the cost."""


def initial_rate(rate: LearningRate) -> float:
    """The number that sets a learning rate: itself, or a schedule's `initial`.

    Of joined schedules it is the first one's, of a schedule without one the rate of its first update.
    """
    if not isinstance(rate, Schedule | ReduceOnPlateau):
        return float(rate)
    if isinstance(rate, Joined):
        return initial_rate(rate.schedules[0])
    given: Any = rate
    return float(given.initial if hasattr(given, "initial") else given(0))


def starting_at(rate: LearningRate, initial: float) -> LearningRate:
    """`rate` with another initial number; the parts of joined schedules keep their proportion.

    Raises Refused where the schedule refuses the number, or has no field `initial`.
    """
    if not isinstance(rate, Schedule | ReduceOnPlateau):
        return initial
    if isinstance(rate, Joined):
        first = initial_rate(rate)
        own = [initial_rate(part) for part in rate.schedules]
        # A part that begins as the first does begins with `initial` itself: a proportion would round it.
        wanted = [initial * each / first if first and each != first else initial for each in own]
        pairs = zip(rate.schedules, wanted, strict=True)
        parts: list[Any] = [starting_at(part, each) for part, each in pairs]
        return replace(rate, schedules=tuple(parts))
    given: Any = rate
    if "initial" not in getattr(given, "__dataclass_fields__", ()):
        raise Refused("learning_rate", given, Form.INITIAL)
    changed: LearningRate = replace(given, initial=initial)
    return changed


def _rising(milestones: object, count: int) -> bool:
    """Whether they are `count` whole numbers of at least 1, each above the one before."""
    return (
        isinstance(milestones, tuple | list)
        and len(milestones) == count
        and all(is_whole(milestone) for milestone in milestones)
        and all(later > earlier for earlier, later in pairwise([0, *milestones]))
    )


def _between(schedule: Schedule, start: int, stop: int | None, limit: float) -> tuple[float, float]:
    """The bounds of rates that only rise or only fall, towards `limit`."""
    first, last = schedule(start), limit if stop is None else schedule(stop - 1)
    return min(first, last), max(first, last)


def _grown(initial: float, factor: float, times: float) -> float:
    """initial·factor^times; 0 stays 0, however large the power."""
    return initial * _power(factor, times) if initial else 0.0


def _power(base: float, exponent: float) -> float:
    """base^exponent, inf where that is too large for a float."""
    try:
        return float(base**exponent)
    except OverflowError:
        return inf
