"""What the engine says is happening, on the article's data."""

from __future__ import annotations

from dataclasses import replace

import pytest

import gdengine as gd
from tests.engine.test_descent import article


def diagnosed(steps: int, **changes: object) -> gd.Diagnosis:
    history = gd.History(article(**changes))
    history.extend(steps)
    return gd.diagnose(history)


@pytest.mark.parametrize(
    ("rate", "steps", "verdict"),
    [
        (0.1, 0, gd.Verdict.CONVERGING),
        (0.1, 10, gd.Verdict.CONVERGING),
        (0.1, 200, gd.Verdict.ARRIVED),
        (0.01, 10, gd.Verdict.TOO_SLOW),
        (0.4, 10, gd.Verdict.OSCILLATING),
        (13 / 30, 10, gd.Verdict.CYCLING),
        (0.5, 0, gd.Verdict.DIVERGING),
        (0.5, 2, gd.Verdict.DIVERGING),
        (0.5, 5000, gd.Verdict.NONFINITE),
        (0, 10, gd.Verdict.ZERO_LR),
    ],
)
def test_verdicts(rate: float, steps: int, verdict: gd.Verdict) -> None:
    assert diagnosed(steps, learning_rate=rate).verdict is verdict


def test_the_observed_factor_is_the_last_steps() -> None:
    found = diagnosed(7)
    assert found.observed == pytest.approx(0.7396)
    assert found.theory.cost_factor == pytest.approx(0.7396)


def test_a_falling_cost_above_the_limit_is_still_diverging() -> None:
    found = diagnosed(5, learning_rate=0.17, update="simultaneous")
    assert found.verdict is gd.Verdict.DIVERGING
    assert found.observed is not None
    assert found.observed < 1


def test_right_after_a_change_nothing_was_observed() -> None:
    history = gd.History(article())
    history.extend(5)
    assert gd.diagnose(history.fork(5, learning_rate=0.2)).observed is None


def test_the_steps_to_go_are_those_that_it_takes() -> None:
    history = gd.History(article())
    history.extend(5)
    expected = gd.diagnose(history).steps_to_go
    history.extend(100)
    taken = next(k for k, cost in enumerate(history.costs(0, 106)) if cost <= 1e-6) - 5
    assert expected == taken


def test_it_can_look_back() -> None:
    history = gd.History(replace(article(), learning_rate=0.5))
    history.extend(30)
    assert gd.diagnose(history, 3).index == 3
    assert gd.diagnose(history, 0).observed is None


@pytest.mark.parametrize("preset", ["ill_scaled", "shifted"])
def test_far_along_a_narrow_valley_is_not_arrived(preset: str) -> None:
    objective = gd.LinearRegression(gd.PRESETS[preset](), "sum")
    limit = gd.theory.learning_rate_limit(article(objective=objective))
    assert limit is not None
    found = diagnosed(1, objective=objective, learning_rate=limit / 2)
    assert found.verdict in (gd.Verdict.CONVERGING, gd.Verdict.TOO_SLOW)


@pytest.mark.parametrize("rate", [1e-10, 1e-300])
def test_a_rate_that_hardly_moves_is_too_slow_and_no_cycle(rate: float) -> None:
    assert diagnosed(5, learning_rate=rate).verdict is gd.Verdict.TOO_SLOW


def test_an_enormous_start_has_not_arrived_while_the_cost_is_high() -> None:
    history = gd.History(article(start=(1e12, 1e12)))
    for _ in range(40):
        history.extend(20)
        if gd.diagnose(history).verdict is gd.Verdict.ARRIVED:
            break
    assert history.at(len(history) - 1).cost <= 1e-6


def test_with_weight_decay_a_run_arrives_above_the_lowest_cost() -> None:
    found = diagnosed(300, optimizer=gd.sgd(weight_decay=0.1))
    assert found.verdict is gd.Verdict.ARRIVED
    assert diagnosed(5, optimizer=gd.sgd(weight_decay=0.1)).verdict is gd.Verdict.CONVERGING
