"""Random settings: a constructor takes them or raises ValueError, and what it takes runs."""

import random
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine import Dataset, Experiment, LinearRegression, Status, Step, descend
from gdengine.optimizers.adaptive import Adadelta, Adagrad, Adam, AdamW, NAdam, RMSprop
from gdengine.optimizers.sgd import SGD
from gdengine.runs.batches import FullBatch, MiniBatch, single
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
from gdengine.runs.stopping import AnyOf, CostTolerance, Cycle, GradientNorm, WallTime
from tests.thorough import cases

OPTIMIZERS = [SGD, Adagrad, RMSprop, Adam, AdamW, NAdam, Adadelta]
SCHEDULES = [Constant, StepDecay, Exponential, Cosine, InverseScaling, WarmUp, ReduceOnPlateau]
RULES = [GradientNorm, CostTolerance, Cycle, WallTime]

LIKELY = (
    st.floats(0, 1)
    | st.sampled_from([0, 1, 0.9, 0.999, 1e-8, 5e-324, 1e300, 1e308, 1e-300])
    | st.integers(0, 9)
    | st.floats(0, allow_infinity=False)
)
NONSENSE = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.sampled_from(
        [10**400, -(10**5000), 1j, Decimal("sNaN"), Decimal(1), Fraction(1, 3), object(), float]
    )
    | st.text(max_size=3)
    | st.binary(max_size=3)
    | st.dictionaries(st.text(max_size=1), st.none(), max_size=2)
)
PAIRS = st.tuples(LIKELY, LIKELY) | st.lists(LIKELY | NONSENSE, max_size=3)
ANYTHING = LIKELY | NONSENSE | PAIRS | st.sampled_from(["rel", "abs"])


def _settings_of(kinds, values):
    """One of `kinds`, and a value for some of its settings."""
    return st.sampled_from(kinds).flatmap(
        lambda kind: st.tuples(
            st.just(kind), st.fixed_dictionaries({}, optional={f.name: values for f in fields(kind)})
        )
    )


def _made(kind, options):
    """The object, or None where it was refused; whatever else comes out is a failure."""
    try:
        return kind(**options)
    except ValueError:
        return None
    except TypeError as error:
        # Python's own, for a setting that has no default and was not given.
        if "required positional argument" in str(error):
            return None
        raise


@settings(max_examples=cases(2500), derandomize=True, deadline=None)
@given(
    _settings_of([*OPTIMIZERS, *SCHEDULES, *RULES, MiniBatch, Joined, AnyOf], ANYTHING),
)
def test_nothing_but_value_error_comes_out_of_a_constructor(chosen):
    kind, options = chosen
    made = _made(kind, options)
    if made is not None:
        assert made == kind(**options)
        assert hash(made) == hash(kind(**options))


@settings(max_examples=cases(2000), derandomize=True, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ["optimizer", "learning_rate", "update", "max_steps", "batch", "stop"], ANYTHING
        ),
    )
)
def test_nothing_but_value_error_comes_out_of_an_experiment(options):
    objective = LinearRegression(Dataset((0, 1, 3), (-1, 1, 5)))
    try:
        Experiment(objective, (1, 0), **options)
    except ValueError as error:
        # "digits" is Python's own, for an int that is too long to be shown.
        if not (str(error).startswith(tuple(f"{name}: " for name in options)) or "digits" in str(error)):
            raise AssertionError(f"{error} names none of {options}") from error


def _pool(kinds, size=400):
    """Objects of `kinds` with random settings that were not refused, drawn once: drawing is slow."""
    source = random.Random(len(kinds))

    def number():
        edges = (0, 1, 0.9, 0.999, 5, 1e-8, 5e-324, 1e308, True, False)
        return source.choice((source.random(), 10 ** (source.random() * 600 - 300), source.choice(edges)))

    found = [kind() for kind in kinds if kind not in NEEDY]
    while len(found) < size:
        kind = source.choice(kinds)
        names = [f.name for f in fields(kind) if source.random() < 0.7]
        options = {name: (number(), number()) if name == "betas" else number() for name in names}
        made = _made(kind, options)
        if made is not None:
            found.append(made)
    return found


NEEDY = {Constant, StepDecay, Exponential, Cosine, InverseScaling, WarmUp, ReduceOnPlateau, WallTime}
SCHEDULED = _pool(SCHEDULES)
STATELESS = st.sampled_from([schedule for schedule in SCHEDULED if not isinstance(schedule, ReduceOnPlateau)])
JOINED = st.builds(lambda one, other, k: Joined((one, other), (k,)), STATELESS, STATELESS, st.integers(1, 6))
RATES = st.floats(0, allow_infinity=False) | st.sampled_from(SCHEDULED) | JOINED
RULE = st.sampled_from(_pool(RULES))
STOPS = st.none() | RULE | st.builds(lambda one, other: one | other, RULE, RULE)
POINTS = st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)), min_size=1, max_size=5)
ENDS = set(Status) - {Status.RUNNING, Status.ZERO_LR}


@settings(max_examples=cases(2000), derandomize=True, deadline=None)
@given(
    points=POINTS,
    start=st.tuples(st.floats(-1e200, 1e200), st.floats(-10, 10)),
    optimizer=st.sampled_from(_pool(OPTIMIZERS)),
    rate=RATES,
    update=st.sampled_from(["simultaneous", "sequential"]),
    batch=st.just(FullBatch())
    | st.builds(MiniBatch, st.integers(1, 6), seed=st.integers(0))
    | st.builds(single),
    stop=STOPS,
)
def test_a_random_run_gives_steps_and_ends_with_a_reason(points, start, optimizer, rate, update, batch, stop):
    objective = LinearRegression(Dataset(*zip(*points, strict=True)))
    experiment = Experiment(objective, start, optimizer, rate, update, 8, batch, stop)
    steps = list(descend(experiment))
    assert all(type(step) is Step for step in steps)
    assert [step.index for step in steps] == list(range(len(steps)))
    assert all(step.status in (Status.RUNNING, Status.ZERO_LR) for step in steps[:-1])
    assert steps[-1].status in ENDS
    assert steps[-1].index == 8 or steps[-1].status is not Status.MAX_STEPS


@pytest.mark.parametrize("kind", [*OPTIMIZERS, GradientNorm, CostTolerance, Cycle])
def test_the_defaults_are_taken(kind):
    assert kind() == kind()
