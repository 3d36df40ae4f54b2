"""The cost curve, with the earlier runs and what theory expects behind it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import islice, pairwise
from typing import Final
from weakref import WeakKeyDictionary

import gdengine as gd
from tui.lab.charts.axes import (
    LARGEST_ON_AXIS,
    SMALLEST_ON_AXIS,
    linear_axis,
    log_axis,
    step_axis,
    with_margin,
)
from tui.lab.charts.chart import Axis, Chart, Extent, Path, Series, dot, drawn
from tui.lab.charts.per_history import PerHistory
from tui.lab.session.frame import Frame, Run

MOST_GHOST_CURVES: Final = 8
"""Earlier runs that are drawn, the newest ones; more would be unreadable."""

MOST_EXPECTED_DECADES: Final = 16.0
"""Powers of ten up and down from the first cost within which the log axis includes what theory expects."""

Extremes = tuple[float, float] | None
"""The lowest and the highest cost of a range of steps; None where none is finite."""


def cost_chart(frame: Frame, columns: int, rows: int) -> Chart:
    """The cost at every step so far over what theory expects, and a dot at the step on screen.

    `columns` and `rows` are the cells within the axes. On the log axis heights are decimal
    logarithms of the cost above `floor_of_log_axis`, and what is not above it is left out. The axes fit
    the present run: of an earlier run that went much further or higher, only the part that fits is shown.
    """
    history, floor = frame.run.history, floor_of_log_axis(frame)
    last = end_of_steps(frame)
    stride = _stride(last, columns)
    path = _path(frame.run, last, stride, floor)
    theory = _theory(history, last, stride, last / max(1, columns - 1), floor)
    ghosts = [_path(ghost, last, stride, floor) for ghost in frame.ghosts[-MOST_GHOST_CURVES:]]
    y = _cost_axis(path[1], theory[1], [y for _, ys in ghosts for y in ys], rows, floor)
    still = [Series("ghost", *_within(*ghost, y)) for ghost in ghosts]
    # Several changes in one column need only one mark.
    marked = {round(k / last * columns): k for k in history.changes if k <= frame.newest}
    still += [Series("mark", (float(k), float(k)), (y.low, y.high)) for k in marked.values()]
    still.append(Series("theory", *_within(*theory, y), path=False))
    live = [Series("cost", *path)]
    here = _height(frame.step.cost, floor)
    if here is not None:
        live.append(dot("here", (float(frame.index), here)))
    return Chart(step_axis(last, columns), y, drawn(still), drawn(live))


def floor_of_log_axis(frame: Frame) -> float | None:
    """The cost that the log axis counts from; None on a linear axis.

    It is 0 for a regression. A terrain may lie below 0, so there it is the lowest place known; where
    none is, the axis is linear.
    """
    if not frame.looks.log_scale:
        return None
    if frame.points:
        return 0.0
    return frame.lowest.cost if frame.lowest else None


def end_of_steps(frame: Frame) -> int:
    """The last step on the axis: the planned one, or a round number at or beyond the newest.

    Of a run that theory expects to leave the axis of costs long before its planned end, there is room
    for the steps until then.
    """
    planned, end = frame.planned or 10, float(frame.newest)
    if end <= planned:
        key = "end", _last_change(frame.run.history)
        end = max(end, _ENDS.get(frame.run.history, key, _leaves_by(frame.run.history)))
        if end >= planned:
            return planned
    power = 10 ** int(math.log10(max(end, 10.0)))
    return int(next(last for factor in ROUND_STEP_MANTISSAS if (last := factor * power) >= end))


ROUND_STEP_MANTISSAS: Final = (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10)
"""Round ends of the axis of steps, times a power of ten; nearly all divide by 4, for the ticks."""


_ENDS: Final = PerHistory[float]()


def _leaves_by(history: gd.History) -> Callable[[], float]:
    """Computes about which step the cost leaves the axis if theory expects it to grow; else infinity."""

    def steps() -> float:
        theory = gd.forecast(history.experiment)
        if theory is None or not theory.cost_factor > 1.0:
            return math.inf
        return _last_change(history) + MOST_EXPECTED_DECADES / math.log10(theory.cost_factor)

    return steps


def expected_cost(frame: Frame, k: int) -> float | None:
    """The cost that theory expects at step `k` if nothing is changed; None where it expects nothing."""
    history = frame.run.history
    first = _last_change(history)
    if k < first:
        return None
    return gd.theory.predicted_cost(history.experiment, k - first, history.at(first))


def _last_change(history: gd.History) -> int:
    return history.changes[-1] if history.changes else 0


def _stride(last: int, columns: int) -> int:
    """Steps per column: a power of 2, so that columns seldom change while a run grows."""
    return 1 << (math.ceil((last + 1) / max(1, columns)) - 1).bit_length()


def _cost_axis(
    heights: tuple[float, ...], theory: tuple[float, ...], ghosts: list[float], rows: int, floor: float | None
) -> Axis:
    if floor is None:
        low, high = _room(heights, ghosts, 0.0)
        if low < 0.0:
            return linear_axis(*with_margin(low, high, 0.05), rows, upright=True)
        return linear_axis(0.0, 1.05 * high if high > SMALLEST_ON_AXIS else 1.0, rows, upright=True)
    if heights:
        low, high = heights[0] - MOST_EXPECTED_DECADES, heights[0] + MOST_EXPECTED_DECADES
        heights += tuple(y for y in theory if low <= y <= high)
    return log_axis(*_room(heights, ghosts, 3.0), rows)


def _room(heights: tuple[float, ...], ghosts: list[float], least: float) -> Extent:
    """The range of `heights`, extended for ghosts by up to its size, or `least`, each way."""
    low, high = (min(heights), max(heights)) if heights else (0.0, 1.0)
    reach = max(high - low, least)
    near = [ghost for ghost in ghosts if low - reach <= ghost <= high + reach]
    return min([low, *near]), max([high, *near])


def _dots(path: Path, apart: float) -> Path:
    """Dots along a path, at most `apart` from each other horizontally."""
    points = list(zip(*path, strict=True))
    parts = [max(1, math.ceil((b[0] - a[0]) / apart - 1e-9)) for a, b in pairwise(points)]
    dots = [
        (a + (b - a) * i / part, low + (high - low) * i / part)
        for ((a, low), (b, high)), part in zip(pairwise(points), parts, strict=True)
        for i in range(part)
    ]
    return _split([*dots, *points[-1:]])


def _within(xs: tuple[float, ...], ys: tuple[float, ...], axis: Axis) -> Path:
    return _split((x, y) for x, y in zip(xs, ys, strict=True) if axis.low <= y <= axis.high)


def _split(points: Iterable[tuple[float, float]]) -> Path:
    shown = list(points)
    return tuple(x for x, _ in shown), tuple(y for _, y in shown)


def _height(cost: float, floor: float | None) -> float | None:
    if floor is not None:
        return math.log10(cost - floor) if floor < cost < math.inf else None
    return cost if abs(cost) < LARGEST_ON_AXIS else None


def _heights(points: Iterable[tuple[float, float]], floor: float | None) -> Path:
    """Steps and heights of (step, cost) pairs, without those that cannot be shown on the axis."""
    return _split((k, y) for k, cost in points if (y := _height(cost, floor)) is not None)


_PATHS: Final = PerHistory[Path]()

_COLUMNS: Final[WeakKeyDictionary[gd.History, tuple[int, list[Extremes]]]] = WeakKeyDictionary()
"""For each history, the steps per column and the extremes of each column that is complete."""


def _path(run: Run, last: int, stride: int, floor: float | None) -> Path:
    """Steps and heights of a run's costs: all, or the lowest and the highest of each column."""
    length = min(run.length, last + 1)
    return _PATHS.get(
        run.history,
        (length, stride, floor),
        lambda: _heights(_shown_costs(run.history, length, stride), floor),
    )


