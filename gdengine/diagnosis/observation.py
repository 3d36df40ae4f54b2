"""What can be seen of a run without theory, from its last steps and its surroundings.

One rise of the cost is no divergence, and leaving a curve's domain is none either: a run may be
thrown far out and settle. So a run counts as diverging only where it has grown a million-fold, or
where it is outside and has kept rising; before, it is rising. A cycle shows in the parameters,
not in the cost, which may stay the same while the run jumps to and fro.
"""

from __future__ import annotations

import math
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

from gdengine.diagnosis.coming_rates import grows_for_ever, stays_above_limit, steady
from gdengine.diagnosis.noise_floor import at_floor
from gdengine.diagnosis.observed_run import ObservedRun
from gdengine.diagnosis.settling import end_cost, fixed, margin, noisy, stays, stays_level
from gdengine.diagnosis.surroundings import Surroundings, norm, slope
from gdengine.objectives.critical_points import CriticalPoint, Kind
from gdengine.objectives.regression import LinearRegression
from gdengine.runs.experiment import Experiment
from gdengine.step import Params, Status, Step

PATTERN_STEPS: Final = 32
"""Steps that are searched for a pattern."""

TREND_STEPS: Final = 256
"""Steps whose costs are searched for a trend."""

RUNAWAY_HEIGHTS: Final = 1e6
"""A cost that has grown by this many times the terrain's height will not come back."""


class Verdict(StrEnum):
    """What a run is doing.

    STARTING: nothing to be seen yet. CONVERGING and OSCILLATING: the run settles by theory, or where
    theory has no word, the cost has been falling. ARRIVED: at the least cost, for good. SETTLING: at
    the least cost of a regression, but it may leave again, as with Adam, whose steps grow while the
    gradients shrink. RISING: the cost has been rising, which may pass. WANDERING: neither settling,
    nor in a cycle, nor growing. AT_SADDLE is any level place that goes down in one direction and up
    in another, an inflection too.
    """

    STARTING = "starting"
    CONVERGING = "converging"
    OSCILLATING = "oscillating"
    TOO_SLOW = "too_slow"
    ARRIVED = "arrived"
    SETTLING = "settling"
    LOCAL_MINIMUM = "local_minimum"
    AT_MAXIMUM = "at_maximum"
    AT_SADDLE = "at_saddle"
    PLATEAU = "plateau"
    CYCLING = "cycling"
    WANDERING = "wandering"
    NOISY_FLOOR = "noisy_floor"
    RISING = "rising"
    DIVERGING = "diverging"
    ZERO_LR = "zero_lr"
    NONFINITE = "nonfinite"


class Observation(NamedTuple):
    """What was seen, with the numbers that belong to it."""

    verdict: Verdict
    period: int | None = None
    place: Kind | None = None
    lower: CriticalPoint | None = None
    floor: tuple[float, float] | None = None


