"""Axes: ranges with a margin, and ticks at round numbers."""

from __future__ import annotations

import math
from dataclasses import replace

from tui.lab.charts.chart import Axis, AxisRole, Extent
from tui.lab.text import notation

LABEL_CELLS = 6
"""Cells for the labels of a vertical axis: always the same, so that the picture does not move."""

SMALLEST_ON_AXIS = 1e-290
"""The smallest range of a linear axis: in a smaller one floats cannot represent the ticks."""

LARGEST_ON_AXIS = 1e300
"""The largest number on a linear axis: above it the margin would overflow."""

FINEST_RATIO = 1e-9
"""The smallest range of an axis relative to its numbers: below it all ticks would round to one."""


def with_margin(low: float, high: float, part: float) -> Extent:
    """The range with a margin at either end, `part` of its size; around a single number, `part` of that."""
    size = max(abs(low), abs(high))
    if high - low > max(FINEST_RATIO * size, SMALLEST_ON_AXIS):
        margin = (high - low) * part
    else:
        margin = size * part if size > SMALLEST_ON_AXIS else 1.0
    return low - margin, high + margin


def linear_axis(low: float, high: float, most: int, role: AxisRole = "quiet") -> Axis:
    """An axis with about five ticks, or `most` if that is less, so that no two share a row."""
    step = nice_step((high - low) / max(1, min(4, most - 1)))
    first = math.ceil(low / step)
    ticks = [first * step + i * step for i in range(int((high - first * step) / step + 1e-9) + 1)]
    return Axis(low, high, tuple(ticks), tuple(notation.number(tick, 3) for tick in ticks), role)


def log_axis(low: float, high: float, most: int) -> Axis:
    """An axis over decimal logarithms, with ticks at powers of ten, or between them where none fits.

    Its ends are rounded, so that it seldom moves while a run goes on.
    """
    reach = high - low if high - low > FINEST_RATIO else 1.0
    grid = nice_step(reach / 8.0)
    low = math.floor(low / grid) * grid - 0.04 * reach
    high = math.ceil(high / grid) * grid + 0.04 * reach
    stride = max(1, math.ceil((high - low) / max(1, min(6, most - 1))))
    ticks = [float(t) for t in range(math.ceil(low), math.floor(high) + 1) if t % stride == 0]
    if len(ticks) < 2 and math.floor(high) > math.ceil(low):
        ticks = [float(math.ceil(low)), float(math.floor(high))]
    if len(ticks) < 2:
        ticks = [low + (high - low) * part for part in (0.15, 0.85)]
    return Axis(low, high, tuple(ticks), tuple(_power_of_ten(tick) for tick in ticks))


def step_axis(last: int) -> Axis:
    """An axis of steps from 0 to `last`."""
    ticks = [0, *(last * part // 4 for part in (1, 2, 3)), last] if last >= 4 else list(range(last + 1))
    labels = [f"{tick:,}" for tick in ticks]
    return Axis(0.0, float(last), tuple(map(float, ticks)), tuple(labels))


def upright(axis: Axis) -> Axis:
    """`axis` with all labels of the same width, so that the picture beside them does not move."""
    return replace(axis, labels=tuple(label.rjust(LABEL_CELLS) for label in axis.labels))


def nice_step(rough: float) -> float:
    """The smallest 1, 2 or 5 times a power of ten that is at least `rough`, which must be above 0."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough * (1 - 1e-9))


def rounded_to_cell(value: float, cell: float) -> float:
    """`value` rounded to the decimals that are needed to distinguish cells of size `cell`."""
    places = -math.floor(math.log10(cell)) if cell > 0.0 else 0
    return round(value, places) if abs(places) < 300 else value


def _power_of_ten(exponent: float) -> str:
    if exponent.is_integer() and not -4 <= exponent <= 4:
        return f"1e{notation.number(exponent, 3)}"
    return notation.number(10.0**exponent, 3)
