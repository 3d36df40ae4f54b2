"""Where a run on a curve or surface ends, for many learning rates or many starts.

A Fate is what the end of the run shows: its last 48 updates, read as `_judged` says. It is found by
taking the updates themselves, and left early only where the rest is known to the bit: at a number
that is not finite, and where the whole state of the run comes back under a constant rate.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice, pairwise
from typing import Final

from gdengine.checks import checked_whole
from gdengine.diagnosis.observation import period_of
from gdengine.diagnosis.surroundings import Surroundings, slope
from gdengine.objectives.critical_points import CURVE_CELLS, CriticalPoint, Kind
from gdengine.objectives.curves import Curve, Surface
from gdengine.optimizers.sgd import SGD, weight_decay
from gdengine.refusals import Form, Refused
from gdengine.runs.descent import trajectory
from gdengine.runs.experiment import Experiment
from gdengine.runs.schedules import starting_at
from gdengine.step import Params, Status, Step
from gdengine.theory.limits_at_minima import limit_at
from gdengine.theory.scaled import constant_rate, rule_of

DEFAULT_STEPS: Final = 2000
"""Updates after which the end of a run is looked at."""

LAST_STEPS: Final = 48
"""Updates at the end of a run that decide its fate; many short periods divide this number."""

CLOSE_FRACTION: Final = 1e-4
"""A place this close to a minimum, as a fraction of the domain's width, counts as in it."""

REST_FRACTION: Final = 1e-9
"""Places that differ by at most this fraction of the domain's width count as one."""

BOUND_FRACTION: Final = 0.99
"""Of a bound on the slope, which is known between samples only, this part is relied on."""


class Ending(StrEnum):
    """How a run ends.

    MINIMUM: in a minimum. CYCLING: it repeats 2 to 16 places. DIVERGING: a number is no longer finite,
    the formula has no value there, or it is outside of the domain and gets further and further away.
    RESTING: it comes to rest, but in no minimum: on a maximum, a saddle, an inflection or level ground,
    because the learning rate is 0, or where a weight decay holds it. UNSETTLED: none of these yet.
    """

    MINIMUM = "minimum"
    CYCLING = "cycling"
    DIVERGING = "diverging"
    RESTING = "resting"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class Fate:
    """How a run ends, and where.

    `minimum` is the position in `objective.minima` of the minimum it ends in; where it is UNSETTLED, of
    the one that it is certain to reach later, if that is known (see `fate`). `valley` is the position of
    the minimum in whose valley, from the maximum on its left to that on its right, a curve's run was during
    all of its last 48 updates. `point` is the level place where a run is RESTING, None where none is
    known there. `period` is that of CYCLING.
    """

    kind: Ending
    minimum: int | None = None
    valley: int | None = None
    point: CriticalPoint | None = None
    period: int | None = None


def fate(experiment: Experiment, steps: int = DEFAULT_STEPS) -> Fate:
    """How `experiment`, a run on a curve or surface, ends after `steps` updates.

    Its `max_steps` and stop rule do not matter. In a minimum means: within 1/10 000 of the domain's
    width of it during the last 48 updates (or at rest there), and not at a rate above its limit. A run
    that is not there may still be certain to get there, which is known of plain descent on a curve, at a
    constant rate: where the slope is so small that each update brings the ball closer to the bottom,
    without leaving its side or from either side. This is as sure as the search for the minima, which
    cuts the domain into 4000 cells. Raises Refused for other objectives, and unless `steps` is a whole
    number of at least 1.
    """
    *_, found = fate_in_parts(experiment, steps)
    assert found is not None
    return found


def fates_by_rate(
    experiment: Experiment, rates: Iterable[float], steps: int = DEFAULT_STEPS
) -> Iterator[Fate]:
    """The fate for each of `rates`, one at a time; a schedule begins with the rate.

    Raises Refused at once for what Experiment or `fate` refuses.
    """
    return _fates([at_rate(experiment, rate) for rate in rates], steps)


