"""Exact sums: the same by any way, and the numbers made from them are the true ones, rounded once."""

from __future__ import annotations

from fractions import Fraction
from itertools import cycle, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdengine as gd
from gdengine.data.sums import POINTS_AT_ONCE, Sums

any_number = st.floats(allow_nan=False, allow_infinity=False)
points = st.lists(st.tuples(any_number, any_number), min_size=1, max_size=20)
tame = st.floats(-1e6, 1e6).map(lambda value: value if abs(value) > 1e-9 else 0.0)
tame_points = st.lists(st.tuples(tame, tame), min_size=1, max_size=20)


def fractions(sums: Sums) -> list[Fraction]:
    unit = Fraction(1, 1 << sums.places)
    return [sums.x * unit, sums.y * unit, sums.xx * unit**2, sums.xy * unit**2, sums.yy * unit**2]


def by_fractions(x: tuple[float, ...], y: tuple[float, ...]) -> list[Fraction]:
    pairs = [(Fraction(a), Fraction(b)) for a, b in zip(x, y, strict=True)]
    return [
        sum((value(a, b) for a, b in pairs), Fraction(0))
        for value in (
            lambda a, b: a, lambda a, b: b, lambda a, b: a * a, lambda a, b: a * b, lambda a, b: b * b,
        )
    ]  # fmt: skip


@given(points)
def test_they_are_exact(rows: list[tuple[float, float]]) -> None:
    x, y = zip(*rows, strict=True)
    assert fractions(Sums.of(x, y)) == by_fractions(x, y)


ONE_SIZE = st.sampled_from([1.0, -1.0, 0.0, 1.5, -3.7, 1e15, 1e-15, 1 - 2**-53, 2.0**90, -(2.0**-90), 1e100])
"""Numbers of which some are packed into one whole number, and some are not."""


@given(
    st.lists(st.tuples(ONE_SIZE, ONE_SIZE), min_size=1, max_size=5),
    st.sampled_from([1, POINTS_AT_ONCE - 1, POINTS_AT_ONCE, POINTS_AT_ONCE + 1, 3 * POINTS_AT_ONCE + 7]),
)
@settings(max_examples=300, derandomize=True, deadline=None)
def test_they_are_exact_over_many_points(rows: list[tuple[float, float]], n: int) -> None:
    x, y = zip(*islice(cycle(rows), n), strict=True)
    counts = [n // len(rows) + (i < n % len(rows)) for i in range(len(rows))]
    once = [by_fractions((a,), (b,)) for a, b in rows]
    expected = [
        sum((k * each[i] for k, each in zip(counts, once, strict=True)), Fraction(0)) for i in range(5)
    ]
    assert fractions(Sums.of(x, y)) == expected


@pytest.mark.parametrize("places", range(0, 400, 7))
def test_the_largest_numbers_of_any_size_do_not_run_into_each_other(places: int) -> None:
    largest = (2.0**53 - 1) * 2.0**-places
    for x, y in ((largest, largest), (largest, -largest), (-largest, -largest), (largest, 0.0)):
        n = POINTS_AT_ONCE
        once = by_fractions((x,), (y,))
        assert fractions(Sums.of((x,) * n, (y,) * n)) == [n * each for each in once]


@given(points, any_number, any_number)
def test_they_can_be_moved(rows: list[tuple[float, float]], x0: float, y0: float) -> None:
    x, y = zip(*rows, strict=True)
    moved_x = tuple(Fraction(a) - Fraction(x0) for a in x)
    moved_y = tuple(Fraction(b) - Fraction(y0) for b in y)
    assert fractions(Sums.of(x, y).moved(x0, y0)) == by_fractions(moved_x, moved_y)  # type: ignore[arg-type]


@given(tame_points)
def test_least_and_slope_are_the_true_ones_rounded_once(rows: list[tuple[float, float]]) -> None:
    x, y = zip(*rows, strict=True)
    sx, sy, sxx, sxy, syy = by_fractions(x, y)
    n = len(rows)
    spread = n * sxx - sx * sx
    objective = gd.LinearRegression(gd.Dataset(x, y))
    if not objective.identifiable:
        assert objective.minimum_cost == float(syy / n - (sy / n) ** 2)
        return
    slope = (n * sxy - sx * sy) / spread
    level = (sy - slope * sx) / n
    least = (syy - slope * sxy - level * sy) / n
    assert objective.minimum[0] == float(slope)
    assert objective.minimum_cost == float(least)


edits = st.lists(
    st.tuples(st.sampled_from(["add", "move", "delete"]), st.integers(0, 30), any_number, any_number),
    max_size=8,
)


@given(points, edits, st.booleans())
def test_an_edited_set_is_the_one_made_at_once(
    rows: list[tuple[float, float]], done: list[tuple[str, int, float, float]], asked: bool
) -> None:
    data = gd.Dataset(*zip(*rows, strict=True))
    for what, row, x, y in done:
        if asked:  # bounds and sums are brought up to date, or taken at the end
            _ = data.bounds, data.sums
        if what == "add":
            data = data.with_point(x, y)
        elif what == "move":
            data = data.with_moved(row % len(data), x, y)
        elif len(data) > 1:
            data = data.without(row % len(data))
    fresh = gd.Dataset(data.x, data.y)
    assert data == fresh
    assert data.bounds == fresh.bounds
    assert fractions(data.sums) == fractions(fresh.sums)
    try:
        expected = gd.LinearRegression(fresh)
    except ValueError:
        with pytest.raises(ValueError, match="overflow"):
            gd.LinearRegression(data)
        return
    found = gd.LinearRegression(data)
    assert repr((found.minimum, found.minimum_cost, found.hessian(), found.evaluate((0.3, -0.7)))) == repr(
        (expected.minimum, expected.minimum_cost, expected.hessian(), expected.evaluate((0.3, -0.7)))
    )


def test_what_cannot_be_a_point_is_refused() -> None:
    data = gd.article()
    with pytest.raises(ValueError, match="x, row 4: nan is not a finite number"):
        data.with_point(float("nan"), 1.0)
    with pytest.raises(ValueError, match="row: this is the only point left"):
        gd.Dataset((1,), (2,)).without(0)
    with pytest.raises(ValueError, match="x has 4 values and y has 3"):
        data.with_rows(0, 0, (1.0,), ())
