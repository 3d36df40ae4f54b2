"""The points that a line is fitted to: given, from a preset, made up, or standardised."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final, TypeAlias

from gdengine.data.sums import Sums
from gdengine.refusals import AsMany, Need, NumberInRow, Refused
from gdengine.step import Params

Bounds = tuple[float, float]
"""The lowest and the highest value."""

Names = tuple[str, str]
"""What x and y are called, as it stands in a file: any text at all."""

NO_NAMES: Final[Names] = ("x", "y")
"""The names of numbers that came without any."""
Arrays: TypeAlias = "tuple[array[float], array[float]]"
"""x and y packed closely."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Points (x, y): two equally long sequences of finite numbers, at least one point.

    `names` are those of the two columns, "x" and "y" where they have none; they make no difference.
    Raises Refused, with the sequence and the row, counted from 1, where a value is not a finite
    number, and where the lengths differ or there is no point at all.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]
    names: Names = field(repr=False, compare=False)
    _bounds: tuple[Bounds, Bounds] | None = field(init=False, repr=False, compare=False)
    _sums: Sums | None = field(init=False, repr=False, compare=False)
    _arrays: Arrays | None = field(init=False, repr=False, compare=False)

    def __init__(self, x: Iterable[float], y: Iterable[float], names: Names = NO_NAMES) -> None:
        self._set(_finite("x", x), _finite("y", y), names)
        if len(self.x) != len(self.y):
            raise Refused("y", len(self.y), AsMany("x", len(self.x)))
        if not self.x:
            raise Refused("x, y", (), Need.A_POINT)

    @classmethod
    def of_finite(cls, x: Sequence[float], y: Sequence[float], names: Names = NO_NAMES) -> Dataset:
        """The points of what is known to be finite floats, not checked again: as many of each, or none."""
        if not x:
            return cls(x, y)  # refuses it
        made = object.__new__(cls)
        made._set(tuple(x), tuple(y), names)
        return made

    def _set(self, x: tuple[float, ...], y: tuple[float, ...], names: Names) -> None:
        names = (names[0] or NO_NAMES[0], names[1] or NO_NAMES[1])
        for name, value in (
            ("x", x),
            ("y", y),
            ("names", names),
            ("_bounds", None),
            ("_sums", None),
            ("_arrays", None),
        ):
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.x)

    @property
    def bounds(self) -> tuple[Bounds, Bounds]:
        """The lowest and the highest x, and the lowest and the highest y; computed once."""
        if self._bounds is None:
            object.__setattr__(self, "_bounds", ((min(self.x), max(self.x)), (min(self.y), max(self.y))))
        assert self._bounds is not None
        return self._bounds

    @property
    def sums(self) -> Sums:
        """Σx, Σy, Σx², Σxy and Σy², exactly; computed once."""
        if self._sums is None:
            object.__setattr__(self, "_sums", Sums.of(self.x, self.y))
        assert self._sums is not None
        return self._sums

    @property
    def arrays(self) -> Arrays:
        """x and y packed closely, where rows in random order are read faster than from tuples."""
        if self._arrays is None:
            object.__setattr__(self, "_arrays", (array("d", self.x), array("d", self.y)))
        assert self._arrays is not None
        return self._arrays

    def named(self, names: Names) -> Dataset:
        """These points with other names of the columns; "" stands for none."""
        changed = object.__new__(Dataset)
        changed._set(self.x, self.y, names)
        for cache in ("_bounds", "_sums", "_arrays"):
            object.__setattr__(changed, cache, getattr(self, cache))
        return changed

    def picked(self, rows: Sequence[int]) -> tuple[Sequence[float], Sequence[float]]:
        """x and y of these rows, at least one."""
        # Of one row alone itemgetter would give no sequence.
        pick = itemgetter(*rows) if len(rows) > 1 else itemgetter(slice(rows[0], rows[0] + 1))
        x, y = self.arrays
        return pick(x), pick(y)

    def with_point(self, x: float, y: float) -> Dataset:
        """These points and one more, at the end."""
        return self.with_rows(len(self), len(self), (x,), (y,))

    def with_moved(self, row: int, x: float, y: float) -> Dataset:
        """These points with that of `row`, counted from 0, at (x, y)."""
        return self.with_rows(row, row + 1, (x,), (y,))

    def without(self, row: int) -> Dataset:
        """These points without that of `row`, counted from 0; raises Refused where it is the only one."""
        if len(self) == 1:
            raise Refused("row", row, Need.ANOTHER_POINT)
        return self.with_rows(row, row + 1, (), ())

    def with_rows(self, first: int, stop: int, x: Iterable[float], y: Iterable[float]) -> Dataset:
        """These points with others in the place of the rows first, …, stop − 1, counted from 0.

        Only the new rows are checked, and known bounds and sums are updated, so that an edit of a
        million points is fast. Raises Refused as the constructor does.
        """
        new_x, new_y = _finite("x", x, first), _finite("y", y, first)
        rows = slice(first, stop)
        if len(new_x) != len(new_y) or not (new_x or len(self) > len(self.x[rows])):
            return Dataset(_replaced(self.x, rows, new_x), _replaced(self.y, rows, new_y), self.names)
        changed = object.__new__(Dataset)
        changed._set(_replaced(self.x, rows, new_x), _replaced(self.y, rows, new_y), self.names)
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


def _bounds_after(bounds: Bounds, old: Sequence[float], new: Sequence[float]) -> Bounds | None:
    """The bounds with `new` values in the place of `old` ones; None where an old one was the outermost."""
    low, high = bounds
    if any(value in bounds for value in old):
        return None
    return min((low, *new)), max((high, *new))


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
    spread counts as 1. Raises Refused where the numbers are so large that their sum overflows.
    """
    x_mean, x_spread = _mean_and_spread("x", data.x)
    y_mean, y_spread = _mean_and_spread("y", data.y)
    standard = Dataset(
        [(x - x_mean) / x_spread for x in data.x],
        [(y - y_mean) / y_spread for y in data.y],
        data.names,
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
        raise Refused(name, max(map(abs, values)), Need.SMALLER)
    return mean, spread


def _finite(name: str, values: Iterable[float], before: int = 0) -> tuple[float, ...]:
    """`values` as floats; an error counts their rows after the `before` rows that precede them.

    They are checked all at once, and one by one only to find the row that is refused.
    """
    given = values if isinstance(values, (list, tuple)) else tuple(values)
    try:
        numbers = tuple(map(float, given))
        if math.isfinite(sum(numbers)) or all(map(math.isfinite, numbers)):
            return numbers
    except (TypeError, ValueError, OverflowError):
        pass
    row, value = next(
        (row, value) for row, value in enumerate(given, start=before + 1) if not _is_finite(value)
    )
    raise Refused(name, value, NumberInRow(row))


def _is_finite(value: object) -> bool:
    try:
        return math.isfinite(float(value))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return False
