"""The learning rates that a run is going to use, as far as a schedule tells."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from gdengine.objectives.regression import LinearRegression
from gdengine.optimizers.sgd import SGD
from gdengine.runs.batches import FullBatch, MiniBatch
from gdengine.runs.experiment import Experiment
from gdengine.runs.schedules import ReduceOnPlateau, Schedule
from gdengine.step import Step
from gdengine.theory.forecast import forecast

LONG_STEPS: Final = 256
"""After this number of steps a cost that grows with a power of the steps no longer doubles in 32."""


class ComingRates(NamedTuple):
    """The next update's rate, and the infimum and supremum of it and all later ones."""

    following: float
    lowest: float
    highest: float


def coming_rates(experiment: Experiment, step: Step) -> ComingRates:
    """The rates of the updates after `step`; one that follows the cost falls at most to its `min_lr`."""
    rate = experiment.learning_rate
    if isinstance(rate, ReduceOnPlateau):
        here = experiment.learning_rate_after(step)
        return ComingRates(here, min(here, rate.min_lr), here)
    if not isinstance(rate, Schedule):
        return ComingRates(rate, rate, rate)
    return ComingRates(rate(step.index), *rate.bounds(step.index))


def steady(experiment: Experiment, step: Step) -> bool:
    """Whether the rate of the updates after `step` stays as it is."""
    rates = coming_rates(experiment, step)
    return rates.lowest == rates.highest


def stays_above_limit(experiment: Experiment, step: Step) -> bool:
    """Whether a schedule is above the limit of gradient descent and stays there, so that no run settles."""
    if not isinstance(experiment.learning_rate, Schedule):
        return False
    lowest = replace(experiment, learning_rate=coming_rates(experiment, step).lowest)
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
        expected = forecast(replace(experiment, learning_rate=rates.lowest, batch=FullBatch()))
        if expected is None or (expected.diverges and rates.lowest > expected.limit > 0.0):
            return True
        # Batches have limits of their own, below that of all rows.
        partial = isinstance(experiment.batch, MiniBatch) and not experiment.optimizer.momentum
        return partial and rates.lowest == rates.highest
    doubled = steps[-1].cost > 2.0 * steps[0].cost
    return doubled and taken >= LONG_STEPS and steady(experiment, steps[-1])
