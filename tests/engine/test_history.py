"""Going back, forth and elsewhere gives the same numbers; a million steps are little."""

from __future__ import annotations

import math
import random
import tracemalloc
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdengine as gd
from gdengine.runs.descent import trajectory
from tests.engine.test_descent import article, experiments


@given(experiments(), st.lists(st.integers(0, 200), max_size=8), st.integers(1, 200))
def test_at_is_the_step_of_the_run(experiment: gd.Experiment, places: list[int], length: int) -> None:
    history = gd.History(experiment)
    history.extend(length)
    steps = list(islice(trajectory(experiment), length + 1))
    assert len(history) == len(steps)
    for k in places:
        if k < len(history):
            assert repr(history.at(k)) == repr(steps[k])
    assert repr(history.costs(0, len(history))) == repr([step.cost for step in steps])


def test_it_goes_past_the_planned_end() -> None:
    history = gd.History(article(max_steps=20))
    assert history.extend(100) == 100
    assert history.at(100).index == 100


def test_what_is_outside_is_an_index_error() -> None:
    history = gd.History(article())
    history.extend(5)
    for k in (-1, 6):
        with pytest.raises(IndexError, match="there are steps 0 to 5"):
            history.at(k)


def test_it_ends_where_numbers_end() -> None:
    history = gd.History(article(learning_rate=0.5))
    taken = history.extend(5000)
    assert taken < 5000
    assert history.finished
    assert history.extend(1) == 0
    assert history.at(len(history) - 1).status is gd.Status.NONFINITE


@given(experiments(), st.integers(0, 150), st.floats(0, 1), st.integers(1, 100))
def test_a_fork_is_a_run_from_there(experiment: gd.Experiment, k: int, rate: float, more: int) -> None:
    history = gd.History(experiment)
    history.extend(150)
    k = min(k, len(history) - 1)
    before = repr([history.at(i) for i in range(len(history))])
    forked = history.fork(k, learning_rate=rate)
    forked.extend(more)
    assert repr([history.at(i) for i in range(len(history))]) == before
    assert repr([forked.at(i) for i in range(k)]) == repr([history.at(i) for i in range(k)])
    if math.isfinite(history.at(k).cost):
        anew = replace(experiment, start=history.at(k).params, learning_rate=rate)
        steps = list(islice(trajectory(anew), more + 1))
        assert [repr(forked.at(k + i).params) for i in range(1, len(forked) - k)] == [
            repr(step.params) for step in steps[1:]
        ]


def test_forks_of_forks_keep_each_change() -> None:
    history = gd.History(article())
    history.extend(10)
    second = history.fork(10, learning_rate=0.2)
    second.extend(10)
    third = second.fork(15, update="simultaneous")
    third.extend(10)
    back = third.fork(5, learning_rate=0.3)
    assert third.changes == (10, 15)
    assert [third.experiment_at(k).learning_rate for k in (0, 9, 10, 20)] == [0.1, 0.1, 0.2, 0.2]
    assert [third.experiment_at(k).update for k in (14, 15)] == ["sequential", "simultaneous"]
    assert third.at(12) == second.at(12)
    assert third.at(3) == history.at(3)
    assert back.changes == (5,)
    assert len(back) == 6


def test_a_fork_at_the_start_may_start_elsewhere() -> None:
    history = gd.History(article())
    forked = history.fork(0, start=(5, 5), learning_rate=0.2)
    assert forked.at(0).params == (5.0, 5.0)
    assert forked.at(0).learning_rate == 0.2
    assert forked.changes == ()


def test_a_changed_scale_changes_the_gradient_from_there_on() -> None:
    history = gd.History(article())
    history.extend(4)
    forked = history.fork(4, objective=gd.LinearRegression(gd.article(), "mean"))
    assert forked.at(4).gradient == pytest.approx([g / 3 for g in history.at(4).gradient])
    assert forked.at(3) == history.at(3)


def test_a_refused_change_changes_nothing() -> None:
    history = gd.History(article())
    with pytest.raises(ValueError, match="learning_rate"):
        history.fork(0, learning_rate=-1)
    assert len(history) == 1


def test_a_deadline_that_has_passed_stops_soon() -> None:
    assert gd.History(article()).extend(10_000, deadline=0.0) <= 64


@given(st.integers(1, 600), st.integers(0, 600), st.integers(0, 700), st.sampled_from([0.1, 0.5, 0.44]))
def test_cost_extremes_are_those_of_the_costs(length: int, start: int, stop: int, rate: float) -> None:
    history = gd.History(article(learning_rate=rate))
    history.extend(length)
    forked = history.fork(min(length // 2, len(history) - 1), learning_rate=0.2)
    forked.extend(200)
    for run in (history, forked):
        costs = [cost for cost in run.costs(start, stop) if math.isfinite(cost)]
        assert run.cost_extremes(start, stop) == ((min(costs), max(costs)) if costs else None)


def test_a_million_steps_would_be_small_and_all_are_within_reach() -> None:
    history = gd.History(article(learning_rate=0.001))
    tracemalloc.start()
    history.extend(100_000)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # A tenth of them, since tracing makes them slow; tests/benchmarks has the whole million.
    assert used * 10 < 200e6
    draw = random.Random(0)
    # Reaching a step never computes more than one block again, wherever it is.
    for k in [0, 100_000, *(draw.randrange(100_001) for _ in range(20))]:
        assert history.at(k).index == k
