"""A run drawn on a map of two parameters: what the landscape and the surfaces share."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

import gdengine as gd
from tui.lab.charts.axes import LARGEST_ON_AXIS
from tui.lab.charts.chart import Extent, Path, Point, Series, drawn
from tui.lab.charts.clipping import dotted, inside, path_within
from tui.lab.charts.per_history import PerHistory
from tui.lab.charts.run_path import run_path
from tui.lab.session.frame import Frame, Run

ZOOM_FACTOR: Final = 1.5
"""The factor by which one zoom step enlarges a map."""

MOST_GHOST_PATHS: Final = 3
"""Paths of earlier runs that are drawn, the newest ones; more would be unreadable."""


def pair(params: gd.Params) -> Point:
    """The two parameters as a place."""
    return params[0], params[1]


def ghost_paths(frame: Frame, x: Extent, y: Extent) -> list[Series]:
    """The paths of the newest earlier runs within a view."""
    return [
        Series("ghost", *piece)
        for ghost in frame.ghosts[-MOST_GHOST_PATHS:]
        for piece in _ghost_path(ghost, x, y)
    ]


_GHOST_PATHS: Final = PerHistory[list[Path]]()


def _ghost_path(ghost: Run, x: Extent, y: Extent) -> list[Path]:
    key = ghost.length, x, y
    return _GHOST_PATHS.get(ghost.history, key, lambda: path_within(run_path(ghost, ghost.newest), x, y))


def way_to_next(frame: Frame, coming: Point, columns: int, rows: int, x: Extent, y: Extent) -> list[Series]:
    """Dots to where the next update leads, around a corner where the first parameter is updated first."""
    here = pair(frame.step.params)
    cell = (x[1] - x[0]) / max(1, columns), (y[1] - y[0]) / max(1, rows)
    turns = (
        [here, (coming[0], here[1]), coming] if frame.experiment.update == "sequential" else [here, coming]
    )
    found = []
    for leg in pairwise(turns):
        for xs, ys in path_within(leg, x, y):
            cells = math.hypot((xs[-1] - xs[0]) / cell[0], (ys[-1] - ys[0]) / cell[1])
            if cells >= 2.0:
                found.append(Series("track", *dotted((xs, ys), round(cells) + 1), path=False))
    return found


def in_sight(series: list[Series], x: Extent, y: Extent) -> tuple[Series, ...]:
    """The `series` without empty ones and without single points outside the view."""
    return drawn(s for s in series if len(s.xs) > 1 or (s.xs and inside((s.xs[0], s.ys[0]), x, y)))


def zoomed(axis: Extent, middle: float, zoom: int) -> Extent:
    """A range enlarged by `zoom` steps, or reduced if negative, with `middle` staying in its place."""
    factor, middle = ZOOM_FACTOR**-zoom, max(-LARGEST_ON_AXIS, min(middle, LARGEST_ON_AXIS))
    return middle - (middle - axis[0]) * factor, middle + (axis[1] - middle) * factor


def followed(low: float, high: float, here: float) -> Extent:
    """A range of the same size, moved by quarters of it until `here` is about in its middle."""
    if not abs(here) < LARGEST_ON_AXIS:
        return low, high
    # Far from 0 a float cannot represent so small a range.
    size = max(high - low, 1e-6 * abs(here))
    middle = round(here / size * 4.0) * size / 4.0
    return middle - size / 2.0, middle + size / 2.0
