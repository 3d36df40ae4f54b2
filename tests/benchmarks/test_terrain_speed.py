"""What a terrain costs: one evaluation, at most 3 µs for each preset, beside tape and torch; its picture."""

import timeit
from math import exp
from statistics import median
from time import process_time
from typing import Any

import pytest

import gdengine as gd
from gdengine.formulas import autodiff
from gdengine.objectives.curves import Curve, Surface
from gdengine.objectives.terrains import ROSENBROCK, TERRAINS, TWO_VALLEYS
from gdengine.optimizers.sgd import SGD
from gdengine.runs.experiment import Experiment
from tui.lab.charts.curve_chart import curve_chart
from tui.lab.session.session import Session
from tui.lab.wording.slope import slope_sentence


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


def test_the_picture_of_a_step_on_a_curve(benchmark: Any) -> None:
    """At most 3 ms: the curve itself is computed once for a domain and a size."""
    session = Session(Experiment(TWO_VALLEYS, (2.2,), SGD(0.9), 0.001))
    session.forward(400)
    curve_chart(session.frame(), 100, 40)

    def step() -> None:
        session.forward()
        curve_chart(session.frame(), 100, 40)

    benchmark(step)
    assert benchmark.stats.stats.median <= 3e-3


def test_the_words_on_a_step_on_a_curve(benchmark: Any) -> None:
    session = Session(Experiment(TWO_VALLEYS, (2.2,), SGD(0.9), 0.001))
    session.forward(40)
    benchmark(slope_sentence, session.frame(), 60)


THREE_VALLEYS = TERRAINS["three valleys"]
RATES = gd.geometric(0.001, 20.0, 100)
UPDATES = 2000


def by_hand(rate: float) -> float:
    """Plain descent of the three valleys as a learner writes it, every update of it."""
    x = -4.0
    for _ in range(UPDATES):
        first, second = exp(-10.0 * (x + 2.0) * (x + 2.0)), exp((0.5 - x) * (x - 0.5))
        x -= rate * (0.16 * (x - 4.0) + 12.0 * (x + 2.0) * first + 1.6 * (x - 0.5) * second)
    return x


@pytest.mark.parametrize("optimizer", ["SGD", "momentum", "Adam", "NAdam", "RMSprop", "Adagrad", "Adadelta"])
def test_the_fates_of_100_rates(benchmark: Any, optimizer: str) -> None:
    """100 rates × 2000 updates in seconds of the processor (1 is the aim), beside plain descent by hand.

    By hand there are no steps that could be shown, no checks and one function that knows its formula.
    """
    made = gd.sgd(0.9) if optimizer == "momentum" else getattr(gd, optimizer)()
    experiment = gd.Experiment(THREE_VALLEYS, (-4.0,), made, learning_rate=0.1)
    assert len(THREE_VALLEYS.minima) == 3
    benchmark.pedantic(lambda: list(gd.fates_by_rate(experiment, RATES, UPDATES)), rounds=3)
    fates = min(
        timeit.repeat(
            lambda: list(gd.fates_by_rate(experiment, RATES, UPDATES)), process_time, number=1, repeat=3
        )
    )
    hand = min(timeit.repeat(lambda: [by_hand(rate) for rate in RATES], process_time, number=1, repeat=3))
    benchmark.extra_info.update(seconds=fates, by_hand_seconds=hand, ratio=fates / hand)
    assert fates <= {"SGD": 5.0, "momentum": 10.0}.get(optimizer, 25.0) * hand
