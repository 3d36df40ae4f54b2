"""The terrains do what is told of them: each row of the table, run through `descend`.

A run counts as converged at the first step whose gradient norm is below 1e-6; with it come
the step counts 83, 31, 32 518, 2 160 and 446.
"""

import math
from collections.abc import Iterator
from itertools import islice, pairwise

import pytest

import gdengine as gd
from gdengine.objectives import terrains
from gdengine.objectives.critical_points import Kind
from gdengine.objectives.curves import Curve, Surface

CONVERGED = 1e-6
LONG = 50_000


def run(
    terrain: Curve | Surface,
    learning_rate: float,
    start: tuple[float, ...] | None = None,
    momentum: float = 0.0,
) -> Iterator[gd.Step]:
    return gd.descend(
        gd.Experiment(
            terrain,
            start=start or terrain.starts[0],
            optimizer=gd.sgd(momentum=momentum),
            learning_rate=learning_rate,
            max_steps=LONG,
        )
    )


def end(
    terrain: Curve | Surface,
    learning_rate: float,
    start: tuple[float, ...] | None = None,
    momentum: float = 0.0,
) -> tuple[int, tuple[float, ...]]:
    """Step and place at which the run has converged; it must."""
    for step in run(terrain, learning_rate, start, momentum):
        if math.hypot(*step.gradient) < CONVERGED:
            return step.index, step.params
    raise AssertionError(f"{terrain.name} at {learning_rate} does not converge")


def diverges(terrain: Curve | Surface, learning_rate: float, start: tuple[float, ...] | None = None) -> bool:
    *_, last = run(terrain, learning_rate, start)
    return last.status is gd.Status.NONFINITE


def period(terrain: Curve | Surface, learning_rate: float, start: tuple[float, ...] | None = None) -> int:
    """After how many steps the run comes back to where it is, once it has settled; 0 for never."""
    places = [step.params for step in run(terrain, learning_rate, start)][-200:]
    for steps in range(1, 65):
        if all(math.dist(a, b) < 1e-9 for a, b in zip(places, places[steps:], strict=False)):
            return steps
    return 0


LOCAL, GLOBAL = 1.346997, -1.472998


class TestBowl:
    def test_a_small_rate_crawls_and_a_tenth_converges(self) -> None:
        slow, good = (end(terrains.BOWL, rate)[0] for rate in (0.01, 0.1))
        assert (slow, good) == (764, 70)

    def test_a_half_arrives_in_one_step(self) -> None:
        assert end(terrains.BOWL, 0.5) == (1, (0.0,))

    def test_at_nine_tenths_it_flips_sides_35_times(self) -> None:
        """As long as the cost is above 1e-6, that is |x| above 1e-3."""
        places = [step.params[0] for step in run(terrains.BOWL, 0.9) if step.cost > 1e-6]
        assert sum(a * b < 0 for a, b in pairwise(places)) == 35

    def test_from_1_on_it_never_arrives(self) -> None:
        assert period(terrains.BOWL, 1.0) == 2
        assert diverges(terrains.BOWL, 1.05)


class TestTwoValleys:
    @pytest.mark.parametrize("rate", [0.001, 0.01, 0.05])
    def test_small_rates_end_in_the_near_valley(self, rate: float) -> None:
        assert end(terrains.TWO_VALLEYS, rate)[1] == pytest.approx((LOCAL,), abs=1e-6)

    def test_the_smallest_of_them_crawls(self) -> None:
        assert [end(terrains.TWO_VALLEYS, rate)[0] for rate in (0.001, 0.01, 0.05)] == [1121, 105, 16]

    @pytest.mark.parametrize("rate", [0.08, 0.085, 0.09, 0.095, 0.1, 0.105])
    def test_larger_ones_end_in_the_lower_valley(self, rate: float) -> None:
        assert end(terrains.TWO_VALLEYS, rate)[1] == pytest.approx((GLOBAL,), abs=1e-6)

    def test_then_it_cycles_round_the_lower_one_and_then_diverges(self) -> None:
        assert period(terrains.TWO_VALLEYS, 0.12) == 2
        *_, before, last = run(terrains.TWO_VALLEYS, 0.12)
        left, right = sorted((before.params[0], last.params[0]))
        assert left < GLOBAL < right < 0.0
        assert diverges(terrains.TWO_VALLEYS, 0.2)

    def test_momentum_carries_it_over(self) -> None:
        assert end(terrains.TWO_VALLEYS, 0.05, (2.0,))[1] == pytest.approx((LOCAL,), abs=1e-6)
        assert end(terrains.TWO_VALLEYS, 0.05, (2.0,), momentum=0.9)[1] == pytest.approx((GLOBAL,), abs=1e-6)


