"""The same experiment many times: over learning rates or optimizers, and a range test in one run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final, Literal

from gdengine.checks import ABOVE_0, BELOW_1, checked_number, checked_whole
from gdengine.diagnosis.diagnosis import Diagnosis, diagnose
from gdengine.objectives.base import Objective
from gdengine.optimizers.sgd import Optimizer
from gdengine.refusals import Form, MoreThan, Need, Refused
from gdengine.runs.descent import descend
from gdengine.runs.experiment import Experiment
from gdengine.runs.history import History
from gdengine.runs.schedules import LearningRate, Schedule
from gdengine.step import Status, Step
from gdengine.theory.forecast import learning_rate_limit
from gdengine.theory.limits_at_minima import local_limits

DEFAULT_STEPS: Final = 1000
"""Updates of a run whose experiment has no `max_steps`."""

BLOWN_UP_TIMES: Final = 4.0
"""The range test ends where the smoothed cost is this many times its best, as fastai's does."""

STEPS_PER_CHUNK: Final = 4096
"""Costs read at once in the search for the first within the tolerance."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One run of a sweep: what was varied, and how it ended.

    `value` is the learning rate or the optimizer. `last` is the last step, `cost` its cost, and
    `steps_to_tolerance` the first step seen with a cost at most `diagnosis.tolerance` above the
    lowest cost known (regression: the least squares; a curve: its lowest known minimum); None if
    it was not reached, or no minimum is known.
    """

    value: LearningRate | Optimizer
    experiment: Experiment
    diagnosis: Diagnosis
    last: Step
    steps_to_tolerance: int | None

    @property
    def cost(self) -> float:
        """The cost at the end."""
        return self.last.cost


@dataclass(frozen=True, slots=True)
class RangeTest:
    """What a range test measured: a heuristic, beside the limit that theory gives (None where it gives none).

    `smoothed` are the costs averaged over the updates before, in fastai's manner. `suggested` is
    the rate where they fall most steeply over the logarithm of the rate, and `safe` a tenth of
    the rate where they are lowest; both None where they never fall. On curves and surfaces `limit`
    is the smallest local one of the minima known. Each rate is that of the update that led to its cost.
    """

    kind: Literal["heuristic"]
    learning_rates: tuple[float, ...]
    costs: tuple[float, ...]
    smoothed: tuple[float, ...]
    suggested: float | None
    safe: float | None
    limit: float | None


def geometric(low: float, high: float, count: int) -> tuple[float, ...]:
    """`count` numbers from `low` to `high`, each the same multiple of the one before.

    Raises Refused unless both are finite and above 0, and `count` is a whole number of at least 2.
    """
    low, high = checked_number("low", low, ABOVE_0), checked_number("high", high, ABOVE_0)
    checked_whole("count", count, 2)
    first, last = math.log(low), math.log(high)
    between = (first + (last - first) * (i / (count - 1)) for i in range(1, count - 1))
    return (low, *map(math.exp, between), high)


def sweep(
    experiment: Experiment,
    learning_rates: Iterable[LearningRate] | None = None,
    optimizers: Iterable[Optimizer] | None = None,
    tolerance: float = 1e-6,
) -> Iterator[Trial]:
    """Run `experiment` with each of the learning rates, or each of the optimizers, one at a time.

    Each run goes on to the experiment's `max_steps` (1000 where it has none), its stop rule or a
    number that is not finite. Raises Refused at once unless exactly one of the two is given and
    all in it is what Experiment takes, and `tolerance` is a finite number above 0.
    """
    tolerance = checked_number("tolerance", tolerance, ABOVE_0)
    if (learning_rates is None) == (optimizers is None):
        both = learning_rates, optimizers
        raise Refused("learning_rates, optimizers", both, Need.ONE_OF_TWO)
    if experiment.max_steps is None:
        experiment = replace(experiment, max_steps=DEFAULT_STEPS)
    field, given = ("optimizer", optimizers) if learning_rates is None else ("learning_rate", learning_rates)
    if not isinstance(given, Iterable) or isinstance(given, str):
        raise Refused(f"{field}s", given, Form.SEQUENCE)
    varied: list[tuple[Any, Experiment]] = []
    for value in given:
        change: dict[str, Any] = {field: value}
        varied.append((value, replace(experiment, **change)))
    return (_trial(value, each, tolerance) for value, each in varied)


