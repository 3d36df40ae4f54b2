"""Level lines of any formula in two parameters, traced through heights on a grid (marching squares)."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from tui.lab.charts.chart import Extent, Path, Point
from tui.lab.charts.ground import Level, middles, round_levels

HALVINGS: Final = 5
"""How often a side of a square is halved to find where it crosses a level."""

MOST_JUMP: Final = 0.5
"""The most of a side's rise that may be left on its last part: more is a pole or a cliff, and no crossing."""

Edge = tuple[int, int, bool]
"""A side of a square of the grid: the column and row of its first end, and whether it goes up."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Heights at `columns` x `rows` places over a view; two grids are equal if `of` and places are."""

    of: Hashable
    height: Callable[[Point], float] = field(compare=False, repr=False)
    x: Extent
    y: Extent
    columns: int
    rows: int


@lru_cache(maxsize=8)
def heights(grid: Grid) -> tuple[tuple[float, ...], ...]:
    """The heights by row from the bottom and column from the left."""
    across = middles(*grid.x, grid.columns)
    return tuple(tuple(grid.height((a, b)) for a in across) for b in middles(*grid.y, grid.rows))


@lru_cache(maxsize=8)
def quantile_levels(grid: Grid, most: int) -> tuple[Level, ...]:
    """At most `most` − 1 round levels, so that the parts of the view below them go up as squares do.

    In a bowl these are heights at equal steps of the root. Where a formula is steep at the edges or has
    poles, as many lines are left for the valleys.
    """
    found = sorted(height for row in heights(grid) for height in row if math.isfinite(height))
    if not found:
        return ()
    last = len(found) - 1
    return round_levels([found[round(last * (k / most) ** 2)] for k in range(most + 1)])


@lru_cache(maxsize=64)
def contour(grid: Grid, level: float) -> tuple[Path, ...]:
    """The pieces of the line at `level`; it is broken where there are no heights, and at poles."""
    places: dict[Edge, Point | None] = {}
    links: dict[Edge, list[Edge]] = {}
    for one, other in _segments(grid, level, places):
        links.setdefault(one, []).append(other)
        links.setdefault(other, []).append(one)
    pieces = []
    # Open pieces from one of their ends first; what is left then is closed.
    for start in [*(edge for edge, others in links.items() if len(others) == 1), *links]:
        chain = [start]
        while links[chain[-1]]:
            following = links[chain[-1]].pop()
            links[following].remove(chain[-1])
            chain.append(following)
        points = [point for edge in chain if (point := places[edge])]
        if len(points) > 1:
            pieces.append((tuple(a for a, _ in points), tuple(b for _, b in points)))
    return tuple(pieces)


def _segments(grid: Grid, level: float, places: dict[Edge, Point | None]) -> Iterator[tuple[Edge, Edge]]:
    """The sides of each square between which the line passes; where it crosses them goes into `places`.

    A side on which the heights jump over the level has no place, and no line passes it.
    """
    rows = heights(grid)
    across, up = middles(*grid.x, grid.columns), middles(*grid.y, grid.rows)
    for low, high, i, j in _squares(grid):
        if not low < level <= high:
            continue
        corners = rows[j][i], rows[j][i + 1], rows[j + 1][i + 1], rows[j + 1][i]
        sides: tuple[Edge, ...] = (i, j, False), (i + 1, j, True), (i, j + 1, False), (i, j, True)
        crossed = [
            side
            for side, a, b in zip(sides, corners, (*corners[1:], corners[0]), strict=True)
            if (a < level) != (b < level)
        ]
        for side in crossed:
            if side not in places:
                places[side] = _crossing(grid, across, up, side, level)
        if len(crossed) == 4 and (sum(corner / 4.0 for corner in corners) < level) != (corners[0] < level):
            crossed = [
                *crossed[1:],
                crossed[0],
            ]  # the centre lies between the first corner and the opposite one
        for one, other in zip(crossed[::2], crossed[1::2], strict=True):
            if places[one] and places[other]:
                yield one, other


@lru_cache(maxsize=8)
def _squares(grid: Grid) -> list[tuple[float, float, int, int]]:
    """The lowest and the highest corner of each square of the grid, with its column and row.

    Squares with a corner without a finite height are left out.
    """
    found = []
    for j, (below, above) in enumerate(pairwise(heights(grid))):
        for i, (a, b, c, d) in enumerate(zip(below, below[1:], above, above[1:], strict=False)):
            low, high = min(a, b, c, d), max(a, b, c, d)
            # With a NaN the sum is NaN; with infinities it is infinite or NaN.
            if math.isfinite(a / 4.0 + b / 4.0 + c / 4.0 + d / 4.0):
                found.append((low, high, i, j))
    return found


def _crossing(grid: Grid, across: list[float], up: list[float], side: Edge, level: float) -> Point | None:
    """Where a side crosses the level; None if the heights jump over it, or end."""
    i, j, upwards = side
    one, other = (across[i], up[j]), (across[i], up[j + 1]) if upwards else (across[i + 1], up[j])
    a, b = grid.height(one), grid.height(other)
    most = MOST_JUMP * abs(b / 2.0 - a / 2.0)  # halved, as the difference could overflow
    for _ in range(HALVINGS):
        middle = one[0] / 2.0 + other[0] / 2.0, one[1] / 2.0 + other[1] / 2.0
        height = grid.height(middle)
        if not math.isfinite(height):
            return None
        if (height < level) == (a < level):
            one, a = middle, height
        else:
            other, b = middle, height
    if not abs(b / 2.0 - a / 2.0) <= most:
        return None
    part = (level / 2.0 - a / 2.0) / (b / 2.0 - a / 2.0)
    return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part
