"""The line of a curve in its domain, broken where it jumps, and the heights worth showing of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import gdengine as gd
from tui.lab.charts.axes import LARGEST_ON_AXIS, with_margin
from tui.lab.charts.chart import Extent, Path, Point
from tui.lab.charts.clipping import path_within

SAMPLES_PER_COLUMN: Final = 8
"""Places in each column of cells at which the formula is computed: four for each dot of braille."""

FEWEST_SAMPLES: Final = 400
"""Places at which it is computed at least, so that a small picture misses no valley."""

MOST_HALVINGS: Final = 60
"""Times that an interval is halved around a jump; neighbouring floats are reached before."""

JUMP_RATIO: Final = 0.5
"""A rise of which at least this part is left in a tiny interval is a jump."""

SETTLED_RATIO: Final = 0.01
"""A peak that still grows by this part of its height, however close one comes, is a pole."""

LEAST_SHARE: Final = 0.25
"""The part of an unbroken curve with level places that can be seen at least; the rest is a steep rim."""

LEAST_SHARE_BROKEN: Final = 0.75
"""The part of any other curve that can be seen at least; the rest are poles."""

FAR_HEIGHTS: Final = 9.0
"""Heights farther from the picture than this times its own are drawn at that distance, for exact clipping."""

NEAR_RATIO: Final = 1.2
"""All of a curve is shown if it goes no farther beyond what matters, relative to the height of that."""

ROOM_RATIO: Final = 0.25
"""Room beyond what matters where not all of a curve is shown."""

MARGIN_RATIO: Final = 0.06
"""Margin above and below what is shown."""

GAP: Final = (math.nan, math.nan)
"""Separates the pieces of a broken line."""


class Sample(NamedTuple):
    """A curve at one place: x, its height, and its slope."""

    x: float
    height: float
    slope: float


@lru_cache(maxsize=16)
def curve_pieces(curve: gd.Curve, columns: int, y: Extent) -> tuple[Path, ...]:
    """The pieces of the curve inside a picture of `columns` cells with the heights `y`."""
    far = FAR_HEIGHTS * (y[1] - y[0])
    low, high = y[0] - far, y[1] + far
    line = ((x, max(low, min(at, high)) if math.isfinite(at) else at) for x, at in _line(curve, columns))
    return tuple(path_within(line, span(curve), y))


@lru_cache(maxsize=16)
def heights(curve: gd.Curve, columns: int) -> Extent:
    """The range of heights to show: what matters, and the rest of the curve if that is not far from it.

    What matters are the critical points, the suggested start, and at least a part of the curve: the
    least range that holds it. So a pole or a steep rim leaves the valleys readable.
    """
    values = sorted(each.height for each in _samples(curve, columns) if _drawable(each.height))
    if not values:
        return 0.0, 1.0
    level = [point.cost for point in curve.critical_points if _drawable(point.cost)]
    starts = [cost for start in curve.starts[:1] if _drawable(cost := curve.cost(start))]
    whole = all(math.isfinite(x) for x, _ in _line(curve, columns))
    share = LEAST_SHARE if level and whole else LEAST_SHARE_BROKEN
    low, high = _least_range(values, [*level, *starts] or [values[len(values) // 2]], share)
    size = high - low
    bottom, top = min(low, values[0]), max(high, values[-1])
    if size > 0.0:
        # The products, not the differences, as these could overflow.
        bottom = bottom if low - NEAR_RATIO * size <= bottom else low - ROOM_RATIO * size
        top = top if top <= high + NEAR_RATIO * size else high + ROOM_RATIO * size
    return with_margin(bottom, top, MARGIN_RATIO)


def span(curve: gd.Curve) -> Extent:
    """The domain, as far as an axis can show it."""
    low, high = (max(-LARGEST_ON_AXIS, min(end, LARGEST_ON_AXIS)) for end in curve.domain)
    return low, high


def _drawable(value: float) -> bool:
    return abs(value) < LARGEST_ON_AXIS


def _least_range(values: list[float], within: list[float], share: float) -> Extent:
    """The least range that holds `within` and a `share` of the sorted `values`."""
    low, high = min(within), max(within)
    more = max(0, math.ceil(share * len(values)) - 1)
    ranges = ((min(low, first), max(high, last)) for first, last in zip(values, values[more:], strict=False))
    # Halves, as the difference itself could overflow.
    return min(ranges, key=lambda ends: ends[1] / 2.0 - ends[0] / 2.0)


@lru_cache(maxsize=4)
def _samples(curve: gd.Curve, columns: int) -> tuple[Sample, ...]:
    (low, high), count = span(curve), max(FEWEST_SAMPLES, SAMPLES_PER_COLUMN * columns)
    # Not low + (high − low)·part, which would overflow, and miss 0 in the middle by rounding.
    return tuple(_sample(curve, low * (1.0 - i / count) + high * (i / count)) for i in range(count + 1))


def _sample(curve: gd.Curve, x: float) -> Sample:
    height, (slope,) = curve.evaluate((x,))
    return Sample(x, height, slope)


@lru_cache(maxsize=4)
def _line(curve: gd.Curve, columns: int) -> tuple[Point, ...]:
    """The points of the line, with GAP where it is broken."""
    samples = _samples(curve, columns)
    points: list[Point] = [samples[0][:2]]
    for a, b in pairwise(samples):
        points += _break(curve, a, b)
        points.append(b[:2])
    return tuple(points)


def _break(curve: gd.Curve, a: Sample, b: Sample) -> Iterator[Point]:
    """The ends of the line on both sides of a break between two places, with GAP between; else nothing."""
    ends = _ends(curve, a, b)
    if ends:
        left, right = ends
        if left is not None:
            yield left, curve.cost((left,))
        yield GAP
        if right is not None:
            yield right, curve.cost((right,))


def _ends(curve: gd.Curve, a: Sample, b: Sample) -> tuple[float | None, float | None] | None:
    """The last place before a break between `a` and `b` and the first after it; None if it is not broken.

    A place is None if the curve has no value on that side.
    """
    has_a, has_b = math.isfinite(a.height), math.isfinite(b.height)
    if not (has_a and has_b):
        left = _last_value(curve, a.x, b.x) if has_a else None
        return left, _last_value(curve, b.x, a.x) if has_b else None
    width = b.x - a.x
    slopes = [slope * width for slope in (a.slope, b.slope) if math.isfinite(slope)]
    if not slopes:
        return None
    rise = b.height - a.height
    if not 2.0 * min(0.0, *slopes) <= rise <= 2.0 * max(0.0, *slopes):
        return _jump(curve, a, b)
    if a.slope > 0.0 > b.slope or a.slope < 0.0 < b.slope:
        return _spike(curve, a, b, max(map(abs, slopes)))
    return None


def _last_value(curve: gd.Curve, inside: float, outside: float) -> float:
    """The last place with a value on the way from one that has one to one that has none."""
    for _ in range(MOST_HALVINGS):
        middle = inside + (outside - inside) / 2.0
        if math.isfinite(curve.cost((middle,))):
            inside = middle
        else:
            outside = middle
    return inside


def _jump(curve: gd.Curve, a: Sample, b: Sample) -> tuple[float, float] | None:
    """The places before and after a jump, found by halving towards the larger rise."""
    (left, low), (right, high) = a[:2], b[:2]
    rise = abs(high - low)
    for _ in range(MOST_HALVINGS):
        middle = left + (right - left) / 2.0
        if not left < middle < right:
            break
        height = curve.cost((middle,))
        if not math.isfinite(height):
            return _last_value(curve, left, middle), _last_value(curve, right, middle)
        if abs(height - low) > abs(high - height):
            right, high = middle, height
        else:
            left, low = middle, height
        rise = max(rise, abs(high - low))
    return (left, right) if abs(high - low) >= JUMP_RATIO * rise else None


def _spike(curve: gd.Curve, a: Sample, b: Sample, reach: float) -> tuple[float, float] | None:
    """The places on both sides of a pole whose two branches go the same way, as those of 1/x²."""
    left, right, rising = a.x, b.x, a.slope > 0.0
    before, halfway, height = (max if rising else min)(a.height, b.height), 0.0, 0.0
    for i in range(MOST_HALVINGS):
        middle = left + (right - left) / 2.0
        if not left < middle < right:
            break
        height, slope = _sample(curve, middle)[1:]
        if not math.isfinite(height):
            return _last_value(curve, left, middle), _last_value(curve, right, middle)
        if i <= MOST_HALVINGS // 2:
            halfway = height
        if (slope > 0.0) == rising:
            left = middle
        else:
            right = middle
    # A smooth peak is no higher than its sides would reach, and a narrow one settles at its height.
    grown = abs(height - before)
    return (left, right) if grown > reach and abs(height - halfway) > SETTLED_RATIO * grown else None
