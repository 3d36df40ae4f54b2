"""One update by hand adds up to the engine's own numbers, or states by how much it does not."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdengine as gd
from gdengine.runs.arithmetic import MOST_ROWS_ADDED, arithmetic

EPS = 2.0**-52


def experiment(
    data: gd.Dataset, scale: str, order: str, rate: float = 0.1, start=(1.0, 0.0)
) -> gd.Experiment:
    return gd.Experiment(gd.LinearRegression(data, scale), start, learning_rate=rate, update=order)


def exact(data: gd.Dataset, at: tuple[float, ...], i: int) -> Fraction:
    w1, w0 = map(Fraction, at)
    points = [(Fraction(x), Fraction(y)) for x, y in zip(data.x, data.y, strict=True)]
    return sum(((w1 * x + w0 - y) * (x if i == 0 else 1) for x, y in points), Fraction(0))


def size(data: gd.Dataset, at: tuple[float, ...], i: int) -> float:
    """How large the numbers are that cancel in a partial derivative."""
    top = abs(at[0]) * max(map(abs, data.x)) + abs(at[1]) + max(map(abs, data.y))
    return len(data) * top * (max(map(abs, data.x)) if i == 0 else 1.0)


def check(data: gd.Dataset, run: gd.Experiment, step: gd.Step, following: gd.Step) -> None:
    record = arithmetic(run, step, rows=len(data))
    assert (record.index, record.update, record.plain) == (step.index, run.update, True)
    assert tuple(p.after for p in record.partials) == following.params
    assert tuple(p.delta for p in record.partials) == following.delta
    for i, p in enumerate(record.partials):
        assert p.before == step.params[i]
        assert p.before + p.delta == p.after
        assert p.delta == -record.learning_rate * p.gradient
        assert p.total == math.fsum(t.value for t in p.terms)
        assert p.rounding == p.gradient - p.scale * p.total
        truth = Fraction(p.scale) * exact(data, p.at, i)
        room = 8 * EPS * p.scale * size(data, p.at, i)
        assert abs(Fraction(p.scale * p.total) - truth) <= room
        assert abs(p.rounding) <= 2 * room
        for t in p.terms:
            assert t.prediction == p.at[0] * t.x + p.at[1]
            assert t.error == t.prediction - t.y
            assert t.value == t.error * t.factor


@pytest.mark.parametrize("order", gd.UPDATE_ORDERS)
@pytest.mark.parametrize("scale", gd.GRADIENT_SCALES)
def test_the_article_adds_up_in_every_order_and_scale(order: str, scale: str) -> None:
    run = experiment(gd.article(), scale, order)
    for step, following in pairwise(islice(gd.descend(run), 21)):
        check(gd.article(), run, step, following)


def test_the_article_by_hand() -> None:
    run = experiment(gd.article(), "sum", "sequential")
    w1, w0 = arithmetic(run, next(gd.descend(run))).partials
    assert [t.value for t in w1.terms] == [0, 0, -6]
    assert (w1.at, w1.total, w1.gradient, w1.rounding, w1.after) == ((1, 0), -6, -6, 0, 1.6)
    # w0's derivative is taken where w1 is 1.6 already.
    assert w0.at == (1.6, 0.0)
    assert [t.value for t in w0.terms] == pytest.approx([1, 0.6, -0.2], rel=1e-14)
    assert w0.after == pytest.approx(-0.14, rel=1e-14)


@pytest.mark.parametrize(
    ("scale", "factor", "dropped"), [("exact", 2 / 3, ()), ("mean", 1 / 3, ("2",)), ("sum", 1, ("2", "1/N"))]
)
def test_the_scale_and_what_it_drops(scale: str, factor: float, dropped: tuple[str, ...]) -> None:
    run = experiment(gd.article(), scale, "simultaneous")
    record = arithmetic(run, next(gd.descend(run)))
    assert record.dropped == dropped
    assert {p.scale for p in record.partials} == {factor}
    assert {p.at for p in record.partials} == {(1.0, 0.0)}


def test_small_whole_numbers_agree_to_the_last_bit() -> None:
    run = experiment(gd.Dataset((0, 1, 2, 5), (1, 3, 5, 7)), "sum", "simultaneous", rate=0.25)
    for step in islice(gd.descend(run), 4):
        assert [p.rounding for p in arithmetic(run, step).partials] == [0.0, 0.0]


coordinates = st.floats(-1e6, 1e6, allow_nan=False).filter(lambda v: v == 0 or abs(v) > 1e-6)


@given(
    points=st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=12),
    start=st.tuples(st.floats(-100, 100), st.floats(-100, 100)),
    order=st.sampled_from(gd.UPDATE_ORDERS),
    scale=st.sampled_from(gd.GRADIENT_SCALES),
)
@settings(max_examples=500, derandomize=True, deadline=None)
def test_random_data_add_up(points, start, order, scale) -> None:
    data = gd.Dataset(*zip(*points, strict=True))
    run = experiment(data, scale, order, rate=1e-3, start=start)
    step, following = islice(gd.descend(run), 2)
    check(data, run, step, following)


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 10, 39, 40, 100])
def test_rows_left_out_are_added_up(rows: int) -> None:
    data = gd.Dataset(range(40), [x * x for x in range(40)])
    run = experiment(data, "mean", "sequential")
    for p in arithmetic(run, next(gd.descend(run)), rows).partials:
        assert len(p.terms) == min(rows, 40)
        assert p.left_out == 40 - len(p.terms)
        assert math.fsum([*(t.value for t in p.terms), p.rest]) == pytest.approx(p.total, rel=1e-14)
        shown = [t.row for t in p.terms]
        assert shown == sorted(shown)
        assert not p.terms or shown[0] == 1
        assert rows < 2 or shown[-1] == 40


def test_very_many_rows_are_not_added_one_by_one() -> None:
    n = MOST_ROWS_ADDED + 1
    run = experiment(gd.Dataset(range(n), range(n)), "mean", "simultaneous", start=(2.0, 0.0))
    for p in arithmetic(run, next(gd.descend(run))).partials:
        assert p.rounding is None
        assert p.scale * p.total == pytest.approx(p.gradient, rel=1e-15)
        assert p.rest + math.fsum(t.value for t in p.terms) == pytest.approx(p.total, rel=1e-12)


@pytest.mark.parametrize("n", [40, MOST_ROWS_ADDED + 1, 10_000])
@pytest.mark.parametrize("rows", [0, 1, 4])
def test_a_row_that_is_asked_for_is_among_the_terms(n: int, rows: int) -> None:
    run = experiment(gd.Dataset(range(n), [x * x for x in range(n)]), "mean", "sequential")
    step = next(gd.descend(run))
    for wanted in (0, 20, n - 1):
        for p in arithmetic(run, step, rows, wanted).partials:
            shown = [t.row - 1 for t in p.terms]
            assert shown == [t.place for t in p.terms] == sorted(set(shown))
            assert wanted in shown
            assert rows <= len(shown) <= rows + 1
            assert len(shown) + p.left_out == n
            assert p.rest + math.fsum(t.value for t in p.terms) == pytest.approx(p.total, rel=1e-12)


def test_a_row_that_the_batch_does_not_use_is_not_among_them() -> None:
    run = gd.Experiment(gd.LinearRegression(gd.article()), (1, 0), learning_rate=0.1, batch=gd.MiniBatch(2))
    used = gd.MiniBatch(2).rows(0, 3)
    for wanted in range(3):
        for p in arithmetic(run, next(gd.descend(run)), rows=1, row=wanted).partials:
            assert (wanted + 1 in [t.row for t in p.terms]) == (wanted in used)


class HalfAsMuch:
    """An optimizer that is not plain and remembers its steps."""

    def init(self, params):
        return (0,)

    def update(self, gradient, state, params, learning_rate):
        return tuple(-0.5 * learning_rate * g for g in gradient), (state[0] + 1,)


@pytest.mark.parametrize("order", gd.UPDATE_ORDERS)
def test_another_optimizer_makes_another_delta(order: str) -> None:
    run = gd.Experiment(
        gd.LinearRegression(gd.article()), (1, 0), optimizer=HalfAsMuch(), learning_rate=0.1, update=order
    )
    for step, following in pairwise(islice(gd.descend(run), 6)):
        record = arithmetic(run, step)
        assert not record.plain
        assert tuple(p.after for p in record.partials) == following.params
        for p in record.partials:
            assert p.delta == -0.5 * 0.1 * p.gradient
            assert p.scale * p.total == pytest.approx(p.gradient, rel=1e-12)


class Bowl:
    """x² + 2y²: an objective without data."""

    names = ("x", "y")

    def evaluate(self, params):
        x, y = params
        return x * x + 2 * y * y, (2 * x, 4 * y)

    def gradient(self, params):
        return self.evaluate(params)[1]


def test_an_objective_without_data_has_its_derivative_and_no_terms() -> None:
    run = gd.Experiment(Bowl(), (3, 1), learning_rate=0.25)
    x, y = arithmetic(run, next(gd.descend(run))).partials
    assert (x.terms, x.left_out, x.total, x.gradient, x.rounding, x.after) == ((), 0, 6, 6, 0, 1.5)
    assert (y.name, y.gradient, y.after) == ("y", 4, 0)


def test_a_diverging_run_has_its_arithmetic_up_to_the_last_finite_step() -> None:
    run = experiment(gd.article(), "sum", "sequential", rate=10.0)
    *steps, last = gd.descend(run)
    for step in steps:
        arithmetic(run, step)
    assert last.status is gd.Status.NONFINITE
    with pytest.raises(ValueError, match=f"step {last.index} is not finite"):
        arithmetic(run, last)


def test_terms_of_inf_and_minus_inf_are_no_error() -> None:
    run = experiment(gd.Dataset((-1, 1), (5, -5)), "sum", "sequential", rate=1e308)
    w1, w0 = arithmetic(run, next(gd.descend(run))).partials
    assert w1.after == -math.inf
    assert [t.value for t in w0.terms] == [math.inf, -math.inf]
    assert math.isnan(w0.total)


@pytest.mark.parametrize("rows", [-1, 1.5, True, None])
def test_rows_is_a_whole_number(rows: object) -> None:
    run = experiment(gd.article(), "sum", "sequential")
    with pytest.raises(ValueError, match="rows"):
        arithmetic(run, next(gd.descend(run)), rows)


def test_a_mini_batch_has_the_terms_of_its_rows() -> None:
    data = gd.Dataset(range(10), [3 * x + 1 for x in range(10)])
    for scale, factor in (("exact", 2 / 4), ("mean", 1 / 4), ("sum", 1.0)):
        run = gd.Experiment(
            gd.LinearRegression(data, scale), (1, 0), learning_rate=0.01, batch=gd.MiniBatch(4)
        )
        for step, following in islice(pairwise(gd.descend(run)), 2):
            record = arithmetic(run, step)
            assert record.plain
            for p in record.partials:
                assert tuple(t.row - 1 for t in p.terms) == following.rows
                assert p.scale == factor
                assert p.gradient == pytest.approx(p.scale * p.total, rel=1e-12)
