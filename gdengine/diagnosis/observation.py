"""What can be seen of a run without theory, from its last steps and the ground it is on.

One rise of the cost is no divergence, and leaving a curve's domain is none either: a run may be
thrown far out and settle. So a run counts as diverging only where it has grown a million-fold, or
where it is outside and has kept rising; before, it is rising. A cycle is told by the parameters,
not by the cost, which may well stay the same while the run jumps to and fro.
"""

from __future__ import annotations

import math
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple, Protocol

from gdengine.diagnosis.surroundings import Surroundings, norm, slope
from gdengine.objectives.critical_points import CriticalPoint, Kind
from gdengine.runs.batches import MiniBatch
from gdengine.runs.experiment import Experiment
from gdengine.step import Params, Status, Step

WINDOW: Final = 32
"""So many steps are looked at for a pattern."""

TREND: Final = 256
"""So many costs are looked at for a trend."""

GROWTH: Final = 1e6
"""A cost that has grown by so many times the ground's height will not come back."""


class Verdict(StrEnum):
    """What a run is doing.

    STARTING: nothing to be seen yet. RISING: the cost has been rising, which may pass. WANDERING:
    neither settling, nor in a cycle, nor growing. AT_SADDLE is any level place that goes down
    in one direction and up in another, an inflection too.
    """

    STARTING = "starting"
    CONVERGING = "converging"
    OSCILLATING = "oscillating"
    TOO_SLOW = "too_slow"
    ARRIVED = "arrived"
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


class Sight(NamedTuple):
    """What was seen, with the numbers that belong to it."""

    verdict: Verdict
    period: int | None = None
    place: Kind | None = None
    lower: CriticalPoint | None = None
    floor: tuple[float, float] | None = None


class Run(Protocol):
    """What is asked of a history, or of a plain sequence of steps made to look like one."""

    def __len__(self) -> int: ...

    @property
    def changes(self) -> tuple[int, ...]:
        """The steps from which on something was changed."""

    def at(self, k: int) -> Step:
        """Step k."""

    def costs(self, start: int, stop: int) -> list[float]:
        """The costs of the steps start, …, stop − 1."""


def look(
    run: Run, index: int, changed: int, step: Step, experiment: Experiment | None, ground: Surroundings
) -> Sight:
    """What is seen at step `index` of `run`, of the steps since `changed`."""
    if step.status is Status.NONFINITE:
        return Sight(Verdict.NONFINITE)
    if (experiment.learning_rate_after(step) if experiment else step.learning_rate) == 0.0:
        return Sight(Verdict.ZERO_LR)
    if slope(step, experiment) <= ground.level:
        return _level_place(step, ground)
    if _stuck(step, ground):
        return Sight(Verdict.PLATEAU)
    if index == changed:
        return Sight(Verdict.STARTING)
    steps = [run.at(i) for i in range(max(changed, index - WINDOW), index + 1)]
    if _runaway(steps, run.at(0), ground):
        return Sight(Verdict.DIVERGING)
    period = _period([step.params for step in steps])
    if period is not None:
        return Sight(Verdict.CYCLING, period=period)
    costs = run.costs(max(changed, index + 1 - TREND), index + 1)
    if experiment and isinstance(experiment.batch, MiniBatch) and _is_noise(costs):
        late = costs[len(costs) // 2 :]
        return Sight(Verdict.NOISY_FLOOR, floor=(min(late), max(late)))
    return Sight(_trend(costs, steps))


def _level_place(step: Step, ground: Surroundings) -> Sight:
    """At a place without slope: what kind it is, and whether a lower one is known."""
    terrain = ground.terrain
    if terrain is None:
        return Sight(Verdict.ARRIVED, place=Kind.MINIMUM)
    near = min(terrain.critical_points, key=lambda p: math.dist(p.params, step.params), default=None)
    if near is not None and math.dist(near.params, step.params) <= 2e-3 * ground.size:
        kind = near.kind
    else:
        kind = terrain.classify(step.params)
    lowest = min(terrain.minima, key=lambda p: p.cost, default=None)
    lower = lowest if lowest and lowest.cost < step.cost - 1e-9 * ground.height else None
    verdicts = {
        Kind.MINIMUM: Verdict.LOCAL_MINIMUM if lower else Verdict.ARRIVED,
        Kind.MAXIMUM: Verdict.AT_MAXIMUM,
        Kind.FLAT: Verdict.PLATEAU if lower else Verdict.ARRIVED,
    }
    return Sight(verdicts.get(kind, Verdict.AT_SADDLE), place=kind, lower=lower)


def _stuck(step: Step, ground: Surroundings) -> bool:
    """Whether it is all but flat here, with no bottom near, and steps are short."""
    terrain = ground.terrain
    if terrain is None or norm(step.gradient) > 1e-3 * ground.usual:
        return False
    if norm(step.delta) > 1e-4 * ground.size or step.cost <= terrain.minimum_cost + 1e-3 * ground.height:
        return False
    way = ground.to_bottom(step)
    return way is None or norm(way) > 0.1 * ground.size


def _runaway(steps: list[Step], start: Step, ground: Surroundings) -> bool:
    """Whether the run has grown out of all proportion, or is outside and keeps rising."""
    last = steps[-1]
    if last.cost - start.cost > GROWTH * ground.height:
        return True
    if ground.terrain is None or len(steps) <= WINDOW // 2:
        return False
    outside = any(
        not low <= x <= high for x, (low, high) in zip(last.params, ground.terrain.box, strict=True)
    )
    return outside and all(a.cost < b.cost for a, b in pairwise(steps[-WINDOW // 2 :]))


def _period(places: list[Params]) -> int | None:
    """After how many steps (2 to 16) the run comes back to where it was, again and again."""
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
    """Whether the later half is no lower than the earlier one, as far as its noise lets one tell."""
    if len(costs) < 64:
        return False
    half = len(costs) // 2
    (early, wide), (late, narrow) = _mean_and_spread(costs[:half]), _mean_and_spread(costs[half:])
    noise = max(wide, narrow)
    # Costs one after the other are alike: a few of them count as one.
    return noise > 0.0 and late >= early - 2.0 * noise / math.sqrt(half / 8.0)


def _mean_and_spread(costs: list[float]) -> tuple[float, float]:
    mean = sum(costs) / len(costs)
    return mean, math.sqrt(sum([(cost - mean) * (cost - mean) for cost in costs]) / len(costs))


def _trend(costs: list[float], steps: list[Step]) -> Verdict:
    """Falling, swinging, rising, or none of it."""
    late = costs[-len(steps) :]
    turns = [sum(p * q for p, q in zip(a.delta, b.delta, strict=True)) < 0.0 for a, b in pairwise(steps[1:])]
    if late[-1] == late[0] and all(a == b for a, b in pairwise(late)):
        # Nothing changes in the cost: to and fro, or too short a way to be seen.
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
