"""A curve to descend: the ball on it, its tangent, its trail, and where the next step lands."""

from __future__ import annotations

import math
from typing import Final

import gdengine as gd
from tui.lab.charts.axes import linear_axis
from tui.lab.charts.chart import Chart, Extent, Point, Role, Series, dot, drawn
from tui.lab.charts.clipping import dotted, inside, path_within
from tui.lab.charts.curve_line import curve_pieces, heights, span
from tui.lab.charts.per_history import PerHistory
from tui.lab.charts.run_path import STEPS_PER_VIEW
from tui.lab.charts.view import direction, extended
from tui.lab.session.coming import at_rest, coming_step, push
from tui.lab.session.frame import Frame, Run

MOST_GHOST_BALLS: Final = 3
"""Earlier runs of which trail and end are drawn, the newest ones; more would be unreadable."""

TRAIL_STEPS: Final = 6
"""The last places of the ball, drawn larger than the ones before."""

OLD_TRAIL_STEPS: Final = 192
"""The places before these that are drawn; older ones have faded away."""

GHOST_TRAIL_STEPS: Final = 24
"""Places drawn of an earlier run."""

TALLEST_VIEW: Final = 16.0
"""A ball is followed up to this many times the height of the picture of the curve; beyond it leaves it."""

CELL_ASPECT: Final = 2.0
"""The height of a cell relative to its width."""

LONGEST_TANGENT: Final = 14.0
"""Cells of the tangent on either side of the ball at most; it takes up to a part of the picture."""

TANGENT_SHARE: Final = 0.16
"""The part of the picture's width and height that the tangent takes on either side of the ball."""

LEAST_TRACK_CELLS: Final = 2.0
"""The way to the next step is drawn if it is at least this number of cells long."""

LEAST_PUSH_CELLS: Final = 0.75
"""A push is drawn if it is at least this long; a shorter one would be hidden by the ball."""

SPOTS: Final[dict[gd.Kind, Role]] = {
    gd.Kind.MAXIMUM: "maximum",
    gd.Kind.INFLECTION: "saddle",
    gd.Kind.SADDLE: "saddle",
}
"""The roles of level places that are no minima; a flat stretch is plain to see."""


def curve_chart(frame: Frame, columns: int, rows: int) -> Chart:
    """The curve over its domain with its level places, and the ball with tangent, trail and next step.

    The view is the domain. Its heights leave the valleys readable where the curve has poles or a steep
    rim; they grow by whole octaves while the ball climbs out of them, but not without end. A ball
    outside of the view is pointed at from its edge.
    """
    curve = curve_of(frame)
    x, y = span(curve), _heights(frame, curve, columns)
    here = ball(frame)
    cell = (x[1] - x[0]) / max(1, columns - 1), (y[1] - y[0]) / max(1, rows - 1)
    live: list[Series] = []
    if inside(here, x, y):
        live += _tangent(here, frame.step.gradient[0], cell, columns, rows, x, y)
    live += _trail(frame, x, y)
    coming, landing = coming_step(frame), None
    if coming and all(map(math.isfinite, (*here, *coming.params, coming.cost))):
        landing = coming.params[0], coming.cost
        live += _way(here, landing, cell, x, y)
    live += _push(frame, here, cell, x, y)
    if landing:
        live.append(dot("next", landing))
    if at_rest(frame, coming) and inside(here, x, y):
        up = 1.0 if here[1] + cell[1] <= y[1] else -1.0
        live.append(dot("flag", (here[0], max(y[0], here[1] + up * cell[1]))))
    live.append(dot("here", here) if inside(here, x, y) else _away(here, x, y))
    return Chart(
        linear_axis(*x, columns, "first"),
        linear_axis(*y, rows, "cost", upright=True),
        _still(frame, curve, columns, x, y),
        drawn(each for each in live if len(each.xs) != 1 or inside((each.xs[0], each.ys[0]), x, y)),
    )


def curve_of(frame: Frame) -> gd.Curve:
    """The curve of the frame; raises TypeError if its objective is something else."""
    curve = frame.experiment.objective
    if not isinstance(curve, gd.Curve):
        raise TypeError(f"{type(curve).__name__} is no curve")
    return curve


def ball(frame: Frame) -> Point:
    """Where the ball is: x and the cost there, which may not be finite."""
    return frame.step.params[0], frame.step.cost


def _still(frame: Frame, curve: gd.Curve, columns: int, x: Extent, y: Extent) -> tuple[Series, ...]:
    """The curve, its level places, the ends of earlier runs, and the start."""
    still = [Series("ground", *piece) for piece in curve_pieces(curve, columns, y)]
    for ghost in frame.ghosts[-MOST_GHOST_BALLS:]:
        still += _ghost(ghost, curve, x, y)
    for point in curve.critical_points:
        role, place = _role(point), (point.params[0], point.cost)
        if role and inside(place, x, y):
            still.append(dot(role, place))
    start = frame.run.history.at(0)
    if inside((start.params[0], start.cost), x, y):
        still.append(dot("origin", (start.params[0], start.cost)))
    return tuple(still)


def _role(point: gd.CriticalPoint) -> Role | None:
    if point.kind is gd.Kind.MINIMUM:
        return "minimum" if point.is_global else "local"
    return SPOTS.get(point.kind)


