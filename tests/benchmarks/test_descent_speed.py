"""µs a step of `descend` beside the article's loop and NumPy, in the same run."""

from __future__ import annotations

import random
import resource
from collections import deque

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import gdengine as gd
from tests.benchmarks.conftest import side_by_side


def points(n: int) -> gd.Dataset:
    if n == 3:
        return gd.article()
    draw = random.Random(0)
    x = [draw.uniform(-2, 2) for _ in range(n)]
    return gd.Dataset(x, [2 * value - 1 + draw.gauss(0, 0.5) for value in x])


def article(data: gd.Dataset, steps: int) -> int:
    """The article's loop without records and printing."""
    X_, Y_, lr = list(data.x), list(data.y), 0.1 / len(data)  # noqa: N806
    n, w_ = len(X_), [0.0, 1.0]

    def f(x: float) -> float:
        pred = w_[1] * x + w_[0]
        return pred  # noqa: RET504  # as the article has it

    for _ in range(steps):
        w_[1] = w_[1] - lr * sum((f(X_[i]) - Y_[i]) * X_[i] for i in range(n))
        w_[0] = w_[0] - lr * sum([(f(X_[i]) - Y_[i]) for i in range(n)])
        _error = 1 / n * sum((f(X_[i]) - Y_[i]) ** 2 for i in range(n))
    return steps


def numpy(x: np.ndarray, y: np.ndarray, steps: int) -> int:
    """Plain descent in NumPy, with the cost of each step."""
    w1, w0 = 1.0, 0.0
    for _ in range(steps):
        error = w1 * x + w0 - y
        w1, w0 = w1 - 0.1 * (error @ x) / len(x), w0 - 0.1 * error.mean()
        _cost = (error * error).mean()
    return steps


@pytest.mark.parametrize("n", [3, 1_000, 1_000_000])
def test_a_step(benchmark: BenchmarkFixture, n: int) -> None:
    data = points(n)
    x, y = np.array(data.x), np.array(data.y)
    # The sums are prepared once, outside the timing.
    steps, few = 20_000, max(1, min(2_000, 2_000_000 // n))
    objective = gd.LinearRegression(data, "mean")

    def descend(update: gd.UpdateOrder) -> int:
        experiment = gd.Experiment(objective, (1, 0), learning_rate=0.1, update=update, max_steps=steps)
        deque(gd.descend(experiment), maxlen=0)
        return steps

    runs = {
        "sequential": lambda: descend("sequential"),
        "simultaneous": lambda: descend("simultaneous"),
        "numpy": lambda: numpy(x, y, few),
    }
    if n <= 1_000:
        runs["article"] = lambda: article(data, few)
    found = side_by_side(**runs)
    benchmark.extra_info.update({f"us_{name}": round(us, 3) for name, us in found.items()})
    benchmark.extra_info["times_faster_than_numpy"] = round(found["numpy"] / found["simultaneous"], 1)
    benchmark.pedantic(lambda: descend("sequential"), rounds=3)
    if n == 3:
        assert found["sequential"] < found["article"]
    if n == 1_000_000:
        assert found["numpy"] / found["simultaneous"] > 500


def test_a_million_rows_are_prepared(benchmark: BenchmarkFixture) -> None:
    data = points(1_000_000)
    benchmark.pedantic(lambda: gd.LinearRegression(gd.Dataset(data.x, data.y)), rounds=3)


def test_history(benchmark: BenchmarkFixture) -> None:
    experiment = gd.Experiment(gd.LinearRegression(gd.article()), (1, 0), learning_rate=0.001)
    history = gd.History(experiment)
    history.extend(1_000_000)
    draw = random.Random(0)
    places = [draw.randrange(len(history)) for _ in range(1000)]
    benchmark.pedantic(history.at, setup=lambda: ((places.pop(),), {}), rounds=500)
    assert benchmark.stats.stats.max < 0.005


def test_a_run_five_times_as_long_takes_no_more_memory(benchmark: BenchmarkFixture) -> None:
    history = gd.History(gd.Experiment(gd.LinearRegression(gd.article()), (1, 0), learning_rate=0.001))
    used, draw = [], random.Random(0)
    for steps in (1_000_000, 4_000_000):
        history.extend(steps)
        used.append(resident_mb())
    places = [draw.randrange(len(history)) for _ in range(1000)]
    benchmark.extra_info.update(used_mb=used)
    benchmark.pedantic(history.at, setup=lambda: ((places.pop(),), {}), rounds=500)
    # Before runs were thinned it was 18 bytes a step: 72 MB more.
    assert used[1] - used[0] < 25


def resident_mb() -> float:
    with open("/proc/self/statm") as numbers:
        return int(numbers.read().split()[1]) * resource.getpagesize() / 1e6
