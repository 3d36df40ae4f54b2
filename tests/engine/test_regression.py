"""Cost, gradient and Hessian against exact fractions, NumPy, and differences."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import gdengine as gd

numbers = st.floats(-1e3, 1e3, allow_subnormal=False).map(lambda value: round(value, 6))
points = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=12)


def exact(data: gd.Dataset, w1: float, w0: float) -> tuple[Fraction, Fraction, Fraction]:
    """Cost and plain-sum gradient without any rounding."""
    errors = [
        Fraction(w1) * Fraction(x) + Fraction(w0) - Fraction(y) for x, y in zip(data.x, data.y, strict=True)
    ]
    slant = sum(error * Fraction(x) for error, x in zip(errors, data.x, strict=True))
    return sum(e * e for e in errors) / len(errors), Fraction(slant), Fraction(sum(errors))


@given(points, numbers, numbers)
def test_cost_and_gradient_are_the_exact_ones(rows: list[tuple[float, float]], w1: float, w0: float) -> None:
    data = gd.Dataset(*zip(*rows, strict=True))
    cost, slant, level = exact(data, w1, w0)
    size = 1.0 + max(map(abs, (*data.x, *data.y, w0, *(w1 * x for x in data.x))))
    found, gradient = gd.LinearRegression(data, "sum").evaluate((w1, w0))
    assert found >= 0.0
    assert found == pytest.approx(float(cost), rel=1e-9, abs=1e-12 * size * size)
    room = 1e-12 * size * len(data)
    assert gradient == pytest.approx(
        (float(slant), float(level)), rel=1e-9, abs=room * (1 + max(map(abs, data.x)))
    )


@pytest.mark.parametrize(("scale", "factor"), [("sum", 1), ("mean", 1 / 3), ("exact", 2 / 3)])
def test_the_scales_differ_by_their_constants(scale: gd.GradientScale, factor: float) -> None:
    objective = gd.LinearRegression(gd.article(), scale)
    plain = gd.LinearRegression(gd.article(), "sum")
    assert objective.gradient((1, 0)) == pytest.approx(
        [factor * g for g in plain.gradient((1, 0))], rel=1e-15
    )
    assert objective.cost((1, 0)) == plain.cost((1, 0))
    assert np.allclose(objective.hessian(), factor * np.array([[10, 4], [4, 3]]), rtol=1e-15)


def test_the_exact_scale_is_the_derivative_of_the_cost() -> None:
    objective = gd.LinearRegression(gd.article())
    h = 1e-6
    differences = (
        (objective.cost((1 + h, 0.5)) - objective.cost((1 - h, 0.5))) / (2 * h),
        (objective.cost((1, 0.5 + h)) - objective.cost((1, 0.5 - h))) / (2 * h),
    )
    assert objective.gradient((1, 0.5)) == pytest.approx(differences, rel=1e-8)


def test_far_from_the_origin_nothing_cancels() -> None:
    draw = random.Random(1)
    x = [1e6 + draw.gauss(0, 1) for _ in range(1000)]
    data = gd.Dataset(x, [draw.gauss(0, 1) for _ in x])
    objective = gd.LinearRegression(data, "sum")
    best, _, _ = exact(data, *objective.minimum)
    assert objective.cost(objective.minimum) == pytest.approx(float(best), rel=2e-14)
    raw = sum(
        (objective.minimum[0] * a + objective.minimum[1] - b) ** 2 for a, b in zip(x, data.y, strict=True)
    )
    assert objective.minimum_cost == pytest.approx(raw / 1000, rel=1e-9)


def test_the_cost_never_turns_negative_on_the_way_down() -> None:
    experiment = gd.Experiment(
        gd.LinearRegression(gd.article(), "sum"),
        (1, 0),
        learning_rate=0.1,
        update="sequential",
        max_steps=2000,
    )
    assert min(step.cost for step in gd.descend(experiment)) >= 0.0


@given(points)
def test_the_minimum_is_numpys_least_squares(rows: list[tuple[float, float]]) -> None:
    data = gd.Dataset(*zip(*rows, strict=True))
    spread = max(data.x) - min(data.x)
    assume(spread > 1e-3 * (1 + max(map(abs, data.x))))
    slope, level = np.polyfit(data.x, data.y, 1)
    objective = gd.LinearRegression(data)
    assert objective.identifiable
    size = 1 + max(map(abs, data.y))
    assert objective.minimum == pytest.approx((slope, level), rel=1e-6, abs=1e-6 * size)


@pytest.mark.parametrize("x", [(2.0, 2.0, 2.0), (5.0,), (0.1, 0.1, 0.1)])
def test_equal_x_are_not_identifiable(x: tuple[float, ...]) -> None:
    objective = gd.LinearRegression(gd.Dataset(x, [float(i) for i in range(len(x))]))
    assert not objective.identifiable
    assert objective.determinant == 0.0
    assert objective.gradient(objective.minimum) == pytest.approx((0, 0), abs=1e-15)


@pytest.mark.parametrize(
    ("x", "y", "told"),
    [
        ((), (), "no points"),
        ((1, 2), (1,), "x has 2 values and y has 1"),
        ((1, math.nan), (1, 2), "x, row 2: nan"),
        ((1, 2), (1, math.inf), "y, row 2: inf"),
        ((1, "three"), (1, 2), "x, row 2: 'three'"),
        ((1, 10**400), (1, 2), "x, row 2: 1000"),
        ((1e200, -1e200), (1, 2), "squares overflow"),
    ],
)
def test_data_that_cannot_be_are_refused(x: tuple[float, ...], y: tuple[float, ...], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        gd.LinearRegression(gd.Dataset(x, y))


def test_an_unknown_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="gradient_scale: 'half' is none of exact, mean, sum"):
        gd.LinearRegression(gd.article(), "half")  # type: ignore[arg-type]


@pytest.mark.parametrize("scale", gd.GRADIENT_SCALES)
def test_a_regression_knows_its_minimum_its_domain_and_where_to_start(scale: gd.GradientScale) -> None:
    objective = gd.LinearRegression(gd.article(), scale)
    [minimum] = objective.minima
    assert minimum.params == (2.0, -1.0)
    assert (minimum.cost, minimum.kind, minimum.is_global) == (0.0, gd.Kind.MINIMUM, True)
    assert minimum.curvatures == pytest.approx(np.linalg.eigvalsh(objective.hessian())[::-1], rel=1e-12)
    plain = gd.Experiment(objective, objective.starts[0])
    assert minimum.learning_rate_limit == pytest.approx(gd.theory.learning_rate_limit(plain), rel=1e-12)
    assert objective.domain == ((-math.inf, math.inf), (-math.inf, math.inf))


@pytest.mark.parametrize("scale", gd.GRADIENT_SCALES)
def test_one_factor_for_every_gradient_scale(scale: gd.GradientScale) -> None:
    objective = gd.LinearRegression(gd.article(), scale)
    rows = (0, 2)
    for n, gradient, plain in [
        (3, objective.gradient((1.0, 0.0)), objective.rescaled("sum").gradient((1.0, 0.0))),
        (
            2,
            objective.gradient_over((1.0, 0.0), rows),
            objective.rescaled("sum").gradient_over((1.0, 0.0), rows),
        ),
    ]:
        factor = gd.gradient_factor(scale, n)
        assert factor == {"exact": 2.0 / n, "mean": 1.0 / n, "sum": 1.0}[scale]
        assert gradient == pytest.approx(tuple(factor * slope for slope in plain), rel=1e-15)
