"""The learning rates that a run is going to use, as far as a schedule tells."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gdengine.objectives.regression import LinearRegression
from gdengine.optimizers.sgd import SGD
from gdengine.runs.batches import FullBatch, MiniBatch
from gdengine.runs.experiment import Experiment
from gdengine.runs.schedules import ReduceOnPlateau, Schedule
from gdengine.step import Step
from gdengine.theory.forecast import forecast

STEPS_ONE_BY_ONE: Final = 64
"""Updates whose rates are all looked at; of later ones a sample is."""

SAMPLES: Final = 256
"""Rates looked at among the later ones."""

LONG_STEPS: Final = 256
"""After this number of steps a cost that grows with a power of the steps no longer doubles in 32."""

HORIZON_TIMES: Final = 16
"""The sample goes on to this many times the steps taken so far …"""

HORIZON_STEPS: Final = 10_000
"""… and this number of steps beyond."""


def coming_rates(experiment: Experiment, step: Step) -> tuple[float, ...]:
    """The rates of the updates after `step`, the next one first: all of the nearest, then a sample.

    Of a rate that follows the cost: the present one, and the lowest to which it can fall.
    """
    rate = experiment.learning_rate
    if isinstance(rate, ReduceOnPlateau):
        here = experiment.learning_rate_after(step)
        return here, min(here, rate.min_lr)
    if not isinstance(rate, Schedule):
        return (rate,)
    first = step.index + STEPS_ONE_BY_ONE
    stride = (HORIZON_TIMES * step.index + HORIZON_STEPS) / SAMPLES
    near = [rate(k) for k in range(step.index, first)]
    return (*near, *[rate(first + int(stride * i)) for i in range(SAMPLES + 1)])


def steady(experiment: Experiment, step: Step) -> bool:
    """Whether the rate of the updates after `step` stays as it is."""
    rates = coming_rates(experiment, step)
    return min(rates) == max(rates)


def stays_above_limit(experiment: Experiment, step: Step) -> bool:
    """Whether a schedule is above the limit of gradient descent and stays there, so that no run settles."""
    if not isinstance(experiment.learning_rate, Schedule):
        return False
    lowest = replace(experiment, learning_rate=min(coming_rates(experiment, step)))
    expected = forecast(lowest)
    return expected is not None and expected.diverges and lowest.initial_learning_rate > expected.limit > 0.0


def grows_for_ever(experiment: Experiment, steps: list[Step], taken: int) -> bool:
    """Whether a cost that has grown beyond measure, `taken` steps after the last change, grows on.

    On a regression with gradient descent that is so where no coming rate converges. Optimizers
    whose steps have about the length of the rate may go far, but come back unless the cost grows by
    the same factor again and again.
    """
    if not isinstance(experiment.objective, LinearRegression):
        return True
    if isinstance(experiment.optimizer, SGD):
        rates = coming_rates(experiment, steps[-1])
        expected = forecast(replace(experiment, learning_rate=min(rates), batch=FullBatch()))
        if expected is None or (expected.diverges and min(rates) > expected.limit > 0.0):
            return True
        # Batches have limits of their own, below that of all rows.
        partial = isinstance(experiment.batch, MiniBatch) and not experiment.optimizer.momentum
        return partial and min(rates) == max(rates)
    doubled = steps[-1].cost > 2.0 * steps[0].cost
    return doubled and taken >= LONG_STEPS and steady(experiment, steps[-1])
