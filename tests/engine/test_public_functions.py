"""Random settings at theory, diagnosis and sweeps: numbers, None, or the documented error."""

from __future__ import annotations

import math
from itertools import islice

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gdengine as gd
from gdengine import theory
from gdengine.theory.cost_ahead import steps_within
from tests.thorough import cases

MANY = settings(
    max_examples=cases(2000), suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)

any_float = st.floats(allow_nan=False, allow_infinity=False)
some_float = any_float | st.floats(-10, 10) | st.sampled_from([0.0, 1.0, -1.0, 1e-300, 1e150, 1e-8])
share = st.sampled_from([0.0, 0.5, 0.9, 0.999, 1.0, 2.0]) | st.floats(0, 3)
rate = st.sampled_from([0.0, 0.01, 0.1, 0.5, 1.0, 1e-300, 1e300]) | st.floats(0, 1e308)


@st.composite
def optimizers(draw: st.DrawFn) -> gd.Optimizer:
    nesterov = draw(st.booleans())
    kind = draw(st.integers(0, 8))
    if kind > 2:
        return gd.sgd(
            momentum=draw(share) + (0.1 if nesterov else 0.0),
            dampening=0.0 if nesterov else draw(st.sampled_from([0.0, 0.0, 0.5, 1.0, 2.0]) | some_float),
            nesterov=nesterov,
            weight_decay=draw(st.sampled_from([0.0, 0.0, 1e-3]) | st.floats(0, 1e300)),
        )
    return (gd.adam(), gd.rmsprop(centered=True), gd.sgd())[kind]


rates = st.one_of(
    rate, rate, rate, st.just(gd.Cosine(0.1, 20)), st.just(gd.ReduceOnPlateau(0.5)), rate.map(gd.Constant)
)


@st.composite
def regressions(draw: st.DrawFn) -> gd.Experiment:
    """Any data at all, even those that only just do not overflow."""
    rows = draw(st.lists(st.tuples(some_float, some_float), min_size=1, max_size=5))
    try:
        objective = gd.LinearRegression(
            gd.Dataset(*zip(*rows, strict=True)), draw(st.sampled_from(gd.GRADIENT_SCALES))
        )
    except ValueError:
        objective = gd.LinearRegression(gd.article())
    return gd.Experiment(
        objective,
        (draw(some_float), draw(some_float)),
        draw(optimizers()),
        draw(rates),
        draw(st.sampled_from(gd.UPDATE_ORDERS)),
        max_steps=20,
        batch=draw(st.sampled_from([gd.FullBatch(), gd.FullBatch(), gd.FullBatch(), gd.MiniBatch(2)])),
    )


FORMULAS = (
    "x**2", "abs(x)", "1/x", "log(x)", "sqrt(x)", "exp(x)", "x", "0*x", "tan(x)", "x**3", "-x**2",
    "abs(x)**0.5", "exp(-x**2/2)", "1e300*x**2", "1e-300*x**2", "sin(1/x)", "x**0.3",
)  # fmt: skip
CURVES = [gd.Curve(formula) for formula in FORMULAS]
SURFACES = [
    gd.Surface(formula)
    for formula in ("x*y", "x**2 + y**2", "x**2", "abs(x) + abs(y)", "x + y", "log(x*y)", "1e200*x**2*y**2")
]
TERRAINS = [*CURVES, *SURFACES, *gd.TERRAINS.values()]


@st.composite
def descents(draw: st.DrawFn) -> gd.Experiment:
    terrain = draw(st.sampled_from(TERRAINS))
    place = st.floats(-3, 3) | some_float | st.just(0.0)
    start = tuple(draw(place) for _ in terrain.names)
    return gd.Experiment(
        terrain, start, draw(optimizers()), draw(rates), draw(st.sampled_from(gd.UPDATE_ORDERS)), max_steps=20
    )


def is_number(value: object) -> bool:
    return isinstance(value, float | int) and not math.isnan(value)


@MANY
@given(regressions(), st.integers(0, 10**7), st.floats(1e-300, 1e300))
def test_theory_gives_numbers_or_none(experiment: gd.Experiment, k: int, tolerance: float) -> None:
    for function in (
        theory.learning_rate_limit,
        theory.best_learning_rate,
        theory.spectral_radius,
        theory.condition_number,
    ):
        found = function(experiment)
        assert found is None or (is_number(found) and found >= 0.0)
    forecast = theory.forecast(experiment)
    if forecast:
        assert all(map(is_number, (forecast.radius, forecast.limit, forecast.best, forecast.best_radius)))
        assert not (forecast.converges and forecast.diverges)
    cost = theory.predicted_cost(experiment, k)
    assert (cost is None) == (forecast is None)
    assert cost is None or is_number(cost)
    curve = theory.predicted_costs(experiment)
    assert curve is None or all(map(is_number, islice(curve, 10)))
    steps = steps_within(experiment, tolerance, None, 100)
    assert steps is None or steps >= 0


