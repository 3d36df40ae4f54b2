"""Stop rules tell converged from merely stopped."""

import math
from itertools import islice

import pytest

from gdengine import Dataset, Experiment, LinearRegression, Status, Step, descend
from gdengine.optimizers.adaptive import Adam
from gdengine.optimizers.sgd import SGD
from gdengine.runs import stopping
from gdengine.runs.batches import MiniBatch
from gdengine.runs.schedules import Exponential
from gdengine.runs.stopping import REASONS, AnyOf, CostTolerance, Cycle, GradientNorm, WallTime

ARTICLE = LinearRegression(Dataset((0, 1, 3), (-1, 1, 5)), "sum")
LIMIT = 2 / 11.815072906367325  # of the sum gradient, all parameters at once


def _end(rate, stop, max_steps=5000, **changes):
    *_, last = descend(
        Experiment(ARTICLE, (1.0, 0.0), learning_rate=rate, stop=stop, max_steps=max_steps, **changes)
    )
    return last


def test_only_a_small_gradient_is_convergence():
    last = _end(0.1, GradientNorm(1e-6))
    assert last.status is Status.CONVERGED
    assert math.hypot(*last.gradient) <= 1e-6
    assert _end(0.1, GradientNorm(1e-6), last.index - 1).status is Status.MAX_STEPS


def test_convergence_at_the_planned_end_is_convergence():
    index = _end(0.1, GradientNorm(1e-6)).index
    assert _end(0.1, GradientNorm(1e-6), index).status is Status.CONVERGED


def test_a_start_at_the_minimum_is_converged_at_once():
    steps = list(descend(Experiment(ARTICLE, (2.0, -1.0), learning_rate=0.1, stop=GradientNorm())))
    assert [(step.index, step.status) for step in steps] == [(0, Status.CONVERGED)]


@pytest.mark.parametrize("stop", [GradientNorm(1e9), CostTolerance(patience=1), Cycle()])
def test_a_learning_rate_of_zero_is_never_convergence(stop):
    steps = list(descend(Experiment(ARTICLE, (2.0, -1.0), learning_rate=0, stop=stop, max_steps=20)))
    assert [step.status for step in steps[1:-1]] == [Status.ZERO_LR] * 19
    assert steps[-1].status is Status.MAX_STEPS


def test_a_tiny_learning_rate_deceives_the_cost_rule_and_not_the_gradient_rule():
    assert _end(1e-12, CostTolerance(1e-9, patience=5)).status is Status.COST_TOLERANCE
    assert _end(1e-12, GradientNorm(1e-6), 50).status is Status.MAX_STEPS


def test_the_cost_rule_waits_as_long_as_it_is_told():
    costs, waited = [5.0, 4.0, 4.0, 4.5, 3.0, 3.0, 2.9999, 3.0], []
    rule = CostTolerance(1e-3, patience=3)
    state = rule.init()
    for index, cost in enumerate(costs):
        step = Step(index, (0.0,), cost, (1.0,), 0.1, (0.0,), Status.RUNNING, ())
        status, state = rule.update(state, step)
        waited.append(status)
    assert waited == [None] * 7 + [Status.COST_TOLERANCE]


def test_exactly_at_the_limit_is_a_cycle():
    last = _end(LIMIT, Cycle())
    assert last.status is Status.CYCLE
    assert last.cost == pytest.approx(0.97444, abs=1e-5)
    assert last.index < 200


@pytest.mark.parametrize("rate", [LIMIT * 0.999, LIMIT * 1.001, 0.1])
def test_beside_the_limit_is_no_cycle(rate):
    assert _end(rate, Cycle(), 1000).status is Status.MAX_STEPS


def test_standing_still_at_the_minimum_is_no_cycle():
    assert _end(0.1, Cycle(), 2000).status is Status.MAX_STEPS


def test_a_slow_turn_is_no_cycle():
    assert _end(0.001, Cycle(), 5000, optimizer=SGD(momentum=0.999)).status is Status.MAX_STEPS


@pytest.mark.parametrize("update", ["simultaneous", "sequential"])
def test_one_point_at_its_limit_is_a_cycle(update):
    objective = LinearRegression(Dataset((0,), (1,)), "sum")
    experiment = Experiment(
        objective, (0.0, 0.0), learning_rate=2.0, stop=Cycle(), update=update, max_steps=9
    )
    *_, last = descend(experiment)
    assert (last.index, last.status) == (3, Status.CYCLE)


def test_time_runs_out(monkeypatch):
    now = iter(range(100))
    monkeypatch.setattr(stopping, "perf_counter", lambda: float(next(now)))
    last = _end(0.1, WallTime(7.0), None)
    assert (last.index, last.status) == (6, Status.TIME)


def test_a_number_that_is_not_finite_comes_before_every_rule():
    last = _end(1e300, GradientNorm(1e-6) | CostTolerance(0, 1))
    assert (last.index, last.status) == (1, Status.NONFINITE)
    assert _end(1e300, None, 1).status is Status.NONFINITE


def test_joined_rules_stop_with_the_first_that_holds():
    either = GradientNorm(1e-6) | Cycle() | CostTolerance(patience=1000)
    assert _end(0.1, either).status is Status.CONVERGED
    assert _end(LIMIT, either).status is Status.CYCLE
    assert _end(0.1, Cycle() | GradientNorm(1e-6)) == _end(0.1, GradientNorm(1e-6))


def test_joining_is_associative_and_compares():
    a, b, c = GradientNorm(), Cycle(), WallTime(1)
    assert (a | b) | c == a | (b | c) == AnyOf((a, b, c))
    assert Experiment(ARTICLE, (1, 0), stop=a | b) == Experiment(ARTICLE, (1, 0), stop=a | b)


def test_rules_do_not_change_the_steps_before_the_last():
    for changes in (
        {},
        {"optimizer": Adam()},
        {"batch": MiniBatch(2)},
        {"learning_rate": Exponential(0.1, 0.9)},
    ):
        free = Experiment(ARTICLE, (1.0, 0.0), **{"learning_rate": 0.05, **changes})
        bound = Experiment(ARTICLE, (1.0, 0.0), **{"learning_rate": 0.05, **changes}, stop=GradientNorm(1e-2))
        *steps, last = islice(descend(bound), 3000)
        assert steps == list(islice(descend(free), len(steps)))
        assert last._replace(status=Status.RUNNING) == next(islice(descend(free), len(steps), None))


def test_every_status_has_a_sentence():
    assert set(REASONS) == set(Status)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: GradientNorm(-1), "tolerance: -1 is not a finite number of at least 0"),
        (lambda: CostTolerance(patience=0), "patience: 0 is not a whole number of at least 1"),
        (lambda: Cycle(gradient=math.nan), "gradient: nan is not a finite number of at least 0"),
        (lambda: WallTime("1"), "seconds: '1' is not a finite number of at least 0"),
        (lambda: AnyOf(()), r"rules: \(\) is not a sequence of stop rules"),
        (lambda: GradientNorm() | 3, "rules: 3 is not a stop rule"),
        (lambda: Experiment(ARTICLE, (1, 0), stop=1e-6), "stop: 1e-06 is neither a stop rule nor None"),
    ],
)
def test_nonsense_is_refused_by_name(make, message):
    with pytest.raises(ValueError, match=message):
        make()