class TestSharpAndWide:
    @pytest.mark.parametrize("rate", [0.02, 0.05, 0.1, 0.2, 0.25])
    def test_small_rates_end_in_the_sharp_valley(self, rate: float) -> None:
        assert end(terrains.SHARP_AND_WIDE, rate)[1] == pytest.approx((3.898434,), abs=1e-6)

    @pytest.mark.parametrize("rate", [0.3, 0.4])
    def test_in_between_it_is_trapped_and_does_not_converge(self, rate: float) -> None:
        steps = list(run(terrains.SHARP_AND_WIDE, rate))
        assert len(steps) == LONG + 1
        assert all(3.2 < step.params[0] < 5.51 for step in steps)
        assert all(abs(step.gradient[0]) > CONVERGED for step in steps)

    @pytest.mark.parametrize("rate", [0.5, 1.0, 2.0])
    def test_larger_ones_end_in_the_wide_valley(self, rate: float) -> None:
        assert end(terrains.SHARP_AND_WIDE, rate)[1] == pytest.approx((0.0,), abs=1e-5)

    def test_nine_oscillates_in(self) -> None:
        """The sharp valley throws it far out of the domain first, and again, but that is not divergence."""
        assert end(terrains.SHARP_AND_WIDE, 9.0)[1] == pytest.approx((0.0,), abs=1e-5)
        places = [step.params[0] for step in run(terrains.SHARP_AND_WIDE, 9.0)][:120]
        assert max(map(abs, places)) > 18.0
        last_far = max(i for i, x in enumerate(places) if abs(x) > 3.0)
        close = places[last_far + 1 :]
        assert len(close) > 50
        assert all(b == pytest.approx(-0.8 * a) for a, b in pairwise(close))

    def test_ten_and_a_half_diverges(self) -> None:
        assert diverges(terrains.SHARP_AND_WIDE, 10.5)


class TestRoadToChaos:
    def test_one_place_two_four_chaos(self) -> None:
        for rate in (0.1, 0.5):
            assert end(terrains.ROAD_TO_CHAOS, rate)[1] == pytest.approx((1.0,), abs=1e-6)
        assert [period(terrains.ROAD_TO_CHAOS, rate) for rate in (0.5, 1.1, 1.25, 1.5)] == [1, 2, 4, 0]

    def test_chaos_stays_within_bounds_and_forgets_its_start(self) -> None:
        one = [step.params[0] for step in run(terrains.ROAD_TO_CHAOS, 1.5)]
        other = [step.params[0] for step in run(terrains.ROAD_TO_CHAOS, 1.5, (0.5 + 1e-9,))]
        assert max(map(abs, one)) < 2.0
        assert max(abs(a - b) for a, b in zip(one, other, strict=True)) > 0.1

    def test_beyond_it_diverges(self) -> None:
        assert diverges(terrains.ROAD_TO_CHAOS, 2.05)

    def test_at_0_it_is_stuck_on_the_maximum(self) -> None:
        assert terrains.ROAD_TO_CHAOS.classify((0.0,)) is Kind.MAXIMUM
        *_, last = run(terrains.ROAD_TO_CHAOS, 0.5, (0.0,))
        assert last.params == (0.0,)


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5, 2.0])
def test_on_the_quartic_the_start_decides_too(rate: float) -> None:
    edge = 1.0 / math.sqrt(2.0 * rate)
    assert diverges(terrains.QUARTIC, rate, (edge * 1.001,))
    *_, last = run(terrains.QUARTIC, rate, (edge * 0.999,))
    assert abs(last.params[0]) < 0.05


class TestInflection:
    def test_a_tenth_gets_stuck_near_it(self) -> None:
        steps, (x,) = end(terrains.INFLECTION, 0.1)
        assert steps > 9000
        assert -1e-3 < x < 0.0

    def test_momentum_rolls_on_to_the_minimum(self) -> None:
        assert end(terrains.INFLECTION, 0.1, momentum=0.9)[1] == pytest.approx((1.0,), abs=1e-6)

    def test_a_half_lands_exactly_on_it(self) -> None:
        assert end(terrains.INFLECTION, 0.5) == (1, (0.0,))
        assert terrains.INFLECTION.classify((0.0,)) is Kind.INFLECTION

    def test_one_and_a_half_diverges(self) -> None:
        assert diverges(terrains.INFLECTION, 1.5)


