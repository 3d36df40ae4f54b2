"""A suggestion that is meant to help does: in thousands of random states, against going on as it is."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

import gdengine as gd
from tests.lab.by_numpy import lab
from tui.lab.session.session import Session
from tui.lab.session.suggestion import Idea, Suggestion, suggest

AHEAD = 50
STATES = 250


def take(session: Session, suggestion: Suggestion) -> None:
    if suggestion.idea is Idea.STANDARDISE:
        session.standardise()
    else:
        session.take(suggestion.changes, suggestion.restart)


def own_cost(session: Session) -> float:
    """The cost in the data's own units, inf where there is none: by NumPy, from the line alone."""
    frame = session.frame()
    line = frame.step.params
    x, y = np.array(frame.fit.data.x), np.array(frame.fit.data.y)
    with np.errstate(all="ignore"):
        cost = float(np.mean((line[0] * x + line[1] - y) ** 2))
    spread = frame.fit.scaling.y_spread if frame.fit.scaling else 1.0
    return cost * spread * spread if math.isfinite(cost) else math.inf


def spectral_radius(experiment: gd.Experiment, rate: float) -> float:
    """The largest eigenvalue of an update of (w1, w0, v1, v0), written out on unit vectors."""
    objective, optimizer = experiment.objective, experiment.optimizer
    assert isinstance(objective, gd.LinearRegression)
    assert isinstance(optimizer, gd.SGD)
    x = np.array(objective.data.x)
    factor = {"exact": 2 / len(x), "mean": 1 / len(x), "sum": 1.0}[objective.gradient_scale]
    hessian = factor * np.array([[x @ x, x.sum()], [x.sum(), len(x)]])
    columns = []
    for unit in np.eye(4):
        at, velocity = unit[:2].copy(), unit[2:].copy()
        slope = hessian @ at
        for i in (0, 1):
            if i == 1 and experiment.update == "sequential":
                slope = hessian @ at
            velocity[i] = optimizer.momentum * velocity[i] + (1 - optimizer.dampening) * slope[i]
            used = slope[i] + optimizer.momentum * velocity[i] if optimizer.nesterov else velocity[i]
            at[i] -= rate * used
        columns.append(np.concatenate([at, velocity]))
    return float(max(abs(np.linalg.eigvals(np.array(columns).T))))


def some_data(rng: random.Random) -> gd.Dataset:
    centre, spread = rng.choice([(0, 1), (1, 1), (3, 2), (20, 3), (0, 50), (-4, 0.3), (1500, 30)])
    xs = [rng.gauss(centre, spread) for _ in range(rng.choice([2, 3, 8, 40]))]
    noise, size = rng.choice([0, 0.1, 1]), rng.choice([0.01, 1, 1, 1000])
    return gd.Dataset(xs, [size * (2 * x - 1 + rng.gauss(0, noise * spread)) for x in xs])


def some_optimizer(rng: random.Random) -> gd.Optimizer:
    momentum = rng.choice([0.3, 0.5, 0.9, 0.9, 0.99, 0.999])
    return rng.choice(
        [
            gd.sgd(),
            gd.sgd(),
            gd.sgd(momentum=momentum),
            gd.sgd(momentum=momentum),
            gd.sgd(momentum=momentum, nesterov=True),
            gd.sgd(momentum=momentum, dampening=0.4),
            gd.sgd(momentum=1.0),
            gd.sgd(weight_decay=0.1),
            gd.adam(),
            gd.rmsprop(),
            gd.adagrad(),
            gd.nadam(),
        ]
    )


def some_rate(rng: random.Random, experiment: gd.Experiment) -> float:
    limit = gd.theory.learning_rate_limit(experiment)
    if limit and limit < math.inf:
        return limit * rng.choice([1e-6, 1e-3, 0.01, 0.03, 0.1, 0.5, 0.9, 0.999, 1.001, 1.1, 2.0, 10.0])
    return 10 ** rng.uniform(-6, 3)


