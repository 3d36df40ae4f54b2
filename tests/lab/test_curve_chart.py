"""The picture of a curve: broken where the curve is, a true tangent, the ball in view or pointed at."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdengine as gd
from tui.lab.charts.chart import Chart, Series
from tui.lab.charts.curve_chart import ball, curve_chart
from tui.lab.charts.curve_line import curve_pieces, heights
from tui.lab.session.coming import coming_step, push, started_at
from tui.lab.session.session import Session

THREE_VALLEYS = gd.Curve(
    "0.08*(x-4)**2 - 0.6*exp(-10*(x+2)**2) - 0.8*exp(-(x-0.5)**2)", (-5, 8), -4, "three valleys"
)

OPTIMIZERS = [
    gd.sgd(),
    gd.sgd(momentum=0.9),
    gd.sgd(momentum=0.9, nesterov=True, weight_decay=0.1),
    gd.sgd(momentum=0.5, dampening=0.3),
    gd.adam(),
    gd.nadam(),
    gd.rmsprop(momentum=0.9, centered=True),
    gd.adagrad(),
]

FORMULAS = [
    "{a}*x**4 + {b}*x**2 + {c}*x",
    "{a}/x + {b}*x",
    "1/(x - ({a}))**2",
    "tan({a}*x)",
    "log(x + ({a}))",
    "log(abs(x - ({a})))",
    "abs(x - ({a}))/(x - ({a})) + ({b})*x**2",
    "sqrt(x - ({a})) + ({b})*x",
    "exp({a}*x)",
    "sin({a}*x) + ({b})*x**2",
    "x*0 + ({a})",
    "exp(-({b})*(x - ({a}))**2)",
    "abs(x - ({a}))",
    "({a})*x**9",
]

NUMBERS = st.one_of(st.integers(-5, 5), st.floats(-30, 30).map(lambda value: round(value, 2)))


@st.composite
def curves(draw: st.DrawFn) -> gd.Curve:
    formula = draw(st.sampled_from(FORMULAS)).format(a=draw(NUMBERS), b=draw(NUMBERS), c=draw(NUMBERS))
    low = draw(st.one_of(st.integers(-6, 3), st.floats(-1e12, 1e12)))
    width = draw(st.one_of(st.integers(1, 12), st.sampled_from([1e-3, 1e6, 1e200])))
    try:
        return gd.Curve(formula, (low, low + width))
    except ValueError:
        return gd.Curve(formula, (-3, 3))


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Sessions on curves with poles, jumps and holes, also ones that left the domain or all numbers."""
    curve = draw(curves())
    low, high = curve.domain
    part = draw(st.floats(0, 1))
    rate = draw(st.sampled_from([0.0, 1e-9, 0.01, 0.1, 0.5, 30.0, 1e300]))
    start = min(max(low * (1 - part) + high * part, low), high)
    session = Session(gd.Experiment(curve, (start,), draw(st.sampled_from(OPTIMIZERS)), rate))
    session.forward(draw(st.integers(0, 300)))
    if draw(st.booleans()):
        session.set("learning_rate", draw(st.sampled_from([0.02, 3.0])))
        session.restart()
        session.forward(draw(st.integers(0, 30)))
    session.seek(draw(st.integers(0, 300)))
    return session


def on(curve: gd.Curve, start: float, rate: float = 0.1, steps: int = 0, **settings: object) -> Session:
    session = Session(gd.Experiment(curve, (start,), learning_rate=rate, **settings))  # type: ignore[arg-type]
    session.forward(steps)
    return session


def drawn(chart: Chart, role: str) -> list[Series]:
    return [series for series in chart.series if series.role == role]


def place(chart: Chart, role: str) -> tuple[float, float]:
    (series,) = drawn(chart, role)
    return series.xs[0], series.ys[0]


@given(sessions(), st.integers(1, 190), st.integers(1, 50))
def test_all_is_finite_and_within_the_picture(session: Session, columns: int, rows: int) -> None:
    chart = curve_chart(session.frame(), columns, rows)
    assert (chart.x.low, chart.x.high) == session.frame().experiment.objective.domain  # type: ignore[attr-defined]
    for series in chart.series:
        assert series.xs
        assert len(series.xs) == len(series.ys)
        assert all(chart.x.low <= x <= chart.x.high for x in series.xs), series.role
        assert all(chart.y.low <= y <= chart.y.high for y in series.ys), series.role


