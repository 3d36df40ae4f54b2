"""What a learning rate will do, known before the first step.

Near its minimum a cost is a quadratic, and for linear regression it is one everywhere: a
step of plain descent then multiplies the distance e to the minimum by a fixed matrix M.

- simultaneous: M = I − η·H. Its eigenvalues are 1 − η·λ, so the run converges for
  η < 2/λmax, fastest at 2/(λmax + λmin).
- sequential, with H = [[a, b], [b, c]]: the second parameter sees the first one's step, and
  M = [[1 − ηa, −ηb], [−ηb(1 − ηa), 1 − ηc + η²b²]]. With q = a + c − ηb² and Δ = det H its
  eigenvalues are 1 − η·(q ± √(q² − 4Δ))/2.

The cost falls by the square of M's spectral radius a step, in the long run. (Nesterov,
Introductory Lectures on Convex Optimization, 2004, 2.1; the sequential M follows from
writing the two updates one into the other.)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from gdengine.descent import Experiment

AT_LIMIT: Final = 1e-9
"""A radius this close to 1 counts as exactly at the limit."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What theory says of an experiment's learning rate.

    `radius` is the factor a step, in the long run, on the distance to the minimum (its square on
    the cost's excess); below 1 the run converges. `limit` is the learning rate at which it
    reaches 1, `best` the one where it is smallest, `best_radius` its value there. `swings` tells
    that the slowest part changes sign or turns. Not `identifiable`: the minimum is a valley, and
    all this is said of the way down to it.
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


def forecast(experiment: Experiment) -> Forecast:
    """All that theory says of `experiment`, for plain descent on a linear regression."""
    radius, swings = _spectrum(experiment, experiment.learning_rate)
    best = best_learning_rate(experiment)
    return Forecast(
        radius=radius,
        limit=learning_rate_limit(experiment),
        best=best,
        best_radius=_spectrum(experiment, best)[0],
        swings=swings,
        identifiable=experiment.objective.identifiable,
    )


def eigenvalues(experiment: Experiment) -> tuple[float, float]:
    """The Hessian's eigenvalues, the largest first; the second is 0 where H is singular."""
    (a, b), (_, c) = experiment.objective.hessian()
    largest = (a + c + math.hypot(a - c, 2.0 * b)) / 2.0
    return largest, experiment.objective.determinant / largest


def condition_number(experiment: Experiment) -> float:
    """The largest eigenvalue over the smallest; inf where H is singular."""
    largest, smallest = eigenvalues(experiment)
    return largest / smallest if smallest else math.inf


def spectral_radius(experiment: Experiment) -> float:
    """The factor a step on the distance to the minimum, in the long run: below 1 it converges.

    Where H is singular, of the directions in which there is a slope.
    """
    return _spectrum(experiment, experiment.learning_rate)[0]


def learning_rate_limit(experiment: Experiment) -> float:
    """The learning rate up to which plain descent converges.

    Sequential updates can settle again in a window further up; that is not counted on.
    """
    largest, _ = eigenvalues(experiment)
    if experiment.update == "simultaneous":
        return 2.0 / largest
    (a, b), (_, c) = experiment.objective.hessian()
    if not a:
        return 2.0 / c
    split = (a - c) ** 2 - 4.0 * b * b
    if split >= 0.0:
        return (a + c - math.sqrt(split)) / (a * c + b * b)
    return 1.0 / a + 1.0 / c


def best_learning_rate(experiment: Experiment) -> float:
    """The learning rate below the limit at which plain descent has the smallest spectral radius."""
    largest, smallest = eigenvalues(experiment)
    if experiment.update == "simultaneous":
        return 2.0 / (largest + smallest) if smallest else 1.0 / largest
    (a, b), (_, c) = experiment.objective.hessian()
    if not smallest:
        return 1.0 / max(a, c)
    total, coupling, root = a + c, b * b, math.sqrt(experiment.objective.determinant)
    # Two rates can be best: where both eigenvalues meet, or where they are equal and opposite.
    meet = (total - 2.0 * root) / coupling if coupling else math.inf
    candidates = [meet] if meet < learning_rate_limit(experiment) else []
    split = total * total - 8.0 * coupling
    if split >= 0.0:
        candidates.append(4.0 / (total + math.sqrt(split)))
    return min(candidates, key=lambda rate: _spectrum(experiment, rate)[0])


def _spectrum(experiment: Experiment, rate: float) -> tuple[float, bool]:
    """The spectral radius of M at `rate`, and whether its dominant eigenvalue is negative or complex."""
    determinant = experiment.objective.determinant
    if experiment.update == "simultaneous":
        fast, slow = eigenvalues(experiment)
    else:
        (a, b), (_, c) = experiment.objective.hessian()
        q = a + c - rate * b * b
        under = q * q - 4.0 * determinant
        if under < 0.0:
            return math.sqrt((1.0 - rate * a) * (1.0 - rate * c)), True
        fast = (q + math.copysign(math.sqrt(under), q)) / 2.0
        slow = determinant / fast if fast else 0.0
    eigen = [1.0 - rate * fast] if not determinant else [1.0 - rate * fast, 1.0 - rate * slow]
    dominant = max(eigen, key=abs)
    return abs(dominant), dominant < 0.0