def test_on_the_plateau_the_gradient_is_tiny_far_from_the_minimum() -> None:
    cost, (slope,) = terrains.PLATEAU.evaluate((6.0,))
    assert cost == pytest.approx(1.0, abs=1e-7)
    assert slope == pytest.approx(9e-8, rel=0.02)
    assert end(terrains.PLATEAU, 0.5, (2.0,))[1] == pytest.approx((0.0,), abs=1e-5)
    assert terrains.PLATEAU.classify((40.0,)) is Kind.FLAT


class TestRavine:
    def test_the_best_rate_takes_83_steps(self) -> None:
        assert end(terrains.RAVINE, 0.1818)[0] == 83

    def test_the_best_momentum_takes_31(self) -> None:
        """Polyak's: lr = (2/(√λmax + √λmin))², μ = ((√κ − 1)/(√κ + 1))²."""
        root = math.sqrt(10.0)
        rate, momentum = (2.0 / (root + 1.0)) ** 2, ((root - 1.0) / (root + 1.0)) ** 2
        assert end(terrains.RAVINE, rate, momentum=momentum)[0] == 31

    def test_at_the_limit_it_cycles_and_beyond_it_diverges(self) -> None:
        assert period(terrains.RAVINE, 0.2) == 2
        assert diverges(terrains.RAVINE, 0.202)


class TestThreeHumpCamel:
    def test_a_small_rate_ends_in_a_local_minimum(self) -> None:
        place = end(terrains.THREE_HUMP_CAMEL, 0.01)[1]
        assert place == pytest.approx((1.747552, -0.873776), abs=1e-5)

    @pytest.mark.parametrize("rate", [0.1, 0.15, 0.2, 0.25, 0.3, 0.35])
    def test_larger_ones_end_in_the_global_one(self, rate: float) -> None:
        assert end(terrains.THREE_HUMP_CAMEL, rate)[1] == pytest.approx((0.0, 0.0), abs=1e-6)


class TestRosenbrock:
    @pytest.mark.parametrize(("rate", "steps"), [(0.001, 32_518), (0.015, 2_160)])
    def test_plain_descent_follows_slowly(self, rate: float, steps: int) -> None:
        index, place = end(terrains.ROSENBROCK, rate)
        assert index == steps
        assert place == pytest.approx((1.0, 1.0), abs=1e-5)

    def test_momentum_is_faster(self) -> None:
        assert end(terrains.ROSENBROCK, 0.005, momentum=0.9)[0] == 446

    def test_two_hundredths_bounce(self) -> None:
        *_, last = run(terrains.ROSENBROCK, 0.02)
        assert last.status is gd.Status.MAX_STEPS
        assert math.hypot(*last.gradient) > 0.1
        assert period(terrains.ROSENBROCK, 0.02) == 2


def test_every_terrain_is_listed_by_name_and_its_starts_lie_inside() -> None:
    assert [terrain.name for terrain in terrains.TERRAINS.values()] == list(terrains.TERRAINS)
    for terrain in terrains.TERRAINS.values():
        assert any(point.is_global for point in terrain.minima)
        for start in terrain.starts:
            assert all(low <= x <= high for x, (low, high) in zip(start, terrain.box, strict=True))


def test_above_a_minimums_limit_descent_leaves_it_and_below_it_stays() -> None:
    for terrain in terrains.TERRAINS.values():
        for minimum in terrain.minima:
            limit = minimum.learning_rate_limit
            assert limit is not None
            if limit == math.inf:  # the quartic's: no curvature, so every rate does from close enough
                continue
            close = tuple(x + 1e-5 for x in minimum.params)
            for factor, stays in ((0.95, True), (1.05, False)):
                steps = list(islice(run(terrain, factor * limit, close), 400))
                settled = math.dist(steps[-1].params, minimum.params) < 1e-5
                assert settled is stays, (terrain.name, minimum, factor)


def test_places_that_are_one_in_the_domain_are_round() -> None:
    wide = gd.TERRAINS["sharp and wide"].minima[0]
    assert wide.is_global
    assert wide.params == (0.0,)  # the far valley's slope reaches here, and moves it by 2.6e-26