@given(sessions(), st.integers(12, 190), st.integers(5, 50))
def test_the_ball_is_in_view_or_pointed_at(session: Session, columns: int, rows: int) -> None:
    frame = session.frame()
    chart = curve_chart(frame, columns, rows)
    x, cost = ball(frame)
    within = chart.x.low <= x <= chart.x.high and chart.y.low <= cost <= chart.y.high
    assert chart.shows("here") == within
    assert chart.shows("away") != within
    if within:
        assert place(chart, "here") == (x, cost)
    elif not (math.isnan(x) or math.isnan(cost)):
        assert drawn(chart, "away")[0].sign in "←→↑↓↖↗↙↘"


@given(sessions(), st.integers(31, 190), st.integers(5, 50))
def test_both_axes_have_ticks_that_can_be_told_apart(session: Session, columns: int, rows: int) -> None:
    chart = curve_chart(session.frame(), columns, rows)
    for axis in (chart.x, chart.y):
        assert len(axis.ticks) >= 2
        assert len(set(axis.labels)) == len(axis.labels)


@given(sessions(), st.integers(10, 190), st.integers(5, 50))
def test_the_curve_is_where_its_formula_says(session: Session, columns: int, rows: int) -> None:
    """Each point of it, but for those where it leaves the picture, has the formula's height."""
    frame = session.frame()
    chart = curve_chart(frame, columns, rows)
    for series in drawn(chart, "ground"):
        for x, y in list(zip(series.xs, series.ys, strict=True))[1:-1]:
            cost = frame.experiment.objective.evaluate((x,))[0]
            assert cost == pytest.approx(y) or not chart.y.low < y < chart.y.high


BREAKS = {
    "1/x": [0.0],
    "1/x**2": [0.0],
    "log(abs(x))": [0.0],
    "tan(x)": [-math.pi / 2, math.pi / 2],
    "abs(x)/x": [0.0],
    "abs(x - 1)/(x - 1) + x**2": [1.0],
    "1/(x - 1) + x**2": [1.0],
    "x**2 + 0.1/(x - 1/3)": [1 / 3],
    "1/(x - 2)**3 + sqrt(x + 1)": [2.0],
}


@pytest.mark.parametrize("formula", BREAKS)
@pytest.mark.parametrize("domain", [(-3.0, 3.0), (-3.0, 3.17), (-2.9, 4.0)])
@pytest.mark.parametrize("columns", [20, 70, 190])
def test_no_line_crosses_a_pole_or_a_jump(formula: str, domain: tuple[float, float], columns: int) -> None:
    curve = gd.Curve(formula, domain)
    pieces = curve_pieces(curve, columns, heights(curve, columns))
    assert len(pieces) == len(BREAKS[formula]) + 1
    for (before, after), at in zip(pairwise(pieces), BREAKS[formula], strict=True):
        assert before[0][-1] <= at <= after[0][0]


@pytest.mark.parametrize(
    "formula",
    ["x**2", "abs(x)", "sqrt(abs(x))", "exp(-1e7*(x - 0.1)**2)", "tanh(1e6*x)", "sin(50*x)", "x**9", "0*x"],
)
@pytest.mark.parametrize("domain", [(-3.0, 3.0), (-2.9, 4.0)])
def test_a_curve_without_a_break_is_one_line(formula: str, domain: tuple[float, float]) -> None:
    curve = gd.Curve(formula, domain)
    ((xs, _),) = curve_pieces(curve, 80, (-1e9, 1e9))
    assert (xs[0], xs[-1]) == pytest.approx(domain)


def test_a_curve_ends_where_its_values_do() -> None:
    curve = gd.Curve("sqrt(x - 1)", (-3, 3))
    ((xs, ys),) = curve_pieces(curve, 60, heights(curve, 60))
    assert xs[0] == pytest.approx(1.0, abs=1e-12)
    assert ys[0] == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(
    ("curve", "lowest", "highest"),
    [
        # The valleys, and the start, but not all of a rim of 48, or of 10 000.
        (gd.TERRAINS["two valleys"], -5.44, 6.26),
        (gd.Curve("x**4", (-10, 10), 1), 0.0, 1.0),
        (THREE_VALLEYS, 0.0, 6.48),
        (gd.Curve("x**2 + 0.001/(x - 1)", (-3, 3), 2.5), 0.0, 6.25),
    ],
)
def test_valleys_and_start_take_most_of_the_height(curve: gd.Curve, lowest: float, highest: float) -> None:
    low, high = heights(curve, 80)
    assert low <= lowest
    assert highest <= high
    if curve.formula != "x**4":
        assert (highest - lowest) / (high - low) > 0.55


