"""The terrain around a run: how steep, high and wide it is, and where the bottom lies from a place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gdengine.objectives.critical_points import median, symmetric_eigenvalues
from gdengine.objectives.curves import Curve, Surface
from gdengine.objectives.regression import LinearRegression
from gdengine.optimizers.sgd import SGD
from gdengine.runs.experiment import Experiment
from gdengine.step import Params, Step
from gdengine.theory.limits_at_minima import limit_at, quadratic_of
from gdengine.theory.scaled import rule_of
from gdengine.theory.spectrum import Quadratic

NO_SLOPE_FRACTION: Final = 1e-6
"""A gradient at most this fraction of the start's (or of the terrain's usual one) counts as no slope."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The terrain around a run: its usual gradient, its height and its width; 0 and inf where not known.

    A gradient whose norm is at most `level` counts as no slope.
    """

    terrain: Curve | Surface | None
    usual: float
    height: float
    size: float
    level: float

    @classmethod
    def of(cls, experiment: Experiment | None, start: Step) -> Surroundings:
        """The surroundings of a run of `experiment` from `start`, as far as they are known."""
        objective = experiment.objective if experiment else None
        first = slope(start, experiment)
        first = first if math.isfinite(first) else 0.0
        if isinstance(objective, Curve | Surface):
            usual, height, size = _survey(objective)
            return cls(objective, usual, height, size, NO_SLOPE_FRACTION * max(first, usual))
        least, height = 0.0, 0.0
        if isinstance(objective, LinearRegression):
            # The flat line's cost, so that a start near the minimum is no measure of what is high.
            least = objective.minimum_cost
            flat = objective.minimum[1] + objective.minimum[0] * _centre(objective)
            height = objective.cost((0.0, flat))
        height = max(height, abs(start.cost - least))
        return cls(None, first, height or 1.0, math.inf, NO_SLOPE_FRACTION * first)

    def limit(self, step: Step, experiment: Experiment) -> float | None:
        """The limit of SGD at the minimum that is nearest to `step`; None where it is not known."""
        rule = rule_of(experiment)
        if self.terrain is None or rule is None or not all(map(math.isfinite, step.params)):
            return None
        if not self.terrain.minima:
            return None
        nearest = min(self.terrain.minima, key=lambda point: math.dist(point.params, step.params))
        return limit_at(self.terrain, nearest, rule)

    @staticmethod
    def quadratic(experiment: Experiment, step: Step) -> tuple[Quadratic, float] | None:
        """The terrain's curvature at `step` and its unit, where it is curved upwards in every direction."""
        objective = experiment.objective
        if not isinstance(objective, Curve | Surface):
            return None
        hessian = objective.hessian(step.params)
        if not symmetric_eigenvalues(hessian)[-1] > 0.0:
            return None
        quadratic, unit = quadratic_of(hessian)
        return (quadratic, unit) if len(hessian) == 1 or quadratic.determinant > 0.0 else None

    def to_bottom(self, step: Step) -> Params | None:
        """The way to the bottom by Newton's method; None where the terrain is not curved upwards."""
        if self.terrain is None:
            return None
        hessian, gradient = self.terrain.hessian(step.params), step.gradient
        if not symmetric_eigenvalues(hessian)[-1] > 0.0:
            return None
        if len(hessian) == 1:
            return (-gradient[0] / hessian[0][0],)
        (a, b), (_, c) = hessian
        determinant = a * c - b * b
        if not determinant > 0.0:
            return None
        p, q = gradient
        return ((b * q - c * p) / determinant, (b * p - a * q) / determinant)

    def local_excess(self, step: Step) -> float | None:
        """How much lower the bottom is, judged by slope and curvature here; None as for `to_bottom`."""
        way = self.to_bottom(step)
        return -sum(g * w for g, w in zip(step.gradient, way, strict=True)) / 2.0 if way else None


def _centre(objective: LinearRegression) -> float:
    """The mean of x."""
    _, (sums, rows) = objective.hessian()
    return sums / rows


def norm(numbers: Params) -> float:
    """The Euclidean norm."""
    return math.hypot(*numbers)


def slope(step: Step, experiment: Experiment | None) -> float:
    """The norm of what an update follows: the gradient, and the weight decay that SGD adds to it."""
    optimizer = experiment.optimizer if experiment else None
    if isinstance(optimizer, SGD) and optimizer.weight_decay:
        decay = optimizer.weight_decay
        return norm(tuple([g + decay * w for g, w in zip(step.gradient, step.params, strict=True)]))
    return norm(step.gradient)


@lru_cache(maxsize=64)
def _survey(terrain: Curve | Surface) -> tuple[float, float, float]:
    """The usual gradient, the height and the width of a terrain, from a grid over its domain."""
    parts = 32 if len(terrain.box) == 1 else 8
    places: list[Params] = [()]
    for low, high in terrain.box:
        cells = [low + (high - low) * i / parts for i in range(parts + 1)]
        places = [(*place, cell) for place in places for cell in cells]
    found = [terrain.evaluate(place) for place in places]
    norms = [size for _, gradient in found if math.isfinite(size := norm(gradient))]
    costs = [cost for cost, _ in found if math.isfinite(cost)]
    size = norm(tuple(high - low for low, high in terrain.box))
    return (median(norms) if norms else 0.0), (max(costs) - min(costs) if costs else 0.0) or 1.0, size