def fates_by_start(
    experiment: Experiment, starts: Iterable[Params], steps: int = DEFAULT_STEPS
) -> Iterator[Fate]:
    """The fate from each of `starts`, one at a time; raises Refused as `fates_by_rate` does."""
    return _fates([replace(experiment, start=start) for start in starts], steps)


def at_rate(experiment: Experiment, rate: float) -> Experiment:
    """`experiment` at another learning rate; a schedule keeps its kind and begins with `rate`."""
    return replace(experiment, learning_rate=starting_at(experiment.learning_rate, rate))


def fate_in_parts(experiment: Experiment, steps: int = DEFAULT_STEPS) -> Iterator[Fate | None]:
    """Yield None after every 48 updates, so that other work can be done between them, and the fate last."""
    terrain = _checked(experiment)
    checked_whole("steps", steps, 1)
    return _in_parts(experiment, terrain, steps)


def _checked(experiment: Experiment) -> Curve | Surface:
    if not isinstance(experiment.objective, Curve | Surface):
        raise Refused("objective", experiment.objective, Form.TERRAIN)
    return experiment.objective


def _fates(experiments: list[Experiment], steps: int) -> Iterator[Fate]:
    parts = [fate_in_parts(each, steps) for each in experiments]
    return (found for run in parts for found in run if found is not None)


def _in_parts(experiment: Experiment, terrain: Curve | Surface, steps: int) -> Iterator[Fate | None]:
    run = trajectory(experiment)
    last, left = next(run), steps
    steady = constant_rate(experiment) is not None
    while left > LAST_STEPS:
        taken = min(LAST_STEPS, left - LAST_STEPS)
        before, reached = last, next(islice(run, taken - 1, None), None)
        if reached is None:
            yield Fate(Ending.DIVERGING)
            return
        last, left = reached, left - taken
        if steady and taken == LAST_STEPS and (last.params, last.state) == (before.params, before.state):
            # The same updates come again and again, so whole rounds can be left out.
            left = LAST_STEPS + left % LAST_STEPS
        yield None
    yield _judged(experiment, terrain, [last, *islice(run, left)])


def _judged(experiment: Experiment, terrain: Curve | Surface, steps: list[Step]) -> Fate:
    """The fate that the last `steps` show."""
    last, places = steps[-1], [step.params for step in steps]
    if last.status is Status.NONFINITE:
        return Fate(Ending.DIVERGING)
    if constant_rate(experiment) is not None and all(
        (step.params, step.state) == (last.params, last.state) for step in steps[-2:]
    ):
        places = [last.params]  # It stays there, however it came.
    size, valley = math.hypot(*(high - low for low, high in terrain.box)), _valley(terrain, places)
    spread = max(max(axis) - min(axis) for axis in zip(*places, strict=True))
    if spread > REST_FRACTION * size:
        period = period_of(places)
        if period is not None:
            return Fate(Ending.CYCLING, valley=valley, period=period)
    near = [
        point
        for point in terrain.critical_points
        if all(math.dist(point.params, place) <= CLOSE_FRACTION * size for place in places)
    ]
    bottom = next((point for point in near if point.kind is Kind.MINIMUM), None)
    if bottom is not None and (spread == 0.0 or _holds(experiment, terrain, bottom)):
        return Fate(Ending.MINIMUM, terrain.minima.index(bottom), valley)
    level = slope(last, experiment) <= Surroundings.of(experiment, last).level
    if bottom is None and (spread == 0.0 or (level and spread <= REST_FRACTION * size)):
        return Fate(Ending.RESTING, valley=valley, point=near[0] if near else None)
    if _leaves(terrain, places):
        return Fate(Ending.DIVERGING)
    ahead = _certain(experiment, terrain, last)
    if ahead is not None and ahead.kind is not Kind.MINIMUM:
        return Fate(Ending.RESTING, valley=valley, point=ahead)
    return Fate(Ending.UNSETTLED, terrain.minima.index(ahead) if ahead else None, valley)


