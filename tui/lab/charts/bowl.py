"""The cost over (w1, w0): a bowl whose level lines are ellipses, or a valley with parallel ones."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final, NamedTuple

import gdengine as gd
from tui.lab.charts.axes import LARGEST_ON_AXIS, SMALLEST_ON_AXIS
from tui.lab.charts.chart import Extent, Path, Point, Series
from tui.lab.charts.clipping import inside, line_within
from tui.lab.charts.ground import Level, round_levels

ELLIPSE_POINTS: Final = 72
"""Points that a whole ellipse is drawn with."""

MOST_NUMBERED_DEPTH: Final = 1e140
"""Above this root of a cost, level lines have no numbers: its square may not be a float."""


class Bowl(NamedTuple):
    """Where the lowest cost is, and how the cost rises from there.

    With a = w1 − ŵ1 and b = w0 − ŵ0 the cost is c_min + depth², where depth² = (b + x̄·a)² + (σ·a)²:
    x̄ and σ are the mean and the standard deviation of x. σ is 0 where all x are equal.
    """

    slope: float
    level: float
    centre: float
    spread: float

    @classmethod
    def of(cls, objective: gd.LinearRegression) -> Bowl:
        """The bowl of a regression, from its Hessian and its minimum."""
        (_, b), (_, c) = objective.hessian()
        slope, level = objective.minimum
        return cls(slope, level, b / c, math.sqrt(objective.determinant) / c)

    def depth(self, at: Point) -> float:
        """The square root of the difference between the cost at `at` and the lowest cost."""
        off = at[0] - self.slope
        return math.hypot(at[1] - self.level + self.centre * off, self.spread * off)

    def bottom(self, start: Point) -> Point:
        """The place with the lowest cost; in a valley, the one that descent from `start` leads to."""
        if self.spread:
            return self.slope, self.level
        off = start[0] - self.slope
        part = (start[1] - self.level + self.centre * off) / (1.0 + self.centre * self.centre)
        return start[0] - part * self.centre, start[1] - part


@lru_cache(maxsize=16)
def levels(bowl: Bowl, lowest_cost: float, x: Extent, y: Extent, most: int) -> tuple[Level, ...]:
    """Depths of less than `most` level lines within a view, at equal steps of the root of the cost.

    They are moved to round costs. Where squares of depths are no floats, they have no numbers.
    """
    lowest, highest = _depths(bowl, x, y)
    if not SMALLEST_ON_AXIS < highest - lowest < LARGEST_ON_AXIS:
        return ()
    depths = [lowest + (highest - lowest) * k / most for k in range(most + 1)]
    if highest < MOST_NUMBERED_DEPTH:
        at_costs = round_levels([lowest_cost + depth * depth for depth in depths])
        found = [Level(math.sqrt(max(0.0, cost - lowest_cost)), text) for cost, text in at_costs]
        if len(found) == most - 1 and found[0].height > 0.0:
            return tuple(found)
    return tuple(Level(depth, "") for depth in depths[1:-1])


@lru_cache(maxsize=16)
def level_lines(bowl: Bowl, at: tuple[Level, ...], x: Extent, y: Extent) -> tuple[Series, ...]:
    """The lines at these levels within a view."""
    return tuple(
        Series("level", *line, text=text) for depth, text in at for line in level_line(bowl, depth, x, y)
    )


def level_line(bowl: Bowl, depth: float, x: Extent, y: Extent) -> list[Path]:
    """The pieces of the level line at `depth` that lie within a view, computed from the formula."""
    wide = depth / bowl.spread if bowl.spread else math.inf
    if not wide * (1.0 + abs(bowl.centre)) < LARGEST_ON_AXIS:
        flat = bowl.level + bowl.centre * bowl.slope
        lines = (line_within((-bowl.centre, flat + side), x, y) for side in (depth, -depth))
        return [line for line in lines if line[0]]

    def at(angle: float) -> Point:
        off = wide * math.sin(angle)
        return bowl.slope + off, bowl.level - bowl.centre * off + depth * math.cos(angle)

    return [
        _arc([at(first + (last - first) * i / parts) for i in range(parts + 1)], x, y)
        for first, last in _arcs(bowl, depth, wide, x, y)
        if inside(at((first + last) / 2.0), x, y)
        for parts in [max(16, math.ceil(ELLIPSE_POINTS * (last - first) / math.tau))]
    ]


def _arcs(bowl: Bowl, depth: float, wide: float, x: Extent, y: Extent) -> list[tuple[float, float]]:
    """The ranges of angles in which the ellipse does not cross the edge of the view."""
    angles = []
    for edge in x:
        part = (edge - bowl.slope) / wide
        if abs(part) <= 1.0:
            angles += [math.asin(part), math.pi - math.asin(part)]
    tall, phase = math.hypot(bowl.centre * wide, depth), math.atan2(-bowl.centre * wide, depth)
    for edge in y:
        part = (edge - bowl.level) / tall
        if abs(part) <= 1.0:
            angles += [phase - math.acos(part), phase + math.acos(part)]
    turned = sorted(angle % math.tau for angle in angles) or [0.0]
    return list(zip(turned, [*turned[1:], turned[0] + math.tau], strict=True))


def _arc(points: list[Point], x: Extent, y: Extent) -> Path:
    return (
        tuple(max(x[0], min(a, x[1])) for a, _ in points),
        tuple(max(y[0], min(b, y[1])) for _, b in points),
    )


def _depths(bowl: Bowl, x: Extent, y: Extent) -> Extent:
    """The smallest and the largest depth within a view."""
    highest = max(bowl.depth((a, b)) for a in x for b in y)
    nearest = [max(x[0], min(bowl.slope, x[1])), max(y[0], min(bowl.level, y[1]))]
    if nearest == [bowl.slope, bowl.level]:
        return 0.0, highest
    places = [(a, bowl.level - bowl.centre * (a - bowl.slope)) for a in x]
    steep = bowl.centre * bowl.centre + bowl.spread * bowl.spread
    if steep:
        places += [(bowl.slope - bowl.centre * (b - bowl.level) / steep, b) for b in y]
    edges = [(max(x[0], min(a, x[1])), max(y[0], min(b, y[1]))) for a, b in places]
    return min(map(bowl.depth, edges)), highest
