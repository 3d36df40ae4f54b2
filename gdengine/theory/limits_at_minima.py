"""The learning rates below which SGD settles in a minimum of a curve or surface."""

from __future__ import annotations

import math
from typing import NamedTuple

from gdengine.objectives.base import Matrix
from gdengine.objectives.critical_points import CriticalPoint
from gdengine.objectives.curves import Curve, Surface
from gdengine.optimizers.sgd import weight_decay
from gdengine.runs.experiment import Experiment
from gdengine.theory.cost_ahead import rule_of
from gdengine.theory.rate_limit import rate_limit
from gdengine.theory.spectrum import Quadratic, Rule, in_unit


class LocalLimit(NamedTuple):
    """A minimum, and the learning rate from which on a run does not settle in it.

    For plain descent of one parameter that is 2/f″. Below it, a run that comes close enough
    converges to this minimum; how close is enough, theory does not say. 0.0 at the corner of an
    |x|, inf where the minimum has no curvature.
    """

    minimum: CriticalPoint
    limit: float


def local_limits(experiment: Experiment) -> tuple[LocalLimit, ...] | None:
    """The limit at each known minimum of a curve or surface; None elsewhere, and without SGD.

    Weight decay moves the minima themselves, so with it the result is None too.
    """
    objective, rule = experiment.objective, rule_of(experiment)
    if rule is None or not isinstance(objective, Curve | Surface) or weight_decay(experiment.optimizer):
        return None
    return tuple(LocalLimit(each, limit_at(objective, each, rule)) for each in objective.minima)


def quadratic_of(hessian: Matrix) -> tuple[Quadratic, float]:
    """A Hessian of one or two parameters as a Quadratic, and the unit it is in."""
    if len(hessian) == 1:
        return Quadratic(hessian[0][0]), 1.0
    (a, b), (_, c) = hessian
    a, b, c, unit = in_unit(a, b, c)
    return Quadratic(a, b, c, a * c - b * b), unit


def limit_at(terrain: Curve | Surface, minimum: CriticalPoint, rule: Rule) -> float:
    """The limit of SGD at a minimum: 0 at the corner of an |x|, inf where there is no curvature."""
    steepest = minimum.curvatures[0]
    if steepest == math.inf:
        return 0.0
    if len(minimum.params) == 1:
        return rate_limit(Quadratic(steepest), rule)
    quadratic, unit = quadratic_of(terrain.hessian(minimum.params))
    return rate_limit(quadratic, rule) / unit