def range_test(
    experiment: Experiment,
    low: float = 1e-7,
    high: float = 10.0,
    steps: int = 100,
    smoothing: float = 0.98,
) -> RangeTest:
    """One run in which the learning rate grows from `low` to `high`: a heuristic, not a limit.

    Where the cost falls fastest a rate is likely to work, though a few updates from one start
    say nothing about the long run. It ends after `steps` updates, once the smoothed cost is four times
    its best, or at a number that is not finite. (Smith 2017, Cyclical Learning Rates; fastai's lr_find, whose
    smoothing of 0.98 is the default.) Raises Refused unless 0 < low < high, `steps` is a whole
    number of at least 2 and `smoothing` at least 0 and below 1.
    """
    checked_whole("steps", steps, 2)
    rates = geometric(low, high, steps)
    smoothing = checked_number("smoothing", smoothing, BELOW_1)
    if not rates[0] < rates[-1]:
        raise Refused("high", high, MoreThan("low", low))
    growing = replace(experiment, learning_rate=_Listed(rates), max_steps=steps, stop=None)
    used: list[float] = []
    costs: list[float] = []
    smoothed: list[float] = []
    average, weight, best = 0.0, 1.0, math.inf
    for step in islice(descend(growing), 1, None):
        if step.status is Status.NONFINITE:
            break
        average = smoothing * average + (1.0 - smoothing) * step.cost
        weight *= smoothing
        used.append(step.learning_rate)
        costs.append(step.cost)
        smoothed.append(average / (1.0 - weight))
        if len(costs) > 1 and best > 0.0 and smoothed[-1] > BLOWN_UP_TIMES * best:
            break
        best = min(best, smoothed[-1])
    suggested, safe = _suggestions(used, smoothed)
    return RangeTest(
        "heuristic", tuple(used), tuple(costs), tuple(smoothed), suggested, safe, _limit(experiment)
    )


@dataclass(frozen=True, slots=True)
class _Listed(Schedule):
    """The given rates in order; the last one is repeated."""

    rates: tuple[float, ...]

    def __call__(self, k: int) -> float:
        return self.rates[min(k, len(self.rates) - 1)]


def _suggestions(rates: list[float], smoothed: list[float]) -> tuple[float | None, float | None]:
    """The rate where the smoothed cost falls most steeply, and a tenth of the one where it is lowest."""
    if len(rates) < 3 or not all(map(math.isfinite, smoothed)):
        return None, None
    # The rates are evenly spaced on the logarithm, so differences are slopes there.
    slopes = [smoothed[i + 1] - smoothed[i - 1] for i in range(1, len(rates) - 1)]
    steepest = min(range(len(slopes)), key=slopes.__getitem__)
    if not slopes[steepest] < 0.0:
        return None, None
    return rates[steepest + 1], rates[smoothed.index(min(smoothed))] / 10.0


def _limit(experiment: Experiment) -> float | None:
    """The limit of a regression, or the smallest limit of the known minima of a curve or surface."""
    local = local_limits(experiment)
    return min((each.limit for each in local), default=None) if local else learning_rate_limit(experiment)


def _trial(value: LearningRate | Optimizer, experiment: Experiment, tolerance: float) -> Trial:
    history = History(experiment)
    steps = experiment.max_steps or 0
    if experiment.stop is not None:
        # A history goes past stop rules, so the rule is asked first where it ends the run.
        steps = max(step.index for step in descend(experiment))
    history.extend(steps)
    diagnosis = diagnose(history, tolerance=tolerance)
    last = history.at(len(history) - 1)
    return Trial(value, experiment, diagnosis, last, _first_within(history, experiment.objective, tolerance))


def _first_within(history: History, objective: Objective, tolerance: float) -> int | None:
    """The first step whose cost is at most `tolerance` above the lowest cost known."""
    least = getattr(objective, "minimum_cost", None)
    if least is None or not math.isfinite(least):
        return None
    for start in range(0, len(history), STEPS_PER_CHUNK):
        extremes = history.cost_extremes(start, start + STEPS_PER_CHUNK)
        if extremes is None or extremes[0] - least > tolerance:
            continue
        for k, cost in enumerate(history.costs(start, start + STEPS_PER_CHUNK), start):
            if cost - least <= tolerance:
                return k
    return None
