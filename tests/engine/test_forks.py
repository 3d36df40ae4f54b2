"""Histories of every optimizer, schedule and batch: any step again, to the bit, and forks."""

import sys
import tracemalloc
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine import Dataset, Experiment, History, LinearRegression, descend
from gdengine.optimizers.adaptive import Adadelta, Adagrad, Adam, AdamW, NAdam, RMSprop
from gdengine.optimizers.sgd import SGD
from gdengine.runs.batches import FullBatch, MiniBatch
from gdengine.runs.schedules import (
    Constant,
    Cosine,
    Exponential,
    InverseScaling,
    Joined,
    ReduceOnPlateau,
    StepDecay,
    WarmUp,
)

DATA = Dataset([i / 10 for i in range(-10, 15)], [1.5 * i / 10 + (i * i) % 7 / 5 for i in range(-10, 15)])
LINE = LinearRegression(DATA)
OPTIMIZERS = [
    SGD(),
    SGD(momentum=0.9, dampening=0.1, weight_decay=0.01),
    SGD(momentum=0.9, nesterov=True),
    Adagrad(lr_decay=0.01),
    RMSprop(centered=True, momentum=0.5),
    Adam(amsgrad=True),
    AdamW(),
    NAdam(),
    Adadelta(),
]
RATES = [
    0.05,
    0.0,
    StepDecay(0.1, 30, 0.5),
    Exponential(0.1, 0.99),
    Cosine(0.1, 50),
    InverseScaling(0.1),
    Joined((WarmUp(0.1), Constant(0.1)), (40,)),
    ReduceOnPlateau(0.3, patience=2, factor=0.7, cooldown=1),
]
BATCHES = [FullBatch(), MiniBatch(8, seed=1), MiniBatch(1, seed=2), MiniBatch(10, reshuffle=False)]
EXPERIMENTS = st.builds(
    Experiment,
    st.just(LINE),
    st.just((3.0, -2.0)),
    optimizer=st.sampled_from(OPTIMIZERS),
    learning_rate=st.sampled_from(RATES),
    update=st.sampled_from(["simultaneous", "sequential"]),
    batch=st.sampled_from(BATCHES),
)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(experiment=EXPERIMENTS, chunks=st.lists(st.integers(1, 90), min_size=1, max_size=4), data=st.data())
def test_at_k_is_the_kth_step_of_descend(experiment, chunks, data):
    history = History(experiment)
    for chunk in chunks:
        history.extend(chunk)
    steps = list(islice(descend(experiment), len(history)))
    order = data.draw(st.permutations(range(0, len(history), 7)))
    assert len(steps) == len(history)
    assert [history.at(k) for k in order] == [steps[k] for k in order]
    assert history.costs(0, len(history)) == [step.cost for step in steps]


@settings(max_examples=150, derandomize=True, deadline=None)
@given(experiment=EXPERIMENTS, k=st.integers(0, 150))
def test_continuation_a_fork_without_a_change_is_the_run_itself(experiment, k):
    history = History(experiment)
    history.extend(200)
    forked = history.fork(k)
    forked.extend(200 - k)
    assert [forked.at(i) for i in range(201)] == [history.at(i) for i in range(201)]


@pytest.mark.parametrize("experiment_number", range(len(OPTIMIZERS)))
def test_all_steps_of_a_run_with_everything_switched_on(experiment_number):
    for rate in RATES:
        for batch in BATCHES:
            experiment = Experiment(
                LINE, (3.0, -2.0), OPTIMIZERS[experiment_number], rate, "sequential", batch=batch
            )
            history = History(experiment)
            history.extend(140)
            assert [history.at(k) for k in range(141)] == list(islice(descend(experiment), 141))


def _forked(before, **changes):
    history = History(before)
    history.extend(20)
    forked = history.fork(10, **changes)
    forked.extend(1)
    return history.at(10), forked.at(10), forked.at(11)


def test_the_same_kind_of_optimizer_keeps_its_state():
    before = Experiment(LINE, (3.0, -2.0), SGD(momentum=0.9), 0.05)
    at, origin, after = _forked(before, optimizer=SGD(momentum=0.5))
    assert origin.state == at.state
    velocity = tuple(0.5 * v + g for v, g in zip(at.state[1], at.gradient, strict=True))
    assert after.state == (True, velocity)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Adam(), Adam(amsgrad=True)),
        (Adam(amsgrad=True), Adam()),
        (RMSprop(momentum=0.9), RMSprop(centered=True)),
        (SGD(momentum=0.9), SGD()),
        (SGD(), SGD(momentum=0.9)),
        (Adam(), AdamW()),
        (Adadelta(), RMSprop()),
    ],
)
def test_an_optimizer_that_needs_another_state_begins_anew(one, other):
    _, origin, _ = _forked(Experiment(LINE, (3.0, -2.0), one, 0.05), optimizer=other)
    assert origin.state == other.init(origin.params)


def test_a_rate_that_follows_the_cost_begins_anew_only_if_it_was_changed():
    rate = ReduceOnPlateau(0.3, patience=0)
    before = Experiment(LINE, (3.0, -2.0), learning_rate=rate)
    at, origin, _ = _forked(before, optimizer=Adam())
    assert origin.plateau == at.plateau != rate.init()
    _, origin, after = _forked(before, learning_rate=ReduceOnPlateau(0.2))
    assert origin.plateau == ReduceOnPlateau(0.2).init()
    assert after.learning_rate == 0.2
    _, origin, after = _forked(before, learning_rate=0.1)
    assert origin.plateau == ()
    assert after.learning_rate == 0.1


def test_a_changed_batch_counts_on_from_the_step_where_it_changed():
    _, origin, after = _forked(Experiment(LINE, (3.0, -2.0)), batch=MiniBatch(8))
    assert origin.rows == ()
    assert after.rows == MiniBatch(8).rows(10, len(DATA))


def test_a_schedule_counts_from_the_start_of_the_run():
    _, _, after = _forked(Experiment(LINE, (3.0, -2.0)), learning_rate=Exponential(0.1, 0.9))
    assert after.learning_rate == Exponential(0.1, 0.9)(10)


def test_a_history_goes_on_past_its_planned_end():
    history = History(replace(Experiment(LINE, (3.0, -2.0)), max_steps=5))
    assert history.extend(10) == 10


def test_a_large_batch_looks_at_the_clock_between_updates():
    n = 50_000
    objective = LinearRegression(Dataset(range(n), range(n)))
    history = History(Experiment(objective, (0.0, 0.0), learning_rate=0.0, batch=MiniBatch(n)))
    assert history.extend(64, deadline=0.0) == 1


def test_a_kept_step_is_small():
    history = History(Experiment(LINE, (3.0, -2.0), Adam(), 0.001))
    history.extend(64)
    tracemalloc.start()
    try:
        history.extend(20_000)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept / 20_000 * 1_000_000 < 60e6, f"{sys.version}: {kept}"