@MANY
@given(regressions() | descents(), st.integers(0, 80), st.booleans())
def test_every_run_has_a_diagnosis(experiment: gd.Experiment, steps: int, plain: bool) -> None:
    history = gd.History(experiment)
    history.extend(steps)
    run = [history.at(k) for k in range(len(history))] if plain else history
    for found in (gd.diagnose(run), gd.diagnose(run, len(history) // 2)):
        assert found.verdict in gd.Verdict
        assert found.steps_to_go is None or found.steps_to_go >= 0
        for value in (found.observed, found.limit, found.behind):
            assert value is None or is_number(value)
        if found.verdict is gd.Verdict.CYCLING and found.theory is None:
            assert found.period


@MANY
@given(regressions() | descents(), rates, st.floats(1e-300, 1e300))
def test_sweeps_end_with_a_trial(experiment: gd.Experiment, rate: gd.LearningRate, tolerance: float) -> None:
    (trial,) = gd.sweep(experiment, learning_rates=[rate], tolerance=tolerance)
    assert trial.last.index <= 20
    assert trial.steps_to_tolerance is None or trial.steps_to_tolerance <= trial.last.index


@MANY
@given(
    regressions() | descents(),
    some_float,
    some_float,
    st.integers(-1, 15),
    st.floats(-0.1, 1.1),
)
def test_range_tests_end_or_refuse(
    experiment: gd.Experiment, low: float, high: float, steps: int, smoothing: float
) -> None:
    try:
        found = gd.range_test(experiment, low, high, steps, smoothing)
    except ValueError as error:
        assert str(error).partition(":")[0] in ("low", "high", "steps", "smoothing")  # noqa: PT017
        return
    assert len(found.costs) <= steps
    for value in (found.suggested, found.safe, found.limit):
        assert value is None or is_number(value)


@MANY
@given(regressions() | descents(), st.integers(0, 5), st.integers(-1, 4))
def test_arithmetic_writes_any_update_out(experiment: gd.Experiment, k: int, rows: int) -> None:
    *_, step = islice(gd.descend(experiment), k + 1)
    try:
        found = gd.arithmetic(experiment, step, rows)
    except ValueError as error:
        assert str(error).partition(":")[0] in ("step", "rows")  # noqa: PT017
        assert rows < 0 or step.status is gd.Status.NONFINITE
        return
    assert [partial.name for partial in found.partials] == list(experiment.objective.names)


@MANY
@given(descents())
def test_local_limits_are_numbers(experiment: gd.Experiment) -> None:
    for _, limit in theory.local_limits(experiment) or ():
        assert is_number(limit)
        assert limit >= 0.0


@MANY
@given(some_float | st.none(), some_float | st.text(max_size=2), st.integers(-2, 50) | st.floats())
def test_geometric_numbers_are_all_there_or_refused(low: object, high: object, count: object) -> None:
    try:
        found = gd.geometric(low, high, count)  # type: ignore[arg-type]
    except ValueError as error:
        assert str(error).partition(":")[0] in ("low", "high", "count")  # noqa: PT017
        return
    assert len(found) == count
    assert (found[0], found[-1]) == (low, high)
    assert all(map(math.isfinite, found))


@MANY
@given(regressions() | descents(), st.integers(0, 12), rates, optimizers())
def test_any_fork_goes_on(
    experiment: gd.Experiment, k: int, rate: gd.LearningRate, optimizer: gd.Optimizer
) -> None:
    history = gd.History(experiment)
    history.extend(12)
    k = min(k, len(history) - 1)
    forked = history.fork(k, learning_rate=rate, optimizer=optimizer)
    forked.extend(5)
    assert [forked.at(i).index for i in range(len(forked))] == list(range(len(forked)))
    assert gd.diagnose(forked).verdict in gd.Verdict


@MANY
@given(
    st.sampled_from([gd.History(gd.Experiment(gd.LinearRegression(gd.article()), (1, 0))), [], 5, None]),
    st.none() | st.integers(-3, 3),
    some_float | st.none() | st.text(max_size=3),
)
def test_diagnose_refuses_nonsense(run: object, k: int | None, tolerance: object) -> None:
    try:
        gd.diagnose(run, k, tolerance)  # type: ignore[arg-type]
    except (ValueError, IndexError) as error:
        assert any(name in str(error) for name in ("history_or_steps: ", "tolerance: ", "step "))  # noqa: PT017
