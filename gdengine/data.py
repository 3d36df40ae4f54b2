"""The points that a line is fitted to: given, from a preset, made up, or standardised."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from gdengine.checks import is_finite_number, is_whole
from gdengine.step import Params
from gdengine.sums import Sums

Interval = tuple[float, float]
"""From the lowest to the highest."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Points (x, y): two equally long sequences of finite numbers, at least one point.

    Raises ValueError that names the sequence and the row, counted from 1, where a value is
    not a finite number, and where the lengths differ or there is no point at all.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]
    _bounds: tuple[Interval, Interval] | None = field(init=False, repr=False, compare=False)
    _sums: Sums | None = field(init=False, repr=False, compare=False)

    def __init__(self, x: Iterable[float], y: Iterable[float]) -> None:
        self._set(_finite("x", x), _finite("y", y))
        if len(self.x) != len(self.y):
            raise ValueError(f"x has {len(self.x)} values and y has {len(self.y)}: give each point both")
        if not self.x:
            raise ValueError("no points: give at least one")

    def _set(self, x: tuple[float, ...], y: tuple[float, ...]) -> None:
        for name, value in (("x", x), ("y", y), ("_bounds", None), ("_sums", None)):
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.x)

    @property
    def bounds(self) -> tuple[Interval, Interval]:
        """The lowest and the highest x, and the lowest and the highest y; looked for once."""
        if self._bounds is None:
            object.__setattr__(self, "_bounds", ((min(self.x), max(self.x)), (min(self.y), max(self.y))))
        assert self._bounds is not None
        return self._bounds

    @property
    def sums(self) -> Sums:
        """Σx, Σy, Σx², Σxy and Σy², exactly; taken once."""
        if self._sums is None:
            object.__setattr__(self, "_sums", Sums.of(self.x, self.y))
        assert self._sums is not None
        return self._sums

    def with_point(self, x: float, y: float) -> Dataset:
        """These points and one more, at the end."""
        return self.with_rows(len(self), len(self), (x,), (y,))

    def with_moved(self, row: int, x: float, y: float) -> Dataset:
        """These points with that of `row`, counted from 0, at (x, y)."""
        return self.with_rows(row, row + 1, (x,), (y,))

    def without(self, row: int) -> Dataset:
        """These points but that of `row`, counted from 0; raises ValueError where it is the only one."""
        return self.with_rows(row, row + 1, (), ())

    def with_rows(self, first: int, stop: int, x: Iterable[float], y: Iterable[float]) -> Dataset:
        """These points with others in the place of the rows first, …, stop − 1, counted from 0.

        Only what is new is looked at: the bounds and sums of a million points are brought up to
        date, not taken again. Raises ValueError as the constructor does.
        """
        new_x, new_y = _finite("x", x, first), _finite("y", y, first)
        rows = slice(first, stop)
        if len(new_x) != len(new_y) or not (new_x or len(self) > len(self.x[rows])):
            return Dataset(_replaced(self.x, rows, new_x), _replaced(self.y, rows, new_y))  # refuses it
        changed = object.__new__(Dataset)
        changed._set(_replaced(self.x, rows, new_x), _replaced(self.y, rows, new_y))
        old_x, old_y = self.x[rows], self.y[rows]
        if self._sums is not None:
            sums = self._sums.minus(Sums.of(old_x, old_y)).plus(Sums.of(new_x, new_y))
            object.__setattr__(changed, "_sums", sums)
        if self._bounds is not None:
            x_bounds = _bounds_after(self._bounds[0], old_x, new_x)
            y_bounds = _bounds_after(self._bounds[1], old_y, new_y)
            if x_bounds and y_bounds:
                object.__setattr__(changed, "_bounds", (x_bounds, y_bounds))
        return changed


def _replaced(values: tuple[float, ...], rows: slice, new: tuple[float, ...]) -> tuple[float, ...]:
    changed = list(values)
    changed[rows] = new
    return tuple(changed)


