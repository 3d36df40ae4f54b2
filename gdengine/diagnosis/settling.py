"""Whether a run on a regression is at its least cost, and whether it stays there.

The least cost is known in closed form, so a small gradient alone proves nothing. And a run at its
least cost may leave again: with a velocity, with a rate that rises, or because an optimizer such as
Adam lengthens its steps while the gradients shrink.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import islice
from typing import Final

from gdengine.diagnosis.coming_rates import coming_rates
from gdengine.diagnosis.observed_run import ObservedRun
from gdengine.diagnosis.surroundings import slope
from gdengine.objectives.regression import LinearRegression
from gdengine.optimizers.sgd import SGD, weight_decay
from gdengine.runs.batches import FullBatch, MiniBatch
from gdengine.runs.descent import next_step, trajectory
from gdengine.runs.experiment import Experiment
from gdengine.step import Status, Step
from gdengine.theory.cost_ahead import Motion, far_costs
from gdengine.theory.forecast import Forecast, learning_rate_limit

LEAST_COST_FRACTION: Final = 1e-6
"""A cost at most this fraction above the least counts as the least."""

EXACT_FIT_FRACTION: Final = 1e-12
"""Where a line fits exactly: a cost at most this fraction of the variance of y counts as 0."""

ROUNDING: Final = 2.0**-48
"""Rounding errors of a prediction, as a fraction of its terms: some 16 units in the last place."""

QUIET_STEPS: Final = 256
"""A noisy run counts as settled after this number of steps at the least cost."""

VELOCITY_TIMES: Final = 10.0
"""A run with momentum counts as settled after this many times as long as a velocity lasts."""

REST_STEPS: Final = 256
"""Steps that are tried to see whether an optimizer with a memory is at rest."""

LEVEL_STEPS: Final = 512
"""Steps that are tried to see whether a run on a terrain stays where there is no slope."""


def end_cost(experiment: Experiment | None) -> float | None:
    """The cost that a run goes down to: the least, or with SGD's weight decay that of its end point."""
    objective = experiment.objective if experiment else None
    if experiment is None or not isinstance(objective, LinearRegression):
        return None
    if isinstance(experiment.optimizer, SGD) and weight_decay(experiment.optimizer):
        motion = Motion.of(replace(experiment, learning_rate=1.0, batch=FullBatch()))
        if motion:
            return motion.cost((0.0, 0.0, 0.0, 0.0))
    return objective.minimum_cost


def margin(experiment: Experiment, step: Step, start: Step, tolerance: float) -> float:
    """How far from `end_cost` a cost may be and still count as there; never more than rounding hides."""
    objective, end = experiment.objective, end_cost(experiment)
    if end is None or not isinstance(objective, LinearRegression):
        return 0.0
    (_, b), (_, c) = objective.hessian()
    centre, variance = b / c, objective.determinant / (c * c)
    if not math.isfinite(centre + variance):
        return LEAST_COST_FRACTION * end
    slope = objective.minimum[0]
    spread = objective.minimum_cost + slope * slope * variance
    if not spread:
        spread = start.cost if math.isfinite(start.cost) else 0.0
    w1, w0 = step.params
    rounded = ROUNDING * (abs(w1) * (abs(centre) + math.sqrt(variance)) + abs(w0))
    return max(LEAST_COST_FRACTION * end, min(tolerance, EXACT_FIT_FRACTION * spread), rounded * rounded)


def fixed(experiment: Experiment, step: Step) -> bool:
    """Whether the next update changes nothing, so that with a constant rate none ever will."""
    if not isinstance(experiment.learning_rate, float) or isinstance(experiment.batch, MiniBatch):
        return not any(step.gradient) and _stays_without_slope(experiment, step)
    following = next_step(experiment, step)
    if following is None or following.params != step.params:
        return False
    return following.state == step.state or (
        not any(step.gradient) and _stays_without_slope(experiment, step)
    )


