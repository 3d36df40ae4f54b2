"""What is drawn: always finite, within its axes, and no more than there is room for."""

from __future__ import annotations

import gc
import math
import weakref
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdengine as gd
from tui.lab.charts.axes import rounded_to_cell
from tui.lab.charts.chart import Axis, Chart, Series
from tui.lab.charts.cost_chart import cost_chart, expected_cost
from tui.lab.charts.fit_chart import fit_chart, nearest_point
from tui.lab.charts.landscape_chart import landscape_chart
from tui.lab.files import recipe
from tui.lab.session.session import Session


def sound(chart: Chart) -> None:
    """Nothing in a chart may trip the plotting library or leave the picture."""
    for axis in (chart.x, chart.y):
        assert axis.low < axis.high
        assert len(axis.ticks) == len(axis.labels)
        assert all(
            axis.low - 1e-9 * abs(axis.low) <= tick <= axis.high + 1e-9 * abs(axis.high)
            for tick in axis.ticks
        )
    for each in chart.series:
        assert len(each.xs) == len(each.ys) > 0
        assert all(map(math.isfinite, each.xs + each.ys))


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
        session.look(lambda looks: looks.toggled("log_scale"))
    cost, fit = cost_chart(session.frame(), 40, 12), fit_chart(session.frame(), 40, 12)
    sound(cost)
    sound(fit)
    for each in fit.series:
        assert within(each.xs, fit.x)
        assert within(each.ys, fit.y)


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
        session.look(lambda looks: looks.toggled("log_scale"))


def test_the_start_line_and_ghosts_stay() -> None:
    session = Session(recipe.article())
    session.forward(20)
    session.restart()
    session.forward(2)
    assert roles(cost_chart(session.frame(), 40, 12)) == ["ghost", "theory", "cost", "here"]
    fit = roles(fit_chart(session.frame(), 40, 12))
    assert fit == ["start", "point", "line", "residual", "residual", "residual"]


@given(st.integers(1, 30), st.integers(0, 60), st.sampled_from([0.1, 0.5, 0.01]), st.booleans())
def test_no_two_ticks_share_a_row(rows: int, steps: int, rate: float, linear: bool) -> None:
    session = Session(recipe.article())
    session.set("learning_rate", rate)
    session.forward(steps)
    if linear:
        session.look(lambda looks: looks.toggled("log_scale"))
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
        session.look(lambda looks: looks.toggled("log_scale"))


def test_a_change_is_marked() -> None:
    session = Session(recipe.article())
    session.forward(5)
    session.set("learning_rate", 0.2)
    session.forward(5)
    mark = next(s for s in cost_chart(session.frame(), 40, 12).series if s.role == "mark")
    assert set(mark.xs) == {5.0}


def test_the_axes_of_the_fit_do_not_move_with_a_line_that_stays_in_them() -> None:
    session = Session(recipe.article())
    before = fit_chart(session.frame(), 40, 12)
    session.forward(20)
    after = fit_chart(session.frame(), 40, 12)
    assert (before.x, before.y) == (after.x, after.y)


def test_points_are_as_large_as_there_is_room_for() -> None:
    def size(count: int, columns: int, rows: int) -> str:
        data = gd.Dataset([float(i) for i in range(count)], [1.0] * count)
        frame = Session(gd.Experiment(gd.LinearRegression(data), (0, 0))).frame()
        (role,) = {
            role for role in roles(fit_chart(frame, columns, rows)) if role in ("point", "speck", "cloud")
        }
        return role

    assert size(3, 20, 3) == "point"
    assert size(40, 30, 8) == "speck"
    assert size(40, 80, 20) == "point"
    assert size(61, 80, 20) == "cloud"


def test_many_points_are_thinned() -> None:
    data = gd.Dataset([float(i) for i in range(100_000)], [float(i % 7) for i in range(100_000)])
    frame = Session(gd.Experiment(gd.LinearRegression(data), (0, 0))).frame()
    assert all(len(series.xs) <= 500 for series in fit_chart(frame, 40, 12).series)


def series(chart: Chart, role: str) -> list[Series]:
    return [each for each in chart.series if each.role == role]


def test_theorys_curve_is_what_the_run_will_do() -> None:
    session = Session(recipe.article())
    before = series(cost_chart(session.frame(), 21, 12), "theory")[0]
    session.forward(20)
    ran = series(cost_chart(session.frame(), 21, 12), "cost")[0]
    assert before.xs == ran.xs
    assert all(abs(a - b) < 1e-6 for a, b in zip(before.ys, ran.ys, strict=True))


def test_theory_goes_on_from_the_last_change() -> None:
    session = Session(recipe.article())
    session.forward(5)
    session.set("learning_rate", 0.3)
    expected = series(cost_chart(session.frame(), 21, 12), "theory")[0]
    assert expected.xs[0] == 5
    foreseen = [expected_cost(session.frame(), k) for k in (4, 5, 12)]
    session.forward(15)
    costs = session.frame().run.history.costs(0, 21)
    assert foreseen[0] is None
    assert foreseen[1:] == [pytest.approx(costs[5]), pytest.approx(costs[12])]


def test_where_theory_has_no_word_nothing_is_drawn_of_it() -> None:
    session = Session(recipe.article())
    session.set("optimizer", gd.adam())
    assert not series(cost_chart(session.frame(), 40, 12), "theory")
    assert expected_cost(session.frame(), 3) is None


