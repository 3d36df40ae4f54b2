"""The limit and the best rate of sequential updates with momentum, against NumPy's eigenvalues."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

import gdengine as gd


def map_of(experiment: gd.Experiment) -> np.ndarray:
    """The 4×4 matrix of one sequential update of (w1, w0, v1, v0) about the minimum, as torch makes it."""
    objective, sgd, rate = experiment.objective, experiment.optimizer, experiment.learning_rate
    assert isinstance(objective, gd.LinearRegression)
    assert isinstance(sgd, gd.SGD)
    (a, b), (_, c) = objective.hessian()
    columns = []
    for w1, w0, v1, v0 in np.eye(4):
        slope = a * w1 + b * w0
        v1 = sgd.momentum * v1 + (1.0 - sgd.dampening) * slope
        w1 = w1 - rate * (slope + sgd.momentum * v1 if sgd.nesterov else v1)
        slope = b * w1 + c * w0
        v0 = sgd.momentum * v0 + (1.0 - sgd.dampening) * slope
        w0 = w0 - rate * (slope + sgd.momentum * v0 if sgd.nesterov else v0)
        columns.append((w1, w0, v1, v0))
    return np.array(columns).T


def radius_of(experiment: gd.Experiment, rate: float) -> float:
    return float(max(abs(np.linalg.eigvals(map_of(replace(experiment, learning_rate=rate))))))


def sequential(
    x: tuple[float, ...], momentum: float, scale: gd.GradientScale = "mean", **settings: float | bool
) -> gd.Experiment:
    objective = gd.LinearRegression(
        gd.Dataset(x, [2 * value + (-1) ** row for row, value in enumerate(x)]), scale
    )
    optimizer = gd.sgd(momentum, **settings)  # type: ignore[arg-type]
    return gd.Experiment(objective, (0, 0), optimizer, learning_rate=0.01, update="sequential")


def drawn(chance: random.Random) -> gd.Experiment:
    """Few points, often far from 0 and close together, and any momentum below 1."""
    offset, spread = chance.choice([0, 1, 10, 100]), chance.choice([0.1, 1.0, 10.0])
    x = tuple(offset + spread * chance.gauss(0, 1) for _ in range(chance.randint(2, 8)))
    momentum = chance.choice([0.01, 0.3, 0.5, 0.9, 0.99, 0.999, 0.9999])
    scale: gd.GradientScale = chance.choice(["sum", "mean", "exact"])
    if chance.random() < 0.5:
        return sequential(x, momentum, scale, nesterov=True)
    return sequential(x, momentum, scale, dampening=chance.choice([0.0, 0.5, 0.9, -0.5]))


def known(value: float | None) -> float:
    assert value is not None
    return value


@pytest.mark.parametrize(
    ("x", "momentum", "nesterov"),
    [((10, 11, 12, 13), 0.99, False), ((0.6655, 0.6869), 0.9, False), ((8.28, 10.71, 9.23), 0.99, True)],
)
def test_crossings_at_tiny_angles_are_found(x: tuple[float, ...], momentum: float, nesterov: bool) -> None:
    experiment = sequential(x, momentum, nesterov=nesterov)
    limit = known(gd.theory.learning_rate_limit(experiment))
    assert limit > 0.0
    assert radius_of(experiment, 0.9999 * limit) < 1.0
    assert radius_of(experiment, 1.0001 * limit) > 1.0


@pytest.mark.parametrize("seed", range(8))
def test_below_the_limit_it_converges_and_just_above_it_does_not(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(250):
        experiment = drawn(chance)
        limit = known(gd.theory.learning_rate_limit(experiment))
        # NumPy's eigenvalues are right to about the square root of a rounding where two meet.
        for part in (0.05, 0.6, 0.99, 0.9999):
            assert radius_of(experiment, part * limit) < 1.0 + 2e-7, (experiment, part)
        assert radius_of(experiment, 1.0001 * limit) > 1.0 - 2e-7, experiment


@pytest.mark.parametrize("seed", range(4))
def test_forecast_and_limit_agree_close_to_it(seed: int) -> None:
    chance = random.Random(100 + seed)
    for _ in range(40):
        experiment = drawn(chance)
        limit = known(gd.theory.learning_rate_limit(experiment))
        below = gd.theory.forecast(replace(experiment, learning_rate=0.99 * limit))
        above = gd.theory.forecast(replace(experiment, learning_rate=1.01 * limit))
        assert below is not None
        assert above is not None
        assert not below.diverges
        assert not above.converges
        assert below.radius <= 1.0 <= above.radius


@pytest.mark.parametrize("seed", range(4))
def test_no_rate_is_much_faster_than_the_best(seed: int) -> None:
    chance = random.Random(200 + seed)
    for _ in range(12):
        experiment = drawn(chance)
        condition = known(gd.theory.condition_number(experiment))
        if condition > 1e6:
            continue  # no rate gets anywhere, and NumPy cannot tell them apart
        best = known(gd.theory.best_learning_rate(experiment))
        limit = known(gd.theory.learning_rate_limit(experiment))
        rates = [*np.geomspace(1e-6 * limit, limit, 400), *np.linspace(1e-3 * limit, limit, 400)]
        fastest = min(radius_of(experiment, float(rate)) for rate in rates)
        assert 1.0 - radius_of(experiment, best) > 0.9 * (1.0 - fastest) - 1e-7, experiment


def test_the_radius_is_that_of_the_eigenvalues() -> None:
    chance = random.Random(300)
    for _ in range(300):
        experiment = drawn(chance)
        rate = known(gd.theory.learning_rate_limit(experiment)) * 10 ** chance.uniform(-3, 0.3)
        found = known(gd.theory.spectral_radius(replace(experiment, learning_rate=rate)))
        assert found == pytest.approx(radius_of(experiment, rate), rel=2e-6, abs=0)


def test_a_run_that_does_not_converge_has_no_number_of_steps() -> None:
    chance = random.Random(400)
    for _ in range(60):
        experiment = drawn(chance)
        limit = known(gd.theory.learning_rate_limit(experiment))
        above = replace(experiment, learning_rate=1.05 * limit)
        forecast = gd.theory.forecast(above)
        assert forecast is not None
        steps = gd.theory.steps_to(above, 1e-6)
        assert steps is None or forecast.radius < 1.0
