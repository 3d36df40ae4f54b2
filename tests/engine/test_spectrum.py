"""Limits, best rates and radii with momentum and weight decay: formulas, NumPy's eigenvalues, and runs."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import gdengine as gd
from gdengine import theory
from gdengine.objectives.terrains import RAVINE, TERRAINS, TWO_VALLEYS
from gdengine.runs.descent import trajectory
from gdengine.theory import spectrum as spectrum_module

ARTICLE = gd.LinearRegression(gd.article(), "sum")
LARGEST = 11.815073
MOMENTA = [0.1, 0.5, 0.9, 0.99]


def article(optimizer: gd.Optimizer, **changes: object) -> gd.Experiment:
    experiment = gd.Experiment(ARTICLE, (1.0, 0.0), optimizer, learning_rate=0.05)
    return replace(experiment, **changes)  # type: ignore[arg-type]


def known(value: float | None) -> float:
    assert value is not None
    return value


@pytest.mark.parametrize("mu", MOMENTA)
def test_the_limits_with_momentum_are_the_known_formulas(mu: float) -> None:
    heavy = known(theory.learning_rate_limit(article(gd.sgd(momentum=mu))))
    nesterov = known(theory.learning_rate_limit(article(gd.sgd(momentum=mu, nesterov=True))))
    plain = known(theory.learning_rate_limit(article(gd.sgd())))
    assert heavy == pytest.approx(2 * (1 + mu) / LARGEST, rel=1e-6)
    assert nesterov == pytest.approx((2 + 2 * mu) / (LARGEST * (1 + 2 * mu)), rel=1e-6)
    assert nesterov < plain * (1 + mu)


@pytest.mark.parametrize("order", gd.UPDATE_ORDERS)
@pytest.mark.parametrize(
    "optimizer",
    [
        *(gd.sgd(momentum=mu) for mu in MOMENTA[:3]),
        *(gd.sgd(momentum=mu, nesterov=True) for mu in MOMENTA[:3]),
        gd.sgd(momentum=0.9, dampening=0.9),
        gd.sgd(momentum=0.5, dampening=-0.5),
        gd.sgd(weight_decay=0.5),
        gd.sgd(momentum=0.8, weight_decay=2.0),
    ],
)
def test_runs_stay_below_their_limit_and_explode_above_it(
    optimizer: gd.Optimizer, order: gd.UpdateOrder
) -> None:
    found = article(optimizer, update=order)
    limit = known(theory.learning_rate_limit(found))
    for part, stays in ((0.97, True), (1.03, False)):
        moving = replace(found, learning_rate=part * limit)
        last = next(islice(trajectory(moving), 9000, None), None)
        assert (last is not None and last.cost < 100.0) is stays
        forecast = theory.forecast(moving)
        assert forecast is not None
        assert (forecast.converges, forecast.diverges) == (stays, not stays)


@st.composite
def experiments(draw: st.DrawFn) -> gd.Experiment:
    """A regression that is not too badly conditioned, and SGD with any momentum below 1."""
    value = st.floats(-5, 5).map(lambda v: round(v, 2))
    rows = draw(st.lists(st.tuples(value, value), min_size=2, max_size=5))
    data = gd.Dataset(*zip(*rows, strict=True))
    assume(max(data.x) - min(data.x) > 0.5)
    mu = draw(st.sampled_from([0.0, 0.3, 0.6, 0.9]) | st.floats(0.01, 0.95))
    nesterov = mu > 0.0 and draw(st.booleans())
    optimizer = gd.sgd(
        momentum=mu,
        nesterov=nesterov,
        dampening=0.0 if nesterov else draw(st.sampled_from([0.0, 0.0, 0.5, -1.0])),
        weight_decay=draw(st.sampled_from([0.0, 0.0, 0.1, 3.0])),
    )
    found = gd.Experiment(
        gd.LinearRegression(data, draw(st.sampled_from(gd.GRADIENT_SCALES))),
        (draw(value), draw(value)),
        optimizer,
        learning_rate=0.01,
        update=draw(st.sampled_from(gd.UPDATE_ORDERS)),
    )
    assume(known(theory.condition_number(found)) < 1e4)
    return found


def matrix(found: gd.Experiment, rate: float) -> np.ndarray:
    """One update as a matrix on (e1, e2, v1, v2), made of products of matrices."""
    optimizer = found.optimizer
    assert isinstance(optimizer, gd.SGD)
    mu, fresh = optimizer.momentum, 1.0 - optimizer.dampening if optimizer.momentum else 1.0
    hessian = np.array(found.objective.hessian()) + optimizer.weight_decay * np.eye(2)
    whole = np.eye(4)
    for rows in ([0], [1]) if found.update == "sequential" else ([0, 1],):
        step = np.eye(4)
        for i in rows:
            gradient = np.concatenate([hessian[i], [0.0, 0.0]])
            velocity = mu * np.eye(4)[2 + i] + fresh * gradient
            step[2 + i] = velocity
            step[i] -= rate * (gradient + mu * velocity if optimizer.nesterov else velocity)
        whole = step @ whole
    return whole


def radius(found: gd.Experiment, rate: float) -> float:
    return float(max(abs(np.linalg.eigvals(matrix(found, rate)))))


@settings(max_examples=300)
@given(experiments(), st.floats(0.01, 2.0))
def test_the_radius_is_numpys(found: gd.Experiment, part: float) -> None:
    rate = part * known(theory.learning_rate_limit(found))
    ours = known(theory.spectral_radius(replace(found, learning_rate=rate)))
    # Where two eigenvalues meet, both ways know them to half the digits only.
    assert ours == pytest.approx(radius(found, rate), abs=1e-6)


@settings(max_examples=300)
@given(experiments())
def test_the_limit_is_where_numpys_radius_crosses_1(found: gd.Experiment) -> None:
    limit = known(theory.learning_rate_limit(found))
    assert radius(found, 0.999 * limit) < 1.0 < radius(found, 1.001 * limit)
    # From 0 on: no rate below it throws the run out.
    assert all(radius(found, part / 20 * limit) < 1.0 for part in range(1, 20))


@settings(max_examples=150)
@given(experiments())
def test_no_rate_is_better_than_the_best(found: gd.Experiment) -> None:
    forecast = theory.forecast(found)
    assert forecast is not None
    assert 0.0 < forecast.best < forecast.limit
    others = [radius(found, part / 60 * forecast.limit) for part in range(1, 60)]
    # Sequential updates with momentum are searched on a grid, and roots that meet cost digits.
    assert forecast.best_radius <= min(others) + 1e-3
    assert forecast.best_radius == pytest.approx(radius(found, forecast.best), abs=1e-6)


@pytest.mark.parametrize(
    "optimizer", [gd.sgd(momentum=1.0), gd.sgd(momentum=1.5), gd.sgd(momentum=0.9, dampening=1.0)]
)
def test_where_no_rate_converges_the_limit_is_0(optimizer: gd.Optimizer) -> None:
    found = article(optimizer)
    assert theory.learning_rate_limit(found) == 0.0
    assert known(theory.spectral_radius(found)) >= 1.0 - 1e-12


def test_weight_decay_moves_the_place_it_converges_to() -> None:
    found = article(gd.sgd(weight_decay=0.5), learning_rate=0.1)
    *_, last = islice(trajectory(found), 3000)
    hessian, minimum = np.array(ARTICLE.hessian()), np.array(ARTICLE.minimum)
    home = np.linalg.solve(hessian + 0.5 * np.eye(2), hessian @ minimum)
    assert last.params == pytest.approx(tuple(home))
    assert theory.predicted_cost(found, 3000) == pytest.approx(last.cost, rel=1e-9)
    valley = gd.LinearRegression(gd.Dataset((2, 2), (1, 3)), "sum")
    assert theory.identifiable(gd.Experiment(valley, (0, 0))) is False
    assert theory.identifiable(gd.Experiment(valley, (0, 0), gd.sgd(weight_decay=0.1))) is True


@pytest.mark.parametrize("optimizer", [gd.sgd(momentum=0.6), gd.sgd(momentum=0.6, nesterov=True)])
@pytest.mark.parametrize("order", gd.UPDATE_ORDERS)
def test_where_all_x_are_equal_momentum_reaches_the_valley(
    order: gd.UpdateOrder, optimizer: gd.Optimizer
) -> None:
    objective = gd.LinearRegression(gd.Dataset((2, 2), (1, 3)), "sum")
    found = gd.Experiment(objective, (0.0, 0.0), optimizer, update=order)
    limit = known(theory.learning_rate_limit(found))
    for part, reaches in ((0.97, True), (1.03, False)):
        last = next(islice(trajectory(replace(found, learning_rate=part * limit)), 3000, None), None)
        assert (last is not None and last.cost - 1.0 < 1e-9) is reaches
    forecast = theory.forecast(found)
    assert forecast is not None
    assert not forecast.identifiable


def test_polyaks_rate_and_momentum_are_the_best_of_the_article() -> None:
    steep, flat = (math.sqrt(x) for x in known(theory.eigenvalues(article(gd.sgd()))))  # type: ignore[arg-type]
    rate, mu = (2.0 / (steep + flat)) ** 2, ((steep - flat) / (steep + flat)) ** 2
    found = article(gd.sgd(momentum=mu), learning_rate=rate)
    assert theory.spectral_radius(found) == pytest.approx(math.sqrt(mu), abs=1e-7)
    assert known(theory.forecast(found)).best_radius == pytest.approx(math.sqrt(mu), abs=1e-7)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": gd.adam()},
        {"optimizer": gd.rmsprop()},
        {"batch": gd.single()},
        {"objective": TWO_VALLEYS, "start": (2.2,)},
    ],
)
def test_where_theory_has_no_word_it_says_none(changes: dict[str, object]) -> None:
    found = replace(article(gd.sgd()), **changes)  # type: ignore[arg-type]
    assert theory.forecast(found) is None
    assert theory.learning_rate_limit(found) is None
    assert theory.best_learning_rate(found) is None
    assert theory.spectral_radius(found) is None
    assert theory.predicted_cost(found, 3) is None
    assert theory.predicted_costs(found) is None
    assert theory.steps_to(found) is None


def test_under_a_schedule_there_is_a_limit_but_no_radius() -> None:
    found = article(gd.sgd(), learning_rate=gd.Exponential(0.1, 0.99))
    assert theory.learning_rate_limit(found) == theory.learning_rate_limit(article(gd.sgd()))
    assert theory.forecast(found) is None
    assert theory.spectral_radius(article(gd.sgd(), learning_rate=gd.Constant(0.05))) is not None


def test_local_limits_are_2_over_the_curvature() -> None:
    for terrain in TERRAINS.values():
        found = gd.Experiment(terrain, terrain.starts[0])
        local = theory.local_limits(found)
        assert local is not None
        assert [each.minimum for each in local] == list(terrain.minima)
        for each in local:
            assert each.limit == pytest.approx(each.minimum.learning_rate_limit)
    assert theory.local_limits(article(gd.sgd())) is None
    assert theory.local_limits(gd.Experiment(TWO_VALLEYS, (2.0,), gd.adam())) is None


@pytest.mark.parametrize("order", gd.UPDATE_ORDERS)
@pytest.mark.parametrize("optimizer", [gd.sgd(momentum=0.5), gd.sgd(momentum=0.5, nesterov=True)])
def test_local_limits_with_momentum_decide_close_to_the_minimum(
    order: gd.UpdateOrder, optimizer: gd.Optimizer
) -> None:
    for terrain in (TWO_VALLEYS, RAVINE, TERRAINS["Rosenbrock"]):
        found = gd.Experiment(terrain, terrain.starts[0], optimizer, update=order)
        for minimum, limit in known(theory.local_limits(found)):  # type: ignore[attr-defined]
            close = tuple(x + 1e-6 for x in minimum.params)
            for part, stays in ((0.95, True), (1.05, False)):
                moving = replace(found, start=close, learning_rate=part * limit)
                last = next(islice(trajectory(moving), 1500, None), None)
                settled = last is not None and math.dist(last.params, minimum.params) < 1e-6
                assert settled is stays, (terrain.name, minimum, part)


coefficient = st.floats(-10, 10)


@settings(max_examples=300)
@given(st.lists(coefficient, min_size=1, max_size=4))
@example([0.0, 0.0, 0.0, 0.0])
@example([1.0, -4.0, 6.0, -4.0])
def test_roots_are_numpys(coefficients: list[float]) -> None:
    roots = spectrum_module._roots([*coefficients, 1.0])
    size = max(1.0, *map(abs, coefficients))
    for root in roots:
        value = sum(c * root**i for i, c in enumerate([*coefficients, 1.0]))
        assert abs(value) <= 1e-7 * size * max(1.0, abs(root)) ** len(coefficients)
    largest = max(abs(np.roots([1.0, *reversed(coefficients)])), default=0.0)
    assert max(map(abs, roots)) == pytest.approx(largest, abs=3e-4 * size)
