"""Fates agree with running each: what is said of the end of a run is what its steps show."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

import gdengine as gd
from gdengine.objectives import terrains

STEPS = 2000
VALLEYS = terrains.THREE_VALLEYS
RATES = gd.geometric(0.001, 20.0, 25)
OPTIMIZERS = {
    "plain": gd.sgd(),
    "momentum": gd.sgd(0.9),
    "nesterov": gd.sgd(0.9, nesterov=True),
    "decay": gd.sgd(weight_decay=0.01),
    "adam": gd.adam(),
    "rmsprop": gd.rmsprop(),
    "adagrad": gd.adagrad(),
    "nadam": gd.nadam(),
    "adadelta": gd.adadelta(),
}


def of(terrain: gd.Curve | gd.Surface, rate: Any = 0.1, **changes: Any) -> gd.Experiment:
    return replace(gd.Experiment(terrain, terrain.starts[0], learning_rate=rate), **changes)


@cache
def taken(experiment: gd.Experiment, steps: int = STEPS) -> list[gd.Step]:
    """The steps as the run itself takes them."""
    return list(gd.descend(replace(experiment, max_steps=steps, stop=None)))


def size(terrain: gd.Curve | gd.Surface) -> float:
    return math.hypot(*(high - low for low, high in terrain.box))


def inside(terrain: gd.Curve | gd.Surface, place: gd.Params) -> bool:
    return all(low <= at <= high for at, (low, high) in zip(place, terrain.box, strict=True))


def check(experiment: gd.Experiment, found: gd.Fate, steps: int = STEPS) -> None:
    """What `found` claims is what the run's own last steps show."""
    terrain = experiment.objective
    assert isinstance(terrain, gd.Curve | gd.Surface)
    run = taken(experiment, steps)
    lately = [step.params for step in run[-49:]]
    lost = run[-1].status is gd.Status.NONFINITE
    if len(run) > 1 and run[-1].params == run[-2].params:
        lately = lately[-1:]
    near = 1.0001e-4 * size(terrain)
    held = [
        i
        for i, minimum in enumerate(terrain.minima)
        if not lost and all(math.dist(minimum.params, place) <= near for place in lately)
    ]
    repeats = not lost and len({lately[-1], lately[-1 - (found.period or 0)]}) == 1
    match found.kind:
        case gd.Ending.MINIMUM:
            assert held == [found.minimum]
        case gd.Ending.CYCLING:
            assert found.period
            gap = math.dist(lately[-1], lately[-1 - found.period])
            assert repeats or gap <= 1e-6 * math.dist(lately[-1], lately[-2])
            assert math.dist(lately[-1], lately[-2]) > 0.0
        case gd.Ending.DIVERGING:
            assert lost or any(not inside(terrain, place) for place in lately)
        case gd.Ending.RESTING:
            assert not lost
            assert not held
            crawls = found.point is not None and found.point.kind is gd.Kind.INFLECTION
            assert crawls or math.dist(lately[0], lately[-1]) <= 1e-8 * size(terrain)
        case gd.Ending.UNSETTLED:
            assert not lost
            assert lately[-1] != lately[-2]


@pytest.mark.parametrize("name", gd.TERRAINS)
@pytest.mark.parametrize("optimizer", ["plain", "momentum", "adam"])
def test_on_every_terrain_a_fate_is_what_the_run_shows(name: str, optimizer: str) -> None:
    terrain = gd.TERRAINS[name]
    experiment = of(terrain, optimizer=OPTIMIZERS[optimizer])
    rates = RATES[::3]
    for rate, found in zip(rates, gd.fates_by_rate(experiment, rates), strict=True):
        check(replace(experiment, learning_rate=rate), found)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(
    "learning_rate",
    [0.1, gd.Constant(0.1), gd.Exponential(0.1, 0.999), gd.Cosine(0.1, 500), gd.ReduceOnPlateau(0.1)],
    ids=lambda rate: type(rate).__name__,
)
def test_with_every_optimizer_and_schedule_a_fate_is_what_the_run_shows(
    optimizer: str, learning_rate: Any
) -> None:
    experiment = of(VALLEYS, learning_rate, optimizer=OPTIMIZERS[optimizer])
    rates = (0.01, 0.2, 1.0, 12.0)
    for rate, found in zip(rates, gd.fates_by_rate(experiment, rates), strict=True):
        check(replace(experiment, learning_rate=gd.starting_at(learning_rate, rate)), found)


