"""Every number that the article prints, and its own loop beside ours."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

import gdengine as gd
from tui.lab.files import recipe

PRINTED_AT_0_1 = {
    1: ("1.60", "-0.14", "0.35560"),
    2: ("1.66", "-0.26", "0.26300"),
    3: ("1.70", "-0.36", "0.19452"),
    20: ("1.98", "-0.95", "0.00115"),
}
PRINTED_AT_0_5 = {
    1: "9.58333",
    2: "4.06250",
    3: "39.76562",
    29: "537407805.94885",
    30: "5223270089.75743",
}


def article_loop(learning_rate: float, n_iter: int) -> list[tuple[float, float, float]]:
    """The article's loop, with its lists and its order; (w1, w0, cost) after each update."""
    X_, Y_ = [0, 1, 3], [-1, 1, 5]  # noqa: N806
    n = len(X_)
    w_ = [0.0, 1.0]
    seen = []

    def f(x: float) -> float:
        return w_[1] * x + w_[0]

    for _ in range(n_iter):
        w_[1] = w_[1] - learning_rate * sum((f(X_[i]) - Y_[i]) * X_[i] for i in range(n))
        w_[0] = w_[0] - learning_rate * sum([(f(X_[i]) - Y_[i]) for i in range(n)])
        seen.append((w_[1], w_[0], 1 / n * sum((f(X_[i]) - Y_[i]) ** 2 for i in range(n))))
    return seen


def run(learning_rate: float, steps: int) -> list[gd.Step]:
    return list(gd.descend(replace(recipe.article(), learning_rate=learning_rate, max_steps=steps)))


def test_the_updates_at_0_1_are_the_printed_ones() -> None:
    steps = run(0.1, 30)
    for index, (w1, w0, cost) in PRINTED_AT_0_1.items():
        step = steps[index]
        assert (f"{step.params[0]:.2f}", f"{step.params[1]:.2f}", f"{step.cost:.5f}") == (w1, w0, cost)
    assert f"{steps[30].cost:.5f}" == "0.00006"


def test_the_costs_at_0_5_are_the_printed_ones() -> None:
    steps = run(0.5, 30)
    assert {index: f"{steps[index].cost:.5f}" for index in PRINTED_AT_0_5} == PRINTED_AT_0_5


def test_after_30_diverging_updates_the_cost_is_higher_than_at_the_start() -> None:
    steps = run(0.5, 30)
    assert steps[-1].cost > steps[0].cost
    assert any(after.cost < before.cost for before, after in itertools.pairwise(steps))


@pytest.mark.parametrize("learning_rate", [0.001, 0.1, 0.3, 0.5])
def test_every_step_is_that_of_the_articles_loop(learning_rate: float) -> None:
    ours, theirs = run(learning_rate, 30)[1:], article_loop(learning_rate, 30)
    for step, (w1, w0, cost) in zip(ours, theirs, strict=True):
        assert step.params == pytest.approx((w1, w0), rel=1e-11, abs=1e-13)
        assert step.cost == pytest.approx(cost, rel=1e-9, abs=1e-24)


def test_at_0_1_the_cost_falls_by_exactly_0_7396() -> None:
    steps = run(0.1, 20)
    for before, after in itertools.pairwise(steps[1:]):
        assert after.cost / before.cost == pytest.approx(0.7396, rel=1e-9)


def test_the_run_goes_to_the_line_2x_minus_1() -> None:
    assert run(0.1, 400)[-1].params == pytest.approx((2.0, -1.0), abs=1e-12)
