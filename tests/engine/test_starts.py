"""Starts that chance decides: the same for the same seed, varied, and of the data's own size."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdengine as gd

SCALES = gd.GRADIENT_SCALES


def test_a_seed_decides_the_start_on_every_version_of_python() -> None:
    # What Random(7).random() gives has been the same since Python 2.3.
    rng = random.Random(7)
    first, second = rng.random(), rng.random()
    assert (first, second) == (0.32383276483316237, 0.15084917392450192)
    # By hand for the article: the deviation of y is √(56/9), the root mean square of x √(10/3), the
    # minimum (2, −1).
    rise = 2 * math.sqrt(56 / 9)
    expected = (2 + (2 * first - 1) * rise / math.sqrt(10 / 3), -1 + (2 * second - 1) * rise)
    for scale in SCALES:
        objective = gd.LinearRegression(gd.article(), scale)
        assert gd.random_start(objective, 7) == pytest.approx(expected)
    assert gd.random_start(objective, 7) == gd.random_start(objective, 7) != gd.random_start(objective, 8)


def test_starts_lie_on_every_side_of_the_minimum() -> None:
    objective = gd.LinearRegression(gd.article())
    starts = [gd.random_start(objective, seed) for seed in range(100)]
    assert {(w1 > 2, w0 > -1) for w1, w0 in starts} == {(a, b) for a in (True, False) for b in (True, False)}
    costs = [objective.cost(start) for start in starts]
    assert min(costs) < 2
    assert max(costs) > 30


@pytest.mark.parametrize("preset", gd.PRESETS)
def test_a_start_is_no_further_off_than_the_data_allow(preset: str) -> None:
    data = gd.PRESETS[preset]()
    objective = gd.LinearRegression(data)
    mean = math.fsum(data.y) / len(data)
    variance = math.fsum([(y - mean) ** 2 for y in data.y]) / len(data)
    for seed in range(20):
        # Both weights off as far as they reach, and in the same direction: (2 + 2)² variances.
        assert objective.cost(gd.random_start(objective, seed)) <= objective.minimum_cost + 16.01 * variance


@given(
    points=st.lists(
        st.tuples(*[st.floats(-1e100, 1e100, allow_subnormal=False)] * 2), min_size=1, max_size=5
    ),
    seed=st.integers(0, 2**70),
)
def test_any_data_have_starts(points: list[tuple[float, float]], seed: int) -> None:
    objective = gd.LinearRegression(gd.Dataset([x for x, _ in points], [y for _, y in points]))
    start = gd.random_start(objective, seed)
    assert all(map(math.isfinite, start))
    gd.Experiment(objective, start)


def test_on_terrains_a_start_is_in_the_domain() -> None:
    curve, surface = gd.Curve("x**2", domain=(-3, 5)), gd.Surface("x**2 + y**2", domain=((-1, 1), (2, 4)))
    for seed in range(50):
        (x,) = gd.random_start(curve, seed)
        assert -3 <= x <= 5
        x, y = gd.random_start(surface, seed)
        assert -1 <= x <= 1
        assert 2 <= y <= 4


@pytest.mark.parametrize("seed", [-1, 1.0, True, "1", None])
def test_what_is_no_seed_is_refused(seed: object) -> None:
    with pytest.raises(ValueError, match=r"seed: .* is not a whole number of at least 0"):
        gd.random_start(gd.LinearRegression(gd.article()), seed)  # type: ignore[arg-type]
