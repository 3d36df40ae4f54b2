"""What is drawn: always finite, within its axes, and no more than there is room for."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

import gdengine as gd
from tui import recipe
from tui.charts import Axis, Chart, cost_chart, fit_chart, line_in_sight
from tui.session import Session


def sound(chart: Chart) -> None:
    """Nothing in a chart may trip the plotting library or leave the picture."""
    for axis in (chart.x, chart.y):
        assert axis.low < axis.high
        assert len(axis.ticks) == len(axis.labels)
        assert all(
            axis.low - 1e-9 * abs(axis.low) <= tick <= axis.high * (1 + 1e-9) + 1e-9 for tick in axis.ticks
        )
    for series in chart.series:
        assert len(series.xs) == len(series.ys) > 0
        assert all(map(math.isfinite, series.xs + series.ys))


def within(values: tuple[float, ...], axis: Axis) -> bool:
    room = 1e-6 * (axis.high - axis.low)
    return all(axis.low - room <= value <= axis.high + room for value in values)


def roles(chart: Chart) -> list[str]:
    return [series.role for series in chart.series]


@given(
    st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1, max_size=5),
    st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)),
    st.floats(0, 10),
    st.integers(0, 400),
    st.booleans(),
)
def test_charts_are_sound(
    rows: list[tuple[float, float]], start: gd.Params, rate: float, steps: int, log_scale: bool
) -> None:
    data = gd.Dataset(*zip(*rows, strict=True))
    session = Session(gd.Experiment(gd.LinearRegression(data), start, learning_rate=rate, max_steps=20))
    session.forward(steps)
    if log_scale:
        session.toggle_log_scale()
    cost, fit = cost_chart(session.frame(), 40, 12), fit_chart(session.frame(), 40, 12)
    sound(cost)
    sound(fit)
    for series in fit.series:
        assert within(series.xs, fit.x)
        assert within(series.ys, fit.y)


def test_the_log_axis_makes_the_articles_run_a_straight_line() -> None:
    session = Session(recipe.article())
    session.forward(20)
    curve = next(s for s in cost_chart(session.frame(), 60, 12).series if s.role == "cost")
    falls = [b - a for a, b in zip(curve.ys[1:], curve.ys[2:], strict=False)]
    assert max(falls) - min(falls) < 1e-9
    assert abs(falls[0] - math.log10(0.7396)) < 1e-9


def test_the_curve_has_two_points_a_column_at_most_and_loses_no_spike() -> None:
    session = Session(recipe.article())
    session.set("learning_rate", 0.3)
    session.forward(5000)
    session.set("learning_rate", 0.5)
    session.forward(3)
    frame = session.frame()
    curve = next(s for s in cost_chart(frame, 50, 12).series if s.role == "cost")
    assert len(curve.xs) <= 102
    spike = max(frame.run.history.costs(1, frame.run.length))
    assert max(curve.ys) >= math.log10(spike)


def test_a_diverging_run_is_drawn_until_numbers_end() -> None:
    session = Session(recipe.article())
    session.set("learning_rate", 0.5)
    session.forward(3000)
    for _ in range(2):
        sound(cost_chart(session.frame(), 40, 12))
        sound(fit_chart(session.frame(), 40, 12))
        session.toggle_log_scale()


def test_the_start_line_and_ghosts_stay() -> None:
    session = Session(recipe.article())
    session.forward(20)
    session.restart()
    session.forward(2)
    assert roles(cost_chart(session.frame(), 40, 12)) == ["ghost", "cost", "here"]
    assert roles(fit_chart(session.frame(), 40, 12)) == [
        "start",
        "residual",
        "residual",
        "residual",
        "line",
        "point",
    ]


@given(st.integers(1, 30), st.integers(0, 60), st.sampled_from([0.1, 0.5, 0.01]), st.booleans())
def test_no_two_ticks_share_a_row(rows: int, steps: int, rate: float, linear: bool) -> None:
    session = Session(recipe.article())
    session.set("learning_rate", rate)
    session.forward(steps)
    if linear:
        session.toggle_log_scale()
    for chart in (cost_chart(session.frame(), 40, rows), fit_chart(session.frame(), 40, rows)):
        places = [round((t - chart.y.low) / (chart.y.high - chart.y.low) * (rows - 1)) for t in chart.y.ticks]
        assert len(set(places)) == len(places) or rows < 4


def test_after_an_explosion_the_axes_are_those_of_the_present_run() -> None:
    session = Session(recipe.article())
    session.set("learning_rate", 0.5)
    session.forward(3000)
    session.restart()
    session.set("learning_rate", 0.1)
    session.forward(10)
    for _ in range(2):
        chart = cost_chart(session.frame(), 40, 12)
        assert chart.x.high == 20
        assert within(next(s.ys for s in chart.series if s.role == "cost"), chart.y)
        assert all(within(s.ys, chart.y) for s in chart.series)
        assert chart.y.high < (10 if session.frame().looks.log_scale else 1e4)
        session.toggle_log_scale()


def test_a_line_that_is_out_of_sight_is_said_to_be() -> None:
    session = Session(recipe.article())
    assert line_in_sight(fit_chart(session.frame(), 40, 12))
    session.set("w0", 1e6)
    assert not line_in_sight(fit_chart(session.frame(), 40, 12))


def test_a_change_is_marked() -> None:
    session = Session(recipe.article())
    session.forward(5)
    session.set("learning_rate", 0.2)
    session.forward(5)
    mark = next(s for s in cost_chart(session.frame(), 40, 12).series if s.role == "mark")
    assert set(mark.xs) == {5.0}


def test_the_axes_of_the_fit_do_not_move_with_the_line() -> None:
    session = Session(recipe.article())
    before = fit_chart(session.frame(), 40, 12)
    session.set("learning_rate", 0.5)
    session.forward(10)
    after = fit_chart(session.frame(), 40, 12)
    assert (before.x, before.y) == (after.x, after.y)


def test_many_points_are_thinned() -> None:
    data = gd.Dataset([float(i) for i in range(100_000)], [float(i % 7) for i in range(100_000)])
    frame = Session(gd.Experiment(gd.LinearRegression(data), (0, 0))).frame()
    assert all(len(series.xs) <= 500 for series in fit_chart(frame, 40, 12).series)


def test_costs_too_small_for_an_axis_are_drawn_all_the_same() -> None:
    data = gd.Dataset((0, 0), (3e-162, 3e-162))
    session = Session(gd.Experiment(gd.LinearRegression(data), (0, 0), max_steps=20))
    for _ in range(2):
        sound(cost_chart(session.frame(), 40, 12))
        session.toggle_log_scale()
