"""What is happening in a run, as facts; the words are somebody else's."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gdengine.history import History
from gdengine.step import Params, Status, Step
from gdengine.theory import Forecast, forecast

ARRIVED: Final = 1e-6
"""A gradient this small beside the start's counts as arrived at the minimum."""

CRAWL: Final = 25.0
"""With so many times the steps that the best learning rate needs, a run is too slow."""

WINDOW: Final = 10
"""Over so many steps the factor of a run that swings is taken, so that one swing does not decide it."""


class Verdict(StrEnum):
    """What a run is doing."""

    CONVERGING = "converging"
    OSCILLATING = "oscillating"
    TOO_SLOW = "too_slow"
    ARRIVED = "arrived"
    CYCLING = "cycling"
    DIVERGING = "diverging"
    ZERO_LR = "zero_lr"
    NONFINITE = "nonfinite"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The facts at step `index`: the verdict and the numbers it rests on.

    `observed` is the factor of the last step on the cost's excess over its minimum (of a run
    that swings: the mean of the last ten; None right after a change), and `theory` what was to
    be expected.
    `steps_to_go` estimates the steps until the excess is below `tolerance` (0: it is; None:
    never, or not known).
    """

    index: int
    verdict: Verdict
    observed: float | None
    theory: Forecast
    tolerance: float
    steps_to_go: int | None


def diagnose(history: History, k: int | None = None, tolerance: float = 1e-6) -> Diagnosis:
    """The diagnosis of `history` at step `k` (the newest by default); raises IndexError as History.at does.

    The verdict on divergence is theory's, not the last costs': a cost may fall for a while
    and explode later, or rise once and converge.
    """
    index = len(history) - 1 if k is None else k
    step, experiment = history.at(index), history.experiment_at(index)
    expected = forecast(experiment)
    excess = step.cost - experiment.objective.minimum_cost
    return Diagnosis(
        index=index,
        verdict=_verdict(step, history.at(0), expected, experiment.learning_rate),
        observed=_observed_factor(history, index, WINDOW if expected.swings else 1),
        theory=expected,
        tolerance=tolerance,
        steps_to_go=_steps_to_go(excess, tolerance, expected),
    )


def _verdict(step: Step, start: Step, expected: Forecast, learning_rate: float) -> Verdict:
    if step.status is Status.NONFINITE:
        return Verdict.NONFINITE
    if _norm(step.gradient) <= ARRIVED * _norm(start.gradient):
        return Verdict.ARRIVED
    if learning_rate == 0.0:
        return Verdict.ZERO_LR
    if expected.diverges:
        return Verdict.DIVERGING
    if not expected.converges:
        return Verdict.CYCLING
    if _too_slow(expected):
        return Verdict.TOO_SLOW
    return Verdict.OSCILLATING if expected.swings else Verdict.CONVERGING


def _too_slow(expected: Forecast) -> bool:
    """Whether the best learning rate would get as far in a small part of the steps."""
    if expected.swings or expected.radius <= 0.0:
        return False
    if expected.best_radius <= 0.0:
        return expected.radius > 1.0 - 1.0 / CRAWL
    return math.log(expected.best_radius) < CRAWL * math.log(expected.radius)


def _observed_factor(history: History, index: int, window: int) -> float | None:
    changed = max((k for k in history.changes if k <= index), default=0)
    earlier = max(changed, index - window)
    if earlier == index:
        return None
    least = history.experiment_at(index).objective.minimum_cost
    before, now = (cost - least for cost in (history.at(earlier).cost, history.at(index).cost))
    if not before > 0.0 or not math.isfinite(now):
        return None
    return float((now / before) ** (1.0 / (index - earlier)))


def _steps_to_go(excess: float, tolerance: float, expected: Forecast) -> int | None:
    if excess <= tolerance:
        return 0
    if not expected.converges or not math.isfinite(excess):
        return None
    if expected.cost_factor <= 0.0:
        return 1
    return math.ceil(math.log(tolerance / excess) / math.log(expected.cost_factor))


def _norm(gradient: Params) -> float:
    return math.hypot(*gradient)
