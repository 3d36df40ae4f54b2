"""Many runs of one experiment, and the range test."""

from __future__ import annotations

import math
from itertools import islice

import pytest

import gdengine as gd
from gdengine import theory
from gdengine.objectives.terrains import TWO_VALLEYS
from tests.engine.test_descent import article

TEXTBOOK = article(update="simultaneous", max_steps=4000)


def test_each_rate_has_its_verdict_cost_and_steps() -> None:
    rates = (0.001, 0.1, 0.169, 0.2)
    trials = list(gd.sweep(TEXTBOOK, learning_rates=rates, tolerance=1e-4))
    assert [trial.value for trial in trials] == list(rates)
    assert [trial.steps_to_tolerance for trial in trials] == [3730, 36, 1410, None]
    assert trials[3].diagnosis.verdict in (gd.Verdict.DIVERGING, gd.Verdict.NONFINITE)
    for trial in trials[:3]:
        assert trial.experiment.learning_rate == trial.value
        assert trial.last.index == 4000
        assert trial.cost == trial.last.cost < 1e-4
        assert theory.steps_to(trial.experiment, 1e-4) == trial.steps_to_tolerance


def test_the_fastest_rate_of_a_sweep_is_the_best_of_theory() -> None:
    limit, best = theory.learning_rate_limit(TEXTBOOK), theory.best_learning_rate(TEXTBOOK)
    assert limit is not None
    trials = gd.sweep(TEXTBOOK, learning_rates=gd.geometric(limit / 100, limit * 0.999, 200), tolerance=1e-12)
    fastest = min(trials, key=lambda trial: trial.steps_to_tolerance or math.inf)
    assert fastest.value == pytest.approx(best, rel=0.03)


def test_optimizers_too() -> None:
    optimizers = [gd.sgd(), gd.sgd(momentum=0.5), gd.adam()]
    trials = list(gd.sweep(article(max_steps=200), optimizers=optimizers))
    assert [trial.value for trial in trials] == optimizers
    assert trials[2].diagnosis.theory is None


def test_it_is_lazy_and_yet_refuses_at_once() -> None:
    class Counting(gd.LinearRegression):
        calls = 0

        def evaluate(self, params):
            Counting.calls += 1
            return super().evaluate(params)

    experiment = article(objective=Counting(gd.article()), max_steps=50)
    trials = gd.sweep(experiment, learning_rates=[0.1] * 1000)
    assert Counting.calls == 0
    next(trials)
    assert 0 < Counting.calls < 500
    for wrong in ({}, {"learning_rates": [0.1], "optimizers": [gd.sgd()]}, {"learning_rates": [0.1, -1.0]}):
        with pytest.raises(ValueError, match="learning_rate"):
            gd.sweep(experiment, **wrong)
    with pytest.raises(ValueError, match="optimizer"):
        gd.sweep(experiment, optimizers=[3])
    with pytest.raises(ValueError, match="learning_rates: "):
        gd.sweep(experiment, learning_rates=0.1)
    with pytest.raises(ValueError, match="tolerance: "):
        gd.sweep(experiment, learning_rates=[0.1], tolerance=0)


def test_a_stop_rule_ends_a_run_and_1000_steps_are_the_plan_without_one() -> None:
    (trial,) = gd.sweep(article(max_steps=None), learning_rates=[0.01])
    assert trial.last.index == 1000
    stopping = article(max_steps=None, stop=gd.GradientNorm(1e-3))
    (trial,) = gd.sweep(stopping, learning_rates=[0.1])
    assert trial.last.index < 60
    assert math.hypot(*trial.last.gradient) <= 1e-3


def test_on_a_curve_the_tolerance_is_over_the_lowest_minimum_known() -> None:
    experiment = gd.Experiment(TWO_VALLEYS, (2.2,), max_steps=500)
    local, lowest = gd.sweep(experiment, learning_rates=[0.05, 0.1])
    assert local.diagnosis.verdict is gd.Verdict.LOCAL_MINIMUM
    assert local.steps_to_tolerance is None
    assert lowest.diagnosis.verdict is gd.Verdict.ARRIVED
    assert lowest.steps_to_tolerance is not None


def test_geometric_numbers() -> None:
    assert gd.geometric(0.001, 1.0, 4) == pytest.approx((0.001, 0.01, 0.1, 1.0))
    assert gd.geometric(1e-300, 1e300, 3) == pytest.approx((1e-300, 1.0, 1e300))
    for wrong in ((0, 1, 3), (1, math.inf, 3), (1, 2, 1), (1, 2, 2.5), (-1, 2, 3)):
        with pytest.raises(ValueError, match=r"low|high|count"):
            gd.geometric(*wrong)


def test_a_range_test_suggests_a_rate_below_the_limit_and_says_what_it_is() -> None:
    found = gd.range_test(TEXTBOOK, 1e-5, 10.0, 100)
    assert found.kind == "heuristic"
    assert found.limit == pytest.approx(0.169275, rel=1e-5)
    assert found.suggested is not None
    assert 1e-4 < found.suggested < found.limit
    assert found.safe is not None
    assert found.safe < found.limit
    assert len(found.learning_rates) == len(found.costs) == len(found.smoothed) < 100
    assert found.learning_rates[:50] == pytest.approx(gd.geometric(1e-5, 10.0, 100)[:50])
    assert all(map(math.isfinite, found.smoothed))


def test_its_costs_are_those_of_a_run_whose_rate_grows() -> None:
    found = gd.range_test(TEXTBOOK, 1e-3, 0.1, 30, smoothing=0.0)
    schedule = gd.Exponential(1e-3, 100 ** (1 / 29))
    steps = list(islice(gd.descend(article(update="simultaneous", learning_rate=schedule)), 1, 21))
    assert found.costs[:20] == pytest.approx([step.cost for step in steps])
    assert found.smoothed == found.costs


def test_without_theory_the_limit_is_none_or_the_smallest_local_one() -> None:
    assert gd.range_test(article(optimizer=gd.adam())).limit is None
    curve = gd.range_test(gd.Experiment(TWO_VALLEYS, (2.2,)), 1e-4, 1.0)
    assert curve.limit == pytest.approx(min(point.learning_rate_limit for point in TWO_VALLEYS.minima))
    still = gd.range_test(gd.Experiment(gd.LinearRegression(gd.article()), (2, -1)))
    assert (still.suggested, still.safe) == (None, None)
    for wrong in ({"low": 1.0, "high": 0.1}, {"steps": 1}, {"smoothing": 1.0}, {"low": 0}):
        with pytest.raises(ValueError, match=r"low|steps|smoothing"):
            gd.range_test(TEXTBOOK, **wrong)
