"""What one evaluation of a terrain costs, beside the tape and torch; at most 3 µs for each preset."""

import timeit
from statistics import median
from typing import Any

import pytest

from gdengine.formulas import autodiff
from gdengine.objectives.curves import Curve, Surface
from gdengine.objectives.terrains import ROSENBROCK, TERRAINS, TWO_VALLEYS


@pytest.mark.parametrize("name", TERRAINS)
def test_evaluate(benchmark: Any, name: str) -> None:
    terrain = TERRAINS[name]
    start = terrain.starts[0]
    terrain.evaluate(start)
    benchmark(terrain.evaluate, start)
    assert median(timeit.repeat(lambda: terrain.evaluate(start), number=2000, repeat=11)) / 2000 <= 3e-6


def test_evaluate_by_the_tape(benchmark: Any) -> None:
    formula = TWO_VALLEYS.parsed
    benchmark(autodiff.formula_tape, formula, (2.2,))


def test_evaluate_by_torch(benchmark: Any) -> None:
    torch = pytest.importorskip("torch")

    def evaluate() -> tuple[float, float]:
        x = torch.tensor(2.2, dtype=torch.float64, requires_grad=True)
        cost = x**4 - 4 * x**2 + x
        cost.backward()
        return cost.item(), x.grad.item()

    assert TWO_VALLEYS.evaluate((2.2,))[1][0] == pytest.approx(evaluate()[1])
    benchmark(evaluate)


def test_reading_and_compiling_a_formula(benchmark: Any) -> None:
    benchmark(lambda: Surface(ROSENBROCK.formula).evaluate((0.0, 0.0)))


def test_finding_the_minima_of_a_curve(benchmark: Any) -> None:
    benchmark(lambda: Curve(TWO_VALLEYS.formula).minima)


def test_finding_the_minima_of_a_surface(benchmark: Any) -> None:
    benchmark(lambda: Surface(ROSENBROCK.formula).minima)
