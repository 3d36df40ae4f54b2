"""A surface: level lines of any formula, broken where it has no value, and the run over it."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdengine as gd
from tests.lab.test_ground import read
from tests.lab.test_landscape import drawn, places
from tui.lab.charts.contours import Grid, contour, heights, quantile_levels
from tui.lab.charts.ground import NO_SHADE, Ground, shades
from tui.lab.charts.landscape_chart import way_out_of_sight
from tui.lab.charts.surface_chart import RECENT_STEPS, surface_chart
from tui.lab.session.session import Session

SURFACES = ["ravine", "three-hump camel", "Rosenbrock"]

TERMS = st.sampled_from(
    ["x", "y", "x**2", "y**2", "x*y", "sin(x)", "cos(2*y)", "exp(-x**2-y**2)", "x**4", "abs(y)", "tanh(x*y)"]
)
ROUGH_TERMS = st.one_of(
    TERMS, st.sampled_from(["1/x", "log(x+y)", "sqrt(y)", "1/(x-y)**2", "exp(40*x)", "7"])
)


@st.composite
def surfaces(draw: st.DrawFn, terms: st.SearchStrategy[str] = TERMS) -> gd.Surface:
    parts = draw(st.lists(st.tuples(st.integers(-9, 9), terms), min_size=1, max_size=4))
    low, size = draw(st.floats(-5, 5)), draw(st.floats(0.5, 20))
    formula = " + ".join(f"({factor})*{term}" for factor, term in [*parts, (1, "0.01*x + 0.02*y")])
    return gd.Surface(formula, ((low, low + size), (-size / 2, size / 3)))


def session_on(terrain: gd.Surface, rate: float = 0.01, steps: int = 0) -> Session:
    session = Session(gd.Experiment(terrain, terrain.starts[0], learning_rate=rate))
    session.forward(steps)
    return session


def grid_of(terrain: gd.Surface, columns: int, rows: int) -> Grid:
    return Grid(terrain, terrain.cost, *terrain.box, columns, rows)


@given(surfaces(), st.integers(3, 40), st.integers(3, 40), st.integers(3, 8))
def test_a_level_line_passes_between_higher_and_lower_places_and_nowhere_else(
    terrain: gd.Surface, columns: int, rows: int, most: int
) -> None:
    grid = grid_of(terrain, columns, rows)
    found = heights(grid)
    for level, _ in quantile_levels(grid, most):
        sides = [pairs for row in found for pairs in pairwise(row)]
        sides += [pairs for row in zip(*found, strict=True) for pairs in pairwise(row)]
        crossed = sum((a < level) != (b < level) for a, b in sides)
        points = {point for xs, ys in contour(grid, level) for point in zip(xs, ys, strict=True)}
        assert len(points) <= crossed
        # Two sides can be crossed in one place, their common corner; and a narrow hill may rise in between.
        assert points or not crossed or rows < 12 or columns < 12
        for x, y in points:
            assert terrain.box[0][0] <= x <= terrain.box[0][1]
            assert terrain.box[1][0] <= y <= terrain.box[1][1]


@given(st.floats(0.2, 9), st.floats(0.2, 9), st.floats(-1, 1), st.integers(24, 70), st.integers(24, 70))
def test_on_a_bowl_points_of_a_line_are_at_its_level(
    a: float, b: float, c: float, columns: int, rows: int
) -> None:
    terrain = gd.Surface(f"{a!r}*x**2 + {b!r}*y**2 + ({c * math.sqrt(a * b)!r})*x*y")
    grid = grid_of(terrain, columns, rows)
    bend = 2.0 * (a + b) * (6.0 / 23.0) ** 2
    for level, text in quantile_levels(grid, 8):
        assert read(text) == pytest.approx(level)
        for xs, ys in contour(grid, level):
            for place in zip(xs, ys, strict=True):
                assert abs(terrain.cost(place) - level) <= bend


def test_a_closed_line_is_one_piece_that_ends_where_it_began() -> None:
    terrain = gd.Surface("x**2 + y**2")
    ((xs, ys),) = contour(grid_of(terrain, 41, 41), 4.0)
    assert (xs[0], ys[0]) == (xs[-1], ys[-1])
    assert max(xs) == pytest.approx(2.0, abs=0.02)
    assert min(ys) == pytest.approx(-2.0, abs=0.02)
    for place in zip(xs, ys, strict=True):
        assert math.hypot(*place) == pytest.approx(2.0, abs=0.02)


def test_at_a_saddle_lines_of_both_valleys_stay_apart() -> None:
    terrain = gd.Surface("x*y")
    pieces = contour(grid_of(terrain, 40, 40), 0.005)
    assert len(pieces) == 2
    for xs, ys in pieces:
        assert len({x * y > 0 and x > 0 for x, y in zip(xs, ys, strict=True)}) == 1


@pytest.mark.parametrize(
    ("formula", "pole"), [("1/x + 0.1*y", 0.0), ("1/(x - 0.37) + y", 0.37), ("tan(x)", math.pi / 2)]
)
def test_a_line_is_broken_at_a_pole(formula: str, pole: float) -> None:
    terrain = gd.Surface(formula)
    for columns in (37, 60, 61):
        grid = grid_of(terrain, columns, 40)
        levels = quantile_levels(grid, 8)
        assert len(levels) > 4
        for level, _ in levels:
            for xs, ys in contour(grid, level):
                for x, y in zip(xs, ys, strict=True):
                    assert terrain.cost((x, y)) == pytest.approx(level, rel=0.8, abs=0.8)
                assert (min(xs) - pole) * (max(xs) - pole) > 0.0, "all on one side"


def test_where_a_formula_has_no_value_nothing_is_drawn() -> None:
    terrain = gd.Surface("log(x) + y**2")
    chart = surface_chart(session_on(terrain).frame(), 60, 20)
    assert drawn(chart, "level")
    assert all(x > 0.0 for x, _ in places(chart, "level"))
    assert chart.ground is not None
    for row in shades(chart.ground, *terrain.box, 61, 20):
        assert {*row[:31]} == {NO_SHADE}
        assert NO_SHADE not in row[31:]


@given(
    surfaces(ROUGH_TERMS), st.integers(1, 90), st.integers(1, 30), st.integers(0, 40), st.integers(-12, 12)
)
def test_any_formula_is_drawn_in_finite_numbers(
    terrain: gd.Surface, columns: int, rows: int, steps: int, zoom: int
) -> None:
    session = session_on(terrain, 0.1, steps)
    session.look(lambda looks: looks.zoomed(zoom))
    chart = surface_chart(session.frame(), columns, rows)
    assert all(math.isfinite(value) for each in chart.series for value in each.xs + each.ys)
    assert chart.x.low < chart.x.high
    assert chart.y.low < chart.y.high
    assert isinstance(chart.ground, Ground)
    assert all(a < b for a, b in pairwise(chart.ground.levels))


@pytest.mark.parametrize("name", SURFACES)
def test_the_view_is_the_domain_and_nothing_that_rests_changes_on_a_step(name: str) -> None:
    session = session_on(gd.TERRAINS[name])
    chart = surface_chart(session.frame(), 80, 24)
    assert ((chart.x.low, chart.x.high), (chart.y.low, chart.y.high)) == gd.TERRAINS[name].box
    computed = heights.cache_info().misses
    for _ in range(20):
        session.forward()
        after = surface_chart(session.frame(), 80, 24)
        assert (after.x, after.y, after.still, after.ground) == (chart.x, chart.y, chart.still, chart.ground)
    assert heights.cache_info().misses == computed


@pytest.mark.parametrize("name", SURFACES)
def test_each_terrain_has_six_levels_or_more_with_short_numbers(name: str) -> None:
    chart = surface_chart(session_on(gd.TERRAINS[name]).frame(), 80, 24)
    texts = {series.text for series in drawn(chart, "level")}
    assert len(texts) >= 6
    assert all(0 < len(text) <= 4 for text in texts), texts


def test_every_minimum_of_the_camel_has_a_line_of_its_own() -> None:
    camel = gd.TERRAINS["three-hump camel"]
    chart = surface_chart(session_on(camel).frame(), 80, 24)
    saddle = min(point.cost for point in camel.critical_points if point.kind == gd.Kind.SADDLE)
    for lowest in camel.minima:
        around = [
            series
            for series in drawn(chart, "level")
            if read(series.text) < saddle and min(series.xs) < lowest.params[0] < max(series.xs)
        ]
        assert around
    assert places(chart, "minimum") == [pytest.approx((0.0, 0.0))]
    assert len(places(chart, "local")) == 2
    assert len(places(chart, "saddle")) == 2


def test_a_maximum_is_marked() -> None:
    chart = surface_chart(session_on(gd.Surface("exp(-x**2 - y**2)")).frame(), 60, 20)
    assert places(chart, "maximum") == [pytest.approx((0.0, 0.0))]


def test_the_newest_steps_are_brighter_and_the_path_is_that_of_the_run() -> None:
    session = session_on(gd.TERRAINS["ravine"], 0.1, 40)
    chart = surface_chart(session.frame(), 80, 24)
    history = session.frame().run.history
    assert places(chart, "trail") == [history.at(k).params for k in range(40 - RECENT_STEPS, 41)]
    assert places(chart, "old-trail") == [history.at(k).params for k in range(40 - RECENT_STEPS + 1)]
    assert places(chart, "here") == [history.at(40).params]
    assert places(chart, "next") == [gd.next_step(session.frame().experiment, history.at(40)).params]  # type: ignore[union-attr]
    session.seek(5)
    chart = surface_chart(session.frame(), 80, 24)
    assert places(chart, "trail") == [history.at(k).params for k in range(6)]
    assert not places(chart, "old-trail")


def test_a_ball_that_leaves_is_pointed_at() -> None:
    session = session_on(gd.TERRAINS["ravine"], 0.25, 0)
    while abs(session.frame().step.params[1]) < 4.0:
        session.forward()
    frame = session.frame()
    chart = surface_chart(frame, 80, 24)
    assert not drawn(chart, "here")
    (pointer,) = drawn(chart, "away")
    assert pointer.sign in "↑↓"
    assert way_out_of_sight(frame, chart) == pointer.sign
    assert pointer.ys[0] in (chart.y.low, chart.y.high)
    session.restart()
    assert not drawn(surface_chart(session.frame(), 80, 24), "away")


def test_earlier_runs_are_ghosts_and_the_whole_run_comes_into_view_on_demand() -> None:
    session = session_on(gd.TERRAINS["ravine"], 0.25, 9)
    session.look(lambda looks: looks.toggled("whole"))
    chart = surface_chart(session.frame(), 80, 24)
    assert drawn(chart, "here")
    session.look(lambda looks: looks.toggled("whole"))
    session.set("learning_rate", 0.1)
    session.restart()
    assert drawn(surface_chart(session.frame(), 80, 24), "ghost")


def test_zoom_keeps_the_lowest_minimum_in_its_place_and_following_the_ball_in_the_middle() -> None:
    session = session_on(gd.TERRAINS["Rosenbrock"], 0.01, 10)
    before = surface_chart(session.frame(), 80, 24)
    session.look(lambda looks: looks.zoomed(3))
    after = surface_chart(session.frame(), 80, 24)
    parts = [(1.0 - chart.x.low) / (chart.x.high - chart.x.low) for chart in (before, after)]
    assert parts[0] == pytest.approx(parts[1])
    session.look(lambda looks: looks.toggled("follow"))
    chart = surface_chart(session.frame(), 80, 24)
    ((x, y),) = places(chart, "here")
    for value, axis in ((x, chart.x), (y, chart.y)):
        assert 0.37 < (value - axis.low) / (axis.high - axis.low) < 0.63