def _stays_without_slope(experiment: Experiment, step: Step) -> bool:
    """Whether a run where the gradient is exactly 0 moves no more, whatever its optimizer remembers."""
    coming = islice(trajectory(experiment, step), 1, REST_STEPS)
    return all(later.params == step.params and not any(later.gradient) for later in coming)


def stays_level(experiment: Experiment, step: Step, level: float) -> bool:
    """Whether a run on a terrain stays where the slope is at most `level`, with what its optimizer remembers.

    A velocity carries it through a minimum, Adam's steps grow there, and from a saddle it may slide.
    """
    before = step
    for later in islice(trajectory(experiment, step), 1, LEVEL_STEPS):
        if later.status is Status.NONFINITE or not slope(later, experiment) <= level:
            return False
        if later.params == before.params and later.state == before.state and _constant(experiment):
            return True
        before = later
    return True


def _constant(experiment: Experiment) -> bool:
    """Whether an update depends on nothing but the place and what the optimizer remembers."""
    return isinstance(experiment.learning_rate, float)


def stays_by_theory(experiment: Experiment, step: Step, expected: Forecast, cost: float) -> bool:
    """Whether a run of gradient descent stays at or below `cost` from here on."""
    if not expected.converges:
        return False
    optimizer = experiment.optimizer
    plain = isinstance(optimizer, SGD) and optimizer.plain
    if plain and experiment.update == "simultaneous":
        return True  # each part of the distance shrinks at every step
    return all(ahead <= cost for ahead in far_costs(experiment, step, expected.radius))


def stays(experiment: Experiment, step: Step, run: ObservedRun, changed: int, cost: float) -> bool:
    """Whether a run that theory does not cover can be counted on to stay at or below `cost`.

    `changed` is the step of its last change. True only where it follows from the updates, or, of a
    velocity or of noise that has no reason to grow, where it was seen for long.
    """
    optimizer, rates = experiment.optimizer, coming_rates(experiment, step)
    if isinstance(optimizer, SGD):
        wait = _sgd_wait(experiment, optimizer, rates.highest)
    else:
        # While gradients shrink, the steps of all others but Adagrad grow in proportion to them.
        wait = _adagrad_wait(experiment, step, rates.highest)
    if wait is None or step.index - changed < wait:
        return False
    highest = run.cost_extremes(step.index - wait, step.index + 1)
    return highest is not None and highest[1] <= cost


def _sgd_wait(experiment: Experiment, optimizer: SGD, highest: float) -> int | None:
    """After how many steps at the least cost a run settles; None if its rates do not stay below the limit."""
    limit = learning_rate_limit(replace(experiment, batch=FullBatch()))
    if limit is None or not highest < limit:
        return None
    if noisy(experiment):
        return QUIET_STEPS
    if optimizer.plain and experiment.update == "simultaneous":
        return 0
    return max(32, math.ceil(VELOCITY_TIMES / (1.0 - min(optimizer.momentum, 1.0 - 1e-9))))


def _adagrad_wait(experiment: Experiment, step: Step, rate: float) -> int | None:
    """0 where Adagrad's steps are short enough to go down: its sums only grow, so it is so for ever."""
    # Not at the top, because gdlab starts without it.
    from gdengine.optimizers.adaptive import Adagrad

    optimizer, objective = experiment.optimizer, experiment.objective
    if not isinstance(optimizer, Adagrad) or optimizer.weight_decay:
        return None
    if noisy(experiment):
        return QUIET_STEPS
    if not isinstance(objective, LinearRegression):
        return None
    (a, _), (_, c) = objective.hessian()
    short = 0.0
    for curvature, total in zip((a, c), step.state[1], strict=True):
        divisor = math.sqrt(total) + optimizer.eps
        short += rate * curvature / divisor if divisor else math.inf
    return 0 if short < 2.0 else None


def noisy(experiment: Experiment) -> bool:
    """Whether updates use only some of the rows."""
    objective, batch = experiment.objective, experiment.batch
    rows = len(objective.data) if isinstance(objective, LinearRegression) else 0
    return isinstance(batch, MiniBatch) and batch.size < rows
