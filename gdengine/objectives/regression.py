"""What gradient descent makes small: cost, gradient and Hessian of the parameters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, NamedTuple, get_args

from gdengine.data.dataset import Dataset
from gdengine.data.sums import Sums
from gdengine.objectives.base import Matrix
from gdengine.objectives.critical_points import CriticalPoint, Kind, eigenvalues
from gdengine.refusals import Need, OneOf, Refused
from gdengine.step import Params

GradientScale = Literal["exact", "mean", "sum"]
"""Which constants the gradient keeps: 2/N (the derivative, as torch has it), 1/N, or none."""

GRADIENT_SCALES: Final = get_args(GradientScale)


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

    Raises Refused on an unknown gradient scale, and where the data's squares overflow.
    """

    data: Dataset
    gradient_scale: GradientScale = "exact"
    _sums: _Moments = field(init=False, repr=False, compare=False)
    _factor: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.gradient_scale not in GRADIENT_SCALES:
            raise Refused("gradient_scale", self.gradient_scale, OneOf(GRADIENT_SCALES))
        object.__setattr__(self, "_sums", _Moments.of(self.data))
        object.__setattr__(self, "_factor", _factor(self.gradient_scale, len(self.data)))

    def rescaled(self, gradient_scale: GradientScale) -> LinearRegression:
        """The same regression in another gradient scale; its sums are not taken again."""
        if gradient_scale not in GRADIENT_SCALES:
            return replace(self, gradient_scale=gradient_scale)  # which refuses it
        other = object.__new__(LinearRegression)
        for name, value in (
            ("data", self.data),
            ("gradient_scale", gradient_scale),
            ("_sums", self._sums),
            ("_factor", _factor(gradient_scale, len(self.data))),
        ):
            object.__setattr__(other, name, value)
        return other

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
        slant = residuals = 0.0
        for row in rows:
            at = x[row]
            residual = w1 * at + w0 - y[row]
            slant += residual * at
            residuals += residual
        factor = _factor(self.gradient_scale, len(rows))
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
        """Where the parameters may be: anywhere."""
        return ((-math.inf, math.inf), (-math.inf, math.inf))

    @property
    def starts(self) -> tuple[Params, ...]:
        """Where a run may start if nobody says where: the article's line f(x) = 1x + 0, and the flat one."""
        return ((1.0, 0.0), (0.0, 0.0))

    @property
    def minima(self) -> tuple[CriticalPoint, ...]:
        """The one minimum there is, with the Hessian's eigenvalues; of a valley, its flat line."""
        steepest = eigenvalues(self.hessian())[0]
        curvatures = (steepest, self.determinant / steepest)
        return (CriticalPoint(self.minimum, self.minimum_cost, Kind.MINIMUM, curvatures, is_global=True),)

    @property
    def minimum(self) -> Params:
        """The least-squares (w1, w0); where many lines fit equally well, the flat one."""
        return (self._sums.slope, self._sums.intercept)

    @property
    def minimum_cost(self) -> float:
        """The cost at `minimum`: what no line can go below."""
        return self._sums.least


def _factor(gradient_scale: GradientScale, n: int) -> float:
    """What the plain sum over `n` rows is multiplied by."""
    return {"exact": 2.0 / n, "mean": 1.0 / n, "sum": 1.0}[gradient_scale]


class _Moments(NamedTuple):
    """A data set in the numbers that cost and gradient need, with x and y moved by (x0, y0).

    Sums, slope, variance and least are the true ones, rounded once; so it does not matter how the
    data came together.
    """

    n: float
    x0: float
    y0: float
    sx: float
    sy: float
    sxx: float
    sxy: float
    slope: float
    intercept: float
    variance: float
    least: float

    @classmethod
    def of(cls, data: Dataset) -> _Moments:
        """Take the sums; raises Refused where they overflow."""
        try:
            sums = cls._rounded(data.sums)
        except OverflowError:
            sums = None
        if sums is None or not all(map(math.isfinite, (*sums, sums.n * sums.sxx, sums.n * sums.sxy))):
            largest = max(abs(end) for interval in data.bounds for end in interval)
            raise Refused("data", largest, Need.SMALLER_SQUARES)
        return sums

    @classmethod
    def _rounded(cls, exact: Sums) -> _Moments:
        n = exact.n
        x0 = _round_centre(exact.x, exact.xx, n, exact.places)
        y0 = _round_centre(exact.y, exact.yy, n, exact.places)
        _, places, x, y, xx, xy, yy = exact.moved(x0, y0)
        unit, square = 1 << places, 1 << 2 * places
        # n² times the variances of x and y, and their covariance.
        spread, common, scatter = n * xx - x * x, n * xy - x * y, n * yy - y * y
        variance = spread / (n * n * square)
        if not variance:
            spread = 0  # x so close together that floats cannot tell them apart in the square
        slope = common / spread if spread else 0.0
        level = (y * spread - common * x) / (n * spread * unit) if spread else y / (n * unit)
        # What the line leaves of the scatter of y; by Cauchy and Schwarz it is not below 0.
        least = scatter * spread - common * common if spread else scatter
        return cls(
            float(n), x0, y0, x / unit, y / unit, xx / square, xy / square,
            slope=slope,
            intercept=y0 + level - slope * x0,
            variance=variance,
            least=least / (n * n * square * (spread or 1)),
        )  # fmt: skip


def _round_centre(total: int, squares: int, n: int, places: int) -> float:
    """A number with few digits within about half a standard deviation of the mean.

    Taking it off cures cancellation as the mean would, and keeps short numbers exact. `total` and
    `squares` are Σ and Σ² of the numbers, as Sums has them.
    """
    mean = total / (n << places)
    spread = math.sqrt((n * squares - total * total) / (n * n << 2 * places))
    if not spread:
        return mean
    grid = 2.0 ** math.floor(math.log2(spread))
    return round(mean / grid) * grid