def some_state(seed: int) -> Session:
    """A run of any kind, in the middle, often with a setting changed on the way."""
    rng = random.Random(seed)
    objective = gd.LinearRegression(some_data(rng), rng.choice(gd.GRADIENT_SCALES))
    experiment = gd.Experiment(
        objective,
        (rng.gauss(0, 3), rng.gauss(0, 3)),
        optimizer=some_optimizer(rng),
        update=rng.choice(gd.UPDATE_ORDERS),
    )
    rate = some_rate(rng, experiment)
    kind = rng.choice(["constant"] * 6 + ["decay", "growing", "batch"])
    if kind == "decay":
        experiment = replace(experiment, learning_rate=gd.StepDecay(rate, 10))
    elif kind == "growing":
        experiment = replace(experiment, learning_rate=gd.Exponential(rate, 1.02))
    else:
        experiment = replace(experiment, learning_rate=rate)
    if kind == "batch":
        experiment = replace(experiment, batch=gd.MiniBatch(rng.choice([1, 2, 8]), seed=seed))
    session = Session(experiment)
    session.forward(rng.choice([0, 1, 3, 10, 40, 100, 300]))
    for _ in range(rng.choice([0, 0, 1, 2])):
        session.set("learning_rate", some_rate(rng, session.frame().experiment))
        session.forward(rng.choice([0, 1, 5, 20, 80]))
    if rng.random() < 0.2:
        session.back(rng.choice([1, 10]))
    return session


@pytest.mark.parametrize("part", range(8))
def test_no_suggestion_that_is_meant_to_help_leaves_the_cost_higher(part: int) -> None:
    seen = 0
    for seed in range(part * STATES, (part + 1) * STATES):
        session = some_state(seed)
        suggestion = suggest(session.frame())
        if suggestion is None or suggestion.idea in (Idea.EXPLODE, Idea.ORDER):
            continue
        seen += 1
        before = own_cost(session)
        take(session, suggestion)
        session.forward(AHEAD)
        changed, frame = own_cost(session), session.frame()
        costs = frame.run.history.costs(frame.index - AHEAD, frame.index + 1)
        session.undo()
        session.forward(AHEAD)
        without = own_cost(session)
        least = session.frame().fit.regression.minimum_cost
        assert changed <= without * (1 + 1e-9) + 1e-9 * least, (seed, suggestion, before, without, changed)
        if suggestion.idea in (Idea.RATE, Idea.FASTER) and not suggestion.restart:
            stayed = session.frame().run.history.costs(frame.index - AHEAD, frame.index + 1)
            assert max(costs) <= max(2.0 * costs[0], *stayed), (seed, suggestion)
    assert seen > STATES / 4


