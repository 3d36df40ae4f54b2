"""Landscape and fit frame the run: where it is stays in view, and the view moves seldom and calmly."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdengine as gd
from tui.lab.charts.chart import Axis, Chart
from tui.lab.charts.fit_chart import fit_chart, line_out_of_sight
from tui.lab.charts.landscape_chart import landscape_chart, way_out_of_sight
from tui.lab.charts.run_path import CALM_SECONDS
from tui.lab.charts.view import extended
from tui.lab.files import recipe
from tui.lab.session.frame import View
from tui.lab.session.session import Session

OPTIMIZERS = [gd.sgd(), gd.sgd(momentum=0.9), gd.sgd(momentum=0.97, nesterov=True), gd.adam(), gd.adagrad()]
RATES = [1e-5, 1e-3, 0.03, 0.1, 0.3, 0.6, 3.0, 100.0]
POINTS = st.lists(st.tuples(st.floats(-9, 9), st.floats(-90, 90)), min_size=1, max_size=6)


def session_on(rows: list[tuple[float, float]], optimizer: gd.Optimizer, rate: float, w1: float) -> Session:
    data = gd.Dataset(*zip(*rows, strict=True))
    return Session(gd.Experiment(gd.LinearRegression(data), (w1, 0.0), optimizer, rate, max_steps=20))


def diverged(steps: int = 40) -> Session:
    session = Session(recipe.article())
    session.set("learning_rate", 0.5)
    session.forward(steps)
    return session


def holds(axis: Axis, value: float) -> bool:
    return axis.low <= value <= axis.high


def shows(chart: Chart, at: gd.Params) -> bool:
    return holds(chart.x, at[0]) and holds(chart.y, at[1])


@given(POINTS, st.sampled_from(OPTIMIZERS), st.sampled_from(RATES), st.floats(-50, 50), st.integers(0, 120))
def test_the_step_on_screen_and_the_next_are_always_in_view(
    rows: list[tuple[float, float]], optimizer: gd.Optimizer, rate: float, w1: float, steps: int
) -> None:
    session = session_on(rows, optimizer, rate, w1)
    session.forward(steps)
    for index in (session.frame().newest, steps // 2):
        session.seek(index)
        frame = session.frame()
        if max(map(abs, frame.step.params)) > 1e290:
            continue
        landscape, fit = landscape_chart(frame, 40, 12), fit_chart(frame, 40, 12)
        assert shows(landscape, frame.step.params)
        assert landscape.shows("here")
        assert way_out_of_sight(frame, landscape) is None
        assert line_out_of_sight(frame, fit) is None
        low, high = frame.fit.data.bounds[0]
        for x in (low, high):
            assert holds(fit.y, frame.step.params[0] * x + frame.step.params[1])


@given(POINTS, st.sampled_from(OPTIMIZERS), st.sampled_from(RATES), st.floats(-50, 50))
def test_a_landscape_stays_for_four_steps_however_fast_a_run_grows(
    rows: list[tuple[float, float]], optimizer: gd.Optimizer, rate: float, w1: float
) -> None:
    session = session_on(rows, optimizer, rate, w1)
    views = []
    for _ in range(25):
        landscape = landscape_chart(session.frame(), 40, 12)
        views.append([(axis.low, axis.high) for axis in (landscape.x, landscape.y)])
        session.forward()
    moved = [k for k, (before, after) in enumerate(pairwise(views), start=1) if before != after]
    assert all(k % 4 == 0 for k in moved)
    session.first()
    first = landscape_chart(session.frame(), 40, 12)
    assert [(first.x.low, first.x.high), (first.y.low, first.y.high)] == views[0], "the same on the way back"


SPEEDS = [5.0, 10.0, 20.0, 50.0, 100.0, 1_000.0, 10_000.0]


@given(
    POINTS, st.sampled_from(OPTIMIZERS), st.sampled_from(RATES), st.floats(-50, 50), st.sampled_from(SPEEDS)
)
def test_while_a_run_plays_views_change_twice_a_second_and_the_place_is_in_view_or_pointed_at(
    rows: list[tuple[float, float]], optimizer: gd.Optimizer, rate: float, w1: float, speed: float
) -> None:
    """Frames are drawn thirty times a second, with several steps between them where it is fast."""
    session = session_on(rows, optimizer, rate, w1)
    frame = replace(session.frame(), playing=True, speed=speed)
    calm = max(4.0, CALM_SECONDS * speed)
    views: list[tuple[int, list[tuple[float, float]]]] = []
    for _ in range(40):
        session.forward(max(1, round(speed / 30.0)))
        frame = replace(session.frame(), playing=True, speed=speed)
        if not max(map(abs, frame.step.params)) < 1e290:
            break
        landscape, fit = landscape_chart(frame, 40, 12), fit_chart(frame, 40, 12)
        axes = [(axis.low, axis.high) for axis in (landscape.x, landscape.y, fit.x, fit.y)]
        views.append((frame.index, axes))
        assert landscape.shows("here") != bool(way_out_of_sight(frame, landscape))
        assert fit.shows("line") != (line_out_of_sight(frame, fit) in ("↑", "↓"))
    moved = [after[0] for before, after in pairwise(views) if before[1] != after[1]]
    span = views[-1][0] - views[0][0] if views else 0
    assert len(moved) <= math.ceil(span / calm)


@given(POINTS, st.sampled_from(OPTIMIZERS[:3]), st.sampled_from([0.3, 0.6, 3.0]), st.integers(0, 80))
def test_a_line_that_explodes_does_not_look_flat(
    rows: list[tuple[float, float]], optimizer: gd.Optimizer, rate: float, steps: int
) -> None:
    """The view is at most some four times as high as what it has to hold: points, start and line."""
    at_rest = fit_chart(session_on(rows, optimizer, 0.0, 1.0).frame(), 40, 6).y
    session = session_on(rows, optimizer, rate, 1.0)
    session.forward(steps)
    frame = session.frame()
    w1, w0 = frame.step.params
    if not max(abs(w1), abs(w0)) < 1e290:
        return
    heights = [w1 * x + w0 for x in frame.fit.data.bounds[0]]
    needed = max(*heights, at_rest.high) - min(*heights, at_rest.low)
    chart = fit_chart(frame, 40, 6)
    # Either end is extended by whole octaves with a room of a twentieth, and all of it twofold at most.
    assert chart.y.high - chart.y.low <= 2.0 * 2.11 * needed


def test_the_articles_explosion_on_a_small_screen() -> None:
    session = diverged(0)
    for _ in range(60):
        session.forward()
        frame = session.frame()
        chart = fit_chart(frame, 33, 6)
        farthest = max(abs(frame.step.params[0] * x + frame.step.params[1]) for x in (0.0, 3.0))
        cell = (chart.y.high - chart.y.low) / 5
        assert farthest / cell > 0.75, "about a row of cells above or below the points at least"


@pytest.mark.parametrize(("params", "arrow"), [((1.0, 1e6), "↑"), ((1.0, -1e6), "↓"), ((9e5, 1.0), None)])
def test_an_arrow_points_to_a_line_that_has_left_the_view(params: gd.Params, arrow: str | None) -> None:
    frame = Session(recipe.article()).frame()
    gone = replace(frame, step=frame.step._replace(params=params))
    chart = fit_chart(frame, 40, 12)
    drawn = chart._replace(live=tuple(s for s in chart.live if s.role != "line" or arrow is None))
    assert line_out_of_sight(gone, drawn) == arrow


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3), st.lists(st.floats(-1e9, 1e9), max_size=5))
def test_a_range_is_extended_by_whole_octaves(low: float, size: float, values: list[float]) -> None:
    base = low, low + size
    found = extended(base, values)
    assert all(found[0] <= value <= found[1] for value in values)
    beyond = max(0.0, low - min(values, default=low)), max(0.0, max(values, default=low) - base[1])
    for by, needed in zip((base[0] - found[0], found[1] - base[1]), beyond, strict=True):
        octaves = math.log2(by / size + 1.0)
        assert octaves == pytest.approx(round(octaves), abs=1e-6)
        # None more than needed, but for the room of a twentieth.
        assert by <= (2.0 * 1.051 * needed + 1.001 * size if needed else 0.0)


def test_while_it_diverges_the_last_swings_fill_the_landscape() -> None:
    session = diverged(0)
    for _ in range(60):
        session.forward()
        frame = session.frame()
        chart = landscape_chart(frame, 40, 12)
        last = [frame.run.history.at(k).params for k in range(max(0, frame.index - 4), frame.index + 1)]
        for axis, values in ((chart.x, [w1 for w1, _ in last]), (chart.y, [w0 for _, w0 in last])):
            assert max(values) - min(values) > (axis.high - axis.low) / 80


def test_after_a_divergence_that_was_stopped_start_and_minimum_are_apart_again() -> None:
    session = diverged(30)
    session.set("learning_rate", 0.3448)
    session.forward(60)
    frame = session.frame()
    assert frame.step.params == pytest.approx((2.0, -1.0), abs=1e-6)
    for chart in (landscape_chart(frame, 40, 12), fit_chart(frame, 40, 12)):
        assert chart.x.high - chart.x.low < 40.0
        assert chart.y.high - chart.y.low < 40.0
    assert shows(landscape_chart(frame, 40, 12), (1.0, 0.0))


def test_a_converged_run_shows_start_path_and_minimum() -> None:
    session = Session(recipe.article())
    session.set("optimizer", gd.sgd(momentum=0.9))
    session.set("learning_rate", 0.1)
    session.forward(300)
    frame = session.frame()
    chart = landscape_chart(frame, 40, 12)
    path = [frame.run.history.at(k).params for k in range(301)]
    assert max(abs(w0) for _, w0 in path) > 2.0, "it swings far beyond the minimum"
    assert all(shows(chart, at) for at in [*path, (2.0, -1.0)])


@pytest.mark.parametrize("name", list(gd.PRESETS))
def test_every_preset_is_in_view_from_its_start_to_its_end(name: str) -> None:
    regression = gd.LinearRegression(gd.PRESETS[name]())
    best = gd.theory.best_learning_rate(gd.Experiment(regression, (1.0, 0.0)))
    session = Session(gd.Experiment(regression, (1.0, 0.0), learning_rate=best or 0.01, max_steps=20))
    for steps in (0, 10, 2000):
        session.forward(steps)
        frame = session.frame()
        assert landscape_chart(frame, 40, 12).shows("here")
        assert landscape_chart(frame, 40, 12).shows("origin")
        assert line_out_of_sight(frame, fit_chart(frame, 40, 12)) is None


def test_one_switch_shows_the_whole_run_from_any_step() -> None:
    session = diverged(20)
    steps = [session.frame().run.history.at(k).params for k in range(21)]
    session.look(lambda looks: looks.toggled("whole"))
    for index in (0, 7, 20):
        session.seek(index)
        frame = session.frame()
        landscape, fit = landscape_chart(frame, 40, 12), fit_chart(frame, 40, 12)
        assert all(shows(landscape, at) for at in steps)
        assert all(holds(fit.y, w1 * x + w0) for w1, w0 in steps for x in (0.0, 3.0))
    session.look(lambda looks: looks.viewing(View()))
    session.seek(0)
    assert not shows(landscape_chart(session.frame(), 40, 12), steps[-1])


def test_undo_and_redo_bring_back_what_was_in_view() -> None:
    session = Session(recipe.article())
    session.look(lambda looks: looks.zoomed(2))
    session.set("learning_rate", 0.5)
    session.forward(20)
    session.look(lambda looks: looks.zoomed(-7).toggled("follow").toggled("whole").toggled("log_scale"))
    after = session.frame().looks
    session.undo()
    assert session.frame().looks.view == View(2, follow=False, whole=False)
    assert not session.frame().looks.log_scale, "what is no view stays"
    session.redo()
    assert session.frame().looks == after


@pytest.mark.parametrize(
    ("start", "arrow"),
    [
        ((9, -1), "→"),
        ((-9, -1), "←"),
        ((2, 9), "↑"),
        ((2, -9), "↓"),
        ((9, 9), "↗"),
        ((-9, -9), "↙"),
        ((-9, 9), "↖"),
    ],
)
def test_an_arrow_points_to_where_the_run_is_if_someone_looks_elsewhere(start: gd.Params, arrow: str) -> None:
    session = Session(gd.Experiment(gd.LinearRegression(gd.article()), start, learning_rate=0.0))
    session.look(lambda looks: looks.zoomed(12))
    assert way_out_of_sight(session.frame(), landscape_chart(session.frame(), 40, 12)) == arrow


def test_numbers_too_large_to_draw_have_no_direction() -> None:
    session = diverged(0)
    session.set("learning_rate", 1e300)
    session.forward(5)
    frame = session.frame()
    assert not all(map(math.isfinite, frame.step.params))
    assert way_out_of_sight(frame, landscape_chart(frame, 40, 12)) == ""
    assert line_out_of_sight(frame, fit_chart(frame, 40, 12)) == ""