def _bounds_after(bounds: Interval, old: Sequence[float], new: Sequence[float]) -> Interval | None:
    """The bounds with `new` values in the place of `old` ones; None where an old one was the outermost."""
    low, high = bounds
    if any(value in bounds for value in old):
        return None
    return min((low, *new)), max((high, *new))


def article() -> Dataset:
    """The three points of the article: X = (0, 1, 3), Y = (-1, 1, 5), on the line 2x - 1."""
    return Dataset(x=(0, 1, 3), y=(-1, 1, 5))


def noisy_line() -> Dataset:
    """Forty points about the line 2x - 1: the cost has a floor above 0."""
    return _rounded(line(40, sigma=0.5, seed=1))


def outlier() -> Dataset:
    """Ten points on the line 2x - 1, the last far off it: squares let one point bend the line."""
    x = [i / 2 for i in range(10)]
    return Dataset(x, [*(2.0 * value - 1.0 for value in x[:-1]), -20.0])


def ill_scaled() -> Dataset:
    """Twenty prices against areas of 1000 to 5000: a condition number of some 7e7."""
    return _rounded(line(20, slope=0.05, intercept=10.0, sigma=10.0, seed=2, low=1000.0, high=5000.0))


def shifted() -> Dataset:
    """A value for each of the years 2000 to 2020: far from the origin; taking the mean off x cures it."""
    years = Dataset(range(2000, 2021), [0.5 * (year - 2000) + 3.0 for year in range(2000, 2021)])
    return _rounded(noisy(years, sigma=0.3, seed=3))


def steep() -> Dataset:
    """Twenty points about the line 50x - 20: the start is far off, but the limit is no other."""
    return _rounded(line(20, slope=50.0, intercept=-20.0, sigma=5.0, seed=4))


def two_clusters() -> Dataset:
    """Two clouds of fifteen points, about (1, 1) and (5, 4)."""
    centres = Dataset([1.0] * 15 + [5.0] * 15, [1.0] * 15 + [4.0] * 15)
    swapped = noisy(Dataset(centres.y, centres.x), sigma=0.4, seed=5)
    return _rounded(noisy(Dataset(swapped.y, centres.y), sigma=0.4, seed=6))


def vertical_stack() -> Dataset:
    """Five points above one x: many lines fit equally well, so w1 depends on the start."""
    return Dataset(x=(2, 2, 2, 2, 2), y=(1, 2, 3, 4, 5))


PRESETS: Final[Mapping[str, Callable[[], Dataset]]] = MappingProxyType(
    {
        "article": article,
        "noisy_line": noisy_line,
        "outlier": outlier,
        "ill_scaled": ill_scaled,
        "shifted": shifted,
        "steep": steep,
        "two_clusters": two_clusters,
        "vertical_stack": vertical_stack,
    }
)
"""The preset data sets by name."""


def line(
    n: int,
    slope: float = 2.0,
    intercept: float = -1.0,
    sigma: float = 0.0,
    seed: int = 0,
    low: float = 0.0,
    high: float = 3.0,
) -> Dataset:
    """`n` points at even distances from `low` to `high`, on a line, with noise as `noisy` adds it."""
    if not (is_whole(n) and n >= 1):
        raise ValueError(f"n: {n!r} is not a whole number of at least 1")
    for name, value in (("slope", slope), ("intercept", intercept), ("low", low), ("high", high)):
        if not is_finite_number(value):
            raise ValueError(f"{name}: {value!r} is not a finite number")
    steps = max(n - 1, 1)
    # Weighted ends, not low + i·step: that neither overflows nor misses the high end.
    x = [low * ((steps - i) / steps) + high * (i / steps) for i in range(n)]
    return noisy(Dataset(x, [slope * value + intercept for value in x]), sigma, seed)


