"""Clipping of lines and paths to a picture, so that no time goes into drawing outside of it."""

from __future__ import annotations

import math
from collections.abc import Iterable

import gdengine as gd
from tui.lab.charts.axes import LARGEST_ON_AXIS
from tui.lab.charts.chart import NOWHERE, Extent, Path, Point


def line_within(line: gd.Params, x: Extent, y: Extent) -> Path:
    """The part of a line (slope, intercept) inside the picture; NOWHERE if it passes outside."""
    slope, level = line
    ends = list(x)
    if slope:
        at_low, at_high = sorted(((y[0] - level) / slope, (y[1] - level) / slope))
        ends = [max(x[0], at_low), min(x[1], at_high)]
    heights = [max(y[0], min(slope * end + level, y[1])) for end in ends]
    inside = ends[0] <= ends[1] and (slope or y[0] <= level <= y[1])
    return (tuple(ends), tuple(heights)) if inside and all(map(math.isfinite, ends + heights)) else NOWHERE


def path_within(points: Iterable[Point], x: Extent, y: Extent) -> list[Path]:
    """The pieces of a path inside the picture; a point that is not finite breaks the path."""
    pieces: list[list[Point]] = []
    before: Point | None = None
    for point in points:
        if not (abs(point[0]) < LARGEST_ON_AXIS and abs(point[1]) < LARGEST_ON_AXIS):
            before = None
            continue
        part = _segment_within(before, point, x, y) if before else None
        if part:
            if pieces and pieces[-1][-1] == part[0]:
                pieces[-1].append(part[1])
            else:
                pieces.append(list(part))
        before = point
    return [(tuple(a for a, _ in piece), tuple(b for _, b in piece)) for piece in pieces]


def inside(point: Point, x: Extent, y: Extent) -> bool:
    """Whether a point is in the picture; False for a point that is not finite."""
    return x[0] <= point[0] <= x[1] and y[0] <= point[1] <= y[1]


def dotted(path: Path, dots: int) -> Path:
    """`dots` points at equal distances along the line between the two points of `path`."""
    (xs, ys), parts = path, [i / max(1, dots - 1) for i in range(dots)]
    if not xs:
        return NOWHERE
    return (
        tuple(xs[0] + (xs[1] - xs[0]) * part for part in parts),
        tuple(ys[0] + (ys[1] - ys[0]) * part for part in parts),
    )


def _segment_within(a: Point, b: Point, x: Extent, y: Extent) -> tuple[Point, Point] | None:
    """The part of a segment inside the picture (Liang, Barsky 1984)."""
    if inside(a, x, y) and inside(b, x, y):
        return a, b
    first, last = 0.0, 1.0
    run, rise = b[0] - a[0], b[1] - a[1]
    for way, room in (
        (-run, a[0] - x[0]),
        (run, x[1] - a[0]),
        (-rise, a[1] - y[0]),
        (rise, y[1] - a[1]),
    ):
        if way == 0.0:
            if room < 0.0:
                return None
        elif way < 0.0:
            first = max(first, room / way)
        else:
            last = min(last, room / way)
    if first > last:
        return None
    # b itself, not a + 1.0·(b − a), which may be a bit off: the next segment goes on from there.
    ends = [
        (max(x[0], min(at[0], x[1])), max(y[0], min(at[1], y[1])))
        for part in (first, last)
        for at in [b if part == 1.0 else (a[0] + run * part, a[1] + rise * part)]
    ]
    return ends[0], ends[1]