def test_with_sequential_updates_too() -> None:
    for rate in (0.02, 0.1, 0.3, 1.0):
        experiment = of(terrains.THREE_HUMP_CAMEL, rate, update="sequential")
        check(experiment, gd.fate(experiment))


@pytest.mark.parametrize("name", [name for name, each in gd.TERRAINS.items() if isinstance(each, gd.Curve)])
@pytest.mark.parametrize("optimizer", [gd.sgd(), gd.sgd(0.5), gd.adam()])
def test_leaving_out_rounds_that_repeat_to_the_bit_changes_nothing(name: str, optimizer: Any) -> None:
    """A schedule that stays as it is is not known to do so, and is run to its end."""
    experiment = of(gd.TERRAINS[name], optimizer=optimizer)
    told = list(gd.fates_by_rate(experiment, RATES))
    run_out = list(gd.fates_by_rate(replace(experiment, learning_rate=gd.Exponential(0.1, 1.0)), RATES))
    certain = (gd.Ending.MINIMUM, gd.Ending.CYCLING)
    assert [each if each.kind in certain else None for each in told] == [
        each if each.kind in certain else None for each in run_out
    ]


class TestThreeValleys:
    @pytest.mark.parametrize(
        ("rates", "minimum"),
        [
            ((0.001, 0.003, 0.01, 0.05, 0.1, 0.15, 0.2), 0),
            ((0.34, 0.5, 0.8, 1.0, 1.2, 1.5), 1),
            ((2.5, 4.0, 6.0, 9.0), 2),
        ],
    )
    def test_the_wider_a_valley_the_larger_a_rate_it_holds(
        self, rates: tuple[float, ...], minimum: int
    ) -> None:
        assert [each.minimum for each in gd.fates_by_rate(of(VALLEYS), rates)] == [minimum] * len(rates)

    def test_from_its_limit_on_the_widest_holds_nothing(self) -> None:
        limit = VALLEYS.minima[2].learning_rate_limit
        assert limit == pytest.approx(12.514, abs=1e-3)
        kinds = {each.kind for each in gd.fates_by_rate(of(VALLEYS), (12.6, 13.0, 20.0, 1e3))}
        assert kinds == {gd.Ending.DIVERGING}

    def test_momentum_carries_the_ball_out_of_the_first_ones(self) -> None:
        strong, weak = of(VALLEYS, optimizer=gd.sgd(0.9)), of(VALLEYS, optimizer=gd.sgd(0.5))
        assert [each.minimum for each in gd.fates_by_rate(strong, (0.02, 0.05, 0.1))] == [2, 2, 2]
        assert gd.fate(weak).minimum == 0

    def test_from_which_start_to_which_valley(self) -> None:
        starts = [(-4.0,), (-2.0,), (0.0,), (2.0,), (5.0,), (7.5,)]
        ends = [each.minimum for each in gd.fates_by_start(of(VALLEYS), starts)]
        assert ends == sorted(ends, key=str)
        assert (ends[0], ends[1], ends[-1]) == (0, 0, 2)
        for start in VALLEYS.starts:
            assert inside(VALLEYS, start)


def test_two_valleys() -> None:
    experiment = of(terrains.TWO_VALLEYS)
    near = gd.fates_by_rate(experiment, (0.001, 0.01, 0.05))
    beyond = gd.fates_by_rate(experiment, (0.08, 0.085, 0.09, 0.095, 0.1, 0.105))
    assert [each.minimum for each in near] == [1] * 3
    assert [each.minimum for each in beyond] == [0] * 6
    cycle, lost = gd.fates_by_rate(experiment, (0.12, 0.2))
    assert cycle == gd.Fate(gd.Ending.CYCLING, valley=0, period=2)
    assert lost.kind is gd.Ending.DIVERGING


