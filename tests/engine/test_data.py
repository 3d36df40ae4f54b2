"""Presets, synthetic sets and standardising."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdengine as gd
from gdengine.data.dataset import Scaling, standardise
from gdengine.data.presets import PRESETS, line, noisy
from tests.thorough import cases


def run(data: gd.Dataset, **options) -> gd.Experiment:
    return gd.Experiment(gd.LinearRegression(data), start=(1.0, 0.0), **options)


def test_presets_are_named_after_what_they_show() -> None:
    assert " ".join(PRESETS) == (
        "article noisy_line outlier ill_scaled shifted steep two_clusters vertical_stack"
    )


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_the_same_every_time_and_short_to_write(name: str) -> None:
    data = PRESETS[name]()
    assert data == PRESETS[name]()
    assert all(value == round(value, 2) for value in (*data.x, *data.y))


def test_presets_show_what_they_are_named_after() -> None:
    assert PRESETS["article"]() == gd.Dataset((0, 1, 3), (-1, 1, 5))
    assert gd.LinearRegression(PRESETS["noisy_line"]()).minimum_cost > 0.1
    bent = PRESETS["outlier"]()
    assert (
        gd.LinearRegression(bent).minimum[0]
        < 0
        < gd.LinearRegression(gd.Dataset(bent.x[:-1], bent.y[:-1])).minimum[0]
    )
    assert gd.theory.condition_number(run(PRESETS["ill_scaled"]())) > 1e6
    assert min(PRESETS["shifted"]().x) > 100 * (max(PRESETS["shifted"]().x) - min(PRESETS["shifted"]().x)) / 2
    assert gd.LinearRegression(PRESETS["steep"]()).minimum[0] == pytest.approx(50, rel=0.05)
    clouds = PRESETS["two_clusters"]()
    assert all(x < 2.5 and y < 2.5 for x, y in zip(clouds.x[:15], clouds.y[:15], strict=True))
    assert all(x > 3.5 and y > 2.5 for x, y in zip(clouds.x[15:], clouds.y[15:], strict=True))
    assert not gd.LinearRegression(PRESETS["vertical_stack"]()).identifiable


def test_the_noise_is_pinned() -> None:
    """Numbers from Python 3.11; `random.random` promises them on every version."""
    noise = noisy(gd.Dataset([0] * 4, [0] * 4), sigma=1.0, seed=7).y
    assert noise == pytest.approx(PINNED, rel=1e-14)


PINNED = (0.5161661633565218, 1.3031666217102853, -0.8234106660654669, -0.3453072255510914)


def test_the_noise_is_gaussian() -> None:
    noise = noisy(gd.Dataset([0] * 20_000, [0] * 20_000), sigma=2.0, seed=1).y
    assert math.fsum(noise) / len(noise) == pytest.approx(0, abs=0.05)
    assert math.fsum(v * v for v in noise) / len(noise) == pytest.approx(4, rel=0.03)
    assert sum(abs(v) < 2 for v in noise) / len(noise) == pytest.approx(0.6827, abs=0.01)


def test_more_points_keep_the_noise_of_the_first() -> None:
    few, many = (noisy(gd.Dataset([0] * n, [0] * n), 1.0, 3).y for n in (5, 50))
    assert many[:5] == few


def test_no_noise_is_the_line_itself() -> None:
    data = line(4, slope=2, intercept=-1)
    assert data == gd.Dataset((0, 1, 2, 3), (-1, 1, 3, 5))
    assert len(line(1)) == 1


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: line(0), "n: 0"),
        (lambda: line(2.5), "n: 2.5"),
        (lambda: line(3, slope=math.nan), "slope"),
        (lambda: line(3, high=math.inf), "high"),
        (lambda: line(3, sigma=-1), "sigma: -1"),
        (lambda: noisy(gd.article(), "a", 0), "sigma"),
        (lambda: noisy(gd.article(), 1, -1), "seed: -1"),
        (lambda: noisy(gd.article(), 1, 0.5), "seed: 0.5"),
    ],
)
def test_nonsense_is_refused_by_name(call, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        call()


@pytest.mark.parametrize("name", PRESETS)
def test_standard_data_have_mean_0_and_deviation_1(name: str) -> None:
    standard, _ = standardise(PRESETS[name]())
    for values in (standard.x, standard.y):
        n = len(values)
        assert math.fsum(values) / n == pytest.approx(0, abs=1e-12)
        assert math.fsum(v * v for v in values) / n == pytest.approx(0 if not any(values) else 1, rel=1e-12)


@pytest.mark.parametrize("name", [n for n in PRESETS if n != "vertical_stack"])
def test_the_best_line_is_the_same_in_both_units(name: str) -> None:
    data = PRESETS[name]()
    standard, scaling = standardise(data)
    own, best = gd.LinearRegression(data), gd.LinearRegression(standard)
    assert scaling.to_own(best.minimum) == pytest.approx(own.minimum, rel=1e-9)
    assert gd.theory.condition_number(run(standard)) == pytest.approx(1, rel=1e-9)


def test_equal_values_become_0_and_keep_the_line() -> None:
    standard, scaling = standardise(gd.Dataset([0.1] * 3, [7.0] * 3))
    assert standard == gd.Dataset([0] * 3, [0] * 3)
    assert scaling == Scaling(0.1, 1.0, 7.0, 1.0)
    assert scaling.to_own((0.0, 0.0)) == (0.0, 7.0)


def test_the_smallest_spread_is_no_division_by_zero() -> None:
    _, scaling = standardise(gd.Dataset([0] * 99 + [5e-324], range(100)))
    assert scaling.x_spread == 5e-324


fine = st.floats(-1e3, 1e3).filter(lambda v: v == 0 or abs(v) > 1e-6)  # subnormals round coarsely


@given(
    params=st.tuples(fine, fine), means=st.tuples(fine, fine), spreads=st.tuples(*[st.floats(1e-3, 1e3)] * 2)
)
@settings(max_examples=500, derandomize=True, deadline=None)
def test_there_and_back_is_the_same_line(params, means, spreads) -> None:
    scaling = Scaling(means[0], spreads[0], means[1], spreads[1])
    # Exact algebra: with fractions in the floats' place nothing is rounded.
    algebra = Scaling(*(Fraction(v) for v in (means[0], spreads[0], means[1], spreads[1])))
    whole = tuple(map(Fraction, params))
    assert algebra.to_own(algebra.to_standard(whole)) == whole
    assert algebra.to_standard(algebra.to_own(whole)) == whole
    v1, v0 = algebra.to_standard(whole)
    for x in (Fraction(0), Fraction(5, 2)):
        standard_y = v1 * (x - algebra.x_mean) / algebra.x_spread + v0
        assert standard_y * algebra.y_spread + algebra.y_mean == whole[0] * x + whole[1]
    for ours, truth in zip(scaling.to_standard(params), algebra.to_standard(whole), strict=True):
        size = (abs(params[1]) + abs(params[0]) * (abs(means[0]) + spreads[0]) + abs(means[1])) / spreads[1]
        assert abs(ours - float(truth)) <= 8 * 2.0**-52 * size


any_finite = st.floats(allow_nan=False, allow_infinity=False)


@given(points=st.lists(st.tuples(any_finite, any_finite), min_size=1, max_size=30))
@settings(max_examples=cases(2000), derandomize=True, deadline=None)
def test_standardise_takes_anything_or_says_that_it_overflows(points) -> None:
    data = gd.Dataset(*zip(*points, strict=True))
    try:
        standard, scaling = standardise(data)
    except ValueError as error:
        assert "overflow" in str(error)  # noqa: PT017
        return
    assert max(map(abs, standard.x)) <= len(data)
    assert scaling.x_spread > 0
    assert scaling.y_spread > 0