@pytest.mark.parametrize("part", range(8))
def test_within_three_takings_a_run_converges_if_any_constant_rate_does(part: int) -> None:
    seen = 0
    for seed in range(part * STATES, part * STATES + STATES // 2):
        session = some_state(seed)
        experiment = session.frame().experiment
        if not isinstance(experiment.optimizer, gd.SGD) or experiment.batch != gd.FullBatch():
            continue
        if experiment.optimizer.weight_decay:
            continue
        if experiment.optimizer.momentum < 1.0:
            # Dividing by the size of the curvature gives a rate that surely converges, if one does.
            steep = (
                spectral_radius(replace(experiment, optimizer=gd.sgd(), update="simultaneous"), -1.0) - 1.0
            )
            rates = [(1.0 - experiment.optimizer.momentum) * 4.0**-k / steep for k in range(12)]
            if not any(spectral_radius(experiment, rate) < 1.0 for rate in rates):
                continue
        else:
            continue
        seen += 1
        takings = waited = 0
        while not settles(session) and takings < 3 and waited < 10:
            suggestion = suggest(session.frame())
            if suggestion is None:
                waited += 1
            else:
                take(session, suggestion)
                takings += 1
            session.forward(AHEAD)
        assert settles(session), (seed, takings, session.frame().experiment.learning_rate)
    assert seen > STATES / 16


def settles(session: Session) -> bool:
    """Whether the present constant rate makes the distance shrink, and the numbers are still numbers."""
    frame = session.frame()
    rate, experiment = gd.theory.constant_rate(frame.experiment), frame.experiment
    if not math.isfinite(frame.step.cost):
        return False
    if frame.step.cost - frame.fit.regression.minimum_cost <= 1e-6:
        return True
    return rate is not None and rate > 0.0 and spectral_radius(experiment, rate) < 1.0


def test_raising_the_rate_in_the_middle_of_a_run_with_momentum_throws_nothing_up() -> None:
    session = lab(0.001, 60, "simultaneous", optimizer=gd.sgd(momentum=0.9))
    best = gd.theory.best_learning_rate(session.frame().experiment)
    assert best is not None
    thrown, now = Session(session.frame().experiment), session.frame().step.cost
    thrown.forward(60)
    thrown.set("learning_rate", best)
    thrown.forward(AHEAD)
    assert max(thrown.frame().run.history.costs(60, 61 + AHEAD)) > 10.0 * now
    suggestion = suggest(session.frame())
    assert suggestion is not None
    take(session, suggestion)
    session.forward(AHEAD)
    frame = session.frame()
    assert max(frame.run.history.costs(frame.index - AHEAD, frame.index + 1)) <= max(2.0 * now, 9.0)
    assert frame.step.cost < now


@pytest.mark.parametrize("rate", [1e-12, 0.1, 40.0])
@pytest.mark.parametrize("scale", gd.GRADIENT_SCALES)
@pytest.mark.parametrize("optimizer", [gd.sgd(), gd.sgd(momentum=0.9), gd.adam(), gd.sgd(weight_decay=0.01)])
@pytest.mark.parametrize(
    "schedule", [gd.Constant, lambda rate: gd.StepDecay(rate, 40), lambda rate: gd.Exponential(rate, 1.1)]
)
def test_standardised_data_come_with_a_rate_that_converges(
    rate: float, scale: str, optimizer: gd.Optimizer, schedule: Callable[[float], gd.Schedule]
) -> None:
    session = lab(rate, 2, optimizer=optimizer)
    session.open_data(gd.PRESETS["ill_scaled"]())
    session.set("gradient_scale", scale)
    session.set("schedule", schedule(rate))
    session.standardise()
    start = session.frame().step.cost
    session.forward(200)
    frame = session.frame()
    least = frame.fit.regression.minimum_cost
    assert frame.step.cost - least <= 0.05 * (start - least) + 0.01 * gd.weight_decay(optimizer)


def test_trials_close_in_and_do_not_go_to_and_fro() -> None:
    """Momentum as large as rows allow, single rows as batches, Adam: the same rate is not taken twice."""
    for seed in range(60):
        rng = random.Random(seed)
        objective = gd.LinearRegression(some_data(rng), "exact")
        optimizer = rng.choice([gd.adam(), gd.rmsprop(), gd.sgd(), gd.sgd(momentum=0.9)])
        session = Session(
            gd.Experiment(
                objective,
                (1.0, 0.0),
                optimizer,
                learning_rate=10 ** rng.uniform(-5, 3),
                batch=gd.MiniBatch(1),
            )
        )
        rates = [session.frame().learning_rate]
        for _ in range(40):
            session.forward(40)
            suggestion = suggest(session.frame())
            if suggestion is None or suggestion.idea is Idea.STANDARDISE:
                continue
            take(session, suggestion)
            if suggestion.idea is Idea.RATE:
                rates.append(session.frame().learning_rate)
        assert len(set(rates)) == len(rates), (seed, rates)


def test_a_run_that_is_below_its_tolerance_is_not_told_to_hurry() -> None:
    session = lab(0.1, 44)
    frame = session.frame()
    assert frame.diagnosis.steps_to_go == 0
    assert frame.diagnosis.verdict is gd.Verdict.CONVERGING
    assert suggest(frame) is None