def test_sharp_and_wide() -> None:
    experiment = of(terrains.SHARP_AND_WIDE)
    rates = (0.02, 0.25, 0.5, 1.0, 2.0, 9.0)
    assert [each.minimum for each in gd.fates_by_rate(experiment, rates)] == [1, 1, 0, 0, 0, 0]
    for trapped in gd.fates_by_rate(experiment, (0.3, 0.4)):
        assert trapped.kind in (gd.Ending.CYCLING, gd.Ending.UNSETTLED)
        assert trapped.minimum is None
    assert gd.fate(of(terrains.SHARP_AND_WIDE, 10.5)).kind is gd.Ending.DIVERGING


def test_road_to_chaos() -> None:
    ends = list(gd.fates_by_rate(of(terrains.ROAD_TO_CHAOS), (0.1, 0.5, 1.1, 1.25, 1.5, 2.05)))
    assert [each.kind for each in ends] == [
        *[gd.Ending.MINIMUM] * 2,
        *[gd.Ending.CYCLING] * 2,
        gd.Ending.UNSETTLED,
        gd.Ending.DIVERGING,
    ]
    assert [each.period for each in ends[2:4]] == [2, 4]
    on_top = gd.fate(of(terrains.ROAD_TO_CHAOS, start=(0.0,)))
    assert on_top.kind is gd.Ending.RESTING
    assert on_top.point is not None
    assert on_top.point.kind is gd.Kind.MAXIMUM


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5, 2.0])
def test_on_the_quartic_the_start_decides(rate: float) -> None:
    """The bottom has no curvature, so the ball is only on its way to it; that is certain up to the edge."""
    edge = 1.0 / math.sqrt(2.0 * rate)
    wide = gd.Curve("x**4", domain=(-8, 8))
    starts = [(0.5 * edge,), (0.99 * edge,), (1.001 * edge,)]
    slow, slower, lost = gd.fates_by_start(gd.Experiment(wide, (1.0,), learning_rate=rate), starts)
    assert (slow.minimum, slower.minimum, lost.kind) == (0, 0, gd.Ending.DIVERGING)


def test_near_an_inflection_plain_descent_gets_stuck_and_momentum_does_not() -> None:
    stuck, lost = gd.fates_by_rate(of(terrains.INFLECTION), (0.1, 1.5))
    assert stuck.kind is gd.Ending.RESTING
    assert stuck.point is not None
    assert stuck.point.kind is gd.Kind.INFLECTION
    assert lost.kind is gd.Ending.DIVERGING
    assert gd.fate(of(terrains.INFLECTION, optimizer=gd.sgd(0.9))).minimum == 0


def test_the_bowl_cycles_at_its_limit_and_diverges_beyond() -> None:
    found = list(gd.fates_by_rate(of(terrains.BOWL), (0.001, 0.5, 0.9, 1.0, 1.05)))
    assert found[0] == gd.Fate(gd.Ending.UNSETTLED, 0, 0)
    assert [each.kind for each in found[1:3]] == [gd.Ending.MINIMUM] * 2
    assert found[3] == gd.Fate(gd.Ending.CYCLING, valley=0, period=2)
    assert found[4].kind is gd.Ending.DIVERGING


def test_on_surfaces() -> None:
    camel = gd.fates_by_rate(of(terrains.THREE_HUMP_CAMEL), (0.01, 0.1, 0.35))
    assert [each.minimum for each in camel] == [2, 1, 1]
    ravine = gd.fates_by_rate(of(terrains.RAVINE), (0.1818, 0.2, 0.202))
    assert [each.kind for each in ravine] == [gd.Ending.MINIMUM, gd.Ending.CYCLING, gd.Ending.DIVERGING]
    assert gd.fate(of(terrains.ROSENBROCK, 0.02), 20_000).period == 2
    slow = of(terrains.ROSENBROCK, 0.001)
    assert gd.fate(slow) == gd.Fate(gd.Ending.UNSETTLED)
    assert gd.fate(slow, 40_000).minimum == 0
    ridge = gd.fate(gd.Experiment(gd.Surface("x**2 - y**2"), (1.0, 0.0), learning_rate=0.1))
    assert ridge.kind is gd.Ending.RESTING
    assert ridge.point is not None
    assert ridge.point.kind is gd.Kind.SADDLE


