"""The cost at any step, and the steps to a tolerance, without running them.

One update is a linear map M of the state (e, v): the distance to where the run converges, and
the velocity. So step k's state is M^k·(e, v), in about log₂ k multiplications. The very first
update differs where there is momentum: torch's first velocity is the gradient itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from gdengine.checks import ABOVE_0, checked_number, checked_whole
from gdengine.objectives.regression import LinearRegression
from gdengine.optimizers.sgd import weight_decay
from gdengine.runs.batches import FullBatch
from gdengine.runs.experiment import Experiment
from gdengine.step import Params, Step
from gdengine.theory.scaled import constant_rate, rule_of, settles
from gdengine.theory.spectrum import Rule

STEPS_ONE_BY_ONE: Final = 20_000
"""Steps that are checked one by one for the first within a tolerance."""

FAR_STEPS_ONE_BY_ONE: Final = 64
"""Steps that `far_costs` gives one by one."""

FAR_TIME_CONSTANTS: Final = 20.0
"""`far_costs` ends after this many times the steps in which the distance falls to 1/e."""

MOST_DOUBLINGS: Final = 62
"""The search for a step ends at step 2^62."""

Vector = tuple[float, float, float, float]
"""The distance in (w1, w0), and the velocity in (w1, w0)."""

MatrixRows = tuple[Vector, ...]
"""A matrix of the state, as its rows."""


def predicted_cost(experiment: Experiment, k: int, origin: Step | None = None) -> float | None:
    """The cost `k` updates after the start, or after `origin`; inf where it overflows.

    None where theory does not apply (see `forecast`). Raises Refused unless `k` is a whole number
    of at least 0.
    """
    checked_whole("k", k, 0)
    motion = Motion.of(experiment)
    if motion is None:
        return None
    state, moving = motion.state(experiment, origin)
    if k and not moving:
        state, k = motion.update(state, True), k - 1
    for bit in range(k.bit_length()):
        if k >> bit & 1:
            state = _applied(_power(motion.map, bit), state)
    return motion.cost(state)


def predicted_costs(experiment: Experiment, origin: Step | None = None) -> Iterator[float] | None:
    """The cost at the start or at `origin` and after each update, endlessly; None as for `predicted_cost`."""
    motion = Motion.of(experiment)
    if motion is None:
        return None
    return map(motion.cost, _states(motion, *motion.state(experiment, origin)))


def steps_to(experiment: Experiment, tolerance: float = 1e-6, origin: Step | None = None) -> int | None:
    """After how many updates the cost is at most `tolerance` above its minimum for the first time.

    Counted from the start, or from `origin`. None if never, or where theory does not apply. A cost
    that falls at every step (plain, simultaneous, below the limit) gives the exact number however
    large it is. Others can dip below and rise again: their first 20 000 steps are checked one by
    one, and what comes later is found as if the cost had stopped swinging. A run that does not
    converge has no such number, even if its cost dips that low on its way. Raises Refused unless
    `tolerance` is a finite number above 0.
    """
    tolerance = checked_number("tolerance", tolerance, ABOVE_0)
    return steps_within(experiment, tolerance, origin, STEPS_ONE_BY_ONE)


def steps_within(
    experiment: Experiment, tolerance: float, origin: Step | None, one_by_one: int
) -> int | None:
    """`steps_to`, with a choice of how many steps are checked one by one."""
    motion = Motion.of(experiment)
    if motion is None:
        return None
    state, moving = motion.state(experiment, origin)
    if motion.excess(state) <= tolerance:
        return 0
    if not settles(experiment):
        return None
    taken, falls = 0, not (motion.map.rule.momentum or motion.map.rule.sequential or motion.decays)
    if not (falls and motion.excess(motion.update(state, True)) < motion.excess(state)):
        for taken, at in enumerate(islice(_states(motion, state, moving), one_by_one + 1)):
            state, excess = at, motion.excess(at)
            if excess <= tolerance:
                return taken
            if excess == math.inf:
                return None
    return _lifted(motion, state, taken, tolerance)


def home(experiment: Experiment) -> Params | None:
    """Where a run converges to under SGD's weight decay; None without weight decay, or where unknown."""
    if not weight_decay(experiment.optimizer):
        return None
    motion = Motion.of(replace(experiment, learning_rate=1.0, batch=FullBatch()))
    return motion.home if motion and all(map(math.isfinite, motion.home)) else None


class Map(NamedTuple):
    """What one update is made of: the Hessian [[a, b], [b, c]] with weight decay, the rule, the rate."""

    a: float
    b: float
    c: float
    rule: Rule
    rate: float