@given(
    st.floats(-2.9, 2.9), st.integers(10, 190), st.integers(5, 50), st.sampled_from(["x**3/3 - x", "exp(x)"])
)
def test_the_tangent_goes_through_the_ball_with_the_true_slope(
    start: float, columns: int, rows: int, formula: str
) -> None:
    curve = gd.Curve(formula, (-3, 3))
    chart = curve_chart(on(curve, start).frame(), columns, rows)
    slope = start * start - 1.0 if formula != "exp(x)" else math.exp(start)
    (tangent,) = drawn(chart, "tangent")
    (a, b), (c, d) = tangent.xs, tangent.ys
    x, y = place(chart, "here")
    assert (d - c) / (b - a) == pytest.approx(slope, rel=1e-6, abs=1e-6)
    assert a <= x <= b
    assert c + (x - a) * slope == pytest.approx(y, abs=1e-6)


def test_the_tangent_is_as_long_on_screen_whatever_the_slope() -> None:
    """Where no part of it is cut off at the edge of the picture."""
    lengths = []
    for start in (0.2, -0.7, 1.5):
        chart = curve_chart(on(gd.Curve("x**3 + x", (-3, 3)), start).frame(), 80, 24)
        wide, tall = (chart.x.high - chart.x.low) / 79, (chart.y.high - chart.y.low) / 23
        (tangent,) = drawn(chart, "tangent")
        across, up = tangent.xs[1] - tangent.xs[0], tangent.ys[1] - tangent.ys[0]
        lengths.append(math.hypot(across / wide, 2.0 * up / tall))
    assert lengths == pytest.approx([lengths[0]] * 3)


def test_minima_are_told_apart_and_hills_marked() -> None:
    chart = curve_chart(on(gd.TERRAINS["two valleys"], 2.2).frame(), 80, 24)
    assert place(chart, "minimum")[0] == pytest.approx(-1.472998, abs=1e-6)
    assert place(chart, "local")[0] == pytest.approx(1.346997, abs=1e-6)
    assert place(chart, "maximum")[0] == pytest.approx(0.126, abs=1e-3)
    inflection = curve_chart(on(gd.TERRAINS["inflection"], -1).frame(), 80, 24)
    assert place(inflection, "saddle") == (0.0, 0.0)


@pytest.mark.parametrize(("rate", "role", "x"), [(0.05, "local", 1.346997), (0.09, "minimum", -1.472998)])
def test_a_flag_stands_where_the_ball_has_come_to_rest(rate: float, role: str, x: float) -> None:
    session = on(gd.TERRAINS["two valleys"], 2.2, rate)
    assert not curve_chart(session.frame(), 80, 24).shows("flag")
    session.forward(400)
    chart = curve_chart(session.frame(), 80, 24)
    assert place(chart, "flag")[0] == pytest.approx(x, abs=1e-5)
    assert place(chart, "flag")[1] > place(chart, "here")[1]
    assert chart.shows(role)


def test_the_next_step_is_where_it_lands() -> None:
    session = on(THREE_VALLEYS, -4, 0.35)
    for _ in range(12):
        chart = curve_chart(session.frame(), 80, 24)
        session.forward()
        assert place(chart, "next") == ball(session.frame())
        assert session.frame().index
    session.back(5)
    assert place(curve_chart(session.frame(), 80, 24), "next") == ball(forward(session))


def forward(session: Session) -> object:
    session.forward()
    return session.frame()


def test_the_trail_is_the_places_before_fading_with_age() -> None:
    session = on(gd.Curve("x**2", (-3, 3)), 2.5, 0.05, steps=10)
    chart, history = curve_chart(session.frame(), 80, 24), session.frame().run.history
    (old,), (new,) = drawn(chart, "old-trail"), drawn(chart, "trail")
    assert (*old.xs, *new.xs) == tuple(history.at(k).params[0] for k in range(10))
    assert len(new.xs) == 6