@pytest.mark.parametrize("formula", ["x**2", "x**4", "x**4/4 - x**2/2", "x**2/2 + sin(3*x)", VALLEYS.formula])
def test_what_is_certain_comes_true(formula: str) -> None:
    """A run of so few updates that it is on its way still, and the same run much later."""
    curve = gd.Curve(formula, domain=(-5, 8))
    seen = 0
    for start in ((-4.0,), (-0.8,), (0.3,), (2.5,), (6.0,)):
        for rate in (0.001, 0.01, 0.1, 0.2, 0.9, 1.6):
            experiment = gd.Experiment(curve, start, learning_rate=rate)
            early = gd.fate(experiment, 3)
            if early.kind is not gd.Ending.UNSETTLED or early.minimum is None:
                continue
            seen += 1
            (goal,) = curve.minima[early.minimum].params
            *_, last = gd.descend(replace(experiment, max_steps=4000))
            away = abs(last.params[0] - goal)
            assert away < abs(taken(experiment, 3)[-1].params[0] - goal)
            assert away <= 0.1 or rate == 0.001
    assert seen > 4


def test_a_corner_is_never_certain_to_be_reached() -> None:
    found = gd.fate(gd.Experiment(gd.Curve("abs(x)"), (2.0005,), learning_rate=0.001), 500)
    assert found == gd.Fate(gd.Ending.UNSETTLED, valley=0)
    assert gd.fate(gd.Experiment(gd.Curve("abs(x)"), (2.0005,), learning_rate=0.001), 4000).period == 2


def test_a_rate_of_0_rests_where_it_is() -> None:
    assert gd.fate(of(VALLEYS, 0.0)).kind is gd.Ending.RESTING


def test_where_the_formula_has_no_value_the_run_is_lost() -> None:
    found = gd.fate(gd.Experiment(gd.Curve("log(x)", domain=(0.1, 3)), (1.0,), learning_rate=0.1))
    assert found.kind is gd.Ending.DIVERGING
    assert gd.fate(gd.Experiment(gd.Curve("log(x)"), (-1.0,)), 1).kind is gd.Ending.DIVERGING


def test_stop_rules_and_planned_ends_do_not_matter() -> None:
    ended = replace(of(VALLEYS), max_steps=3, stop=gd.GradientNorm(10.0))
    assert gd.fate(ended) == gd.fate(of(VALLEYS))


@pytest.mark.parametrize("steps", [1, 2, 47, 48, 49, 95, 96, 97, 200])
def test_any_number_of_updates(steps: int) -> None:
    for rate in (0.1, 0.5, 1.0, 1.05):
        experiment = of(terrains.BOWL, rate)
        parts = list(gd.fate_in_parts(experiment, steps))
        assert [part for part in parts if part] == [parts[-1]]
        check(experiment, gd.fate(experiment, steps), steps)
    kind = gd.fate(of(terrains.BOWL, 1.0), steps).kind
    assert kind is (gd.Ending.CYCLING if steps > 5 else gd.Ending.UNSETTLED)


def test_it_comes_in_parts_of_48_updates() -> None:
    parts = list(gd.fate_in_parts(of(VALLEYS, optimizer=gd.adam()), 480))
    assert parts[:-1] == [None] * 9


def test_what_is_refused_is_refused_at_once() -> None:
    line = gd.Experiment(gd.LinearRegression(gd.article()), (1.0, 0.0))
    with pytest.raises(gd.Refused, match=r"objective: LinearRegression.* is neither a Curve nor a Surface"):
        gd.fate(line)
    with pytest.raises(gd.Refused, match="steps"):
        gd.fates_by_rate(of(VALLEYS), (0.1,), steps=0)
    with pytest.raises(gd.Refused, match="learning_rate"):
        gd.fates_by_rate(of(VALLEYS), (0.1, -0.1))
    with pytest.raises(gd.Refused, match="start"):
        gd.fates_by_start(of(VALLEYS), [(0.1, 0.2)])
