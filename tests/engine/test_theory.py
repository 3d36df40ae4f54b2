"""Limits, best rates and radii: the table of known values, NumPy's eigenvalues, and runs."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import gdengine as gd
from gdengine import theory
from gdengine.runs.descent import trajectory
from tests.engine.test_descent import article

# Gradient scale, update order: limit, best learning rate, radius at the best.
KNOWN = [
    ("sum", "simultaneous", 0.169275, 0.153846, 0.817704),
    ("sum", "sequential", 13 / 30, 0.344793, 0.290097),
    ("mean", "simultaneous", 0.507826, 0.461538, 0.817704),
    ("mean", "sequential", 1.3, 1.034378, 0.290097),
    ("exact", "simultaneous", 0.253913, 0.230769, 0.817704),
    ("exact", "sequential", 0.65, 0.517189, 0.290097),
]


def experiment(scale: gd.GradientScale = "sum", **changes: object) -> gd.Experiment:
    return article(objective=gd.LinearRegression(gd.article(), scale), **changes)


@pytest.mark.parametrize(("scale", "order", "limit", "best", "radius"), KNOWN)
def test_the_six_combinations(
    scale: gd.GradientScale, order: gd.UpdateOrder, limit: float, best: float, radius: float
) -> None:
    found = experiment(scale, update=order)
    assert theory.learning_rate_limit(found) == pytest.approx(limit, rel=5e-6)
    assert theory.best_learning_rate(found) == pytest.approx(best, rel=5e-6)
    assert theory.forecast(found).best_radius == pytest.approx(radius, rel=5e-6)


@pytest.mark.parametrize(("scale", "order", "limit"), [known[:3] for known in KNOWN])
def test_below_the_limit_it_converges_and_above_it_diverges(
    scale: gd.GradientScale, order: gd.UpdateOrder, limit: float
) -> None:
    found = experiment(scale, update=order)
    limit = theory.learning_rate_limit(found)
    below, above = (
        next(islice(trajectory(replace(found, learning_rate=part * limit)), 3000, None)).cost
        for part in (0.99, 1.01)
    )
    assert below < 1e-6
    assert above > 1e6


def test_the_hessian_of_the_article() -> None:
    assert theory.eigenvalues(experiment()) == pytest.approx((11.815073, 1.184927), rel=1e-6)
    assert theory.condition_number(experiment()) == pytest.approx(9.97114, rel=1e-5)


def test_centring_x_helps() -> None:
    data = gd.Dataset([x - 4 / 3 for x in (0, 1, 3)], (-1, 1, 5))
    found = experiment(update="simultaneous")
    found = replace(found, objective=gd.LinearRegression(data, "sum"))
    assert theory.condition_number(found) == pytest.approx(1.56, abs=0.005)
    assert theory.learning_rate_limit(found) == pytest.approx(0.429, abs=0.0005)


value = st.floats(-10, 10).map(lambda v: round(v, 3))


@st.composite
def identifiable(draw: st.DrawFn) -> gd.Experiment:
    rows = draw(st.lists(st.tuples(value, value), min_size=2, max_size=6))
    data = gd.Dataset(*zip(*rows, strict=True))
    assume(max(data.x) - min(data.x) > 0.5)
    return gd.Experiment(
        gd.LinearRegression(data, draw(st.sampled_from(gd.GRADIENT_SCALES))),
        start=(draw(value), draw(value)),
        update=draw(st.sampled_from(gd.UPDATE_ORDERS)),
        learning_rate=0.01,
    )


def matrix(found: gd.Experiment, rate: float) -> np.ndarray:
    """M such that an update takes the distance e to the minimum to M·e."""
    (a, b), (_, c) = found.objective.hessian()
    if found.update == "simultaneous":
        return np.eye(2) - rate * np.array([[a, b], [b, c]])
    return np.array([[1, 0], [-rate * b, 1 - rate * c]]) @ np.array([[1 - rate * a, -rate * b], [0, 1]])


@given(identifiable(), st.floats(0.01, 3))
def test_the_radius_is_that_of_the_matrix(found: gd.Experiment, part: float) -> None:
    rate = part * theory.learning_rate_limit(found)
    radius = max(abs(np.linalg.eigvals(matrix(found, rate))))
    assert theory.spectral_radius(replace(found, learning_rate=rate)) == pytest.approx(radius, rel=1e-6)


@given(identifiable())
def test_the_limit_is_where_the_radius_crosses_1(found: gd.Experiment) -> None:
    limit = theory.learning_rate_limit(found)
    radii = [max(abs(np.linalg.eigvals(matrix(found, part * limit)))) for part in (0.999, 1.001)]
    assert radii[0] < 1 < radii[1]


@given(identifiable())
def test_no_rate_is_better_than_the_best(found: gd.Experiment) -> None:
    limit, best = theory.learning_rate_limit(found), theory.forecast(found).best_radius
    assert 0 < theory.best_learning_rate(found) < limit
    radii = [max(abs(np.linalg.eigvals(matrix(found, part / 50 * limit)))) for part in range(1, 50)]
    assert best <= min(radii) + 1e-6


@given(identifiable())
def test_random_data_converge_below_and_diverge_above_their_limit(found: gd.Experiment) -> None:
    assume(theory.condition_number(found) < 100)
    limit = theory.learning_rate_limit(found)
    start = found.objective.evaluate(found.start)[0] - found.objective.minimum_cost
    assume(start > 1e-3)
    # 5 % away from the limit the radius is away from 1 in proportion to the condition number.
    for part in (0.95, 1.05):
        moving = replace(found, learning_rate=part * limit)
        radius = theory.spectral_radius(moving)
        steps = min(20_000, math.ceil(40 / abs(math.log(radius))))
        *_, last = islice(trajectory(moving), steps)
        if part < 1:
            assert last.cost - found.objective.minimum_cost < 1e-9 * start + 1e-12
        elif math.isfinite(last.cost):
            assert last.cost > 1e3 * start


def test_exactly_at_the_limit_the_cost_stays() -> None:
    found = experiment(update="simultaneous")
    found = replace(found, learning_rate=theory.learning_rate_limit(found))
    *_, before, last = islice(trajectory(found), 4000)
    assert last.cost == pytest.approx(0.97444, abs=5e-6)
    assert before.cost == pytest.approx(last.cost)
    forecast = theory.forecast(found)
    assert not forecast.converges
    assert not forecast.diverges


def test_at_0_17_the_cost_falls_for_six_steps_and_then_explodes() -> None:
    costs = [s.cost for s in islice(trajectory(experiment(update="simultaneous", learning_rate=0.17)), 2000)]
    assert costs[0] == pytest.approx(1.667, abs=5e-4)
    assert costs[6] == pytest.approx(1.126, abs=5e-4)
    assert costs[:7] == sorted(costs[:7], reverse=True)
    assert costs[7] > costs[6]
    assert costs[-1] > 1e6
    assert theory.forecast(experiment(update="simultaneous", learning_rate=0.17)).diverges


@pytest.mark.parametrize(
    ("rate", "steps"),
    [(0.001, 3730), (0.01, 371), (0.05, 73), (0.1, 36), (0.15, 23), (0.165, 89), (0.169, 1410)],
)
def test_steps_to_a_cost_of_1e_4(rate: float, steps: int) -> None:
    run = trajectory(experiment(update="simultaneous", learning_rate=rate))
    assert next(step.index for step in run if step.cost < 1e-4) == steps


@pytest.mark.parametrize("order", gd.UPDATE_ORDERS)
def test_where_all_x_are_equal_the_valley_is_reached(order: gd.UpdateOrder) -> None:
    data = gd.Dataset((2, 2), (1, 3))
    found = gd.Experiment(gd.LinearRegression(data, "sum"), (5, 0), update=order)
    forecast = theory.forecast(found)
    assert not forecast.identifiable
    assert theory.condition_number(found) == math.inf
    for part, ends_low in ((0.9, True), (1.1, False)):
        *_, last = islice(trajectory(replace(found, learning_rate=part * forecast.limit)), 2000)
        assert (last.cost - 1.0 < 1e-9) is ends_low


def test_all_x_0_leave_w1_alone() -> None:
    found = gd.Experiment(gd.LinearRegression(gd.Dataset((0, 0), (1, 3)), "sum"), (1, 0), update="sequential")
    assert theory.learning_rate_limit(found) == pytest.approx(1.0)
    assert theory.best_learning_rate(found) == pytest.approx(0.5)
