"""What a learning rate will do, known before the first step.

Near its minimum a cost is a quadratic, and for linear regression it is one everywhere: a
step of gradient descent then multiplies the distance e to the minimum by a fixed matrix M.

- simultaneous: M = I − η·H. Its eigenvalues are 1 − η·λ, so the run converges for
  η < 2/λmax, fastest at 2/(λmax + λmin).
- sequential, with H = [[a, b], [b, c]]: the second parameter sees the first one's step, and
  M = [[1 − ηa, −ηb], [−ηb(1 − ηa), 1 − ηc + η²b²]]. With q = a + c − ηb² and Δ = det H its
  eigenvalues are 1 − η·(q ± √(q² − 4Δ))/2.
- with momentum μ the velocity belongs to the state, and M is twice as large. Simultaneous:
  heavy ball converges for η < 2(1 + μ)/λmax, Nesterov for η < (2 + 2μ)/(λmax(1 + 2μ)).
- weight decay adds its number to H's diagonal, and moves the place the run converges to.

The cost falls by the square of M's spectral radius a step, in the long run. `spectrum` has the
eigenvalues of M, `cost_ahead` its powers: the cost at any step, and the steps to a tolerance.

This theory covers LinearRegression with SGD in full batches. Each function returns None elsewhere:
for optimizers that rescale the gradient (Adam and the like), mini-batches, curves as a whole, and
where H overflows. Near each minimum of a curve or surface `local_limits` applies.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

from gdengine.objectives.regression import LinearRegression
from gdengine.optimizers.sgd import SGD, weight_decay
from gdengine.runs.experiment import Experiment
from gdengine.theory.best_rate import best_rate
from gdengine.theory.cost_ahead import constant_rate, rule_of
from gdengine.theory.rate_limit import rate_limit
from gdengine.theory.spectrum import Quadratic, Rule, in_unit, spectrum

AT_LIMIT: Final = 1e-9
"""A radius this close to 1 counts as exactly at the limit."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What theory says of an experiment's learning rate.

    `radius` is the factor a step, in the long run, on the distance to the minimum (its square on
    the cost's excess); below 1 the run converges. `limit` is the learning rate at which it
    reaches 1 (0 where no rate converges, as with a momentum of 1), `best` the one where it is
    smallest, `best_radius` its value there. `swings` is True where the slowest part changes sign
    or turns. Not `identifiable`: the minimum is a valley, and all this is said of the way down to it.
    """

    radius: float
    limit: float
    best: float
    best_radius: float
    swings: bool
    identifiable: bool

    @property
    def converges(self) -> bool:
        """Whether the distance to the minimum shrinks; at the limit itself it does not."""
        return self.radius < 1.0 - AT_LIMIT

    @property
    def diverges(self) -> bool:
        """Whether the distance to the minimum grows."""
        return self.radius > 1.0 + AT_LIMIT

    @property
    def cost_factor(self) -> float:
        """By what the cost's excess over its minimum is multiplied a step, in the long run."""
        return self.radius * self.radius


def forecast(experiment: Experiment) -> Forecast | None:
    """All that theory says of `experiment`; None where it does not apply, also under a schedule."""
    scaled, rate = _scaled(experiment), constant_rate(experiment)
    if scaled is None or rate is None:
        return None
    quadratic, rule, unit = scaled
    radius, swings = spectrum(quadratic, rule, rate * unit)
    best = best_rate(quadratic, rule)
    return Forecast(
        radius=radius,
        limit=rate_limit(quadratic, rule) / unit,
        best=best / unit,
        best_radius=spectrum(quadratic, rule, best)[0],
        swings=swings,
        identifiable=quadratic.determinant > 0.0,
    )


def eigenvalues(experiment: Experiment) -> tuple[float, float] | None:
    """The Hessian's eigenvalues, the largest first; the second is 0 where H is singular.

    Of the cost alone, without weight decay. None on curves and surfaces, where they
    differ from place to place.
    """
    objective = experiment.objective
    if not isinstance(objective, LinearRegression):
        return None
    found = _quadratic(objective, 0.0)
    if found is None:
        return None
    largest, smallest = found[0].eigenvalues
    return largest * found[1], smallest * found[1]


def condition_number(experiment: Experiment) -> float | None:
    """The largest eigenvalue over the smallest; inf where H is singular, None as for `eigenvalues`."""
    objective = experiment.objective
    found = _quadratic(objective, 0.0) if isinstance(objective, LinearRegression) else None
    if found is None:
        return None
    largest, smallest = found[0].eigenvalues
    return largest / smallest if smallest else math.inf


def identifiable(experiment: Experiment) -> bool | None:
    """Whether the minimum is one place: False where H is singular, so that the minimum is a valley.

    With SGD's weight decay the minimum is always one place. None as for `eigenvalues`.
    """
    objective, optimizer = experiment.objective, experiment.optimizer
    if not isinstance(objective, LinearRegression):
        return None
    return objective.identifiable or (isinstance(optimizer, SGD) and optimizer.weight_decay > 0.0)


def spectral_radius(experiment: Experiment) -> float | None:
    """The factor a step on the distance to the minimum, in the long run: below 1 it converges.

    Where H is singular, of the directions in which there is a slope.
    """
    found = forecast(experiment)
    return found.radius if found else None


def learning_rate_limit(experiment: Experiment) -> float | None:
    """The learning rate up to which a run converges; 0 where none does, as with a momentum of 1.

    Under a schedule it is that of a constant rate. Sequential updates can converge again in a
    window of larger rates, which is left out.
    """
    scaled = _scaled(experiment)
    return rate_limit(scaled.quadratic, scaled.rule) / scaled.unit if scaled else None


def best_learning_rate(experiment: Experiment) -> float | None:
    """The learning rate below the limit with the smallest spectral radius, at this momentum."""
    scaled = _scaled(experiment)
    return best_rate(scaled.quadratic, scaled.rule) / scaled.unit if scaled else None


def behind(radius: float, best_radius: float) -> float | None:
    """How many times the steps of the best rate are needed; None where the run does not converge."""
    if not 0.0 < radius < 1.0:
        return None
    if best_radius <= 0.0:
        return 1.0 / (1.0 - radius)
    return math.log(best_radius) / math.log(radius)


class _Scaled(NamedTuple):
    """H/unit with weight decay, the update rule, and the unit: a power of 2 near H's size."""

    quadratic: Quadratic
    rule: Rule
    unit: float


def _scaled(experiment: Experiment) -> _Scaled | None:
    objective, rule = experiment.objective, rule_of(experiment)
    if rule is None or not isinstance(objective, LinearRegression):
        return None
    found = _quadratic(objective, weight_decay(experiment.optimizer))
    return _Scaled(found[0], rule, found[1]) if found else None


def _quadratic(objective: LinearRegression, decay: float) -> tuple[Quadratic, float] | None:
    """The Hessian with weight decay, and the unit it is in; None where it overflows."""
    (a, b), (_, c) = objective.hessian()
    a, b, c, unit = in_unit(a + decay, b, c + decay)
    # From the variance of x: where the entries cancel, this does not.
    shift = decay / unit
    determinant = objective.determinant_over(unit) + shift * (a + c - shift)
    return (Quadratic(a, b, c, determinant), unit) if math.isfinite(a + c + determinant) else None
