"""The valley of a curve that a place lies in, against a walk downhill in tiny steps."""

from __future__ import annotations

import random

import pytest

import gdengine as gd


def walked_down(curve: gd.Curve, x: float) -> float:
    """Where a walk against the slope ends, in steps that are small beside every valley."""
    step = 1e-4 * (curve.domain[1] - curve.domain[0])
    for _ in range(200_000):
        slope = curve.gradient((x,))[0]
        ahead = x - step if slope > 0.0 else x + step
        if curve.cost((ahead,)) >= curve.cost((x,)):
            return x
        x = ahead
    return x


@pytest.mark.parametrize("name", ["two valleys", "sharp and wide", "bowl", "road to chaos"])
def test_it_is_where_a_walk_downhill_ends(name: str) -> None:
    curve = gd.TERRAINS[name]
    assert isinstance(curve, gd.Curve)
    rng = random.Random(11)
    for _ in range(25):
        x = rng.uniform(*curve.domain)
        found = curve.valley(x)
        assert found is not None
        assert found.params[0] == pytest.approx(walked_down(curve, x), abs=2e-3)


def test_a_level_place_or_a_pole_ends_the_way() -> None:
    inflection = gd.TERRAINS["inflection"]
    assert isinstance(inflection, gd.Curve)
    assert inflection.valley(-1.0) is None
    assert inflection.valley(0.5) is not None
    pole = gd.Curve("x**2 + 1/(x - 1)", domain=(-3, 3))
    assert pole.valley(2.5) is not None
    assert pole.valley(0.9) is None
    assert gd.Curve("x", domain=(-1, 1)).valley(0.0) is None
    maximum = gd.TERRAINS["road to chaos"]
    assert isinstance(maximum, gd.Curve)
    assert maximum.valley(0.0) is None