def noisy(data: Dataset, sigma: float, seed: int) -> Dataset:
    """`data` with Gaussian noise of standard deviation `sigma` ≥ 0 added to y, decided by `seed` ≥ 0.

    The same seed gives the same noise on every Python version: only `random.random` is
    promised to stay as it is, so the Gaussians are made from it (Box and Muller, 1958). Between
    platforms the last bit may differ, as their logarithms and cosines do.
    """
    if not is_finite_number(sigma) or sigma < 0:
        raise ValueError(f"sigma: {sigma!r} is not a finite number of at least 0")
    if not (is_whole(seed) and seed >= 0):
        raise ValueError(f"seed: {seed!r} is not a whole number of at least 0")
    uniform = random.Random(seed).random
    return Dataset(data.x, [y + sigma * _gaussian(uniform(), uniform()) for y in data.y])


def _gaussian(u: float, v: float) -> float:
    """A standard normal number from two uniform ones of [0, 1)."""
    return math.sqrt(-2.0 * math.log(1.0 - u)) * math.cos(2.0 * math.pi * v)


def _rounded(data: Dataset) -> Dataset:
    """`data` in two decimals: short in a table, and the same to the bit on every platform."""
    return Dataset([round(x, 2) for x in data.x], [round(y, 2) for y in data.y])


@dataclass(frozen=True, slots=True)
class Scaling:
    """How data were standardised: x to (x − x_mean)/x_spread, and y likewise."""

    x_mean: float
    x_spread: float
    y_mean: float
    y_spread: float

    def to_standard(self, params: Params) -> Params:
        """The line (w1, w0) of the data's own units, in standard units."""
        w1, w0 = params
        return (w1 * self.x_spread / self.y_spread, (w0 + w1 * self.x_mean - self.y_mean) / self.y_spread)

    def to_own(self, params: Params) -> Params:
        """The line (w1, w0) of standard units, in the data's own: the same line through the same points."""
        w1 = params[0] * self.y_spread / self.x_spread
        return (w1, self.y_mean + params[1] * self.y_spread - w1 * self.x_mean)


def standardise(data: Dataset) -> tuple[Dataset, Scaling]:
    """`data` with mean 0 and standard deviation 1 (of N, not N − 1) in x and in y, and how to go back.

    Where all x (or all y) are equal there is no spread to divide by: they become 0, and the
    spread counts as 1. Raises ValueError where the numbers are so large that their sum overflows.
    """
    x_mean, x_spread = _mean_and_spread("x", data.x)
    y_mean, y_spread = _mean_and_spread("y", data.y)
    standard = Dataset(
        [(x - x_mean) / x_spread for x in data.x],
        [(y - y_mean) / y_spread for y in data.y],
    )
    return standard, Scaling(x_mean, x_spread, y_mean, y_spread)


def _mean_and_spread(name: str, values: Sequence[float]) -> tuple[float, float]:
    if values.count(values[0]) == len(values):
        return values[0], 1.0
    try:
        mean = math.fsum(values) / len(values)
        off = [value - mean for value in values]
        # Divided by the largest first, so that no square overflows or vanishes.
        largest = max(map(abs, off))
        spread = largest * math.sqrt(math.fsum([(d / largest) ** 2 for d in off]) / len(off)) or largest
    except OverflowError:
        spread = math.inf
    if not math.isfinite(spread):
        raise ValueError(
            f"{name}: the numbers are so large that they overflow; divide them by a common factor"
        )
    return mean, spread


def _finite(name: str, values: Iterable[float], before: int = 0) -> tuple[float, ...]:
    """`values` as floats, which come after so many rows `before` them.

    They are checked all at once, and one by one only to name the bad one.
    """
    given = tuple(values)
    try:
        numbers = tuple(map(float, given))
        if all(map(math.isfinite, numbers)):
            return numbers
    except (TypeError, ValueError, OverflowError):
        pass
    row, value = next(
        (row, value) for row, value in enumerate(given, start=before + 1) if not _is_finite(value)
    )
    raise ValueError(f"{name}, row {row}: {value!r} is not a finite number")


def _is_finite(value: object) -> bool:
    try:
        return math.isfinite(float(value))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return False
