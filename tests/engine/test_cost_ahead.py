"""Costs foretold are the costs of the run, and the steps to a tolerance those that it takes."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import gdengine as gd
from gdengine import theory
from gdengine.runs.descent import trajectory
from tests.engine.test_spectrum import ARTICLE, article, experiments, known

FLOOR = 1e-9
"""Below this part of the start's excess the rounding of the run itself is seen."""


@settings(max_examples=300)
@given(experiments(), st.floats(0.02, 1.3), st.integers(0, 60))
def test_the_cost_at_any_step_is_that_of_the_run(found: gd.Experiment, part: float, k: int) -> None:
    found = replace(found, learning_rate=part * known(theory.learning_rate_limit(found)))
    assume(known(theory.condition_number(found)) < 100.0)
    least = found.objective.minimum_cost
    step = next(islice(trajectory(found), k, None))
    highest = max(s.cost - least for s in islice(trajectory(found), k + 1))
    predicted = known(theory.predicted_cost(found, k))
    assert predicted == pytest.approx(step.cost, rel=1e-9, abs=FLOOR * highest + 1e-20)


@settings(max_examples=100)
@given(experiments(), st.floats(0.02, 1.3))
def test_the_whole_curve_is_that_of_its_points(found: gd.Experiment, part: float) -> None:
    found = replace(found, learning_rate=part * known(theory.learning_rate_limit(found)))
    costs = theory.predicted_costs(found)
    assert costs is not None
    least = found.objective.minimum_cost
    curve = list(islice(costs, 40))
    for k in (0, 1, 2, 17, 39):
        assert curve[k] - least == pytest.approx(
            known(theory.predicted_cost(found, k)) - least, rel=1e-6, abs=1e-12 * max(curve)
        )


@pytest.mark.parametrize("order", gd.UPDATE_ORDERS)
@pytest.mark.parametrize(
    "optimizer", [gd.sgd(), gd.sgd(momentum=0.9), gd.sgd(momentum=0.9, nesterov=True), gd.sgd(weight_decay=1)]
)
def test_it_goes_on_from_any_step(order: gd.UpdateOrder, optimizer: gd.Optimizer) -> None:
    found = article(optimizer, update=order, learning_rate=0.02)
    steps = list(islice(trajectory(found), 60))
    for origin, k in ((0, 20), (1, 5), (7, 0), (30, 29)):
        cost = theory.predicted_cost(found, k, steps[origin])
        assert cost == pytest.approx(steps[origin + k].cost, rel=1e-9)
        after = list(islice(theory.predicted_costs(found, steps[origin]) or [], k + 1))
        assert after[-1] == pytest.approx(steps[origin + k].cost, rel=1e-9)


def test_far_ahead_it_costs_nothing() -> None:
    found = article(gd.sgd(momentum=0.5), learning_rate=1e-9)
    assert 0.0 < known(theory.predicted_cost(found, 10**9)) < known(theory.predicted_cost(found, 10**6))
    assert theory.predicted_cost(article(gd.sgd(), learning_rate=1.0), 10**18) == math.inf


@pytest.mark.parametrize(
    ("rate", "steps"),
    [(0.001, 3730), (0.01, 371), (0.05, 73), (0.1, 36), (0.15, 23), (0.165, 89), (0.169, 1410)],
)
def test_the_steps_of_the_article(rate: float, steps: int) -> None:
    assert theory.steps_to(article(gd.sgd(), learning_rate=rate), 1e-4) == steps


@settings(max_examples=300)
@given(experiments(), st.floats(0.05, 1.1), st.sampled_from([0.5, 1e-2, 1e-4, 1e-6]))
def test_steps_to_a_tolerance_are_those_of_the_run(
    found: gd.Experiment, part: float, tolerance: float
) -> None:
    found = replace(found, learning_rate=part * known(theory.learning_rate_limit(found)))
    assume(known(theory.condition_number(found)) < 100.0)
    least = found.objective.minimum_cost
    excesses = [step.cost - least for step in islice(trajectory(found), 2001)]
    # Where the run passes the tolerance by a hair, rounding may decide.
    assume(not any(abs(excess / tolerance - 1.0) < 1e-7 for excess in excesses))
    taken = next((k for k, excess in enumerate(excesses) if excess <= tolerance), None)
    steps = theory.steps_to(found, tolerance)
    if taken is None:
        assert steps is None or steps > 2000 or len(excesses) <= 2000
    else:
        assert steps == taken


def test_steps_beyond_what_anyone_would_run() -> None:
    found = article(gd.sgd(), learning_rate=1e-12)
    steps = known(theory.steps_to(found, 1e-6))
    assert steps > 1e12
    assert known(theory.predicted_cost(found, int(steps) - 1)) > 1e-6
    assert known(theory.predicted_cost(found, int(steps))) <= 1e-6
    swinging = article(gd.sgd(momentum=0.9), learning_rate=1e-8)
    steps = known(theory.steps_to(swinging, 1e-6))
    assert known(theory.predicted_cost(swinging, int(steps))) <= 1e-6


@pytest.mark.parametrize("part", [0.0, 1.0, 1.2, 6.0])
def test_never_is_none(part: float) -> None:
    rate = part * known(theory.learning_rate_limit(article(gd.sgd())))
    assert theory.steps_to(article(gd.sgd(), learning_rate=rate), 1e-6) is None


def test_weight_decay_stays_above_its_floor() -> None:
    found = article(gd.sgd(weight_decay=0.5), learning_rate=0.1)
    floor = known(theory.predicted_cost(found, 10_000))
    assert floor > 1e-3
    assert theory.steps_to(found, floor / 2) is None
    assert theory.steps_to(found, 1.01 * floor) is not None


@pytest.mark.parametrize("k", [-1, 1.5, True, None])
def test_a_step_that_is_none_is_refused(k: object) -> None:
    with pytest.raises(ValueError, match="k: "):
        theory.predicted_cost(article(gd.sgd()), k)  # type: ignore[arg-type]


@pytest.mark.parametrize("tolerance", [0.0, -1.0, math.nan, math.inf, "small"])
def test_a_tolerance_that_is_none_is_refused(tolerance: object) -> None:
    with pytest.raises(ValueError, match="tolerance: "):
        theory.steps_to(gd.Experiment(ARTICLE, (1, 0)), tolerance)  # type: ignore[arg-type]
