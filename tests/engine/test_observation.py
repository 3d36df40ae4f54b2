"""What is seen where theory has no word: the terrains' table, Adam, mini-batches, plain steps."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

import gdengine as gd
from gdengine import theory
from gdengine.objectives.terrains import (
    BOWL,
    INFLECTION,
    PLATEAU,
    QUARTIC,
    RAVINE,
    ROAD_TO_CHAOS,
    ROSENBROCK,
    SHARP_AND_WIDE,
    THREE_HUMP_CAMEL,
    TWO_VALLEYS,
)
from gdengine.objectives.terrains import TERRAINS as ALL
from tests.engine.test_descent import article

V = gd.Verdict
Terrain = gd.Curve | gd.Surface


def ran(terrain: Terrain, rate: float, steps: int, start: tuple[float, ...] | None = None, mu: float = 0.0):
    history = gd.History(
        gd.Experiment(terrain, start or terrain.starts[0], gd.sgd(momentum=mu), learning_rate=rate)
    )
    history.extend(steps)
    return history


POLYAK = ((2 / (math.sqrt(10) + 1)) ** 2, ((math.sqrt(10) - 1) / (math.sqrt(10) + 1)) ** 2)

# Each row of the table: terrain, rate, start, momentum, verdict on the way (at a step), at the end.
TABLE = [
    (BOWL, 0.01, None, 0, (50, V.TOO_SLOW), V.ARRIVED),
    (BOWL, 0.1, None, 0, (20, V.CONVERGING), V.ARRIVED),
    (BOWL, 0.5, None, 0, (1, V.ARRIVED), V.ARRIVED),
    (BOWL, 0.9, None, 0, (20, V.OSCILLATING), V.ARRIVED),
    (BOWL, 1.0, None, 0, (20, V.CYCLING), V.CYCLING),
    (BOWL, 1.05, None, 0, (20, V.DIVERGING), V.DIVERGING),
    (TWO_VALLEYS, 0.001, None, 0, (100, V.TOO_SLOW), V.LOCAL_MINIMUM),
    (TWO_VALLEYS, 0.01, None, 0, (30, V.CONVERGING), V.LOCAL_MINIMUM),
    (TWO_VALLEYS, 0.05, None, 0, None, V.LOCAL_MINIMUM),
    (TWO_VALLEYS, 0.08, None, 0, None, V.ARRIVED),
    (TWO_VALLEYS, 0.105, None, 0, (40, V.OSCILLATING), V.ARRIVED),
    (TWO_VALLEYS, 0.12, None, 0, None, V.CYCLING),
    (TWO_VALLEYS, 0.2, None, 0, None, V.NONFINITE),
    (TWO_VALLEYS, 0.05, (2.0,), 0, None, V.LOCAL_MINIMUM),
    (TWO_VALLEYS, 0.05, (2.0,), 0.9, None, V.ARRIVED),
    *((SHARP_AND_WIDE, rate, None, 0, None, V.LOCAL_MINIMUM) for rate in (0.02, 0.1, 0.25)),
    (SHARP_AND_WIDE, 0.3, None, 0, None, V.CYCLING),
    (SHARP_AND_WIDE, 0.4, None, 0, (100, V.WANDERING), V.WANDERING),
    *((SHARP_AND_WIDE, rate, None, 0, None, V.ARRIVED) for rate in (0.5, 1.0, 2.0)),
    (SHARP_AND_WIDE, 9.0, None, 0, (95, V.OSCILLATING), V.ARRIVED),
    (SHARP_AND_WIDE, 10.5, None, 0, (60, V.DIVERGING), V.NONFINITE),
    (ROAD_TO_CHAOS, 0.1, None, 0, (30, V.CONVERGING), V.ARRIVED),
    (ROAD_TO_CHAOS, 0.5, None, 0, None, V.ARRIVED),
    (ROAD_TO_CHAOS, 1.1, None, 0, None, V.CYCLING),
    (ROAD_TO_CHAOS, 1.25, None, 0, None, V.CYCLING),
    (ROAD_TO_CHAOS, 1.5, None, 0, (500, V.WANDERING), V.WANDERING),
    (ROAD_TO_CHAOS, 2.05, None, 0, None, V.NONFINITE),
    (ROAD_TO_CHAOS, 0.5, (0.0,), 0, (0, V.AT_MAXIMUM), V.AT_MAXIMUM),
    (QUARTIC, 0.1, (0.99 / math.sqrt(0.2),), 0, (2000, V.TOO_SLOW), V.ARRIVED),
    (QUARTIC, 0.1, (1.01 / math.sqrt(0.2),), 0, None, V.NONFINITE),
    (INFLECTION, 0.1, None, 0, (500, V.TOO_SLOW), V.AT_SADDLE),
    (INFLECTION, 0.5, None, 0, None, V.AT_SADDLE),
    (INFLECTION, 0.1, None, 0.9, None, V.ARRIVED),
    (INFLECTION, 1.5, None, 0, None, V.NONFINITE),
    (PLATEAU, 0.5, None, 0, (0, V.PLATEAU), V.PLATEAU),
    (PLATEAU, 0.5, (2.0,), 0, None, V.ARRIVED),
    (RAVINE, 0.1818, None, 0, (40, V.CONVERGING), V.ARRIVED),
    (RAVINE, *POLYAK[:1], None, POLYAK[1], None, V.ARRIVED),
    (RAVINE, 0.2, None, 0, None, V.CYCLING),
    (RAVINE, 0.202, None, 0, (300, V.DIVERGING), V.NONFINITE),
    (THREE_HUMP_CAMEL, 0.01, None, 0, None, V.LOCAL_MINIMUM),
    *((THREE_HUMP_CAMEL, rate, None, 0, None, V.ARRIVED) for rate in (0.1, 0.35)),
    (ROSENBROCK, 0.001, None, 0, (5000, V.CONVERGING), V.ARRIVED),
    (ROSENBROCK, 0.015, None, 0, None, V.ARRIVED),
    (ROSENBROCK, 0.005, None, 0.9, None, V.ARRIVED),
    (ROSENBROCK, 0.02, None, 0, None, V.CYCLING),
]


@pytest.mark.parametrize(("terrain", "rate", "start", "mu", "way", "end"), TABLE)
def test_the_table_of_terrains(terrain, rate, start, mu, way, end) -> None:
    steps = {V.DIVERGING: 300, V.NONFINITE: 20_000}.get(end, 40_000 if terrain is ROSENBROCK else 12_000)
    history = ran(terrain, rate, steps, start, mu)
    found = gd.diagnose(history)
    assert found.verdict is end
    assert found.theory is None
    if way:
        assert gd.diagnose(history, way[0]).verdict is way[1]
    if end is V.LOCAL_MINIMUM:
        assert found.lower is not None
        assert found.lower.is_global
        assert found.place is gd.Kind.MINIMUM
    if end is V.ARRIVED:
        assert history.at(len(history) - 1).cost == pytest.approx(terrain.minimum_cost, abs=1e-6)


@pytest.mark.parametrize(("rate", "period"), [(1.1, 2), (1.25, 4)])
def test_the_period_of_a_cycle(rate: float, period: int) -> None:
    assert gd.diagnose(ran(ROAD_TO_CHAOS, rate, 3000)).period == period


def test_nobody_is_said_to_diverge_who_comes_back() -> None:
    """At 9 the run leaves the domain for x beyond 18, and settles."""
    history = ran(SHARP_AND_WIDE, 9.0, 400)
    assert max(abs(history.at(k).params[0]) for k in range(400)) > 18
    verdicts = {gd.diagnose(history, k).verdict for k in range(401)}
    assert not verdicts & {V.DIVERGING, V.NONFINITE, V.PLATEAU}


def test_a_stable_heavy_ball_may_grow_a_hundredfold_first() -> None:
    limit = theory.learning_rate_limit(article(update="simultaneous", optimizer=gd.sgd(momentum=0.99)))
    heavy = article(update="simultaneous", optimizer=gd.sgd(momentum=0.99), learning_rate=0.999 * limit)
    history = gd.History(heavy)
    history.extend(20_000)
    assert history.cost_extremes(0, 20_001)[1] > 100 * history.at(0).cost
    for k in range(0, 20_001, 50):
        assert gd.diagnose(history, k).verdict in (V.OSCILLATING, V.ARRIVED)
    unaided = gd.diagnose([history.at(k) for k in range(300)])
    assert unaided.verdict is not V.DIVERGING
    ravine = ran(RAVINE, 0.999 * 2 * 1.99 / 10, 5000, None, 0.99)
    assert all(gd.diagnose(ravine, k).verdict is not V.DIVERGING for k in range(0, 5001, 25))


def test_the_lowest_step_before_a_divergence_is_named() -> None:
    history = gd.History(article(learning_rate=0.17, update="simultaneous"))
    history.extend(400)
    found = gd.diagnose(history)
    assert (found.verdict, found.since) == (V.DIVERGING, 6)
    assert found.limit == pytest.approx(0.169275, rel=1e-5)


def test_too_slow_says_how_far_behind() -> None:
    found = gd.diagnose(gd.History(article(learning_rate=0.001, update="simultaneous")))
    assert found.verdict is V.TOO_SLOW
    best, here = (math.log(radius) for radius in (found.theory.best_radius, found.theory.radius))
    assert found.behind == pytest.approx(best / here)
    assert found.behind > 100
    assert gd.diagnose(ran(BOWL, 0.01, 10)).behind == pytest.approx(50)


@pytest.mark.parametrize("rate", [0.1, 0.05])
def test_mini_batches_end_on_a_noisy_floor(rate: float) -> None:
    data = gd.noisy(gd.line(200), sigma=1.0, seed=3)
    experiment = gd.Experiment(gd.LinearRegression(data), (0.0, 0.0), learning_rate=rate, batch=gd.single())
    history = gd.History(experiment)
    history.extend(3000)
    found = gd.diagnose(history)
    assert found.verdict is V.NOISY_FLOOR
    low, high = found.floor
    assert experiment.objective.minimum_cost < low < high
    assert found.theory is None
    assert gd.diagnose(history, 20).verdict is not V.NOISY_FLOOR


@pytest.mark.parametrize(
    ("optimizer", "rate"), [(gd.adam(), 0.1), (gd.rmsprop(), 0.001), (gd.nadam(), 0.05), (gd.adagrad(), 1.0)]
)
def test_other_optimizers_arrive_too(optimizer: gd.Optimizer, rate: float) -> None:
    history = gd.History(article(optimizer=optimizer, learning_rate=rate, update="simultaneous"))
    history.extend(30)
    assert gd.diagnose(history).verdict in (V.CONVERGING, V.OSCILLATING, V.TOO_SLOW)
    history.extend(20_000)
    found = gd.diagnose(history)
    assert found.theory is None
    if not isinstance(optimizer, gd.RMSprop):
        assert found.verdict is V.ARRIVED


def test_a_schedule_that_has_come_to_0_stands_still() -> None:
    history = gd.History(article(learning_rate=gd.Cosine(0.01, 10)))
    history.extend(30)
    assert gd.diagnose(history).verdict is V.ZERO_LR
    assert gd.diagnose(history, 5).verdict is V.CONVERGING


def test_plain_steps_are_diagnosed_and_with_their_experiment_by_theory() -> None:
    experiment = article(max_steps=12)
    steps = list(gd.descend(experiment))
    alone = gd.diagnose(steps)
    assert (alone.verdict, alone.theory, alone.index) == (V.CONVERGING, None, 12)
    assert gd.diagnose(steps, 0).verdict is V.STARTING
    history = gd.History(experiment)
    history.extend(12)
    assert gd.diagnose(steps, experiment=experiment) == gd.diagnose(history)
    exploding = list(gd.descend(article(learning_rate=0.5, max_steps=60)))
    assert gd.diagnose(exploding).verdict is V.DIVERGING
    stays = list(gd.descend(article(learning_rate=13 / 30, max_steps=60)))
    assert gd.diagnose(stays).verdict in (V.CYCLING, V.WANDERING)


def test_what_is_no_run_is_refused() -> None:
    for nothing in ([], (), 5, "steps", [1, 2], None):
        with pytest.raises(ValueError, match="history_or_steps: "):
            gd.diagnose(nothing)
    with pytest.raises(IndexError):
        gd.diagnose(gd.History(article()), 1)
    for tolerance in (0, -1, math.nan, "x"):
        with pytest.raises(ValueError, match="tolerance: "):
            gd.diagnose(gd.History(article()), tolerance=tolerance)


def test_every_step_of_every_terrain_has_a_diagnosis() -> None:
    for terrain in ALL.values():
        for optimizer in (gd.sgd(momentum=0.9, nesterov=True), gd.adam()):
            for order in gd.UPDATE_ORDERS:
                experiment = gd.Experiment(terrain, terrain.starts[0], optimizer, 0.05, order)
                history = gd.History(experiment)
                history.extend(200)
                for k in range(0, len(history), 7):
                    assert gd.diagnose(history, k).index == k


def test_right_after_a_change_the_window_begins_anew() -> None:
    history = ran(BOWL, 1.05, 40)
    assert gd.diagnose(history).verdict is V.DIVERGING
    forked = history.fork(40, learning_rate=0.1)
    assert gd.diagnose(forked).verdict is V.STARTING
    forked.extend(10)
    found = gd.diagnose(forked)
    assert found.verdict is V.CONVERGING
    assert found.observed == pytest.approx(0.64)
    assert gd.diagnose(replace_rate(forked, 0.0)).verdict is V.ZERO_LR


def replace_rate(history: gd.History, rate: float) -> gd.History:
    return gd.History(replace(history.experiment, learning_rate=rate))
