"""The generator: orders, ends, and the same numbers from its two loops."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdengine as gd
from gdengine.descent import _plain_pair, _updates, first_step

ORDERS = st.sampled_from(gd.UPDATE_ORDERS)
SCALES = st.sampled_from(gd.GRADIENT_SCALES)


def article(**changes: object) -> gd.Experiment:
    experiment = gd.Experiment(
        gd.LinearRegression(gd.article(), "sum"), (1, 0), learning_rate=0.1, update="sequential", max_steps=20
    )
    return replace(experiment, **changes)  # type: ignore[arg-type]


@st.composite
def experiments(draw: st.DrawFn) -> gd.Experiment:
    value = st.floats(-20, 20).map(lambda v: round(v, 3))
    rows = draw(st.lists(st.tuples(value, value), min_size=1, max_size=6))
    data = gd.Dataset(*zip(*rows, strict=True))
    return gd.Experiment(
        gd.LinearRegression(data, draw(SCALES)),
        start=(draw(value), draw(value)),
        learning_rate=draw(st.floats(0, 2)),
        update=draw(ORDERS),
        max_steps=draw(st.integers(0, 60)),
    )


def test_it_is_a_generator_that_begins_with_the_start() -> None:
    run = gd.descend(article())
    start = next(run)
    assert (start.index, start.params, start.delta, start.learning_rate) == (0, (1.0, 0.0), (0.0, 0.0), 0.1)
    assert start.cost == pytest.approx(5 / 3)
    assert [step.index for step in run] == list(range(1, 21))


def test_a_step_is_where_its_delta_led() -> None:
    steps = list(gd.descend(article()))
    for before, after in pairwise(steps):
        moved = tuple(p + d for p, d in zip(before.params, after.delta, strict=True))
        assert after.params == moved


def test_sequential_uses_the_new_w1_for_w0() -> None:
    objective = gd.LinearRegression(gd.article(), "sum")
    first = next(islice(gd.descend(article()), 1, None))
    w1 = 1.0 - 0.1 * objective.gradient((1.0, 0.0))[0]
    w0 = 0.0 - 0.1 * objective.gradient((w1, 0.0))[1]
    assert first.params == (w1, w0)


def test_simultaneous_uses_one_gradient() -> None:
    objective = gd.LinearRegression(gd.article(), "sum")
    first = next(islice(gd.descend(article(update="simultaneous")), 1, None))
    slope1, slope0 = objective.gradient((1.0, 0.0))
    assert first.params == (1.0 - 0.1 * slope1, 0.0 - 0.1 * slope0)


@given(experiments())
def test_both_loops_give_the_same_bits(experiment: gd.Experiment) -> None:
    start = first_step(experiment)
    quick, general = (list(islice(loop(experiment, start), 40)) for loop in (_plain_pair, _updates))
    # NaN is not equal to itself, so compare how the numbers are written.
    assert list(map(repr, quick)) == list(map(repr, general))


@given(experiments())
def test_the_same_experiment_is_the_same_run(experiment: gd.Experiment) -> None:
    assert list(map(repr, gd.descend(experiment))) == list(map(repr, gd.descend(experiment)))


@given(experiments())
def test_a_run_ends_with_its_reason(experiment: gd.Experiment) -> None:
    *before, last = gd.descend(experiment)
    assert all(step.status in (gd.Status.RUNNING, gd.Status.ZERO_LR) for step in before)
    assert last.status in (gd.Status.MAX_STEPS, gd.Status.NONFINITE)
    if last.status is gd.Status.MAX_STEPS:
        assert last.index == experiment.max_steps


def test_divergence_does_not_stop_a_run_but_a_nonfinite_number_does() -> None:
    steps = list(gd.descend(article(learning_rate=0.5, max_steps=None)))
    last = steps[-1]
    assert last.status is gd.Status.NONFINITE
    assert not all(map(math.isfinite, (last.cost, *last.gradient, *last.params)))
    assert all(map(math.isfinite, (steps[-2].cost, *steps[-2].gradient, *steps[-2].params)))
    assert len(steps) > 500


def test_a_start_that_overflows_is_nonfinite_at_once() -> None:
    assert [step.status for step in gd.descend(article(start=(1e200, 0)))] == [gd.Status.NONFINITE]


def test_lr_0_stands_still_and_is_not_converged() -> None:
    steps = list(gd.descend(article(learning_rate=0)))
    assert {step.params for step in steps} == {(1.0, 0.0)}
    assert {step.status for step in steps[1:-1]} == {gd.Status.ZERO_LR}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"learning_rate": -0.1}, "learning_rate: -0.1 is not a finite number of at least 0"),
        ({"learning_rate": math.nan}, "learning_rate: nan"),
        ({"learning_rate": math.inf}, "learning_rate: inf"),
        ({"learning_rate": "0.1"}, "learning_rate: '0.1'"),
        ({"learning_rate": True}, "learning_rate: True"),
        ({"start": (1,)}, "start: give a finite number for each of w1, w0; got 1"),
        ({"start": (1, math.nan)}, "w0 is nan"),
        ({"start": ("a", 0)}, "w1 is 'a'"),
        ({"update": "both"}, "update: 'both' is none of simultaneous, sequential"),
        ({"max_steps": -1}, "max_steps: -1 is not a whole number of at least 0"),
        ({"max_steps": 2.5}, "max_steps: 2.5"),
    ],
)
def test_nonsense_is_refused_by_name(changes: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        article(**changes)
