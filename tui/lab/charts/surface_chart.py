"""A surface: level lines of a formula in x and y, and the way of the ball over it."""

from __future__ import annotations

import math
from typing import Final, cast

import gdengine as gd
from tui.lab.charts.axes import LARGEST_ON_AXIS, linear_axis
from tui.lab.charts.chart import Chart, Extent, Point, Role, Series, dot
from tui.lab.charts.clipping import path_within
from tui.lab.charts.contours import Grid, contour, quantile_levels
from tui.lab.charts.ground import SHADES, Ground
from tui.lab.charts.on_map import followed, ghost_paths, in_sight, pair, way_to_next, zoomed
from tui.lab.charts.run_path import next_params, run_path
from tui.lab.charts.view import direction, extended
from tui.lab.session.frame import Frame

RECENT_STEPS: Final = 12
"""The newest steps of the path, drawn brighter than those before."""

FEWEST_GRID_LINES: Final = 24
"""Lines of the grid each way, at least: with fewer, level lines would have corners."""

LARGEST_IN_DOMAIN: Final = 1e290
"""Places farther out are not drawn; it leaves room to zoom."""

MARKS: Final[dict[gd.Kind, Role]] = {
    gd.Kind.SADDLE: "saddle",
    gd.Kind.MAXIMUM: "maximum",
    gd.Kind.MINIMUM: "local",
}
"""The roles of the level places that are marked; a global minimum has the role "minimum"."""


def surface_chart(frame: Frame, columns: int, rows: int) -> Chart:
    """Level lines on shaded ground and the path so far, with marks at the start, here, the next step.

    Minima, maxima and saddles are marked too. The view is the domain of the surface; a ball outside of
    it is pointed at from the edge.
    """
    surface = cast("gd.Surface", frame.experiment.objective)
    here, coming = pair(frame.step.params), next_params(frame)
    x, y = _view(frame, surface)
    grid = Grid(surface, surface.cost, x, y, *(max(FEWEST_GRID_LINES, n) for n in (columns, 2 * rows - 1)))
    levels = quantile_levels(grid, max(3, min(SHADES, rows)))
    still = [Series("level", *piece, text=text) for height, text in levels for piece in contour(grid, height)]
    still += ghost_paths(frame, x, y)
    still += _marks(surface)
    still.append(dot("origin", pair(frame.run.history.at(0).params)))
    live = _trail(frame, x, y)
    if coming:
        live += way_to_next(frame, coming, columns, rows, x, y)
        live.append(dot("next", coming))
    live.append(dot("here", here))
    live += _pointer(here, x, y)
    return Chart(
        linear_axis(*x, columns, "first"),
        linear_axis(*y, rows, "second", upright=True),
        in_sight(still, x, y),
        in_sight(live, x, y),
        Ground(surface, surface.cost, tuple(level.height for level in levels)),
    )


def _view(frame: Frame, surface: gd.Surface) -> tuple[Extent, Extent]:
    """The domain, extended for the whole run on demand, zoomed about the lowest minimum."""
    here, looks = frame.step.params, frame.looks
    axes = []
    for i, (low, high) in enumerate(surface.box):
        low, high = max(-LARGEST_IN_DOMAIN, low), min(high, LARGEST_IN_DOMAIN)
        middle = frame.lowest.params[i] if frame.lowest else low / 2.0 + high / 2.0
        if looks.whole:
            path = [place[i] for place in run_path(frame.run, frame.newest)]
            low, high = extended((low, high), [at for at in path if abs(at) < LARGEST_IN_DOMAIN])
        low, high = zoomed((low, high), middle, looks.zoom)
        axes.append(followed(low, high, here[i]) if looks.follow else (low, high))
    return axes[0], axes[1]


def _trail(frame: Frame, x: Extent, y: Extent) -> list[Series]:
    """The path to the step on screen, its newest part brighter."""
    path = list(run_path(frame.run, frame.index))
    parts: list[tuple[Role, list[Point]]] = [
        ("old-trail", path[:-RECENT_STEPS]),
        ("trail", path[-RECENT_STEPS - 1 :]),
    ]
    return [Series(role, *piece) for role, part in parts for piece in path_within(part, x, y)]


def _marks(surface: gd.Surface) -> list[Series]:
    """A mark at each minimum, maximum and saddle of the domain, the minima on top."""
    found = [
        dot("minimum" if point.is_global else MARKS[point.kind], pair(point.params))
        for point in surface.critical_points
        if point.kind in MARKS
    ]
    return sorted(found, key=lambda mark: mark.role in ("local", "minimum"))


def _pointer(here: Point, x: Extent, y: Extent) -> list[Series]:
    """An arrow at the edge of the view to a ball outside of it."""
    sign = direction(*here, x, y)
    if not sign or not all(math.isfinite(at) and abs(at) < LARGEST_ON_AXIS for at in here):
        return []
    return [dot("away", (max(x[0], min(here[0], x[1])), max(y[0], min(here[1], y[1]))), sign)]
