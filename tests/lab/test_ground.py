"""The ground: round levels that stay in order, and a shade for every cell that has a height."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.test_landscape import drawn
from tui.lab.charts.ground import NO_SHADE, SHADES, Ground, middles, round_levels, shades
from tui.lab.charts.landscape_chart import landscape_chart
from tui.lab.files import recipe
from tui.lab.session.session import Session

HEIGHTS = st.lists(st.floats(-1e9, 1e9), min_size=3, max_size=12, unique=True).map(sorted)


def read(text: str) -> float:
    return float(text.replace("−", "-"))


@given(HEIGHTS)
def test_levels_move_to_round_numbers_near_by_and_stay_in_order(heights: list[float]) -> None:
    levels = round_levels(heights)
    assert all(a.height < b.height for a, b in pairwise(levels))
    gaps = {h: min(h - a, b - h) for a, h, b in zip(heights, heights[1:], heights[2:], strict=False)}
    for level in levels:
        assert any(abs(level.height - h) <= 0.26 * gap for h, gap in gaps.items())
        assert heights[0] < level.height < heights[-1]
        if level.text:
            assert read(level.text) == pytest.approx(level.height, rel=1e-9, abs=1e-300)


def test_round_is_as_few_digits_as_the_neighbours_allow() -> None:
    levels = round_levels([0.0, 0.0911, 0.364, 0.82, 1.458, 12.0])
    assert [level.text for level in levels] == ["0.1", "0.4", "0.8", "1.4"]
    assert [level.text for level in round_levels([-3e5, -103_000.0, 2.5, 1e6])] == ["−1e5", "0"]


@given(
    st.integers(1, 70),
    st.integers(1, 30),
    st.lists(st.floats(-9, 9), max_size=9, unique=True).map(sorted),
    st.floats(-2, 2),
)
def test_shades_rise_with_the_height_and_where_there_is_none_it_is_blank(
    columns: int, rows: int, levels: list[float], pole: float
) -> None:
    def height(place: tuple[float, float]) -> float:
        return place[0] + place[1] if place[0] > pole else math.nan if place[1] > 0 else math.inf

    ground = Ground((columns, rows, pole), height, tuple(levels))
    found = shades(ground, (-4.0, 4.0), (-3.0, 3.0), columns, rows)
    assert [len(row) for row in found] == [columns] * rows
    cells = sorted(
        (height((x, y)), shade)
        for y, row in zip(reversed(middles(-3.0, 3.0, rows)), found, strict=True)
        for x, shade in zip(middles(-4.0, 4.0, columns), row, strict=True)
        if (shade == NO_SHADE) == math.isfinite(height((x, y))) or math.isfinite(height((x, y)))
    )
    assert all(1 <= shade <= SHADES for _, shade in cells)
    assert all(one <= other for (_, one), (_, other) in pairwise(cells))
    for (low, one), (high, other) in pairwise(cells):
        assert one == other or any(low < level <= high for level in levels)


def test_lowest_and_highest_ground_have_the_outermost_shades() -> None:
    ground = Ground("slope", lambda place: place[0], tuple(map(float, range(1, 8))))
    (row,) = shades(ground, (0.0, 8.0), (0.0, 1.0), 9, 1)
    assert row == (1, 2, 3, 4, 5, 6, 7, 8, 8)


def test_the_numbers_of_the_article_are_costs_of_their_lines() -> None:
    frame = Session(recipe.article()).frame()
    chart = landscape_chart(frame, 60, 20)
    lines = drawn(chart, "level")
    assert {line.text for line in lines} == {"0.1", "0.4", "1", "1.6", "2.6", "4", "5"}
    for line in lines:
        for place in zip(line.xs, line.ys, strict=True):
            cost = frame.experiment.objective.evaluate(place)[0]
            assert cost == pytest.approx(read(line.text), rel=1e-6)


def test_around_a_large_cost_the_numbers_go_and_the_lines_stay() -> None:
    session = Session(recipe.article())
    session.set("start", (1e200, 0.0))
    chart = landscape_chart(session.frame(), 60, 20)
    assert drawn(chart, "level")
    assert chart.ground is not None
    assert len(set(chart.ground.levels)) == 7
