"""Learning rates that are easy to say and with which a run converges."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import gdengine as gd

MANTISSAS: Final = ("1", "1.2", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5", "5.5", "6", "7", "8", "9")
"""Leading digits of learning rates that are easy to say."""

MOST_STEPS_RATIO: Final = 2.5
"""A round learning rate may need at most this multiple of the steps of the best one."""

SCHEDULE_STEPS: Final = 1000
"""Steps of a schedule that are searched for its highest rate."""


def pleasant_rate(experiment: gd.Experiment) -> float | None:
    """A round learning rate below the limit with which a run converges about as fast as possible.

    None if theory gives no limit, or no rate converges.
    """
    limit, best = gd.theory.learning_rate_limit(experiment), gd.theory.best_learning_rate(experiment)
    if limit is None or best is None or not 0.0 < best < math.inf:
        return None
    least = radius(experiment, best)
    for rates in (round_rates(best), _short_rates(best, 2), _short_rates(best, 4)):
        below = [rate for rate in rates if best / 4.0 < rate < limit]
        # Many rates can be equally fast: rounding errors must not decide between them.
        rate = min(
            below,
            key=lambda rate: (round(radius(experiment, rate), 9), abs(math.log(rate / best))),
            default=best,
        )
        found = radius(experiment, rate)
        if found <= least or (gd.theory.behind(found, least) or math.inf) <= MOST_STEPS_RATIO:
            return rate if found <= 1.0 else None
    return best if least <= 1.0 else None


def round_rates(near: float) -> list[float]:
    """Rates that are easy to say, from a tenth of the power of ten below `near` to ten times it."""
    exponent = math.floor(math.log10(near))
    powers = (exponent - 1, exponent, exponent + 1)
    return [float(f"{mantissa}e{power}") for power in powers for mantissa in MANTISSAS]


def _short_rates(near: float, digits: int) -> list[float]:
    """`near` rounded to `digits` significant digits, and the numbers next to it."""
    mantissa, _, exponent = f"{near:.{digits - 1}e}".partition("e")
    last = 10.0 ** (1 - digits)
    return [float(f"{float(mantissa) + off * last:.{digits}f}e{exponent}") for off in (-1, 0, 1)]


def radius(experiment: gd.Experiment, rate: float) -> float:
    """The factor per step on the distance to the minimum with a constant learning rate `rate`."""
    return gd.theory.spectral_radius(replace(experiment, learning_rate=rate)) or 0.0


def short(rate: float, digits: int = 2) -> float | None:
    """`rate` rounded to `digits` significant digits; None if that is 0 or not finite."""
    found = float(f"{rate:.{digits}g}")
    return found if 0.0 < found < math.inf else None


def with_good_rate(experiment: gd.Experiment) -> gd.Experiment:
    """`experiment` with a learning rate that converges about as fast as possible.

    A schedule keeps its kind if its highest rate is below the limit, else it becomes constant. Where
    theory knows no rate, the optimizer's steps are as long as the rate itself, or a batch's are
    safe for each of its rows: see `rates_by_distance` and `safe_batch_rate`.
    """
    rate = pleasant_rate(experiment) or safe_batch_rate(experiment)
    if rate is None:
        rates = rates_by_distance(experiment, experiment.start)
        rate = rates[1] if rates else None
    if rate is None:
        return experiment
    learning_rate = gd.starting_at(experiment.learning_rate, rate)
    if isinstance(learning_rate, gd.Schedule):
        highest = max(learning_rate(k) for k in range(SCHEDULE_STEPS))
        if highest > rate:
            learning_rate = gd.Constant(rate)
    return replace(experiment, learning_rate=learning_rate)


def rates_by_distance(experiment: gd.Experiment, params: gd.Params) -> list[float]:
    """Rates with which steps as long as the rate reach the least-squares line in 5, 20 and 100 steps.

    For optimizers that rescale the gradient; empty for others, at the line, and on other objectives.
    """
    objective = experiment.objective
    if not isinstance(objective, gd.LinearRegression) or isinstance(experiment.optimizer, gd.SGD):
        return []
    away = max(abs(there - here) for there, here in zip(objective.minimum, params, strict=True))
    if not 0.0 < away < math.inf:
        return []
    return [rate for steps in (5.0, 20.0, 100.0) if (rate := short(away / steps, 1)) is not None]


def safe_batch_rate(experiment: gd.Experiment) -> float | None:
    """A rate with which no batch of plain descent or momentum steps too far, whatever its rows.

    A batch is curved at most as its steepest row, 1 + x², so far as its gradient counts rows. None
    without mini-batches, with other optimizers, and where momentum does not let go.
    """
    objective, optimizer, batch = experiment.objective, experiment.optimizer, experiment.batch
    if not isinstance(batch, gd.MiniBatch) or not isinstance(objective, gd.LinearRegression):
        return None
    if not isinstance(optimizer, gd.SGD) or optimizer.momentum >= 1.0:
        return None
    size = min(batch.size, len(objective.data))
    counted = {"exact": 2.0, "mean": 1.0, "sum": float(size)}[objective.gradient_scale]
    (low, high), _ = objective.data.bounds
    steepest = counted * (1.0 + max(low * low, high * high)) + optimizer.weight_decay
    return short((1.0 - optimizer.momentum) / steepest) if 0.0 < steepest < math.inf else None
