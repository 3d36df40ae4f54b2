"""An experiment as theory sees it: the Hessian in a unit near its size, the rule of update, and the rate."""

from __future__ import annotations

import math
from typing import NamedTuple

from gdengine.objectives.regression import LinearRegression
from gdengine.optimizers.sgd import SGD, weight_decay
from gdengine.runs.batches import FullBatch
from gdengine.runs.experiment import Experiment
from gdengine.runs.schedules import Constant
from gdengine.theory.spectrum import Quadratic, Rule, in_unit, spectrum


def rule_of(experiment: Experiment) -> Rule | None:
    """How `experiment` makes its updates; None where they are not linear in the gradient of all rows."""
    optimizer = experiment.optimizer
    if not isinstance(optimizer, SGD) or not isinstance(experiment.batch, FullBatch):
        return None
    sequential = experiment.update == "sequential"
    if not optimizer.momentum:
        return Rule(sequential=sequential)
    return Rule(optimizer.momentum, 1.0 - optimizer.dampening, optimizer.nesterov, sequential)


def constant_rate(experiment: Experiment) -> float | None:
    """The learning rate if it stays the same, None if it does not."""
    rate = experiment.learning_rate
    if isinstance(rate, Constant):
        return rate.initial
    return rate if isinstance(rate, float) else None


class Scaled(NamedTuple):
    """H/unit with weight decay, the update rule, and the unit: a power of 2 near H's size."""

    quadratic: Quadratic
    rule: Rule
    unit: float


def scaled(experiment: Experiment) -> Scaled | None:
    """The experiment as theory sees it; None where this theory does not apply."""
    objective, rule = experiment.objective, rule_of(experiment)
    if rule is None or not isinstance(objective, LinearRegression):
        return None
    found = scaled_quadratic(objective, weight_decay(experiment.optimizer))
    return Scaled(found[0], rule, found[1]) if found else None


def scaled_quadratic(objective: LinearRegression, decay: float) -> tuple[Quadratic, float] | None:
    """The Hessian with weight decay, and the unit it is in; None where it overflows."""
    (a, b), (_, c) = objective.hessian()
    a, b, c, unit = in_unit(a + decay, b, c + decay)
    # From the variance of x: where the entries cancel, this does not.
    shift = decay / unit
    determinant = objective.determinant_over(unit) + shift * (a + c - shift)
    return (Quadratic(a, b, c, determinant), unit) if math.isfinite(a + c + determinant) else None


def settles(experiment: Experiment) -> bool:
    """Whether a run converges in the long run; False where that is not known."""
    found, rate = scaled(experiment), constant_rate(experiment)
    if found is None or rate is None:
        return False
    quadratic, rule, unit = found
    return spectrum(quadratic, rule, rate * unit)[0] < 1.0