class Motion(NamedTuple):
    """A run as theory sees it: its map, where it goes, and what it costs to be away from there.

    `home` is where the updates converge to, `shift` its distance from the cost's own minimum
    (0 without weight decay), `centre` and `variance` are those of x, `least` is the lowest cost.
    """

    map: Map
    home: tuple[float, float]
    shift: tuple[float, float]
    centre: float
    variance: float
    least: float

    @classmethod
    def of(cls, experiment: Experiment) -> Motion | None:
        """The motion of `experiment`, None where theory does not apply."""
        objective, rule, rate = experiment.objective, rule_of(experiment), constant_rate(experiment)
        if rule is None or rate is None or not isinstance(objective, LinearRegression):
            return None
        (a, b), (_, c) = objective.hessian()
        decay = weight_decay(experiment.optimizer)
        if not all(map(math.isfinite, (a + decay, b, c + decay, objective.determinant))):
            return None
        slope, level = objective.minimum
        shift = (0.0, 0.0)
        if decay:
            # (H + decay·I)·shift = −decay·minimum; its determinant has no term below 0.
            determinant = objective.determinant + decay * (a + c) + decay * decay
            scale = -decay / determinant
            shift = (scale * ((c + decay) * slope - b * level), scale * ((a + decay) * level - b * slope))
        return cls(
            Map(a + decay, b, c + decay, rule, rate),
            home=(slope + shift[0], level + shift[1]),
            shift=shift,
            centre=b / c,
            variance=objective.determinant / (c * c),
            least=objective.minimum_cost,
        )

    @property
    def decays(self) -> bool:
        """Whether weight decay keeps the run away from the cost's minimum."""
        return self.shift != (0.0, 0.0)

    def state(self, experiment: Experiment, origin: Step | None) -> tuple[Vector, bool]:
        """The state at the start or at `origin`, and whether there is a velocity already."""
        params = origin.params if origin else experiment.start
        moving, velocity = origin.state if origin and origin.state else (False, (0.0, 0.0))
        e, f = params[0] - self.home[0], params[1] - self.home[1]
        return (e, f, *velocity), moving or not self.map.rule.momentum

    def update(self, state: Vector, first: bool) -> Vector:
        """The state after one update, the run's first or a later one."""
        return _updated(self.map, state, first)

    def excess(self, state: Vector) -> float:
        """The cost above its minimum; inf where it overflows."""
        off = state[0] + self.shift[0]
        mean = state[1] + self.shift[1] + off * self.centre
        excess = mean * mean + off * off * self.variance
        return math.inf if math.isnan(excess) else excess

    def cost(self, state: Vector) -> float:
        """The cost; inf where it overflows."""
        return self.least + self.excess(state)


def _updated(motion: Map, state: Vector, first: bool) -> Vector:
    (a, b, c, (mu, fresh, nesterov, sequential), rate), (e, f, v, u) = motion, state
    g = a * e + b * f
    v = g if first else mu * v + fresh * g
    moved = e - rate * (g + mu * v if nesterov else v)
    g = b * (moved if sequential else e) + c * f
    u = g if first else mu * u + fresh * g
    return moved, f - rate * (g + mu * u if nesterov else u), v, u


def _states(motion: Motion, state: Vector, moving: bool) -> Iterator[Vector]:
    yield state
    if not moving:
        state = motion.update(state, True)
        yield state
    one = motion.map
    while True:
        state = _updated(one, state, False)
        yield state


@lru_cache(maxsize=1024)
def _power(motion: Map, doublings: int) -> MatrixRows:
    """The map's matrix to the power 2^doublings."""
    if doublings == 0:
        units: MatrixRows = (
            (1.0, 0.0, 0.0, 0.0),
            (0.0, 1.0, 0.0, 0.0),
            (0.0, 0.0, 1.0, 0.0),
            (0.0, 0.0, 0.0, 1.0),
        )
        columns = [_updated(motion, unit, False) for unit in units]
        return tuple(zip(*columns, strict=True))
    half = _power(motion, doublings - 1)
    columns = [_applied(half, column) for column in zip(*half, strict=True)]
    return tuple(zip(*columns, strict=True))


def _applied(rows: MatrixRows, state: Vector) -> Vector:
    e, f, v, u = state
    p, q, r, s = (a * e + b * f + c * v + d * u for a, b, c, d in rows)
    return p, q, r, s


def _lifted(motion: Motion, state: Vector, taken: int, tolerance: float) -> int | None:
    """The first step within `tolerance`, by leaps of powers of 2 that do not reach it."""
    longest = 0
    while motion.excess(_applied(_power(motion.map, longest), state)) > tolerance:
        longest += 1
        if longest > MOST_DOUBLINGS:
            return None
    for leap in reversed(range(longest)):
        there = _applied(_power(motion.map, leap), state)
        if motion.excess(there) > tolerance:
            state, taken = there, taken + (1 << leap)
    return taken + 1


def far_costs(experiment: Experiment, origin: Step, radius: float) -> Iterator[float]:
    """Costs after `origin`: 64 one by one, then 16 in each doubling, until only little can be left.

    Without momentum or weight decay none that is left out is much above its neighbours. None are
    given where theory does not apply, or where the run does not converge.
    """
    motion = Motion.of(experiment)
    if motion is None or not radius < 1.0:
        return
    state, moving = motion.state(experiment, origin)
    for at in islice(_states(motion, state, moving), 1, FAR_STEPS_ONE_BY_ONE + 1):
        state = at
        yield motion.cost(at)
    taken, doublings = FAR_STEPS_ONE_BY_ONE, FAR_STEPS_ONE_BY_ONE.bit_length() - 5
    while taken * -math.log(radius or 0.5) < FAR_TIME_CONSTANTS and doublings <= MOST_DOUBLINGS:
        for _ in range(16):
            state = _applied(_power(motion.map, doublings), state)
            yield motion.cost(state)
        taken, doublings = 2 * taken, doublings + 1
