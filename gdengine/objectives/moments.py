"""The sums over a data set that a regression's cost and gradient need."""

from __future__ import annotations

import math
from typing import NamedTuple

from gdengine.data.dataset import Dataset
from gdengine.data.sums import Sums
from gdengine.refusals import Need, Refused


class Moments(NamedTuple):
    """The sums over a data set that cost and gradient need, with x and y moved by (x0, y0).

    Sums, slope, variance and least are computed exactly and rounded once, so they do not depend on
    the edits by which the data came about.
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
    def of(cls, data: Dataset) -> Moments:
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
    def _rounded(cls, exact: Sums) -> Moments:
        n = exact.n
        x0 = _round_centre(exact.x, exact.xx, n, exact.places)
        y0 = _round_centre(exact.y, exact.yy, n, exact.places)
        _, places, x, y, xx, xy, yy = exact.moved(x0, y0)
        unit, square = 1 << places, 1 << 2 * places
        # n² times the variances of x and y, and their covariance.
        spread, common, scatter = n * xx - x * x, n * xy - x * y, n * yy - y * y
        variance = spread / (n * n * square)
        if not variance:
            spread = 0  # x so close together that their variance underflows
        slope = common / spread if spread else 0.0
        level = (y * spread - common * x) / (n * spread * unit) if spread else y / (n * unit)
        # The scatter of y that is left around the line; by Cauchy and Schwarz it is not below 0.
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

    Subtracting it prevents cancellation as the mean would, and keeps short numbers exact. `total` and
    `squares` are Σ and Σ² of the numbers, as Sums has them.
    """
    mean = total / (n << places)
    spread = math.sqrt((n * squares - total * total) / (n * n << 2 * places))
    if not spread:
        return mean
    grid = 2.0 ** math.floor(math.log2(spread))
    return round(mean / grid) * grid