def test_an_earlier_run_stays_as_a_ghost() -> None:
    session = on(THREE_VALLEYS, -4, 0.1, steps=30)
    end = ball(session.frame())
    session.set("learning_rate", 0.5)
    session.restart()
    chart = curve_chart(session.frame(), 80, 24)
    assert end in [(series.xs[0], series.ys[0]) for series in drawn(chart, "ghost")]


def test_momentum_pushes_by_what_the_step_is_longer_than_the_plain_one() -> None:
    session = on(gd.TERRAINS["two valleys"], 2.0, 0.05, steps=3, optimizer=gd.sgd(momentum=0.9))
    frame = session.frame()
    coming, pushed = coming_step(frame), push(frame)
    assert coming
    assert pushed
    assert pushed[0] == pytest.approx(coming.params[0] - frame.step.params[0] + 0.05 * frame.step.gradient[0])
    # The velocity that the state holds, less the part that momentum takes of it.
    assert pushed[0] == pytest.approx(-0.05 * 0.9 * frame.step.state[1][0])
    arrow = drawn(curve_chart(frame, 80, 24), "push")[0]
    assert arrow.xs[1] - arrow.xs[0] == pytest.approx(pushed[0])
    assert arrow.ys[0] == arrow.ys[1] == frame.step.cost


@pytest.mark.parametrize("optimizer", [gd.sgd(), gd.adagrad(), gd.sgd(momentum=0.9), gd.adam()])
def test_what_remembers_nothing_does_not_push(optimizer: gd.Optimizer) -> None:
    assert push(on(gd.TERRAINS["bowl"], 2.5, optimizer=optimizer).frame()) is None


def test_adam_without_its_memory_is_what_is_left() -> None:
    frame = on(gd.TERRAINS["bowl"], 2.5, 0.1, steps=4, optimizer=gd.adam()).frame()
    coming, pushed = coming_step(frame), push(frame)
    assert coming
    assert pushed
    count, (mean,), _, _ = frame.step.state
    (square,) = coming.state[2]
    root = math.sqrt(square) / math.sqrt(1 - 0.999**5) + 1e-8
    assert count == 4
    assert pushed[0] == pytest.approx(-0.1 / (1 - 0.9**5) * 0.9 * mean / root)


def test_a_ball_that_leaves_is_shown_leaving_and_the_view_stays() -> None:
    session = on(gd.TERRAINS["bowl"], 2.5, 1.3)
    first = curve_chart(session.frame(), 80, 24)
    for _ in range(12):
        session.forward()
        chart = curve_chart(session.frame(), 80, 24)
        assert (chart.x, chart.y) == (first.x, first.y)
        x = session.frame().step.params[0]
        assert drawn(chart, "away")[0].sign == ("↗" if x > 0 else "↖")
    session.restart()
    assert curve_chart(session.frame(), 80, 24).shows("here")


def test_a_ball_without_a_height_is_marked_where_it_is() -> None:
    frame = on(gd.Curve("log(x)", (-3, 3), 1), 0.5, 0.6, steps=1).frame()
    assert math.isnan(frame.step.cost)
    chart = curve_chart(frame, 80, 24)
    assert place(chart, "away")[0] == frame.step.params[0]
    assert drawn(chart, "away")[0].sign == "?"


def test_a_run_from_another_start_is_what_a_click_would_begin() -> None:
    session = on(THREE_VALLEYS, -4, 0.35, steps=5, optimizer=gd.sgd(momentum=0.5))
    preview = started_at(session.frame(), (1.5,))
    session.set("start", (1.5,))
    frame = session.frame()
    assert (preview.step, preview.experiment.start) == (frame.step, frame.experiment.start)
    assert curve_chart(preview, 80, 24).live == curve_chart(frame, 80, 24).live


def test_a_step_computes_no_curve_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    session = on(THREE_VALLEYS, -4, 0.1)
    still = curve_chart(session.frame(), 80, 24).still
    asked: list[gd.Params] = []
    evaluate = gd.Curve.evaluate
    monkeypatch.setattr(gd.Curve, "evaluate", lambda self, at: asked.append(at) or evaluate(self, at))
    for _ in range(20):
        session.forward()
        chart = curve_chart(session.frame(), 80, 24)
        assert all(a is b or a == b for a, b in zip(chart.still, still, strict=True))
    # A step of the run, a look at the next one, and some ahead for the view.
    assert len(asked) < 20 * 100
