"""What an experiment takes and refuses, and the same bits on both paths through the engine."""

from dataclasses import replace
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine import Dataset, Experiment, LinearRegression, Status, descend
from gdengine.optimizers.adaptive import Adam
from gdengine.optimizers.sgd import SGD
from gdengine.runs import descent
from gdengine.runs.schedules import Exponential, ReduceOnPlateau
from gdengine.runs.stopping import GradientNorm

ARTICLE = LinearRegression(Dataset((0, 1, 3), (-1, 1, 5)), "sum")
FINITE = st.floats(-1e6, 1e6, allow_subnormal=False)


def test_each_step_is_the_update_of_the_one_before():
    steps = list(descend(Experiment(ARTICLE, (1.0, 0.0), learning_rate=0.1, max_steps=9)))
    assert steps[0].params == (1.0, 0.0)
    assert steps[0].delta == (0.0, 0.0)
    for before, step in pairwise(steps):
        assert step.delta == tuple(-0.1 * g for g in before.gradient)
        assert step.params == tuple(w + d for w, d in zip(before.params, step.delta, strict=True))
        assert (step.cost, step.gradient) == ARTICLE.evaluate(step.params)
    assert [step.status for step in steps] == [Status.RUNNING] * 9 + [Status.MAX_STEPS]


def test_sequential_takes_the_second_slope_where_the_first_parameter_is_new():
    for optimizer in (SGD(), SGD(momentum=0.9), Adam()):
        first, second = islice(
            descend(Experiment(ARTICLE, (1.0, 0.0), optimizer, learning_rate=0.1, update="sequential")), 2
        )
        slope = (first.gradient[0], ARTICLE.gradient((second.params[0], 0.0))[1])
        delta, state = optimizer.update(slope, first.state, first.params, 0.1)
        assert (second.delta, second.state) == (delta, state)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    data=st.lists(st.tuples(FINITE, FINITE), min_size=1, max_size=6),
    start=st.tuples(FINITE, FINITE),
    rate=st.floats(0, 10) | st.floats(0, 1e-9),
    update=st.sampled_from(["simultaneous", "sequential"]),
    scale=st.sampled_from(["exact", "mean", "sum"]),
)
def test_the_short_way_for_plain_descent_gives_the_same_bits(data, start, rate, update, scale):
    objective = LinearRegression(Dataset(*zip(*data, strict=True)), scale)
    experiment = Experiment(objective, start, learning_rate=rate, update=update)
    first = descent.first_step(experiment)
    short = list(islice(descent._plain_pair(experiment, first, experiment.learning_rate), 40))
    long = list(islice(descent._updates(experiment, first), 40))
    assert list(map(repr, short)) == list(map(repr, long))


def test_a_number_that_is_not_finite_is_shown_and_is_the_last():
    *steps, last = descend(Experiment(ARTICLE, (1.0, 0.0), learning_rate=1e200))
    assert last.status is Status.NONFINITE
    assert all(step.status is Status.RUNNING for step in steps)


def test_no_updates_is_the_start_alone():
    (only,) = descend(Experiment(ARTICLE, (1.0, 0.0), max_steps=0))
    assert (only.index, only.status) == (0, Status.MAX_STEPS)


def test_experiments_compare_and_are_changed_by_replace():
    experiment = Experiment(ARTICLE, (1, 0), learning_rate=0.1)
    assert experiment == Experiment(ARTICLE, [1.0, 0.0], SGD(), 0.1)
    assert replace(experiment, optimizer=Adam()).optimizer == Adam()


@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf"), None, "0.1", True, 10**400])
def test_a_learning_rate_that_is_none_is_refused(value):
    with pytest.raises(ValueError, match="learning_rate: "):
        Experiment(ARTICLE, (1, 0), learning_rate=value)


@pytest.mark.parametrize("value", [SGD, None, "sgd", 3, {}, GradientNorm(), ReduceOnPlateau(0.1)])
def test_an_optimizer_that_is_none_is_refused(value):
    with pytest.raises(ValueError, match="optimizer: "):
        Experiment(ARTICLE, (1, 0), optimizer=value)


@pytest.mark.parametrize("rate", [0.25, Exponential(0.25, 0.5), ReduceOnPlateau(0.25)])
def test_the_initial_learning_rate_of_any_kind(rate):
    experiment = Experiment(ARTICLE, (1, 0), learning_rate=rate)
    first, second = islice(descend(experiment), 2)
    assert experiment.initial_learning_rate == first.learning_rate == second.learning_rate == 0.25
