"""How long theory and diagnosis take for one painted frame, on histories of 1 000 000 steps.

python -m pytest -o addopts= tests/benchmarks/test_theory_speed.py
"""

from __future__ import annotations

import timeit
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from statistics import median

import pytest

import gdengine as gd
from gdengine import theory

LINE = gd.LinearRegression(gd.noisy(gd.line(40), 0.5, 1))
STEPS = 1_000_000
EXPERIMENTS = {
    "plain": gd.Experiment(LINE, (1, 0), learning_rate=1e-6),
    "sequential": gd.Experiment(LINE, (1, 0), learning_rate=1e-6, update="sequential"),
    "momentum": gd.Experiment(LINE, (1, 0), gd.sgd(momentum=0.9), 1e-7),
    "momentum, sequential": gd.Experiment(LINE, (1, 0), gd.sgd(momentum=0.9), 1e-7, "sequential"),
    "adam": gd.Experiment(LINE, (1, 0), gd.adam(), 1e-6),
    "mini-batch": gd.Experiment(LINE, (1, 0), learning_rate=0.05, batch=gd.MiniBatch(8)),
    "curve": gd.Experiment(gd.TERRAINS["two valleys"], (2.2,), learning_rate=0.12),
    "surface": gd.Experiment(gd.TERRAINS["Rosenbrock"], (-1.2, 1), learning_rate=1e-7),
}
THEORETICAL = ["plain", "sequential", "momentum", "momentum, sequential"]


def microseconds(call: Callable[[], object], number: int = 50) -> float:
    call()
    return median(timeit.repeat(call, number=number, repeat=7)) / number * 1e6


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_diagnosis_is_done_within_a_frame(name: str) -> None:
    history = gd.History(EXPERIMENTS[name])
    history.extend(STEPS if name != "mini-batch" else STEPS // 5)
    took = microseconds(lambda: gd.diagnose(history))
    places = (i * 7919 % len(history) for i in count())
    sought = microseconds(lambda: gd.diagnose(history, next(places)))
    reached = microseconds(lambda: history.at(next(places)))
    print(f"{name}: {took:.0f} µs; anywhere {sought:.0f} µs, of which reaching a step takes {reached:.0f} µs")
    assert took <= 300.0


@pytest.mark.parametrize("name", THEORETICAL)
def test_a_forecast_is_free(name: str) -> None:
    experiment = EXPERIMENTS[name]
    rates = (1e-4 * (1 + i % 500) for i in count())
    again = microseconds(lambda: theory.forecast(experiment))
    new = microseconds(lambda: theory.forecast(replace(experiment, learning_rate=next(rates))), 5)
    print(f"{name}: {again:.1f} µs again, {new:.0f} µs at another rate")
    assert again <= 20.0
    assert new <= 2_000.0


def test_a_million_steps_ahead_are_foretold_at_once() -> None:
    experiment = EXPERIMENTS["momentum"]
    took = microseconds(lambda: theory.predicted_cost(experiment, STEPS))
    exact = microseconds(lambda: theory.steps_to(EXPERIMENTS["plain"], 1e-9))
    swinging = microseconds(lambda: theory.steps_to(experiment, 1e-9), 1)
    print(f"predicted_cost {took:.0f} µs; steps_to {exact:.0f} µs, one by one {swinging:.0f} µs")
    assert took <= 300.0
    assert exact <= 1_000.0
