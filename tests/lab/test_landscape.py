"""The landscape: level lines are lines of equal cost, and the path is the run's."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdengine as gd
from tui.lab.charts.bowl import Bowl, level_line
from tui.lab.charts.chart import Chart, Series
from tui.lab.charts.clipping import path_within
from tui.lab.charts.landscape_chart import landscape_chart
from tui.lab.charts.run_path import next_params, run_path
from tui.lab.files import recipe
from tui.lab.session.session import Session

NUMBERS = st.floats(-50, 50)
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=6)


def drawn(chart: Chart, role: str) -> list[Series]:
    return [series for series in chart.series if series.role == role]


def places(chart: Chart, role: str) -> list[tuple[float, float]]:
    return [point for series in drawn(chart, role) for point in zip(series.xs, series.ys, strict=True)]


def mean_squared_error(data: gd.Dataset, w1: float, w0: float) -> float:
    return float(np.mean((w1 * np.array(data.x) + w0 - np.array(data.y)) ** 2))


@given(
    ROWS, st.floats(1e-3, 30), st.tuples(NUMBERS, NUMBERS), st.tuples(st.floats(0.1, 90), st.floats(0.1, 90))
)
def test_points_of_a_level_line_cost_the_same(
    rows: list[tuple[float, float]], depth: float, corner: gd.Params, size: tuple[float, float]
) -> None:
    objective = gd.LinearRegression(gd.Dataset(*zip(*rows, strict=True)))
    bowl = Bowl.of(objective)
    x, y = ((corner[i], corner[i] + size[i]) for i in (0, 1))
    expected = objective.minimum_cost + depth * depth
    for xs, ys in level_line(bowl, depth, x, y):
        # The ends of a piece are moved into the view by a rounding error.
        for w1, w0 in list(zip(xs, ys, strict=True)):
            assert x[0] <= w1 <= x[1]
            assert y[0] <= w0 <= y[1]
            assert mean_squared_error(objective.data, w1, w0) == pytest.approx(expected, rel=1e-5, abs=1e-5)


def test_a_level_line_is_whole_where_there_is_room() -> None:
    bowl = Bowl.of(gd.LinearRegression(gd.article()))
    (whole,) = level_line(bowl, 1.0, (-50, 50), (-50, 50))
    assert (whole[0][0], whole[1][0]) == pytest.approx((whole[0][-1], whole[1][-1]))
    # Its box, from the Hessian of the cost itself: half width √(depth²·H⁻¹₁₁·2), and so on.
    inverse = np.linalg.inv(np.array(gd.LinearRegression(gd.article(), "exact").hessian()))
    for values, middle, place in ((whole[0], 2.0, 0), (whole[1], -1.0, 1)):
        half = math.sqrt(2.0 * inverse[place, place])
        assert max(values) == pytest.approx(middle + half, abs=0.01 * half)
        assert min(values) == pytest.approx(middle - half, abs=0.01 * half)


def test_no_piece_of_a_level_line_is_left_out() -> None:
    """Where a fine grid along the edge of the view finds the cost crossing the level, a piece ends."""
    bowl = Bowl.of(gd.LinearRegression(gd.article()))
    x, y = (1.2, 2.5), (-1.6, 0.3)
    for depth in (0.2, 0.5, 0.8, 1.1):
        corners = [(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1]), (x[0], y[0])]
        edge = [
            bowl.depth((a[0] + (b[0] - a[0]) * t / 500, a[1] + (b[1] - a[1]) * t / 500)) > depth
            for a, b in itertools.pairwise(corners)
            for t in range(500)
        ]
        crossings = sum(a != b for a, b in itertools.pairwise([*edge, edge[0]]))
        pieces = level_line(bowl, depth, x, y)
        assert crossings == (2 * len(pieces) if crossings else 0)
        assert pieces


def test_with_all_x_equal_it_is_a_valley_of_parallel_lines() -> None:
    session = Session(
        gd.Experiment(gd.LinearRegression(gd.Dataset((2, 2), (1, 3))), (0, 0), learning_rate=0.1)
    )
    chart = landscape_chart(session.frame(), 60, 20)
    assert not drawn(chart, "minimum")
    lines = drawn(chart, "level") + drawn(chart, "valley")
    assert len(lines) > 3
    for line in lines:
        (w1, v1), (w0, v0) = line.xs, line.ys
        assert (v0 - w0) / (v1 - w1) == pytest.approx(-2.0)
    # The run ends in the valley, which the view has room for.
    session.forward(200)
    chart = landscape_chart(session.frame(), 60, 20)
    (w1, w0), *_ = places(chart, "here")
    assert 2 * w1 + w0 == pytest.approx(2.0)


def test_one_point_has_a_valley_too() -> None:
    session = Session(gd.Experiment(gd.LinearRegression(gd.Dataset((3,), (5,))), (1, 0), learning_rate=0.01))
    chart = landscape_chart(session.frame(), 40, 10)
    assert drawn(chart, "valley")
    for w1, w0 in places(chart, "valley"):
        assert 3 * w1 + w0 == pytest.approx(5.0)


def test_the_view_holds_start_minimum_and_first_step_and_rests() -> None:
    session = Session(recipe.article())
    charts = [landscape_chart(session.frame(), 60, 15)]
    for _ in range(20):
        session.forward()
        charts.append(landscape_chart(session.frame(), 60, 15))
    assert len({(chart.x, chart.y, chart.still) for chart in charts}) == 1
    assert places(charts[0], "origin") == [(1.0, 0.0)]
    assert places(charts[0], "minimum") == [pytest.approx((2.0, -1.0))]
    assert all(len(drawn(chart, "here")) == 1 for chart in charts)


def test_the_mark_of_the_next_step_is_where_it_lands() -> None:
    session = Session(recipe.article())
    for _ in range(10):
        (expected,) = places(landscape_chart(session.frame(), 60, 15), "next")
        session.forward()
        assert expected == session.frame().step.params
    session.seek(3)
    (expected,) = places(landscape_chart(session.frame(), 60, 15), "next")
    assert expected == session.frame().run.history.at(4).params


def test_in_sequence_the_way_turns_where_w1_has_moved() -> None:
    session = Session(recipe.article())
    chart = landscape_chart(session.frame(), 80, 30)
    w1, w0 = places(chart, "next")[0]
    track = places(chart, "track")
    assert (w1, 0.0) in [pytest.approx(place) for place in track]
    assert all(b == 0.0 or a == pytest.approx(w1) for a, b in track)
    session.set("update", "simultaneous")
    chart = landscape_chart(session.frame(), 80, 30)
    w1, w0 = places(chart, "next")[0]
    for a, b in places(chart, "track"):
        assert b == pytest.approx(w0 * (a - 1.0) / (w1 - 1.0))


def test_a_short_path_is_every_step() -> None:
    session = Session(recipe.article())
    session.forward(20)
    run = session.frame().run
    assert list(run_path(run, 20)) == [run.history.at(k).params for k in range(21)]


def test_a_long_path_is_drawn_in_a_few_hundred_steps_of_the_run() -> None:
    session = Session(recipe.article())
    session.set("update", "simultaneous")
    session.set("learning_rate", 0.1692)
    session.forward(30_000)
    session.set("learning_rate", 0.0001)
    session.forward(20_000)
    run = session.frame().run
    found = list(run_path(run, run.newest))
    assert 200 < len(found) < 600
    steps = {run.history.at(k).params for k in range(run.length)}
    real = [point for point in found if point in steps]
    assert len(real) > len(found) / 2
    # The others are steps too, but for the rounding of a difference.
    places = np.array(sorted(steps))
    for point in set(found) - set(real):
        assert np.min(np.abs(places - np.array(point)).sum(axis=1)) < 1e-12
    assert found[0] == run.history.at(0).params
    assert found[-1] == run.history.at(run.newest).params


def test_a_long_run_that_jumps_to_and_fro_is_seen_to() -> None:
    session = Session(recipe.article())
    session.set("update", "simultaneous")
    session.set("learning_rate", 0.16927)
    session.forward(3000)
    run = session.frame().run
    middle = list(run_path(run, 3000))[70:150]
    turns = [
        (b[0] - a[0]) * (c[0] - b[0]) < 0 for a, b, c in zip(middle, middle[1:], middle[2:], strict=False)
    ]
    assert sum(turns) > 0.9 * len(turns)


def test_zoom_keeps_the_minimum_in_its_place() -> None:
    session = Session(recipe.article())
    before = landscape_chart(session.frame(), 60, 15)
    session.look(lambda looks: looks.zoomed(2))
    after = landscape_chart(session.frame(), 60, 15)
    assert (before.x.high - before.x.low) / (after.x.high - after.x.low) == pytest.approx(1.5**2)
    parts = [(2.0 - chart.x.low) / (chart.x.high - chart.x.low) for chart in (before, after)]
    assert parts[0] == pytest.approx(parts[1])


def test_following_keeps_here_near_the_middle() -> None:
    session = Session(recipe.article())
    session.look(lambda looks: looks.toggled("follow"))
    session.look(lambda looks: looks.zoomed(4))
    for _ in range(20):
        session.forward()
        chart = landscape_chart(session.frame(), 60, 15)
        ((w1, w0),) = places(chart, "here")
        for value, axis in ((w1, chart.x), (w0, chart.y)):
            part = (value - axis.low) / (axis.high - axis.low)
            assert 0.37 < part < 0.63


def test_where_no_step_follows_none_is_marked() -> None:
    session = Session(recipe.article())
    session.set("learning_rate", 1e300)
    session.forward(5)
    assert next_params(session.frame()) is None
    chart = landscape_chart(session.frame(), 60, 15)
    assert not drawn(chart, "next")
    assert not drawn(chart, "here")


def test_earlier_runs_are_in_the_landscape() -> None:
    session = Session(recipe.article())
    for rate in (0.1, 0.2, 0.3, 0.05, 0.15):
        session.set("learning_rate", rate)
        session.forward(5)
        session.restart()
    ghosts = drawn(landscape_chart(session.frame(), 60, 15), "ghost")
    assert sum((ghost.xs[0], ghost.ys[0]) == (1.0, 0.0) for ghost in ghosts) == 3


@given(
    st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), min_size=2, max_size=30),
    st.tuples(st.floats(-2, 0), st.floats(0.1, 2)),
)
def test_what_is_clipped_lies_on_the_path_and_in_the_view(
    points: list[tuple[float, float]], view: tuple[float, float]
) -> None:
    pieces = path_within(points, view, view)
    dense = np.array(
        [
            (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
            for a, b in itertools.pairwise(points)
            for t in np.linspace(0, 1, 60)
        ]
    )
    shown = [point for xs, ys in pieces for point in zip(xs, ys, strict=True)]
    for x, y in shown:
        assert view[0] <= x <= view[1]
        assert view[0] <= y <= view[1]
        assert np.min(np.hypot(dense[:, 0] - x, dense[:, 1] - y)) < 0.1
    inside = dense[((dense > view[0]) & (dense < view[1])).all(axis=1)]
    assert not len(inside) or shown


def test_a_path_is_broken_where_numbers_end() -> None:
    points = [(0.0, 0.0), (1.0, 1.0), (math.nan, 1.0), (1.0, 0.0), (0.5, 0.5), (math.inf, 0.0)]
    assert path_within(points, (0, 2), (0, 2)) == [((0.0, 1.0), (0.0, 1.0)), ((1.0, 0.5), (0.0, 0.5))]