def test_while_a_run_goes_as_expected_its_axes_rest() -> None:
    session = Session(recipe.article())
    charts = []
    for _ in range(20):
        session.forward()
        charts.append(cost_chart(session.frame(), 40, 12))
    assert len({(chart.x, chart.y, chart.still) for chart in charts}) == 1


@pytest.mark.parametrize("planned", [20, 200, 2000, 10**6])
@pytest.mark.parametrize("rate", [0.44, 0.5, 1.0, 30.0])
def test_a_long_run_that_will_explode_has_room_for_what_can_be_drawn(planned: int, rate: float) -> None:
    """Theory's curve goes over most of the axes, at the start and as the run follows it."""
    session = Session(replace(recipe.article(), learning_rate=rate, max_steps=planned))
    for steps in (0, 3, 30, 300):
        session.forward(steps)
        frame = session.frame()
        chart = cost_chart(frame, 40, 12)
        (curve,) = series(chart, "theory")
        assert frame.newest <= chart.x.high
        assert chart.x.high <= planned or frame.newest > planned
        if frame.newest < 40 and rate < 30.0:
            assert curve.xs[-1] >= 0.5 * chart.x.high
            assert chart.y.high - chart.y.low >= min(10.0, 0.01 * chart.x.high) or rate < 0.5
    if frame.newest < planned and frame.step.status is not gd.Status.NONFINITE:
        assert max(s.xs[-1] for s in series(chart, "cost")) >= 0.4 * chart.x.high


def test_a_long_run_that_converges_has_its_planned_steps_on_the_axis() -> None:
    session = Session(replace(recipe.article(), max_steps=2000))
    assert cost_chart(session.frame(), 40, 12).x.high == 2000


def test_beyond_the_planned_end_the_axis_goes_on_in_leaps() -> None:
    session = Session(recipe.article())
    ends = set()
    for _ in range(100):
        session.forward()
        frame = session.frame()
        ends.add(cost_chart(frame, 40, 12).x.high)
        assert frame.newest <= max(ends)
    assert ends == {20, 24, 32, 40, 60, 80, 100}


@given(st.integers(1, 3000), st.integers(5, 60), st.integers(1, 300))
def test_a_curve_that_grew_step_by_step_is_the_one_drawn_at_once(steps: int, columns: int, pace: int) -> None:
    grown, at_once = Session(recipe.article()), Session(recipe.article())
    for session in (grown, at_once):
        session.set("learning_rate", 0.43)
    for _ in range(steps // pace):
        grown.forward(pace)
        cost_chart(grown.frame(), columns, 10)
    grown.forward(steps % pace)
    at_once.forward(steps)
    assert cost_chart(grown.frame(), columns, 10) == cost_chart(at_once.frame(), columns, 10)


def test_the_selected_point_and_its_error_are_drawn_last() -> None:
    session = Session(recipe.article())
    session.select(2)
    error, sign = fit_chart(session.frame(), 40, 12).series[-2:]
    assert (error.role, error.path, sign.role, sign.path) == ("selected", True, "selected", False)
    assert (sign.xs, sign.ys) == ((3.0,), (5.0,))
    assert error.ys == (5.0, 3.0)


def test_the_least_squares_line_on_demand() -> None:
    session = Session(recipe.article())
    assert not fit_chart(session.frame(), 40, 12).shows("best")
    session.look(lambda looks: looks.toggled("least_squares"))
    best = series(fit_chart(session.frame(), 40, 12), "best")[0]
    assert all(abs(2 * x - 1 - y) < 1e-12 for x, y in zip(best.xs, best.ys, strict=True))


def test_the_nearest_point_that_is_near_enough() -> None:
    data = gd.article()
    assert nearest_point(data, 0.9, 1.2, (0.2, 0.5)) == 1
    assert nearest_point(data, 0.9, 1.2, (0.05, 0.5)) is None
    many = gd.Dataset([float(i) for i in range(5000)], [0.0] * 5000)
    assert nearest_point(many, 102.0, 0.0, (9.0, 1.0)) == 100


@pytest.mark.parametrize(
    ("value", "cell", "rounded"),
    [(0.123456, 0.07, 0.12), (1234.56, 30.0, 1230.0), (-0.031, 0.1, 0.0), (5.4321, 1.0, 5.0)],
)
def test_a_click_is_rounded_to_what_cells_tell_apart(value: float, cell: float, rounded: float) -> None:
    assert rounded_to_cell(value, cell) == pytest.approx(rounded)
    assert abs(rounded_to_cell(value, cell) - value) <= cell / 2


def test_costs_too_small_for_an_axis_are_drawn_all_the_same() -> None:
    data = gd.Dataset((0, 0), (3e-162, 3e-162))
    session = Session(gd.Experiment(gd.LinearRegression(data), (0, 0), max_steps=20))
    for _ in range(2):
        sound(cost_chart(session.frame(), 40, 12))
        session.look(lambda looks: looks.toggled("log_scale"))


def test_what_was_worked_out_of_a_history_goes_with_it() -> None:
    session = Session(recipe.article())
    for _ in range(3):
        session.forward(900)
        cost_chart(session.frame(), 40, 12)
        landscape_chart(session.frame(), 40, 12)
        session.restart()
    landscape_chart(session.frame(), 40, 12)
    known = [weakref.ref(ghost.history) for ghost in session.frame().ghosts]
    session = Session(recipe.article())
    gc.collect()
    assert [history() for history in known] == [None] * 3
