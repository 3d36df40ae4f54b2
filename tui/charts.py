"""From a frame to what is drawn: pure data, as many points as there are columns to show them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import gdengine as gd
from tui import notation
from tui.frame import Frame, Run

Role = Literal["cost", "ghost", "line", "start", "point", "residual", "here", "mark"]
"""What a series stands for; a screen gives each role its colour and marker."""

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Series:
    """Points in drawing order; a `path` joins them, otherwise each is a dot of its own."""

    role: Role
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    path: bool = True


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis: the range that is shown, and the ticks with their labels, within it."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture to draw: series on two axes, the last series on top. All numbers are finite."""

    x: Axis
    y: Axis
    series: tuple[Series, ...]


LABEL_WIDTH = 6
"""Cells for the labels of an upright axis, so that it does not move when they change."""


def cost_chart(frame: Frame, columns: int, rows: int) -> Chart:
    """The cost at every step so far, with the earlier runs behind it and a dot at the step on screen.

    `columns` and `rows` are the cells within the axes. On the log axis heights are decimal
    logarithms, and a cost of 0 has no place. The axes are the present run's: of an earlier one that
    went much further, up or along, only what fits is shown.
    """
    last = max(frame.planned, frame.newest) or 1
    path = _cost_path(frame.run, last, columns, frame.looks.log_scale)
    ghosts = [
        _cost_path(ghost, last, columns, frame.looks.log_scale) for ghost in frame.ghosts[-MOST_GHOSTS:]
    ]
    low, high = _room(path[1], [y for _, ys in ghosts for y in ys], 3.0 if frame.looks.log_scale else 0.0)
    y = (
        _log_axis(low, high, rows // 2)
        if frame.looks.log_scale
        else _linear_axis(0.0, 1.05 * high if high > LOWEST else 1.0, rows // 2)
    )
    series = [Series("ghost", *_within(*ghost, low, high)) for ghost in ghosts]
    series += [
        Series("mark", (float(k), float(k)), (y.low, y.high))
        for k in frame.run.history.changes
        if k <= frame.newest
    ]
    series.append(Series("cost", *path))
    here = _height(frame.step.cost, frame.looks.log_scale)
    if here is not None:
        series.append(Series("here", (float(frame.index),), (here,), path=False))
    return Chart(_step_axis(last), _upright(y), tuple(s for s in series if s.xs))


def fit_chart(frame: Frame, columns: int, rows: int) -> Chart:
    """The points, the line at the step on screen, its errors, and the line it started from.

    The axes rest on the points and the start line alone, so that it is the line that moves.
    """
    xs, ys = _sample(frame.data)
    x = _padded(*frame.data.bounds[0], 0.12)
    start = frame.run.history.at(0).params
    y = _fit_range(frame.data, [start[0] * end + start[1] for end in x])
    w1, w0 = frame.step.params
    series = [Series("start", *_dotted(*_clipped(start, x, y)), path=False)]
    if math.isfinite(w1) and math.isfinite(w0):
        if len(frame.data) <= MOST_RESIDUALS:
            for point_x, point_y in zip(frame.data.x, frame.data.y, strict=True):
                end = max(y[0], min(w1 * point_x + w0, y[1]))
                series.append(Series("residual", (point_x, point_x), (point_y, end)))
        series.append(Series("line", *_clipped((w1, w0), x, y)))
    series.append(Series("point", xs, ys, path=False))
    return Chart(
        _linear_axis(*x, columns // 8),
        _upright(_linear_axis(*y, rows // 2)),
        tuple(s for s in series if s.xs),
    )


LOWEST = 1e-300
"""A linear axis for less than this would have no ticks that a float can tell apart."""

HIGHEST = 1e300
"""Above this a linear axis has no room left for its own margin."""

MOST_GHOSTS = 8
"""Earlier runs that are drawn; those before them are kept, but would only be a blot."""

START_DOTS = 24
"""Dots that the start line is drawn with."""

MOST_RESIDUALS = 60
"""With more points than this their errors would only be a blot."""

MOST_POINTS = 500
"""Points drawn at most; of more, every so many-th."""


def _cost_path(
    run: Run, last: int, columns: int, log_scale: bool
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Steps and heights of a run's costs: each one, or the lowest and the highest in each column."""
    per_column = max(1, math.ceil((last + 1) / max(1, columns)))
    found: list[tuple[float, float | None]] = []
    if per_column <= 2:
        costs = run.history.costs(0, min(run.length, last + 1))
        found = [(float(k), _height(cost, log_scale)) for k, cost in enumerate(costs)]
    else:
        length = min(run.length, last + 1)
        for first in range(0, length, per_column):
            stop = min(first + per_column, length)
            middle = (first + stop - 1) / 2
            for cost in run.history.cost_extremes(first, stop) or ():
                found.append((middle, _height(cost, log_scale)))
    shown = [(x, y) for x, y in found if y is not None]
    return tuple(x for x, _ in shown), tuple(y for _, y in shown)


def _room(heights: tuple[float, ...], ghosts: list[float], least: float) -> Interval:
    """From the lowest to the highest of `heights`, and for ghosts as much again each way, or `least`."""
    low, high = (min(heights), max(heights)) if heights else (0.0, 1.0)
    reach = max(high - low, least)
    near = [ghost for ghost in ghosts if low - reach <= ghost <= high + reach]
    return min([low, *near]), max([high, *near])


def _within(
    xs: tuple[float, ...], ys: tuple[float, ...], low: float, high: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    shown = [(x, y) for x, y in zip(xs, ys, strict=True) if low <= y <= high]
    return tuple(x for x, _ in shown), tuple(y for _, y in shown)


def _height(cost: float, log_scale: bool) -> float | None:
    if log_scale:
        return math.log10(cost) if 0.0 < cost < math.inf else None
    return cost if cost < HIGHEST else None


def _sample(data: gd.Dataset) -> tuple[tuple[float, ...], tuple[float, ...]]:
    every = math.ceil(len(data) / MOST_POINTS)
    return data.x[::every], data.y[::every]


def _padded(low: float, high: float, part: float) -> Interval:
    margin = (high - low) * part or abs(low) * part or 1.0
    return low - margin, high + margin


def line_in_sight(chart: Chart) -> bool:
    """Whether the line passes through the picture of a fit."""
    return any(series.role == "line" for series in chart.series)


def _fit_range(data: gd.Dataset, start_ends: list[float]) -> Interval:
    """Room for all points, and for the start line as far as that at most doubles it each way."""
    low, high = data.bounds[1]
    reach = (high - low) or 1.0
    wanted = [min(max(end, low - reach), high + reach) for end in start_ends]
    return _padded(min(low, *wanted), max(high, *wanted), 0.06)


def _clipped(params: gd.Params, x: Interval, y: Interval) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The part of the line w1·x + w0 inside the picture; nothing where it passes outside."""
    w1, w0 = params
    ends = list(x)
    if w1:
        at_low, at_high = sorted(((y[0] - w0) / w1, (y[1] - w0) / w1))
        ends = [max(x[0], at_low), min(x[1], at_high)]
    heights = [max(y[0], min(w1 * end + w0, y[1])) for end in ends]
    inside = ends[0] <= ends[1] and (w1 or y[0] <= w0 <= y[1])
    return (tuple(ends), tuple(heights)) if inside and all(map(math.isfinite, ends + heights)) else ((), ())


def _dotted(xs: tuple[float, ...], ys: tuple[float, ...]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Dots along the line between two points."""
    if not xs:
        return xs, ys
    parts = [dot / (START_DOTS - 1) for dot in range(START_DOTS)]
    return tuple(xs[0] + (xs[1] - xs[0]) * part for part in parts), tuple(
        ys[0] + (ys[1] - ys[0]) * part for part in parts
    )


def _step_axis(last: int) -> Axis:
    ticks = [0, *(last * part // 4 for part in (1, 2, 3)), last] if last >= 4 else list(range(last + 1))
    labels = [f"{tick:,}" for tick in ticks]
    return Axis(0.0, float(last), tuple(map(float, ticks)), tuple(labels))


def _linear_axis(low: float, high: float, most: int) -> Axis:
    """An axis with some five ticks, or `most` where that is less, so that no two share a row."""
    step = _nice_step((high - low) / max(1, min(4, most - 1)))
    first = math.ceil(low / step)
    ticks = [first * step + i * step for i in range(int((high - first * step) / step + 1e-9) + 1)]
    return Axis(low, high, tuple(ticks), tuple(notation.number(tick, 3) for tick in ticks))


def _log_axis(low: float, high: float, most: int) -> Axis:
    """An axis over decimal logarithms, with ticks at powers of ten, or between them where none fits."""
    low, high = low - 0.04 * (high - low or 1.0), high + 0.04 * (high - low or 1.0)
    stride = max(1, math.ceil((high - low) / max(1, min(6, most - 1))))
    ticks = [float(t) for t in range(math.ceil(low), math.floor(high) + 1) if t % stride == 0]
    if len(ticks) < 2 and math.floor(high) > math.ceil(low):
        ticks = [float(math.ceil(low)), float(math.floor(high))]
    if len(ticks) < 2:
        ticks = [low + (high - low) * part for part in (0.15, 0.85)]
    return Axis(low, high, tuple(ticks), tuple(_power_of_ten(tick) for tick in ticks))


def _power_of_ten(exponent: float) -> str:
    if exponent.is_integer() and not -4 <= exponent <= 4:
        return f"1e{notation.number(exponent, 3)}"
    return notation.number(10.0**exponent, 3)


def _nice_step(rough: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough * (1 - 1e-9))


def _upright(axis: Axis) -> Axis:
    """`axis` with labels of one width, so that the picture beside them stays where it is."""
    return replace(axis, labels=tuple(label.rjust(LABEL_WIDTH) for label in axis.labels))
