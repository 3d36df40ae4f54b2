"""The arrows in the landscape and the squares in the fit, both shown on demand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdengine as gd
from tests.lab.test_landscape import drawn
from tui.lab.charts.chart import Chart
from tui.lab.charts.fit_chart import MOST_RESIDUALS, fit_chart
from tui.lab.charts.landscape_chart import arrows_of, landscape_chart
from tui.lab.files import recipe
from tui.lab.session.session import Session

NUMBERS = st.floats(-50, 50)


def shown(session: Session, switch: str) -> Session:
    session.look(lambda looks: looks.toggled(switch))
    return session


def test_at_the_articles_start_the_gradient_misses_the_minimum_by_54_5_degrees() -> None:
    arrows = arrows_of(Session(recipe.article()).frame())
    assert arrows is not None
    assert round(arrows.degrees, 1) == 54.5
    (a, b), (c, d) = arrows.against, arrows.straight
    assert (c, d) == pytest.approx((2.0, -1.0))
    assert (a - 1.0) / b == pytest.approx(6.0), "−∇E is (6, 1) there"
    assert math.dist((1.0, 0.0), (a, b)) == pytest.approx(math.dist((1.0, 0.0), (c, d)))


def test_centred_data_bring_them_together() -> None:
    data = gd.article()
    mean = sum(data.x) / len(data)
    objective = gd.LinearRegression(gd.Dataset([x - mean for x in data.x], data.y), "sum")
    arrows = arrows_of(Session(gd.Experiment(objective, (1.0, 0.0), learning_rate=0.1)).frame())
    assert arrows is not None
    assert arrows.degrees == pytest.approx(12.07, abs=0.01)


@given(st.tuples(NUMBERS, NUMBERS), st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=6))
def test_the_angle_is_that_of_the_arrows_and_below_90_degrees(
    start: gd.Params, rows: list[tuple[float, float]]
) -> None:
    objective = gd.LinearRegression(gd.Dataset(*zip(*rows, strict=True)))
    session = shown(Session(gd.Experiment(objective, start, learning_rate=0.001)), "arrows")
    arrows = arrows_of(session.frame())
    chart = landscape_chart(session.frame(), 50, 14)
    if arrows is None:
        assert not drawn(chart, "against")
        return
    one, other = ([to[i] - arrows.here[i] for i in (0, 1)] for to in arrows[1:])
    lengths = math.hypot(*one) * math.hypot(*other)
    if lengths > 1e-6:
        cosine = (one[0] * other[0] + one[1] * other[1]) / lengths
        assert math.cos(math.radians(arrows.degrees)) == pytest.approx(cosine, abs=1e-6)
        assert arrows.degrees < 90.0 + 1e-3, "the cost is convex: it falls towards the minimum"
    for role in ("against", "straight"):
        for each in drawn(chart, role):
            assert all(chart.x.low <= a <= chart.x.high for a in each.xs)
            assert all(chart.y.low <= b <= chart.y.high for b in each.ys)


def test_arrows_have_heads_and_are_drawn_on_demand_only() -> None:
    session = Session(recipe.article())
    assert not drawn(landscape_chart(session.frame(), 50, 14), "against")
    chart = landscape_chart(shown(session, "arrows").frame(), 50, 14)
    assert [each.sign for each in drawn(chart, "against")] == ["", "→"]
    assert [each.sign for each in drawn(chart, "straight")] == ["", "↘"]


def test_at_the_minimum_there_are_no_arrows() -> None:
    session = Session(gd.Experiment(gd.LinearRegression(gd.article()), (2.0, -1.0), learning_rate=0.1))
    assert arrows_of(session.frame()) is None
    assert not drawn(landscape_chart(shown(session, "arrows").frame(), 50, 14), "straight")


def sides(chart: Chart, columns: int, rows: int) -> list[tuple[float, float]]:
    """The width and the height of each square, in cells."""
    return [
        (
            (max(each.xs) - min(each.xs)) / (chart.x.high - chart.x.low) * columns,
            (max(each.ys) - min(each.ys)) / (chart.y.high - chart.y.low) * rows,
        )
        for each in drawn(chart, "square")
    ]


@pytest.mark.parametrize(("columns", "rows"), [(44, 8), (90, 30), (140, 40)])
def test_a_square_is_as_high_as_the_error_and_looks_square(columns: int, rows: int) -> None:
    session = Session(recipe.article())
    assert not drawn(fit_chart(session.frame(), columns, rows), "square")
    frame = shown(session, "squares").frame()
    chart = fit_chart(frame, columns, rows)
    assert [max(each.ys) - min(each.ys) for each in drawn(chart, "square")] == pytest.approx([1.0, 0.0, 2.0])
    for wide, high in sides(chart, columns, rows):
        assert wide == pytest.approx(2.0 * high), "a cell is twice as high as wide"


def test_a_square_without_room_to_the_right_goes_to_the_left() -> None:
    chart = fit_chart(shown(Session(recipe.article()), "squares").frame(), 90, 30)
    last = drawn(chart, "square")[-1]
    assert max(last.xs) == 3.0
    assert min(last.xs) > chart.x.low


def test_many_points_have_no_squares() -> None:
    rows = MOST_RESIDUALS + 1
    objective = gd.LinearRegression(gd.Dataset(range(rows), [x * x % 7 for x in range(rows)]))
    session = Session(gd.Experiment(objective, (0.0, 0.0), learning_rate=0.0001))
    assert not drawn(fit_chart(shown(session, "squares").frame(), 90, 30), "square")
