"""The landscape: the cost over (w1, w0), and the path of the run in it."""

from __future__ import annotations

import math
from typing import Final

from tui.lab.charts.arrows import Arrows
from tui.lab.charts.axes import LARGEST_ON_AXIS, linear_axis, with_margin
from tui.lab.charts.bowl import Bowl, level_line, level_lines, levels
from tui.lab.charts.chart import Chart, Extent, Point, Series, dot
from tui.lab.charts.clipping import path_within
from tui.lab.charts.ground import SHADES, Ground
from tui.lab.charts.on_map import followed, ghost_paths, in_sight, pair, way_to_next, zoomed
from tui.lab.charts.per_history import PerHistory
from tui.lab.charts.run_path import next_params, run_path
from tui.lab.charts.view import Way, direction, view_key
from tui.lab.session.frame import Frame

MARGIN_RATIO: Final = 0.3
"""Margin around start and minimum, relative to their distance."""


def landscape_chart(frame: Frame, columns: int, rows: int) -> Chart:
    """Level lines and the path so far, with marks at the start, this step, the next one and the minimum.

    The view holds start, minimum and path. It stays while the path is in it, and grows by whole octaves;
    of a path that has become much wider than its last swings, it holds these and not the rest.
    """
    bowl = Bowl.of(frame.fit.regression)
    start = pair(frame.run.history.at(0).params)
    here, coming = pair(frame.step.params), next_params(frame)
    x, y = _view(frame, bowl, start, here)
    heights = levels(bowl, frame.fit.regression.minimum_cost, x, y, max(3, min(SHADES, rows)))
    still = list(level_lines(bowl, heights, x, y))
    if bowl.spread:
        still.append(dot("minimum", (bowl.slope, bowl.level)))
    else:
        still += [Series("valley", *line) for line in level_line(bowl, 0.0, x, y)[:1]]
    still += ghost_paths(frame, x, y)
    still.append(dot("origin", start))
    live = [Series("path", *piece) for piece in path_within(run_path(frame.run, frame.index), x, y)]
    if frame.looks.arrows and (arrows := arrows_of(frame)):
        live += arrows.series(x, y)
    if coming:
        live += way_to_next(frame, coming, columns, rows, x, y)
        live.append(dot("next", coming))
    live.append(dot("here", here))
    return Chart(
        linear_axis(*x, columns, "first"),
        linear_axis(*y, rows, "second", upright=True),
        in_sight(still, x, y),
        in_sight(live, x, y),
        Ground(bowl, bowl.depth, tuple(level.height for level in heights)),
    )


def arrows_of(frame: Frame) -> Arrows | None:
    """The arrows against the gradient and to the minimum; None where there is nowhere to go."""
    return Arrows.of(frame, Bowl.of(frame.fit.regression).bottom(pair(frame.step.params)))


def way_out_of_sight(frame: Frame, chart: Chart) -> str | None:
    """An arrow to the step on screen if it is outside the view of its `landscape_chart`, else None.

    The arrow is "" if its numbers are too large to be drawn.
    """
    if chart.shows("here"):
        return None
    at = frame.step.params
    if not all(abs(value) < LARGEST_ON_AXIS for value in at):
        return ""
    return direction(at[0], at[1], (chart.x.low, chart.x.high), (chart.y.low, chart.y.high))


_VIEWS: Final = PerHistory[tuple[Extent, Extent]]()


def _view(frame: Frame, bowl: Bowl, start: Point, here: Point) -> tuple[Extent, Extent]:
    """The ranges of w1 and of w0 that are shown."""
    bottom = bowl.bottom(start)
    framed = _VIEWS.get(frame.run.history, view_key(frame), lambda: _framed(frame, start, bottom))
    axes = []
    for i, axis in enumerate(framed):
        low, high = zoomed(axis, bottom[i], frame.looks.zoom)
        axes.append(followed(low, high, here[i]) if frame.looks.follow else (low, high))
    return axes[0], axes[1]


def _framed(frame: Frame, start: Point, bottom: Point) -> tuple[Extent, Extent]:
    """The ranges of start, minimum and first step, extended for the run."""
    first = frame.run.history.at(1).params if frame.newest else next_params(frame) or start
    way = Way.of(frame)
    w1, w0 = (_range(start[i], bottom[i], first[i]) for i in (0, 1))
    return way.framed(w1, lambda points: [a for a, _ in points]), way.framed(
        w0, lambda points: [b for _, b in points]
    )


def _range(start: float, bottom: float, first: float) -> Extent:
    """The range of start and bottom, extended for the first step by at most its size each way."""
    start, bottom = (max(-LARGEST_ON_AXIS, min(value, LARGEST_ON_AXIS)) for value in (start, bottom))
    low, high = min(start, bottom), max(start, bottom)
    reach = high - low or abs(high) or 1.0
    if math.isfinite(first):
        first = max(low - reach, min(first, high + reach))
        low, high = min(low, first), max(high, first)
    return with_margin(low, high, MARGIN_RATIO)
