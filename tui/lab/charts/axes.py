"""Axes: ranges with a margin, and ticks at round numbers."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

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

LEAST_DECADES = 1e-4
"""The smallest range of a log axis in powers of ten: a flat curve is not enlarged beyond that."""

MOST_INTERVALS: Final = 6
"""Intervals between ticks at most; with steps of 1, 2 and 5 there are then always at least two ticks."""

PLAIN_DECIMALS: Final = 4
"""Up to this power of ten, and down to its inverse, numbers are written without an exponent."""

LONGEST_LABEL: Final = 10
"""Characters of a label at most; if one would be longer, all but the first say how much is added to it."""

Ticks = tuple[list[float], list[str]]
"""Ticks and their labels."""


def with_margin(low: float, high: float, part: float) -> Extent:
    """The range with a margin at either end, `part` of its size; around a single number, `part` of that."""
    size = max(abs(low), abs(high))
    if high - low > max(FINEST_RATIO * size, SMALLEST_ON_AXIS):
        margin = (high - low) * part
    else:
        margin = size * part if size > SMALLEST_ON_AXIS else 1.0
    return low - margin, high + margin


def linear_axis(
    low: float,
    high: float,
    cells: int,
    role: AxisRole = "quiet",
    *,
    upright: bool = False,
    whole: bool = False,
) -> Axis:
    """An axis of `cells` cells with two to seven round ticks, as many as leave room between the labels.

    With `whole` the ticks are whole numbers, with commas between the thousands.
    """
    step = nice_step((high - low) / MOST_INTERVALS)
    if whole:
        step = max(1.0, step)
    fewest: Ticks = [], []
    while len((found := _multiples(low, high, step, whole))[0]) >= 2:
        fewest = found
        if _apart(found, low, high, cells, upright):
            return _axis(low, high, found, role, upright)
        step = nice_step(1.5 * step)
    return _axis(low, high, _outermost(fewest), role, upright)


def log_axis(low: float, high: float, rows: int) -> Axis:
    """An upright axis over decimal logarithms, with ticks at powers of ten.

    Within two decades there are ticks at 2 and 5 too; within less than two of these, at any round
    numbers. The ends are rounded, so that the axis seldom moves while a run goes on.
    """
    reach = high - low if high - low > LEAST_DECADES else 1.0
    grid = nice_step(reach / 8.0)
    low = math.floor(low / grid) * grid - 0.04 * reach
    high = math.ceil(high / grid) * grid + 0.04 * reach
    powers = range(math.ceil(low), math.floor(high) + 1)
    choices = [_one_two_five(low, high)] if high - low < 2.0 else []
    choices += [_powers([k for k in powers if k % stride == 0]) for stride in (1, 2, 5, 10, 20, 50, 100, 200)]
    choices = [found for found in choices if len(found[0]) >= 2]
    if not choices:
        return _between_powers(low, high, rows)
    fitting = (found for found in choices if _apart(found, low, high, rows, upright=True))
    return _axis(low, high, next(fitting, None) or _outermost(choices[-1]), upright=True)


def step_axis(last: int, columns: int) -> Axis:
    """An axis of steps from 0 to `last`."""
    return linear_axis(0.0, float(last), columns, whole=True)


def label_starts(axis: Axis, columns: int) -> list[int]:
    """The column of the first character of each label under an axis of `columns` cells.

    A label is centred under its tick, except where it would end beyond the axis.
    """
    unit = (columns - 1) / (axis.high - axis.low)
    return [
        min(int(0.5 + (tick - axis.low) * unit) - len(label) // 2, columns - len(label))
        for tick, label in zip(axis.ticks, axis.labels, strict=True)
    ]


def nice_step(rough: float) -> float:
    """The smallest 1, 2 or 5 times a power of ten that is at least `rough`, which must be above 0."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough * (1 - 1e-9))


def rounded_to_cell(value: float, cell: float) -> float:
    """`value` rounded to the decimals that are needed to distinguish cells of size `cell`."""
    places = -math.floor(math.log10(cell)) if cell > 0.0 else 0
    return round(value, places) if abs(places) < 300 else value


