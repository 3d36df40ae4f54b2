"""Sums over points, exactly: as whole numbers, so that a changed row is taken out and put in at no loss.

Every float is a whole number of 2^-p for a p large enough, and so is every sum and product of
such. What is rounded is the result, once; how the points came together, by one reading or by a
thousand edits, cannot be seen in it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import add, mul
from typing import Final, NamedTuple

POINTS_AT_ONCE: Final = 1024
"""Points summed at once: few enough for their whole numbers to stay in the processor's cache."""

MOST_BINARY_PLACES: Final = 1000
"""With more binary places than this, scaling a float as a float would overflow."""


class Sums(NamedTuple):
    """n, Σx, Σy, Σx², Σxy and Σy²: whole numbers, in units of 2^-places, or of its square."""

    n: int
    places: int
    x: int
    y: int
    xx: int
    xy: int
    yy: int

    @classmethod
    def of(cls, x: Sequence[float], y: Sequence[float]) -> Sums:
        """The sums over the points (x, y), finite numbers, as many of each."""
        total = EMPTY_SUMS
        for first in range(0, len(x), POINTS_AT_ONCE):
            total = total.plus(
                cls._of_few(x[first : first + POINTS_AT_ONCE], y[first : first + POINTS_AT_ONCE])
            )
        return total

    @classmethod
    def _of_few(cls, x: Sequence[float], y: Sequence[float]) -> Sums:
        places = max(_places(x), _places(y))
        # At least the square root of each sum of squares, of which |Σxy| is at most the product.
        largest = max(math.hypot(*x), math.hypot(*y))
        bits = math.frexp(largest)[1] + places + 1
        # Each pair is one number x + y·2^room, its square x² + 2xy·2^room + y²·2^(2·room).
        room = max(2 * bits, bits + POINTS_AT_ONCE.bit_length()) + 2
        if not (math.isfinite(largest) and max(places, bits) + room < MOST_BINARY_PLACES):
            return cls._of_any(x, y, places)
        whole, x_scale, y_scale = float.__trunc__, 2.0**places, 2.0 ** (places + room)
        pairs = list(map(add, map(whole, map(x_scale.__mul__, x)), map(whole, map(y_scale.__mul__, y))))
        sum_x, sum_y = _parted(sum(pairs), room)
        sum_xx, others = _parted(sum(map(mul, pairs, pairs)), room)
        twice_sum_xy, sum_yy = _parted(others, room)
        return cls(len(x), places, sum_x, sum_y, sum_xx, twice_sum_xy // 2, sum_yy)

    @classmethod
    def _of_any(cls, x: Sequence[float], y: Sequence[float], places: int) -> Sums:
        """The sums of numbers that are too large or too small to be paired."""
        whole_x, whole_y = _whole(x, places), _whole(y, places)
        return cls(
            len(x),
            places,
            sum(whole_x),
            sum(whole_y),
            sum(map(mul, whole_x, whole_x)),
            sum(map(mul, whole_x, whole_y)),
            sum(map(mul, whole_y, whole_y)),
        )

    def plus(self, other: Sums) -> Sums:
        """The sums over these points and those of `other`."""
        places = max(self.places, other.places)
        a, b = self._in_units(places), other._in_units(places)
        return Sums(a.n + b.n, places, a.x + b.x, a.y + b.y, a.xx + b.xx, a.xy + b.xy, a.yy + b.yy)

    def minus(self, other: Sums) -> Sums:
        """The sums over these points without those of `other`, which are among them."""
        places = max(self.places, other.places)
        a, b = self._in_units(places), other._in_units(places)
        return Sums(a.n - b.n, places, a.x - b.x, a.y - b.y, a.xx - b.xx, a.xy - b.xy, a.yy - b.yy)

    def moved(self, x0: float, y0: float) -> Sums:
        """The sums over (x − x0, y − y0)."""
        places = max(self.places, _places((x0, y0)))
        n, _, x, y, xx, xy, yy = self._in_units(places)
        a, b = _whole((x0, y0), places)
        return Sums(
            n,
            places,
            x - n * a,
            y - n * b,
            xx - 2 * a * x + n * a * a,
            xy - a * y - b * x + n * a * b,
            yy - 2 * b * y + n * b * b,
        )

    def _in_units(self, places: int) -> Sums:
        """The same with more `places`."""
        more = places - self.places
        if not more:
            return self
        n, _, x, y, xx, xy, yy = self
        return Sums(n, places, x << more, y << more, xx << 2 * more, xy << 2 * more, yy << 2 * more)


EMPTY_SUMS: Final = Sums(0, 0, 0, 0, 0, 0, 0)
"""The sums over no points."""


def _places(values: Sequence[float]) -> int:
    """The number of binary places with which each of `values` is a whole number of 2^-places."""
    smallest = min(map(abs, values), default=0.0) or min(map(abs, filter(None, values)), default=1.0)
    # The last of a float's 53 bits; the smallest floats of all have fewer.
    return max(0, min(53 - math.frexp(smallest)[1], 1074))


def _whole(values: Sequence[float], places: int) -> list[int]:
    """`values` in units of 2^-places, which they are whole numbers of."""
    return [
        numerator * (1 << places) // denominator
        for numerator, denominator in map(float.as_integer_ratio, values)
    ]


def _parted(total: int, room: int) -> tuple[int, int]:
    """The low and high in total = low + high·2^room, low being below 2^(room − 1) in magnitude."""
    half = 1 << room - 1
    low = ((total + half) & (2 * half - 1)) - half
    return low, (total - low) >> room