def observe(
    run: ObservedRun,
    index: int,
    changed: int,
    step: Step,
    experiment: Experiment | None,
    surroundings: Surroundings,
    tolerance: float,
) -> Observation:
    """What can be seen at step `index` of `run`, from the steps since the last change, at `changed`."""
    if step.status is Status.NONFINITE:
        return Observation(Verdict.NONFINITE)
    if (experiment.learning_rate_after(step) if experiment else step.learning_rate) == 0.0:
        return Observation(Verdict.ZERO_LR)
    if experiment and isinstance(experiment.objective, LinearRegression):
        found = _at_least(run, changed, step, experiment, surroundings, tolerance)
        if found:
            return found
    elif slope(step, experiment) <= surroundings.level and (
        stays_level(experiment, step, surroundings.level)
        if experiment
        else _falls_no_more(run, changed, step, surroundings.level)
    ):
        return _level_place(step, surroundings)
    if _stuck(step, surroundings):
        return Observation(Verdict.PLATEAU)
    if index == changed:
        return Observation(Verdict.STARTING)
    steps = [run.at(i) for i in range(max(changed, index - PATTERN_STEPS), index + 1)]
    if _runaway(steps, run.at(0), surroundings):
        lost = experiment is None or grows_for_ever(experiment, steps, index - changed)
        return Observation(Verdict.DIVERGING if lost else Verdict.RISING)
    if experiment and stays_above_limit(experiment, step):
        return Observation(Verdict.DIVERGING)
    period = period_of([step.params for step in steps])
    if period is not None and (experiment is None or steady(experiment, step)):
        return Observation(Verdict.CYCLING, period=period)
    costs = run.costs(max(changed, index + 1 - TREND_STEPS), index + 1)
    if experiment and noisy(experiment) and _is_noise(costs) and at_floor(run, changed, step, experiment):
        late = costs[len(costs) // 2 :]
        return Observation(Verdict.NOISY_FLOOR, floor=(min(late), max(late)))
    return Observation(_trend(costs, steps))


def _at_least(
    run: ObservedRun,
    changed: int,
    step: Step,
    experiment: Experiment,
    surroundings: Surroundings,
    tolerance: float,
) -> Observation | None:
    """At the least cost of a regression, for good or not; None elsewhere, however small the gradient."""
    end, allowed = end_cost(experiment), margin(experiment, step, run.at(0), tolerance)
    if end is None or not abs(step.cost - end) <= allowed:
        return None
    if fixed(experiment, step):
        return Observation(Verdict.ARRIVED, place=Kind.MINIMUM)
    if slope(step, experiment) > surroundings.level:
        return None
    if stays(experiment, step, run, changed, end + allowed):
        return Observation(Verdict.ARRIVED, place=Kind.MINIMUM)
    return Observation(Verdict.SETTLING)


def _falls_no_more(run: ObservedRun, changed: int, step: Step, level: float) -> bool:
    """Whether steps without their experiment have come to rest: what is left of a steady fall is nothing.

    In a long narrow valley the gradient is small far from the minimum, and the cost falls on and on.
    """
    half = min(PATTERN_STEPS, step.index - changed) // 2
    if not half:
        return not any(step.gradient)
    first, middle = run.at(step.index - 2 * half), run.at(step.index - half)
    if max(norm(first.gradient), norm(middle.gradient)) > level and any(step.gradient):
        return False
    before, lately = first.cost - middle.cost, middle.cost - step.cost
    # A fall by the same factor each time is a geometric series.
    left = lately * lately / (before - lately) if before > lately else lately
    return abs(left) <= 1e-6 * abs(step.cost) or abs(left) <= 1e-12 * abs(run.at(0).cost)


def _level_place(step: Step, surroundings: Surroundings) -> Observation:
    """At a place without slope: what kind it is, and whether a lower one is known."""
    terrain = surroundings.terrain
    if terrain is None:
        return Observation(Verdict.ARRIVED, place=Kind.MINIMUM)
    near = min(terrain.critical_points, key=lambda p: math.dist(p.params, step.params), default=None)
    if near is not None and math.dist(near.params, step.params) <= 2e-3 * surroundings.size:
        kind = near.kind
    else:
        kind = terrain.classify(step.params)
    lowest = min(terrain.minima, key=lambda p: p.cost, default=None)
    lower = lowest if lowest and lowest.cost < step.cost - 1e-9 * surroundings.height else None
    verdicts = {
        Kind.MINIMUM: Verdict.LOCAL_MINIMUM if lower else Verdict.ARRIVED,
        Kind.MAXIMUM: Verdict.AT_MAXIMUM,
        Kind.FLAT: Verdict.PLATEAU if lower else Verdict.ARRIVED,
    }
    return Observation(verdicts.get(kind, Verdict.AT_SADDLE), place=kind, lower=lower)


def _stuck(step: Step, surroundings: Surroundings) -> bool:
    """Whether it is almost flat here, with no bottom near, and steps are short."""
    terrain = surroundings.terrain
    if terrain is None or norm(step.gradient) > 1e-3 * surroundings.usual:
        return False
    if norm(step.delta) > 1e-4 * surroundings.size:
        return False
    if step.cost <= terrain.minimum_cost + 1e-3 * surroundings.height:
        return False
    way = surroundings.to_bottom(step)
    return way is None or norm(way) > 0.1 * surroundings.size


def _runaway(steps: list[Step], start: Step, surroundings: Surroundings) -> bool:
    """Whether the cost has grown far beyond the terrain's height, or the run is outside and keeps rising."""
    last = steps[-1]
    if last.cost - start.cost > RUNAWAY_HEIGHTS * surroundings.height:
        return True
    if surroundings.terrain is None or len(steps) <= PATTERN_STEPS // 2:
        return False
    outside = any(
        not low <= x <= high for x, (low, high) in zip(last.params, surroundings.terrain.box, strict=True)
    )
    return outside and all(a.cost < b.cost for a, b in pairwise(steps[-PATTERN_STEPS // 2 :]))


def period_of(places: list[Params]) -> int | None:
    """After how many steps (2 to 16) the run comes back to where it was, repeatedly; else None."""
    spread = max(max(axis) - min(axis) for axis in zip(*places, strict=True))
    near = 1e-7 * spread
    for period in range(2, 17):
        if len(places) < 2 * period + 2:
            break
        pairs = list(zip(places[period:], places, strict=False))[-max(2 * period, 8) :]
        if len(pairs) >= period + 2 and all(math.dist(a, b) <= near for a, b in pairs):
            return period if spread > 0.0 else None
    return None


def _is_noise(costs: list[float]) -> bool:
    """Whether the later half is no lower than the earlier one, within the noise."""
    if len(costs) < 64:
        return False
    half = len(costs) // 2
    (early, wide), (late, narrow) = _mean_and_spread(costs[:half]), _mean_and_spread(costs[half:])
    noise = max(wide, narrow)
    # Neighbouring costs are alike: eight of them count as one.
    return noise > 0.0 and late >= early - 2.0 * noise / math.sqrt(half / 8.0)


def _mean_and_spread(costs: list[float]) -> tuple[float, float]:
    mean = sum(costs) / len(costs)
    return mean, math.sqrt(sum([(cost - mean) * (cost - mean) for cost in costs]) / len(costs))


def _trend(costs: list[float], steps: list[Step]) -> Verdict:
    """Whether the run falls, swings, rises, or does none of these."""
    late = costs[-len(steps) :]
    turns = [sum(p * q for p, q in zip(a.delta, b.delta, strict=True)) < 0.0 for a, b in pairwise(steps[1:])]
    if late[-1] == late[0] and all(a == b for a, b in pairwise(late)):
        # The cost does not change: the run jumps to and fro, or its steps are too short to show.
        return Verdict.WANDERING if any(turns) or norm(steps[-1].delta) > 1e-9 else Verdict.TOO_SLOW
    if all(a >= b for a, b in pairwise(late)) or _envelope_falls(costs):
        # With momentum a run swings in long waves: then the cost itself goes up and down.
        waves = any(a < b for a, b in pairwise(late))
        return Verdict.OSCILLATING if waves or sum(turns) > len(turns) / 2 else Verdict.CONVERGING
    if len(late) < 8:
        return Verdict.CONVERGING if late[-1] < late[0] else Verdict.RISING
    return Verdict.RISING if all(a < b for a, b in pairwise(late[-8:])) else Verdict.WANDERING


def _envelope_falls(costs: list[float]) -> bool:
    """Whether highest and lowest of each quarter (of few costs: each half) are below those before."""
    if len(costs) < 8:
        return False
    parts = 4 if len(costs) >= 64 else 2
    size = len(costs) // parts
    chunks = [costs[len(costs) - size * (i + 1) : len(costs) - size * i] for i in reversed(range(parts))]
    return all(max(a) > max(b) and min(a) > min(b) for a, b in pairwise(chunks))
