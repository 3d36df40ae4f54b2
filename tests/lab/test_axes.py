"""Ticks can be read: at round numbers, at least two, no two labels alike, and none over another."""

from __future__ import annotations

import math
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.lab.charts.axes import label_starts, linear_axis, log_axis, step_axis, with_margin
from tui.lab.charts.chart import Axis

LEAST_ROWS, LEAST_COLUMNS = 5, 30
"""Cells of the smallest chart on a screen of 60x20."""

NUMBERS = st.one_of(st.floats(-1e12, 1e12), st.floats(-1e299, 1e299), st.floats(-1e-200, 1e-200))


def read(labels: tuple[str, ...]) -> list[Decimal]:
    """The numbers of labels, exactly as they are written."""
    texts = [label.strip().replace("−", "-").replace(",", "") for label in labels]
    first = Decimal(texts[0])
    return [first + Decimal(text[1:]) if text.startswith("+") else Decimal(text) for text in texts]


def is_readable(axis: Axis, cells: int, upright: bool) -> None:
    assert len(axis.ticks) >= 2
    assert len({label.strip() for label in axis.labels}) == len(axis.labels)
    written = read(axis.labels)
    assert all(a < b for a, b in pairwise(written))
    places = [int(0.5 + (tick - axis.low) * ((cells - 1) / (axis.high - axis.low))) for tick in axis.ticks]
    assert all(0 <= place < cells for place in places)
    assert all(a < b for a, b in pairwise(places))
    if not upright:
        ends = [
            start + len(label) for start, label in zip(label_starts(axis, cells), axis.labels, strict=True)
        ]
        assert all(end < start for end, start in zip(ends, label_starts(axis, cells)[1:], strict=False))
        assert ends[-1] <= cells


def is_round(step: Decimal) -> bool:
    return step.normalize().as_tuple().digits in ((1,), (2,), (5,))


@given(NUMBERS, NUMBERS, st.integers(LEAST_ROWS, 60), st.booleans())
def test_a_linear_axis(one: float, other: float, cells: int, upright: bool) -> None:
    cells = cells if upright else cells + LEAST_COLUMNS
    low, high = with_margin(min(one, other), max(one, other), 0.1)
    axis = linear_axis(low, high, cells, upright=upright)
    is_readable(axis, cells, upright)
    written = read(axis.labels)
    steps = [b - a for a, b in pairwise(written)]
    if len(steps) > 1:
        assert len(set(steps)) == 1
        assert is_round(steps[0])
    for number, tick in zip(written, axis.ticks, strict=True):
        assert abs(Decimal(tick) - number) <= steps[0] / 100 + abs(number) * Decimal("1e-15")


@given(st.floats(-300, 300), st.floats(0, 20), st.integers(LEAST_ROWS, 60))
def test_a_log_axis(low: float, decades: float, rows: int) -> None:
    axis = log_axis(low, low + decades, rows)
    assert axis.low <= low
    assert low + decades <= axis.high
    is_readable(axis, rows, upright=True)
    for number, tick in zip(read(axis.labels), axis.ticks, strict=True):
        assert math.isclose(float(number.log10()), tick, rel_tol=1e-12, abs_tol=1e-7)


@given(st.integers(1, 10**9), st.integers(LEAST_COLUMNS, 200))
def test_an_axis_of_steps(last: int, columns: int) -> None:
    axis = step_axis(last, columns)
    is_readable(axis, columns, upright=False)
    assert [int(number) for number in read(axis.labels)] == list(axis.ticks)
    assert axis.ticks[0] == 0.0


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (1998, 2022, ("2000", "2005", "2010", "2015", "2020")),
        (900, 1100, ("900", "950", "1000", "1050", "1100")),
        (4479.9, 4481.2, ("4480.0", "4480.5", "4481.0")),
        (-0.34, 0.4, ("−0.2", "0.0", "0.2", "0.4")),
        (0, 3.2e9, ("0", "1e9", "2e9", "3e9")),
        (1e-7, 4.6e-7, ("1e−7", "2e−7", "3e−7", "4e−7")),
        (1.7e9, 1.7e9 + 50.0, ("1700000000", "1700000020", "1700000040")),
        (1e12, 1e12 + 50.0, ("1000000000000", "+10", "+20", "+30", "+40", "+50")),
    ],
)
def test_digits_are_from_the_spacing(low: float, high: float, labels: tuple[str, ...]) -> None:
    assert linear_axis(low, high, 70).labels == labels


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (51.6, 61.3, ("52", "54", "56", "58", "60", "62")),
        (1.59, 2.5, ("1.6", "1.8", "2.0", "2.2", "2.4")),
        (61.4, 205, ("50", "100", "200")),
        (0.03, 0.2, ("0.05", "0.1", "0.2")),
        (1e-3, 1e3, ("0.001", "0.01", "0.1", "1", "10", "100", "1000")),
        (2e20, 7e20, ("2e20", "5e20")),
        (5.2e20, 6.3e20, ("5.0e20", "5.5e20", "6.0e20")),
    ],
)
def test_below_a_decade_a_log_axis_has_1_2_5_or_round_numbers(
    low: float, high: float, labels: tuple[str, ...]
) -> None:
    axis = log_axis(math.log10(low), math.log10(high), 14)
    assert tuple(label.strip() for label in axis.labels) == labels
