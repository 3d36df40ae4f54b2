"""The landscape: the cost over (w1, w0), and the path of the run in it."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

import gdengine as gd
from tui.lab.charts.arrows import Arrows
from tui.lab.charts.axes import LARGEST_ON_AXIS, linear_axis, with_margin
from tui.lab.charts.bowl import Bowl, level_line, level_lines, levels
from tui.lab.charts.chart import Chart, Extent, Path, Point, Series, dot, drawn
from tui.lab.charts.clipping import dotted, inside, path_within
from tui.lab.charts.ground import SHADES, Ground
from tui.lab.charts.per_history import PerHistory
from tui.lab.charts.run_path import next_params, run_path
from tui.lab.charts.view import Way, direction, view_key
from tui.lab.session.frame import Frame, Run

ZOOM_FACTOR: Final = 1.5
"""The factor by which one zoom step enlarges the landscape."""

MARGIN_RATIO: Final = 0.3
"""Margin around start and minimum, relative to their distance."""

MOST_GHOST_PATHS: Final = 3
"""Paths of earlier runs that are drawn, the newest ones; more would be unreadable."""


def landscape_chart(frame: Frame, columns: int, rows: int) -> Chart:
    """Level lines and the path so far, with marks at the start, this step, the next one and the minimum.

    The view holds start, minimum and path. It stays while the path is in it, and grows by whole octaves;
    of a path that has become much wider than its last swings, it holds these and not the rest.
    """
    bowl = Bowl.of(frame.fit.regression)
    start = _pair(frame.run.history.at(0).params)
    here, coming = _pair(frame.step.params), next_params(frame)
    x, y = _view(frame, bowl, start, here)
    heights = levels(bowl, frame.fit.regression.minimum_cost, x, y, max(3, min(SHADES, rows)))
    still = list(level_lines(bowl, heights, x, y))
    if bowl.spread:
        still.append(dot("minimum", (bowl.slope, bowl.level)))
    else:
        still += [Series("valley", *line) for line in level_line(bowl, 0.0, x, y)[:1]]
    for ghost in frame.ghosts[-MOST_GHOST_PATHS:]:
        still += [Series("ghost", *piece) for piece in _ghost_path(ghost, x, y)]
    still.append(dot("origin", start))
    live = [Series("path", *piece) for piece in path_within(run_path(frame.run, frame.index), x, y)]
    if frame.looks.arrows and (arrows := arrows_of(frame)):
        live += arrows.series(x, y)
    if coming:
        cell = ((x[1] - x[0]) / max(1, columns), (y[1] - y[0]) / max(1, rows))
        live += _way(here, coming, frame.experiment.update == "sequential", cell, x, y)
        live.append(dot("next", coming))
    live.append(dot("here", here))
    return Chart(
        linear_axis(*x, columns, "first"),
        linear_axis(*y, rows, "second", upright=True),
        _in_sight(still, x, y),
        _in_sight(live, x, y),
        Ground(bowl, bowl.depth, tuple(level.height for level in heights)),
    )


_GHOST_PATHS: Final = PerHistory[list[Path]]()


def _ghost_path(ghost: Run, x: Extent, y: Extent) -> list[Path]:
    key = ghost.length, x, y
    return _GHOST_PATHS.get(ghost.history, key, lambda: path_within(run_path(ghost, ghost.newest), x, y))


def arrows_of(frame: Frame) -> Arrows | None:
    """The arrows against the gradient and to the minimum; None where there is nowhere to go."""
    return Arrows.of(frame, Bowl.of(frame.fit.regression).bottom(_pair(frame.step.params)))


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


def _pair(params: gd.Params) -> Point:
    return params[0], params[1]


def _in_sight(series: list[Series], x: Extent, y: Extent) -> tuple[Series, ...]:
    """The `series` without empty ones and without single points outside the view."""
    return drawn(s for s in series if len(s.xs) > 1 or (s.xs and inside((s.xs[0], s.ys[0]), x, y)))


_VIEWS: Final = PerHistory[tuple[Extent, Extent]]()


def _view(frame: Frame, bowl: Bowl, start: Point, here: Point) -> tuple[Extent, Extent]:
    """The ranges of w1 and of w0 that are shown."""
    bottom, factor = bowl.bottom(start), ZOOM_FACTOR**-frame.looks.zoom
    framed = _VIEWS.get(frame.run.history, view_key(frame), lambda: _framed(frame, start, bottom))
    axes = []
    for i, (low, high) in enumerate(framed):
        middle = max(-LARGEST_ON_AXIS, min(bottom[i], LARGEST_ON_AXIS))
        low, high = middle - (middle - low) * factor, middle + (high - middle) * factor
        axes.append(_followed(low, high, here[i]) if frame.looks.follow else (low, high))
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


def _followed(low: float, high: float, here: float) -> Extent:
    """A range of the same size, moved by quarters of it until `here` is about in its middle."""
    if not abs(here) < LARGEST_ON_AXIS:
        return low, high
    # Far from 0 a float cannot represent so small a range.
    size = max(high - low, 1e-6 * abs(here))
    middle = round(here / size * 4.0) * size / 4.0
    return middle - size / 2.0, middle + size / 2.0


def _way(
    here: Point, coming: Point, sequential: bool, cell: tuple[float, float], x: Extent, y: Extent
) -> list[Series]:
    """Dots to where the next update leads, around a corner where w1 is updated first."""
    corner = (coming[0], here[1])
    turns = [here, corner, coming] if sequential else [here, coming]
    found = []
    for leg in pairwise(turns):
        for xs, ys in path_within(leg, x, y):
            cells = math.hypot((xs[-1] - xs[0]) / cell[0], (ys[-1] - ys[0]) / cell[1])
            if cells >= 2.0:
                found.append(Series("track", *dotted((xs, ys), round(cells) + 1), path=False))
    return found