def _axis(low: float, high: float, found: Ticks, role: AxisRole = "quiet", upright: bool = False) -> Axis:
    """An axis; the labels of an upright one get the same width, so that the picture does not move."""
    ticks, labels = found
    width = max(LABEL_CELLS, *map(len, labels)) if upright and labels else 0
    return Axis(low, high, tuple(ticks), tuple(label.rjust(width) for label in labels), role)


def _multiples(low: float, high: float, step: float, whole: bool) -> Ticks:
    """The multiples of `step` in a range."""
    first = math.ceil(low / step - 1e-9)
    counts = [first + i for i in range(math.floor((high - first * step) / step + 1e-9) + 1)]
    ticks = [min(max(count * step, low), high) for count in counts]
    return ticks, [f"{round(tick):,}" for tick in ticks] if whole else _labels(counts, step)


def _labels(counts: list[int], step: float) -> list[str]:
    """Multiples of `step` with the digits that distinguish them; very long ones relative to the first."""
    values = [count * step for count in counts]
    place = math.floor(math.log10(step) + 1e-9)
    scientific = [notation.scientific(value, _exponent(value) - place) if value else "0" for value in values]
    labels = scientific
    if place >= -PLAIN_DECIMALS:
        plain = [notation.fixed(value, max(0, -place), 400) for value in values]
        if max(map(len, plain), default=0) <= max(LABEL_CELLS, *map(len, scientific), 0):
            labels = plain
    if counts and max(map(len, labels)) > LONGEST_LABEL and counts[0]:
        return [labels[0], *(f"+{label}" for label in _labels([k - counts[0] for k in counts[1:]], step))]
    return labels


def _exponent(value: float) -> int:
    return math.floor(math.log10(abs(value)) + 1e-9)


def _powers(exponents: list[int]) -> Ticks:
    return [float(k) for k in exponents], [_scaled("1", 1.0, k) for k in exponents]


def _one_two_five(low: float, high: float) -> Ticks:
    """The decimal logarithms of 1, 2 and 5 times the powers of ten in a range."""
    found = [
        (tick, _scaled(f"{mantissa}", mantissa, k))
        for k in range(math.floor(low), math.floor(high) + 1)
        for mantissa in (1, 2, 5)
        if low <= (tick := k + math.log10(mantissa)) <= high
    ]
    return [tick for tick, _ in found], [label for _, label in found]


def _scaled(text: str, mantissa: float, exponent: int) -> str:
    """`mantissa` times a power of ten, without an exponent if it fits the labels of an upright axis."""
    if -PLAIN_DECIMALS <= exponent <= PLAIN_DECIMALS:
        return notation.number(mantissa * 10.0**exponent, 6)
    return f"{text}e{notation.number(exponent, 3)}"


def _between_powers(low: float, high: float, rows: int) -> Axis:
    """A log axis over a part of a decade, with ticks as on a linear one."""
    base = math.floor(low)
    base = 0 if abs(base) <= PLAIN_DECIMALS else base
    inner = linear_axis(10.0 ** (low - base), 10.0 ** (high - base), rows, upright=True)
    ticks = [min(max(base + math.log10(tick), low), high) for tick in inner.ticks]
    labels = [label.strip() + (f"e{notation.number(base, 3)}" if base else "") for label in inner.labels]
    return _axis(low, high, (ticks, labels), upright=True)


def _apart(found: Ticks, low: float, high: float, cells: int, upright: bool) -> bool:
    """Whether there is a free cell between any two labels that are next to each other."""
    axis = Axis(low, high, *map(tuple, found))  # type: ignore[arg-type]
    if upright:
        unit = (cells - 1) / (high - low)
        return all((b - a) * unit >= 2.0 for a, b in pairwise(axis.ticks))
    starts = label_starts(axis, cells)
    return all(
        start + len(label) < following
        for (start, label), following in zip(zip(starts, axis.labels, strict=True), starts[1:], strict=False)
    )


def _outermost(found: Ticks) -> Ticks:
    ticks, labels = found
    return [*ticks[:1], *ticks[-1:]], [*labels[:1], *labels[-1:]]