def _valley(terrain: Curve | Surface, places: list[Params]) -> int | None:
    """The position of the minimum in whose valley all `places` of a curve's run lie, None for no such."""
    if not isinstance(terrain, Curve):
        return None
    tops = [point.params[0] for point in terrain.critical_points if point.kind is Kind.MAXIMUM]
    (least,), (most,) = min(places), max(places)
    for position, minimum in enumerate(terrain.minima):
        (bottom,), (low, high) = minimum.params, terrain.domain
        left = max((top for top in tops if top < bottom), default=low)
        right = min((top for top in tops if top > bottom), default=high)
        if left <= least and most <= right:
            return position
    return None


def _holds(experiment: Experiment, terrain: Curve | Surface, minimum: CriticalPoint) -> bool:
    """Whether the rate is below the limit of `minimum`, as far as that is known."""
    rate, rule = constant_rate(experiment), rule_of(experiment)
    if rate is None or rule is None or weight_decay(experiment.optimizer):
        return True
    return rate < limit_at(terrain, minimum, rule)


def _leaves(terrain: Curve | Surface, places: list[Params]) -> bool:
    """Whether the run is outside of the domain, and further away from quarter to quarter."""
    middle = tuple((low + high) / 2.0 for low, high in terrain.box)
    quarter = len(places) // 4
    if not quarter:
        return False
    quarters = [places[len(places) - quarter * i : len(places) - quarter * (i - 1)] for i in (4, 3, 2, 1)]
    reaches = [max(math.dist(middle, place) for place in each) for each in quarters]
    return all(a < b for a, b in pairwise(reaches)) and any(
        not low <= at <= high
        for place in quarters[-1]
        for at, (low, high) in zip(place, terrain.box, strict=True)
    )


def _certain(experiment: Experiment, terrain: Curve | Surface, step: Step) -> CriticalPoint | None:
    """The level place that plain descent of a curve is certain to go to from `step`, None if not known.

    With q = f′(x)/(x − c), an update multiplies the distance to c by 1 − rate·q. Where 0 < rate·q ≤ 1 all
    the way to c, the ball gets closer and never passes c; where 0 < rate·q < 2 as far on both sides of c,
    it gets closer whichever side it is on.
    """
    rate, optimizer = constant_rate(experiment), experiment.optimizer
    if not rate or not isinstance(terrain, Curve) or not isinstance(optimizer, SGD) or not optimizer.plain:
        return None
    (x,), (steepness,) = step.params, step.gradient
    low, high = terrain.domain
    beyond = [point for point in terrain.critical_points if (point.params[0] - x) * steepness < 0.0]
    if not low <= x <= high or not beyond:
        return None
    point = min(beyond, key=lambda point: abs(point.params[0] - x))
    (c,) = point.params
    if point.kind not in (Kind.MINIMUM, Kind.INFLECTION):
        return None
    there = rate * _steepest(terrain, point, x)
    if there <= BOUND_FRACTION:
        return point
    mirrored = 2.0 * c - x
    if point.kind is Kind.MINIMUM and there < 2.0 * BOUND_FRACTION and low <= mirrored <= high:
        return point if rate * _steepest(terrain, point, mirrored) < 2.0 * BOUND_FRACTION else None
    return None


def _steepest(terrain: Curve, point: CriticalPoint, x: float) -> float:
    """The largest f′(y)/(y − c) for y from the point's place c to `x`; inf where a slope leads away."""
    (low, high), (c,) = terrain.domain, point.params
    cells = math.ceil(abs(x - c) / (high - low) * CURVE_CELLS) or 1
    steepest = point.curvatures[0]
    for i in range(1, cells + 1):
        off = (x - c) * i / cells
        chord = terrain.evaluate((c + off,))[1][0] / off
        if not chord > 0.0:
            return math.inf
        steepest = max(steepest, chord)
    return steepest
