"""No verdict on a regression contradicts its least cost, or what the run does afterwards."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from random import Random

import pytest

import gdengine as gd
from gdengine.diagnosis.coming_rates import coming_rates
from tests.engine.test_descent import article

V = gd.Verdict
EXPERIMENTS = 1200
CHUNKS = 4


def least_squares(data: gd.Dataset) -> tuple[float, float]:
    """The least mean squared error of a line, and the variance of y, in exact fractions."""
    x, y = [Fraction(v) for v in data.x], [Fraction(v) for v in data.y]
    n = len(x)
    across, up = sum(x) / n, sum(y) / n
    xx = sum((a - across) ** 2 for a in x) / n
    yy = sum((b - up) ** 2 for b in y) / n
    xy = sum((a - across) * (b - up) for a, b in zip(x, y, strict=True)) / n
    return float(yy - xy * xy / xx if xx else yy), float(yy)


def any_data(random: Random) -> gd.Dataset:
    n, size = random.choice([2, 3, 4, 5, 8, 20]), 10 ** random.uniform(-2, 2)
    far = size * random.choice([0, 0, 0, 3, 10, 100, 2000])
    slope, level = random.gauss(0, 3) / size, random.gauss(0, 5)
    noise = random.choice([0, 0.01, 1, 1, 3])
    x = [size * random.gauss(0, 1) for _ in range(n)]
    y = [slope * at + level + noise * random.gauss(0, 1) for at in x]
    return gd.Dataset(tuple(far + at for at in x), tuple(y))


def any_optimizer(random: Random) -> gd.Optimizer:
    momentum = random.choice([0.5, 0.9, 0.99, 0.999])
    return random.choice(
        [
            gd.sgd(),
            gd.sgd(),
            gd.sgd(momentum=momentum),
            gd.sgd(momentum=momentum, nesterov=True),
            gd.adam(),
            gd.Adam(amsgrad=True),
            gd.adamw(),
            gd.nadam(),
            gd.adagrad(),
            gd.adagrad(lr_decay=0.01),
            gd.rmsprop(),
            gd.rmsprop(momentum=momentum, centered=random.random() < 0.5),
            gd.adadelta(),
        ]
    )


def any_rate(random: Random, rate: float, steps: int) -> gd.LearningRate:
    return random.choice(
        [
            *[rate] * 6,
            gd.Cosine(rate, max(1, steps // random.choice([1, 2, 4]))),
            gd.StepDecay(rate, max(1, steps // 5), 0.5),
            gd.Exponential(rate, random.choice([0.99, 0.999, 1.001, 1.01])),
            gd.InverseScaling(rate),
            gd.WarmUp(rate, 0.01, max(1, steps // 3)),
            gd.ReduceOnPlateau(rate, patience=20, factor=0.5),
        ]
    )


def any_run(random: Random) -> gd.History:
    """A run, in three of ten with a change in its middle."""
    data, optimizer, steps = any_data(random), any_optimizer(random), random.choice([50, 200, 600, 1200])
    whole = gd.Experiment(
        gd.LinearRegression(data, random.choice(gd.GRADIENT_SCALES)),
        (random.gauss(0, 3), random.gauss(0, 3)),
        optimizer,
        update=random.choice(gd.UPDATE_ORDERS),
    )
    limit = gd.theory.learning_rate_limit(whole)
    rate = 10 ** random.uniform(-3, 0.5)
    if limit and math.isfinite(limit):
        rate = limit * random.choice([10 ** random.uniform(-3, 0), random.uniform(0.3, 1.2), 0.5])
    batch = gd.MiniBatch(random.randint(1, len(data)), seed=7) if random.random() < 0.25 else gd.FullBatch()
    history = gd.History(whole).fork(0, learning_rate=any_rate(random, rate, steps), batch=batch)
    history.extend(random.randint(1, steps))
    if random.random() < 0.3 and not history.finished:
        changed = random.choice(
            [
                {"optimizer": any_optimizer(random)},
                {"learning_rate": any_rate(random, rate * 10 ** random.uniform(-1.5, 1.5), steps)},
                {"update": random.choice(gd.UPDATE_ORDERS)},
            ]
        )
        history = history.fork(len(history) - 1, **changed)
        history.extend(steps)
    return history


def untrue(history: gd.History, found: gd.Diagnosis) -> str:
    """What is wrong with a verdict at a run's newest step, ten times as many steps later; "" if nothing."""
    k, cost = found.index, history.at(found.index).cost
    regression = history.experiment.objective
    least, variance = least_squares(regression.data)
    least_or_so = least * (1 + 1e-5) + 1e-10 * variance
    if found.verdict in (V.ARRIVED, V.SETTLING) and cost > least_or_so:
        return f"{found.verdict} at {cost}, the least is {least}"
    if found.verdict not in (V.ARRIVED, V.DIVERGING, V.NOISY_FLOOR):
        return ""
    history.extend(min(10 * k, 8000))
    if found.verdict is V.ARRIVED:
        highest = history.cost_extremes(k, len(history))[1]
        return f"left {least} for {highest}" if history.finished or highest > least_or_so else ""
    later = history.costs(k + 1, len(history))
    if found.verdict is V.DIVERGING:
        back = not history.finished and found.theory is None and min(later[-50:]) < cost
        return f"came back from {cost} to {min(later[-50:])}" if back else ""
    now = sum(history.costs(k - 127, k + 1)) / 128 - least
    late = later[len(later) // 2 :]
    times = (sum(late) / len(late) - least) / now
    return "" if 1 / 3 < times < 3 else f"the floor moved to {times} times its height"


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_what_is_said_of_a_run_stays_true(chunk: int) -> None:
    said: Counter[gd.Verdict] = Counter()
    for seed in range(chunk, EXPERIMENTS, CHUNKS):
        history = any_run(Random(seed))
        found = gd.diagnose(history)
        said[found.verdict] += 1
        assert not (wrong := untrue(history, found)), f"seed {seed}: {wrong}"
    # The test would be worth nothing if these were hardly ever said.
    assert said[V.ARRIVED] > 1
    assert said[V.SETTLING] > 1


SHIFTED = gd.LinearRegression(gd.PRESETS["shifted"]())
NOISY = gd.LinearRegression(gd.noisy(gd.line(30), sigma=1.0, seed=3))


def ran(objective: gd.LinearRegression, steps: int, **changes: object) -> gd.History:
    history = gd.History(gd.Experiment(objective, (1, 0), **changes))
    history.extend(steps)
    return history


@pytest.mark.parametrize("scale", gd.GRADIENT_SCALES)
def test_a_small_gradient_far_above_the_least_cost_is_no_arrival(scale: gd.GradientScale) -> None:
    history = ran(SHIFTED.rescaled(scale), 2000, optimizer=gd.adam(), learning_rate=1.0)
    assert history.at(2000).cost > 50 * SHIFTED.minimum_cost
    found = gd.diagnose(history)
    assert found.verdict is V.TOO_SLOW
    assert found.place is None
    steps = [history.at(k) for k in range(2001)]
    assert gd.diagnose(steps).verdict is not V.ARRIVED


@pytest.mark.parametrize("optimizer", [gd.adam(), gd.nadam(), gd.rmsprop(), gd.rmsprop(momentum=0.9)])
def test_an_optimizer_that_may_leave_the_least_cost_has_not_arrived(optimizer: gd.Optimizer) -> None:
    history = ran(NOISY, 6000, optimizer=optimizer, learning_rate=0.1)
    verdicts = {k: gd.diagnose(history, k).verdict for k in range(0, 6001, 37)}
    near = NOISY.minimum_cost * (1 + 1e-6)
    assert V.ARRIVED not in verdicts.values()
    assert all(history.at(k).cost <= near for k, verdict in verdicts.items() if verdict is V.SETTLING)


def test_passing_through_the_minimum_is_no_arrival() -> None:
    """With a velocity left the cost is the least for a moment only."""
    parabola = gd.LinearRegression(gd.Dataset((-1.0, 1.0), (0.0, 0.0)))
    start = gd.History(gd.Experiment(parabola, (1e-5, 0.0), gd.sgd(momentum=0.99), learning_rate=0.001))
    fast = start.fork(0, memory=((True, (0.01, 0.0)), ()))
    fast.extend(2000)
    for k in range(2000):
        if gd.diagnose(fast, k).verdict is V.ARRIVED:
            assert max(fast.costs(k, 2001)) <= 1e-11


def test_after_a_rate_above_the_limit_nothing_has_arrived() -> None:
    history = ran(NOISY, 400, learning_rate=0.3 * gd.theory.learning_rate_limit(article(objective=NOISY)))
    assert gd.diagnose(history).verdict is V.ARRIVED
    limit = gd.theory.learning_rate_limit(history.experiment)
    forked = history.fork(400, learning_rate=1.5 * limit)
    assert gd.diagnose(forked).verdict is V.DIVERGING or not any(forked.at(400).gradient)


@pytest.mark.parametrize(
    "rate",
    [gd.Cosine(0.5, 100), gd.StepDecay(0.5, 20), gd.Exponential(0.5, 0.98), gd.ReduceOnPlateau(0.5)],
)
def test_a_rate_that_falls_below_the_limit_is_no_divergence(rate: gd.LearningRate) -> None:
    history = ran(NOISY, 90, learning_rate=rate)
    limit = gd.theory.learning_rate_limit(history.experiment)
    assert limit < 0.5
    assert max(history.costs(0, 91)) > 1e6 * history.at(0).cost
    assert all(gd.diagnose(history, k).verdict is not V.DIVERGING for k in range(91))


def test_a_rate_that_stays_above_the_limit_is_a_divergence_before_it_shows() -> None:
    limit = gd.theory.learning_rate_limit(article(objective=NOISY))
    history = ran(NOISY, 17, learning_rate=gd.WarmUp(1.3 * limit, 0.01, 20), update="sequential")
    assert history.at(17).cost < history.at(0).cost
    assert gd.diagnose(history, 10).verdict is not V.DIVERGING
    assert gd.diagnose(history).verdict is V.DIVERGING
    history.extend(3000)
    assert history.finished or history.at(len(history) - 1).cost > 1e6


def test_a_mean_that_still_falls_is_no_noise_floor() -> None:
    """A slow direction falls below the noise of a fast one: no 256 costs show it."""
    narrow = gd.Dataset(tuple(10 + 0.01 * i for i in range(200)), tuple(0.05 * i for i in range(200)))
    data = gd.noisy(narrow, sigma=1.0, seed=1)
    objective = gd.LinearRegression(data)
    history = ran(objective, 3000, learning_rate=0.001, batch=gd.MiniBatch(4), optimizer=gd.sgd())
    assert history.at(3000).cost > 1.1 * objective.minimum_cost
    assert all(gd.diagnose(history, k).verdict is not V.NOISY_FLOOR for k in range(500, 3001, 100))


def test_a_floor_under_a_falling_rate_is_not_the_last() -> None:
    history = ran(NOISY, 3000, learning_rate=gd.InverseScaling(0.05), batch=gd.single())
    assert gd.diagnose(history).verdict is not V.NOISY_FLOOR


def test_the_rates_to_come_hold_the_highest_of_each_schedule() -> None:
    later = gd.Joined((gd.Constant(0.1), gd.Constant(0.5)), (900,))
    for schedule in (gd.Cosine(0.5, 100), gd.WarmUp(0.5, 0.1, 30), later):
        experiment = article(learning_rate=schedule)
        step = gd.History(experiment).at(0)
        assert coming_rates(experiment, step).highest == 0.5
