"""The gauge below the learning rate: 0, best, limit, and beyond."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdengine as gd
from tui.lab.files import recipe
from tui.panels.gauge import Gauge, gauge, why_there_is_none


def article(cells: int = 32, **changes: Any) -> Gauge | None:
    return gauge(replace(recipe.article(), **changes), cells)


def bar(rate: float, cells: int = 32) -> str:
    found = article(cells)
    assert found is not None
    return found.lines(rate)[0].plain


@pytest.mark.parametrize(
    ("rate", "drawn"),
    [
        (0.0, "●───────────────────┴────┃╌╌╌╌╌╌"),
        (0.1, "──────●─────────────┴────┃╌╌╌╌╌╌"),
        (0.3448, "────────────────────●────┃╌╌╌╌╌╌"),
        (13 / 30, "────────────────────┴────●╌╌╌╌╌╌"),
        (0.5, "────────────────────┴────┃╌╌╌●╌╌"),
        (5.0, "────────────────────┴────┃╌╌╌╌╌●"),
        (float("inf"), "────────────────────┴────┃╌╌╌╌╌●"),
        (float("nan"), "────────────────────┴────┃╌╌╌╌╌●"),
    ],
)
def test_the_rate_stands_between_0_and_beyond_the_limit(rate: float, drawn: str) -> None:
    assert bar(rate) == drawn


def test_the_numbers_are_those_of_theory() -> None:
    found = article()
    assert found is not None
    # The article's data, with gradient scale sum and sequential updates.
    assert found.lines(0.1)[1].plain == "best 0.3448  limit 0.4333"
    momentum = article(26, optimizer=gd.SGD(0.9))
    assert momentum is not None
    assert momentum.lines(0.1)[1].plain == "best 0.00209  limit 0.0659"


def test_a_schedule_has_the_limit_of_a_rate_that_stays() -> None:
    assert article(learning_rate=gd.Cosine(0.5, 20)) == article()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"optimizer": gd.Adam()}, "theory knows no limit here: only for gd and momentum"),
        (
            {"optimizer": gd.Adam(), "batch": gd.MiniBatch(1)},
            "theory knows no limit here: only for gd and momentum",
        ),
        ({"batch": gd.MiniBatch(1)}, "theory knows no limit here: only with all rows"),
        ({"optimizer": gd.SGD(1.0)}, "no learning rate converges with this momentum"),
    ],
)
def test_where_there_is_no_limit_it_says_why(changes: dict[str, Any], told: str) -> None:
    experiment = replace(recipe.article(), **changes)
    assert gauge(experiment, 32) is None
    assert why_there_is_none(experiment) == told


@given(cells=st.integers(-5, 200), rate=st.floats(min_value=0) | st.just(float("nan")))
def test_the_bar_is_as_long_as_it_should_be(cells: int, rate: float) -> None:
    for drawn in (gauge(recipe.article(), cells), article(cells, optimizer=gd.SGD(0.9))):
        assert drawn is not None
        first, second = drawn.lines(rate)
        assert first.cell_length == max(8, cells)
        assert second.cell_length <= max(8, cells)


@given(cell=st.integers(0, 31))
def test_a_cell_stands_for_a_rate_that_stands_there(cell: int) -> None:
    found = article()
    assert found is not None
    assert found.cell(found.rate(cell)) == cell
    assert found.rate(found.cell(13 / 30)) == found.limit
    assert found.rate(0) == 0


@given(st.floats(1e-9, 1e6), st.sampled_from([0.0, 1e-12, 1e-7, 1e-4, 1e-3, 0.2]), st.integers(12, 60))
def test_best_and_limit_are_never_written_alike_unless_they_are(limit: float, off: float, cells: int) -> None:
    best = limit * (1.0 - off)
    text = Gauge(best, limit, cells).lines(limit)[1].plain
    if "≈" in text:
        assert off < 1e-3
    elif (numbers := re.findall(r"\d[\d.]*(?:e[−+]?\d+)?", text)) and len(numbers) == 2 and cells >= 34:
        assert (numbers[0] == numbers[1]) == (best == limit)
