"""The fit: the points, the line through them, its errors, and the line that it started from."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import gdengine as gd
from tui.lab.charts.axes import LARGEST_ON_AXIS, linear_axis, with_margin
from tui.lab.charts.chart import Chart, Extent, Role, Series, dot, drawn
from tui.lab.charts.clipping import dotted, line_within, path_within
from tui.lab.charts.per_history import PerHistory
from tui.lab.charts.run_path import (
    MOST_STEPS_AHEAD,
    STEPS_PER_VIEW,
    Stretch,
    params_at,
    run_path,
)
from tui.lab.charts.view import extended, view_key
from tui.lab.session.frame import Frame

START_DOTS: Final = 24
"""Dots that the start line is drawn with."""

MOST_RESIDUALS: Final = 60
"""Up to this number of points their errors are drawn; more would be unreadable."""

CELLS_PER_LARGE_POINT: Final = 12
"""Points are drawn large if there are at least this number of cells for each."""

FEW_ROWS: Final = 12
"""Up to this number of rows, points are large and errors are drawn over the line."""

CELL_RATIO: Final = 2.0
"""How much higher than wide a cell of a terminal is, about."""

START_REACH: Final = 8.0
"""The start line stays in view if it is no farther from the points than this, relative to their range."""

FLATTEST: Final = 2.0
"""The view is at most this number of times as high as points and line need: else the line looks flat."""

FLATTEST_PLAYING: Final = 4.0
"""The same at the first of the steps that share a view while a run plays, so that others fit in too."""

MOST_DRAWN_POINTS: Final = 500
"""Points drawn at most; of a larger data set, every second, third … one."""


def fit_chart(frame: Frame, columns: int, rows: int) -> Chart:
    """The points, the line at the step on screen, its errors, and the line it started from.

    The view holds the points, the start line unless that is far away, and the line: it grows by whole
    octaves, and for several steps at once unless the line would look flat in it. While a run plays, the
    line may leave the view for a moment. The selected point and its error are drawn last, the line with
    the least cost and the squares over the errors only on demand.
    """
    data, start, params = frame.fit.data, frame.run.history.at(0).params, frame.step.params
    x = with_margin(*data.bounds[0], 0.12)
    y = _y_range(frame, x)
    every = _every(data)
    still = [Series("start", *dotted(line_within(start, x, y), START_DOTS), path=False)]
    if frame.looks.least_squares:
        still.append(Series("best", *line_within(frame.fit.regression.minimum, x, y)))
    still.append(Series(_point_role(data, columns * rows), data.x[::every], data.y[::every], path=False))
    live: list[Series] = []
    if all(map(math.isfinite, params)):
        live.append(Series("line", *line_within(params, x, y)))
        if len(data) <= MOST_RESIDUALS:
            residuals = [_residual(frame, row, y) for row in range(len(data))]
            # Many errors would hide the line; of a few, the ends at the line should be visible.
            live = residuals + live if len(data) > FEW_ROWS else live + residuals
            if frame.looks.squares:
                cell = ((x[1] - x[0]) / max(1, columns), (y[1] - y[0]) / max(1, rows))
                live = [part for row in range(len(data)) for part in _square(frame, row, cell, x, y)] + live
        if frame.fit.selected is not None:
            live.append(_residual(frame, frame.fit.selected, y))
    if frame.fit.selected is not None:
        live.append(dot("selected", (data.x[frame.fit.selected], data.y[frame.fit.selected])))
    return Chart(linear_axis(*x, columns), linear_axis(*y, rows, upright=True), drawn(still), drawn(live))


def line_out_of_sight(frame: Frame, chart: Chart) -> str | None:
    """An arrow to the line if it is above or below the view of its `fit_chart`, else None.

    The arrow is "" if its numbers are too large to be drawn.
    """
    if chart.shows("line"):
        return None
    heights = _heights([frame.step.params], (chart.x.low, chart.x.high))
    if not all(abs(height) < LARGEST_ON_AXIS for height in heights):
        return ""
    return "↑" if heights[0] > chart.y.high else "↓"


def nearest_point(data: gd.Dataset, x: float, y: float, reach: tuple[float, float]) -> int | None:
    """The row of the nearest drawn point, at most `reach` away in x and in y; None if there is none."""
    every = _every(data)
    near = [
        (((px - x) / reach[0]) ** 2 + ((py - y) / reach[1]) ** 2, row * every)
        for row, (px, py) in enumerate(zip(data.x[::every], data.y[::every], strict=True))
        if abs(px - x) <= reach[0] and abs(py - y) <= reach[1]
    ]
    return min(near)[1] if near else None


def _point_role(data: gd.Dataset, cells: int) -> Role:
    if len(data) > MOST_RESIDUALS:
        return "cloud"
    return "speck" if len(data) > max(FEW_ROWS, cells // CELLS_PER_LARGE_POINT) else "point"


def _every(data: gd.Dataset) -> int:
    return math.ceil(len(data) / MOST_DRAWN_POINTS)


def _residual(frame: Frame, row: int, y: Extent) -> Series:
    """The error of a row: from its point to the line, or to the edge of the picture."""
    (w1, w0), x = frame.step.params, frame.fit.data.x[row]
    end = max(y[0], min(w1 * x + w0, y[1]))
    role: Role = "selected" if row == frame.fit.selected else "residual"
    return Series(role, (x, x), (frame.fit.data.y[row], end))


def _square(frame: Frame, row: int, cell: tuple[float, float], x: Extent, y: Extent) -> list[Series]:
    """The square over the error of a row, to the right of it, or to the left if there is no room.

    Its sides look equally long: a cell is CELL_RATIO times as high as it is wide.
    """
    (w1, w0), left, low = frame.step.params, frame.fit.data.x[row], frame.fit.data.y[row]
    high = w1 * left + w0
    side = abs(high - low) / cell[1] * CELL_RATIO * cell[0]
    right = left - side if left + side > x[1] and left - side >= x[0] else left + side
    corners = [(left, low), (right, low), (right, high), (left, high)]
    return [Series("square", *piece) for piece in path_within(corners, x, y)]


_Y_RANGES: Final = PerHistory[Extent]()


def _y_range(frame: Frame, x: Extent) -> Extent:
    """The y range of all points, extended for the start line if that is near, and for the run."""
    # While playing, all steps of a stretch share a view; else each may have its own.
    key = view_key(frame), None if frame.playing else frame.index
    return _Y_RANGES.get(frame.run.history, key, lambda: _new_y_range(frame, x))


def _new_y_range(frame: Frame, x: Extent) -> Extent:
    across, (low, high) = frame.fit.data.bounds
    start = _heights([frame.run.history.at(0).params], x)
    reach = START_REACH * ((high - low) or 1.0)
    if low - reach <= min(start) and max(start) <= high + reach:
        low, high = min(low, *start), max(high, *start)
    base = with_margin(low, high, 0.06)
    if frame.looks.whole:
        return extended(base, _heights(run_path(frame.run, frame.newest), across))
    # At the outermost points: into the margin beside them a line may go on beyond the picture.
    now, stretch = _heights([frame.step.params], across), Stretch.of(frame)
    own, most = extended(base, now), FLATTEST_PLAYING if frame.playing else FLATTEST
    for length in (stretch.length, 2):
        found = _over(frame, stretch.within(frame.index, length), base, across, most)
        if frame.playing or (found == extended(found, now) and _size(found) <= most * _size(own)):
            return found
    return own


def _over(frame: Frame, stretch: Stretch, base: Extent, across: Extent, most: float) -> Extent:
    """`base`, extended for the line at the first step of a stretch, and for others up to `most` times it."""
    first, last = stretch.first, stretch.first + min(stretch.length, MOST_STEPS_AHEAD)
    line, *others = params_at(frame, first, last)
    found = own = extended(base, _heights([line], across))
    for other in (*others, *params_at(frame, first - STEPS_PER_VIEW, first)):
        wider = extended(found, _heights([other], across))
        if _size(wider) <= most * _size(own):
            found = wider
    return found


def _size(extent: Extent) -> float:
    return extent[1] - extent[0]


def _heights(lines: Iterable[gd.Params], x: Extent) -> list[float]:
    return [slope * end + level for slope, level in lines for end in x]