_HEIGHTS: Final = PerHistory[Extent]()


def _heights(frame: Frame, curve: gd.Curve, columns: int) -> Extent:
    """The range of heights, extended for the ball and its trail while they are over the domain."""
    base, x = heights(curve, columns), span(curve)
    first = frame.index // STEPS_PER_VIEW * STEPS_PER_VIEW
    reach = TALLEST_VIEW * (base[1] - base[0])

    def compute() -> Extent:
        last = first + STEPS_PER_VIEW
        places = _places(frame.run, max(0, first - OLD_TRAIL_STEPS), min(frame.newest, last) + 1)
        step: gd.Step | None = frame.run.history.at(min(frame.newest, last))
        while step is not None and step.index < last:
            # Steps that were not yet taken, so that taking them does not move the view.
            step = gd.next_step(frame.run.history.experiment, step)
            places += [(step.params[0], step.cost)] if step else []
        return extended(
            base,
            [
                at
                for place, at in places
                if x[0] <= place <= x[1] and base[0] - reach <= at <= base[1] + reach
            ],
        )

    return _HEIGHTS.get(frame.run.history, (first, base), compute)


def _places(run: Run, first: int, stop: int) -> list[Point]:
    steps = map(run.history.at, range(max(0, first), stop))
    return [(step.params[0], step.cost) for step in steps]


def _trail(frame: Frame, x: Extent, y: Extent) -> list[Series]:
    """The places before the ball's, older ones first."""
    recent = max(0, frame.index - TRAIL_STEPS)
    both: tuple[tuple[Role, list[Point]], ...] = (
        ("old-trail", _places(frame.run, recent - OLD_TRAIL_STEPS, recent)),
        ("trail", _places(frame.run, recent, frame.index)),
    )
    return [
        Series(role, *_split([place for place in places if inside(place, x, y)]), path=False)
        for role, places in both
    ]


_GHOSTS: Final = PerHistory[list[Series]]()


def _ghost(ghost: Run, curve: gd.Curve, x: Extent, y: Extent) -> list[Series]:
    """Trail and end of an earlier run on this curve; nothing of one on another."""
    if getattr(ghost.history.experiment, "objective", None) != curve:
        return []

    def compute() -> list[Series]:
        places = _places(ghost, ghost.length - 1 - GHOST_TRAIL_STEPS, ghost.length)
        shown = [place for place in places[:-1] if inside(place, x, y)]
        found = [Series("ghost", *_split(shown), path=False, sign="⋅")] if shown else []
        return [*found, dot("ghost", places[-1])] if inside(places[-1], x, y) else found

    return _GHOSTS.get(ghost.history, (ghost.length, x, y), compute)


def _tangent(
    here: Point, slope: float, cell: Point, columns: int, rows: int, x: Extent, y: Extent
) -> list[Series]:
    """A stroke through the ball with the curve's slope; its length on screen is the same for any slope."""
    if not math.isfinite(slope):
        return []
    half = max(2.0, min(LONGEST_TANGENT, TANGENT_SHARE * min(columns, CELL_ASPECT * 2.0 * rows)))
    across = half / math.hypot(1.0, slope * CELL_ASPECT * (cell[0] / cell[1]))
    run, rise = across * cell[0], across * cell[0] * slope
    ends = [(here[0] - run, here[1] - rise), (here[0] + run, here[1] + rise)]
    return [Series("tangent", *piece) for piece in path_within(ends, x, y)]


def _way(here: Point, coming: Point, cell: Point, x: Extent, y: Extent) -> list[Series]:
    """Dots through the air to where the next step lands; an arrow where that is outside of the view."""
    found = []
    for xs, ys in path_within((here, coming), x, y):
        cells = math.hypot((xs[-1] - xs[0]) / cell[0], (ys[-1] - ys[0]) / cell[1])
        if cells >= LEAST_TRACK_CELLS:
            found.append(Series("track", *dotted((xs, ys), round(cells) + 1), path=False))
            if not inside(coming, x, y):
                found.append(dot("track", (xs[-1], ys[-1]), direction(*coming, x, y)))
    return found


def _push(frame: Frame, here: Point, cell: Point, x: Extent, y: Extent) -> list[Series]:
    """The part of the step that momentum adds, as an arrow from the ball."""
    pushed = push(frame) if inside(here, x, y) else None
    if not pushed or not LEAST_PUSH_CELLS * cell[0] <= abs(pushed[0]) < math.inf:
        return []
    end = max(x[0], min(here[0] + pushed[0], x[1]))
    return [
        Series("push", (here[0], end), (here[1], here[1])),
        dot("push", (end, here[1]), "→" if pushed[0] > 0.0 else "←"),
    ]


def _away(here: Point, x: Extent, y: Extent) -> Series:
    """An arrow at the edge towards a ball that is outside of the view; a "?" where it has no height."""
    arrow = direction(*here, x, y) or "?"
    middle = (y[0] + y[1]) / 2.0
    across = here[0] if math.isfinite(here[0]) else x[1] if here[0] > 0.0 else x[0]
    up = middle if math.isnan(here[1]) else here[1]
    edge = max(x[0], min(across, x[1])), max(y[0], min(up, y[1]))
    return dot("away", edge, arrow)


def _split(points: list[Point]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(a for a, _ in points), tuple(b for _, b in points)