def _theory(history: gd.History, last: int, stride: int, apart: float, floor: float | None) -> Path:
    """Steps and heights that theory expects from the last change on, as dots at most `apart` steps apart."""
    first = _last_change(history)
    return _PATHS.get(
        history,
        ("theory", first, last, stride, apart, floor),
        lambda: _dots(_heights(_expected(history, first, last, stride), floor), apart),
    )


def _shown_costs(history: gd.History, length: int, stride: int) -> list[tuple[float, float]]:
    if stride <= 2:
        return [(float(k), cost) for k, cost in enumerate(history.costs(0, length))]
    full = _full_columns(history, length // stride, stride)
    rest = (length // stride * stride, length)
    columns = [*full, history.cost_extremes(*rest) if rest[0] < rest[1] else None]
    return [
        (min(i * stride + (stride - 1) / 2, length - 1.0), cost)
        for i, extremes in enumerate(columns)
        for cost in extremes or ()
    ]


def _full_columns(history: gd.History, count: int, stride: int) -> list[Extremes]:
    known = _COLUMNS.get(history)
    if known is None or known[0] != stride:
        known = _COLUMNS[history] = (stride, [])
    found = known[1]
    for i in range(len(found), count):
        found.append(history.cost_extremes(i * stride, (i + 1) * stride))
    return found[:count]


def _expected(history: gd.History, first: int, last: int, stride: int) -> Iterable[tuple[float, float]]:
    experiment, origin = history.experiment, history.at(first)
    steps = range(first, last + 1, stride)
    if stride <= 2:
        costs = gd.theory.predicted_costs(experiment, origin)
        return zip(steps, islice(costs, 0, None, stride), strict=False) if costs else ()
    predicted = ((float(k), gd.theory.predicted_cost(experiment, k - first, origin)) for k in steps)
    return ((k, cost) for k, cost in predicted if cost is not None)
