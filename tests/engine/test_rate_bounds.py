"""The bounds of a schedule's coming rates hold, and are reached."""

import math
from random import Random

import pytest

import gdengine as gd

STEPS = 5000
ROUNDING = 1e-12


def any_part(random: Random) -> gd.Schedule:
    rate, span = random.choice([0.0, 10 ** random.uniform(-3, 1)]), random.choice([1, 2, 7, 64, 500])
    return random.choice(
        [
            gd.Constant(rate),
            gd.StepDecay(rate, span, random.choice([0.1, 0.5, 1.0, 2.0])),
            gd.Exponential(rate, random.choice([0.5, 0.99, 1.0, 1.01, 2.0])),
            gd.Cosine(rate, span, random.choice([0.0, 0.1])),
            gd.InverseScaling(rate, random.choice([0.0, 0.5, 2.0])),
            gd.WarmUp(rate, random.choice([0.01, 1 / 3, 1.0]), span),
        ]
    )


def any_schedule(random: Random, depth: int = 2) -> gd.Schedule:
    if not depth or random.random() < 0.4:
        return any_part(random)
    count = random.randint(1, 4)
    milestones = tuple(sorted(random.sample(range(1, 1500), count - 1)))
    return gd.Joined(tuple(any_schedule(random, depth - 1) for _ in range(count)), milestones)


def near(a: float, b: float) -> bool:
    return a == b or math.isclose(a, b, rel_tol=ROUNDING)


@pytest.mark.parametrize("seed", range(300))
def test_before_a_last_step_the_bounds_are_the_lowest_and_the_highest_rate(seed: int) -> None:
    random = Random(seed)
    schedule, start = any_schedule(random), random.choice([0, 1, 63, random.randint(0, 3000)])
    stop = start + random.choice([1, 2, 65, STEPS])
    low, high = schedule.bounds(start, stop)
    rates = [schedule(k) for k in range(start, stop)]
    assert near(low, min(rates)), schedule
    assert near(high, max(rates)), schedule


@pytest.mark.parametrize("seed", range(300))
def test_the_bounds_of_all_coming_rates_hold_and_are_reached_or_approached(seed: int) -> None:
    random = Random(seed)
    schedule, start = any_schedule(random), random.choice([0, 1, 63, random.randint(0, 3000)])
    low, high = schedule.bounds(start)
    rates = [schedule(k) for k in range(start, start + STEPS)]
    assert low <= min(rates) * (1 + ROUNDING), schedule
    assert max(rates) <= high * (1 + ROUNDING), schedule
    # What falls or rises for ever comes near its bound only far out.
    rates += [schedule(10**k) for k in range(4, 301, 4)]
    assert near(low, min(rates)) or (low == 0.0 and min(rates) < 1e-100), schedule
    assert near(high, max(rates)), schedule


def test_a_schedule_without_bounds_may_have_any_rate() -> None:
    class Own(gd.Schedule):
        def __call__(self, k: int) -> float:
            return 0.1

    assert Own().bounds(5) == (0.0, math.inf)


def test_a_rate_of_0_stays_0_however_far_its_factor_grows() -> None:
    assert gd.Exponential(0.0, 2.0)(5000) == 0.0
    assert gd.StepDecay(0.0, 1, 2.0)(5000) == 0.0


def test_a_short_spike_that_comes_late_is_no_arrival() -> None:
    """One step above the limit, 5 000 steps ahead, between two that are far below it."""
    data = gd.Dataset((0.0, 1.0, 3.0), (-1.0, 1.0, 5.5))
    quiet = gd.Constant(0.1)
    spike = gd.Joined((quiet, gd.Constant(1e9), quiet), (5001, 5002))
    experiment = gd.Experiment(gd.LinearRegression(data), (1.0, 0.0), learning_rate=spike)
    history = gd.History(experiment)
    history.extend(1500)
    calm = history.fork(1500, learning_rate=gd.Joined((quiet, quiet), (5001,)))
    assert gd.diagnose(calm).verdict is gd.Verdict.ARRIVED
    assert gd.diagnose(history).verdict is not gd.Verdict.ARRIVED
