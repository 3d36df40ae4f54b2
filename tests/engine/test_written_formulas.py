"""Derivatives written as on paper: read again, they are the derivatives that the engine computes."""

from __future__ import annotations

import math
import random
import re

import pytest

import gdengine as gd

FORMULAS = [
    ("x**4 - 4*x**2 + x", "x⁴ − 4x² + x", "4x³ − 8x + 1"),
    ("x**4/4 - x**3/3", "0.25x⁴ − x³/3", "x³ − x²"),
    ("1 - exp(-x**2/2)", "1 − exp(−0.5x²)", "x·exp(−0.5x²)"),
    ("0.08*(x - 4)**2", "0.08(x − 4)²", "0.16(x − 4)"),
    ("exp(-10*(x + 2)**2)", "exp(−10(x + 2)²)", "−20(x + 2)·exp(−10(x + 2)²)"),
    ("x*1 + 0 + x - 3", "2x − 3", "2"),
    ("sin(2*pi*x)**2", "sin(2π·x)²", "4π·sin(2π·x)·cos(2π·x)"),
    ("1/x + sqrt(x)", "1/x + sqrt(x)", "−1/x² + 0.5/sqrt(x)"),
    ("x**2/3", "x²/3", "2x/3"),
    ("e**x", "e^x", "e^x"),
    ("x**(1/3)", "x^(1/3)", "1/(3x^(2/3))"),
    ("7", "7", "0"),
    ("2**(3*x)", "2^(3x)", "2.07944154168·2^(3x)"),
    ("x**(2*pi)", "x^(2π)", "2π·x^5.28318530718"),
    ("abs(x)", "abs(x)", "sign(x)"),
]


@pytest.mark.parametrize(("formula", "written", "derivative"), FORMULAS)
def test_it_reads_as_on_paper(formula: str, written: str, derivative: str) -> None:
    parsed = gd.parse(formula)
    assert gd.written(parsed).text() == written
    assert gd.derivative(parsed, "x").text() == derivative


def test_each_variable_of_a_surface_has_its_own() -> None:
    rosenbrock = gd.TERRAINS["Rosenbrock"].parsed
    assert gd.derivative(rosenbrock, "x").text() == "−2 + 2x − 40x·(y − x²)"
    assert gd.derivative(rosenbrock, "y").text() == "20(y − x²)"


def test_a_second_derivative_is_written_too() -> None:
    assert gd.derivative(gd.parse("x**4 - 4*x**2 + x"), "x", "x").text() == "12x² − 8"
    assert gd.derivative(gd.TERRAINS["Rosenbrock"].parsed, "x", "y").text() == "−40x"


def test_numbers_stand_in_place_of_the_variables() -> None:
    slope = gd.derivative(gd.parse("x**4 - 4*x**2 + x"), "x")
    assert slope.text({"x": "2.2"}) == "4·2.2³ − 8·2.2 + 1"
    assert slope.text({"x": "−1.5"}) == "4·(−1.5)³ − 8·(−1.5) + 1"
    assert slope.values((2.0,)) == (32.0, -16.0, 1.0)
    assert all(map(math.isnan, gd.derivative(gd.parse("log(x)"), "x").values((0.0,))))


def test_what_overflows_in_a_product_of_numbers_stays_apart() -> None:
    slope = gd.derivative(gd.parse("1e300*(1e300*x)*1e-300*1e-300"), "x")
    assert "inf" not in slope.text()
    assert "nan" not in slope.text()


def some_formula(rng: random.Random, depth: int) -> str:
    if depth == 0:
        number = rng.choice(["2", "3", "0.5", "1", "0", "pi", "e", "0.08", "1e-3", "7/3", "12"])
        return rng.choice(["x", "y", "x", number])
    a, b = some_formula(rng, depth - 1), some_formula(rng, rng.randrange(depth))
    kind = rng.randrange(12)
    if kind < 8:
        return f"({a}){rng.choice('++--**/')}({b})"
    if kind == 8:
        return f"({a})**{rng.choice(['2', '3', '(-1)', '0.5', '(1/3)', '(-2)', '5'])}"
    if kind == 9:
        return f"-({a})"
    if kind == 10:
        return f"(1.5 + ({a})**2)**({b})"
    return f"{rng.choice(['sin', 'cos', 'tan', 'exp', 'tanh', 'sqrt', 'log', 'abs'])}({a})"


def typed(text: str) -> str:
    """The text with a · where a formula needs one."""
    return re.sub(r"(?<=[0-9])(?=[a-zπ(])(?!e-?[0-9])", "·", text)


def differences(curve: gd.Surface, place: gd.Params, axis: int) -> float:
    """The slope by central differences."""
    width = 1e-6
    ahead, behind = list(place), list(place)
    ahead[axis] += width
    behind[axis] -= width
    return (curve.cost(tuple(ahead)) - curve.cost(tuple(behind))) / (2.0 * width)


def places_with_a_slope(surface: gd.Surface, rng: random.Random) -> list[gd.Params]:
    places = [(rng.uniform(-2, 2), rng.uniform(-2, 2)) for _ in range(4)]
    return [p for p in places if all(map(math.isfinite, (surface.cost(p), *surface.gradient(p))))]


def is_smooth(surface: gd.Surface, place: gd.Params, axis: int) -> bool:
    """Whether the slope hardly changes near `place`, so that differences come close to it."""
    shifts = ((1e-5, 0), (-1e-5, 0), (0, 1e-5), (0, -1e-5))
    near = [surface.gradient((place[0] + d, place[1] + e))[axis] for d, e in shifts]
    return max(near) - min(near) < 1e-3 and abs(surface.cost(place)) < 1e3


@pytest.mark.parametrize("part", range(4))
def test_read_again_it_is_the_derivative(part: int) -> None:
    compared = differentiated = 0
    for seed in range(part * 250, (part + 1) * 250):
        rng = random.Random(seed)
        formula = some_formula(rng, rng.choice([1, 2, 3]))
        try:
            surface = gd.Surface(formula)
        except gd.FormulaError:
            continue
        places = places_with_a_slope(surface, rng)
        for axis, name in enumerate(surface.names if places else ()):
            slope = gd.derivative(surface.parsed, name)
            text = slope.text()
            can_be_typed = "sign" not in text and len(typed(text)) <= 200
            again = gd.Surface(typed(text)) if can_be_typed else None
            for place in places:
                right, terms = surface.gradient(place)[axis], slope.values(place)
                size = max(1.0, *map(abs, (*terms, right, surface.cost(place))))
                assert sum(terms) == pytest.approx(right, abs=1e-9 * size), (formula, text, place)
                if again is not None:
                    assert again.cost(place) == pytest.approx(right, abs=1e-7 * size), (formula, text, place)
                    compared += 1
                if is_smooth(surface, place, axis):
                    found = differences(surface, place, axis)
                    assert found == pytest.approx(right, abs=2e-3), (formula, place)
                    differentiated += 1
    assert compared > 250
    assert differentiated > 250


@pytest.mark.parametrize("name", gd.TERRAINS)
def test_the_formulas_of_the_terrains_are_written_in_full(name: str) -> None:
    terrain = gd.TERRAINS[name]
    again = type(terrain)(typed(gd.written(terrain.parsed).text()), domain=terrain.domain)
    for start in terrain.starts:
        assert again.cost(start) == pytest.approx(terrain.cost(start), rel=1e-12)
        assert again.gradient(start) == pytest.approx(terrain.gradient(start), rel=1e-12)
