"""Linear regression as an objective: cost, gradient and Hessian at any parameters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, get_args

from gdengine.data.dataset import Dataset
from gdengine.objectives.base import Matrix
from gdengine.objectives.critical_points import CriticalPoint, Kind, symmetric_eigenvalues
from gdengine.objectives.moments import Moments
from gdengine.refusals import OneOf, Refused
from gdengine.step import Params

GradientScale = Literal["exact", "mean", "sum"]
"""Which constants the gradient keeps: 2/N (the derivative, as torch has it), 1/N, or none."""

GRADIENT_SCALES: Final = get_args(GradientScale)

MOST_ROWS_IN_CACHE: Final = 1 << 15
"""Above so many rows the memory decides how fast random ones are read, and packed arrays are faster."""


def gradient_factor(gradient_scale: GradientScale, n: int) -> float:
    """What a gradient scale multiplies the plain sum over `n` rows by: 2/n, 1/n or 1."""
    if gradient_scale == "sum":
        return 1.0
    return (2.0 if gradient_scale == "exact" else 1.0) / n


@dataclass(frozen=True, slots=True)
class LinearRegression:
    """The mean squared error of f(x) = w1·x + w0 over a data set; params are (w1, w0).

    `gradient_scale` "exact" is the cost's own gradient, 2/N·Σ…; "mean" drops the 2, "sum"
    (the article's code) drops 2/N. The cost is 1/N·Σ(f(x)−y)² under all three.

    The data enter through exact sums, taken once and brought up to date where a point is changed,
    so that a step costs the same for 3 points and for 1 000 000. Raw sums would cancel where they
    are rounded, so x and y are first moved by a round number near their mean, and the cost is
    evaluated in a form whose terms are all ≥ 0:

        cost = c_min + (w0 + w1·x̄ − ȳ)² + (w1 − ŵ1)²·var(x)

    `moments` are these sums, where they were taken before. Raises Refused on an unknown gradient
    scale, and where the data's squares overflow.
    """

    data: Dataset
    gradient_scale: GradientScale = "exact"
    moments: Moments | None = field(default=None, repr=False, compare=False)
    _sums: Moments = field(init=False, repr=False, compare=False)
    _factor: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.gradient_scale not in GRADIENT_SCALES:
            raise Refused("gradient_scale", self.gradient_scale, OneOf(GRADIENT_SCALES))
        object.__setattr__(self, "_sums", self.moments or Moments.of(self.data))
        object.__setattr__(self, "_factor", gradient_factor(self.gradient_scale, len(self.data)))

    def rescaled(self, gradient_scale: GradientScale) -> LinearRegression:
        """The same regression in another gradient scale; its sums are not taken again."""
        return replace(self, gradient_scale=gradient_scale, moments=self._sums)

    @property
    def names(self) -> tuple[str, str]:
        """The parameters' names, in the order of params: the slope, then the intercept."""
        return ("w1", "w0")

    @property
    def scale(self) -> float:
        """What the plain sum Σ(f(x)−y)·… is multiplied by: 2/N, 1/N or 1."""
        return self._factor

    def predict(self, params: Params, x: float) -> float:
        """f(x) = w1·x + w0."""
        return params[0] * x + params[1]

    def cost(self, params: Params) -> float:
        """The mean squared error at `params`."""
        return self.evaluate(params)[0]

    def gradient(self, params: Params) -> Params:
        """(∂E/∂w1, ∂E/∂w0) at `params`, in this objective's gradient scale."""
        return self.evaluate(params)[1]

    def evaluate(self, params: Params) -> tuple[float, Params]:
        """Cost and gradient at `params` at once; far out they are inf or NaN, never an error."""
        w1, w0 = params
        n, x0, y0, sx, sy, sxx, sxy, slope, _, variance, least = self._sums
        v = w0 + w1 * x0 - y0
        residuals = n * v + w1 * sx - sy
        mean, off = residuals / n, w1 - slope
        slant = w1 * sxx + v * sx - sxy + x0 * residuals
        factor = self._factor
        return least + mean * mean + off * off * variance, (factor * slant, factor * residuals)

    def cost_over(self, params: Params, rows: Sequence[int]) -> float:
        """The mean squared error at `params` over these rows of the data, at least one."""
        w1, w0 = params
        x, y = self.data.x, self.data.y
        total = 0.0
        for row in rows:
            residual = w1 * x[row] + w0 - y[row]
            total += residual * residual
        return total / len(rows)

    def gradient_over(self, params: Params, rows: Sequence[int]) -> Params:
        """(∂E/∂w1, ∂E/∂w0) at `params` over these rows of the data, at least one.

        The gradient scale's N is the number of these rows, as in the mean over a torch batch.
        """
        w1, w0 = params
        x, y = self.data.x, self.data.y
        if len(x) > MOST_ROWS_IN_CACHE:
            return self.gradient_at(params, *self.data.picked(rows))
        slant = residuals = 0.0
        for row in rows:
            at = x[row]
            residual = w1 * at + w0 - y[row]
            slant += residual * at
            residuals += residual
        factor = gradient_factor(self.gradient_scale, len(rows))
        return (factor * slant, factor * residuals)

    def gradient_at(self, params: Params, x: Sequence[float], y: Sequence[float]) -> Params:
        """`gradient_over` the rows whose x and y these are, to the bit."""
        w1, w0 = params
        slant = residuals = 0.0
        for at, level in zip(x, y, strict=True):
            residual = w1 * at + w0 - level
            slant += residual * at
            residuals += residual
        factor = gradient_factor(self.gradient_scale, len(x))
        return (factor * slant, factor * residuals)

    def hessian(self, params: Params | None = None) -> Matrix:
        """The gradient's own derivative, the same at all `params`: scale·[[Σx², Σx], [Σx, N]]."""
        s = self._sums
        sum_x = s.sx + s.n * s.x0
        sum_xx = s.sxx + s.x0 * (2.0 * s.sx + s.n * s.x0)
        return (
            (self._factor * sum_xx, self._factor * sum_x),
            (self._factor * sum_x, self._factor * s.n),
        )

    @property
    def determinant(self) -> float:
        """The Hessian's determinant, from the variance of x: where the entries cancel, this does not."""
        return self.determinant_over(1.0)

    def determinant_over(self, unit: float) -> float:
        """The determinant of the Hessian divided by `unit`, which keeps it from overflowing."""
        s = self._sums
        part = self._factor * s.n / unit
        return part * part * s.variance

    @property
    def identifiable(self) -> bool:
        """Whether one line fits best: False where all x are equal, so that many do."""
        return self._sums.variance > 0.0

    @property
    def domain(self) -> tuple[tuple[float, float], ...]:
        """The (low, high) of each parameter: unbounded."""
        return ((-math.inf, math.inf), (-math.inf, math.inf))

    @property
    def starts(self) -> tuple[Params, ...]:
        """Suggested starts: the article's line f(x) = 1x + 0, and the flat line f(x) = 0."""
        return ((1.0, 0.0), (0.0, 0.0))

    @property
    def minima(self) -> tuple[CriticalPoint, ...]:
        """The one minimum, with the Hessian's eigenvalues; its place is `minimum`."""
        steepest = symmetric_eigenvalues(self.hessian())[0]
        curvatures = (steepest, self.determinant / steepest)
        return (CriticalPoint(self.minimum, self.minimum_cost, Kind.MINIMUM, curvatures, is_global=True),)

    @property
    def minimum(self) -> Params:
        """The least-squares (w1, w0); where many lines fit equally well, the flat one."""
        return (self._sums.slope, self._sums.intercept)

    @property
    def minimum_cost(self) -> float:
        """The cost at `minimum`, the lowest of all lines."""
        return self._sums.least
