"""Every number that is said is recomputed from its label: which step, which place, which rows."""

from __future__ import annotations

import math
import random
import re
from dataclasses import replace

import numpy as np
import pytest

import gdengine as gd
from tests.lab.by_numpy import lab, radius
from tests.lab.test_suggestion_helps import some_state, spectral_radius
from tui.lab.text.language import set_language
from tui.lab.wording.happening import happening
from tui.lab.wording.phrases import told_apart

NUMBER = r"(\d[\d.,]*(?:e[−+]?\d+)?)"


def value(text: str) -> float:
    return float(text.rstrip(".,").replace(",", "").replace("−", "-"))


def same(text: str, number: float) -> bool:
    """Whether `text` is `number` to the digits that are shown."""
    return math.isclose(value(text), number, rel_tol=6e-4, abs_tol=1e-12)


def excesses(session: object) -> list[float]:
    frame = session.frame()  # type: ignore[attr-defined]
    x, y = np.array(frame.fit.data.x), np.array(frame.fit.data.y)
    design = np.column_stack([x, np.ones_like(x)])
    least = np.mean((design @ np.linalg.lstsq(design, y, rcond=None)[0] - y) ** 2)
    steps = [frame.run.history.at(k).params for k in range(frame.index + 1)]
    return [float(np.mean((w1 * x + w0 - y) ** 2) - least) for w1, w0 in steps]


@pytest.mark.parametrize("rate", [0.001, 0.01, 0.05, 0.1, 0.2, 0.34, 0.4, 0.42, 0.5])
@pytest.mark.parametrize("order", gd.UPDATE_ORDERS)
@pytest.mark.parametrize("steps", [1, 2, 5, 13])
def test_factors_are_those_of_the_steps_that_are_named(rate: float, order: str, steps: int) -> None:
    """On the article's data, where the least cost is 0: now, mean of the last n, in the long run."""
    set_language("en")
    session = lab(rate, steps, order)
    text, costs = happening(session.frame()).text, excesses(session)
    seen = 0
    if found := re.search(f"×{NUMBER} a step now", text):
        assert same(found[1], costs[-1] / costs[-2]), text
        seen += 1
    if found := re.search(rf"×{NUMBER} a step \(mean of the last (\d+)\)", text):
        count = int(found[2])
        assert count == min(10, steps)
        assert same(found[1], (costs[-1] / costs[-1 - count]) ** (1 / count)), text
        seen += 1
    if found := re.search(f"×{NUMBER} in the long run|long run .*×{NUMBER} a step", text):
        assert same(found[1] or found[2], radius(rate, order) ** 2), text
        seen += 1
    if found := re.search(f"in about {NUMBER} steps", text):
        going = lab(rate, steps, order)
        going.forward(6000)
        later = going.frame().run.history.costs(steps, steps + 6001)
        first = next(k for k, cost in enumerate(later) if cost <= 1e-6)
        assert abs(value(found[1]) - first) <= max(3, 0.05 * first), text
        seen += 1
    assert seen or "Crawling" in happening(session.frame()).headline


def test_a_crawling_runs_steps_to_go_are_explained_by_the_factors_beside_them() -> None:
    """The factor now and that of the long run differ, and both are given with the steps of the whole way."""
    text = happening(lab(0.001, 20).frame()).text
    now, long_run = (value(each) for each in re.findall(f"×{NUMBER}", text)[:2])
    steps = value(re.findall(f"in about {NUMBER} steps", text)[0])
    cost = lab(0.001, 20).frame().step.cost
    alone = math.log(1e-6 / cost) / math.log(now)
    assert alone < 0.3 * steps
    assert 0.5 * steps < math.log(1e-6 / cost) / math.log(long_run) < 1.5 * steps


@pytest.mark.parametrize("seed", range(60))
def test_limit_best_and_rate_are_written_apart_if_they_differ(seed: int) -> None:
    rng = random.Random(seed)
    limit = 10 ** rng.uniform(-12, 6)
    best = limit * (1.0 - rng.choice([0.0, 1e-9, 1e-6, 1e-4, 0.3]))
    rate = limit * (1.0 + rng.choice([0.0, 1e-8, 1e-5, 0.1]))
    texts = told_apart(limit, best, rate)
    for i, first in enumerate((limit, best, rate)):
        for j, second in enumerate((limit, best, rate)):
            assert (texts[i] == texts[j]) == (first == second) or i == j
    assert all(same(text, number) for text, number in zip(texts, (limit, best, rate), strict=True))


def test_before_a_step_is_taken_with_a_rate_its_steps_are_not_said_to_jump() -> None:
    session = lab(0.1, 3)
    session.set("learning_rate", 0.5)
    before = happening(session.frame())
    assert "will jump" in before.text
    assert "jump over" not in before.text
    session.forward(5)
    assert "jump over" in happening(session.frame()).text


def test_times_as_fast_is_the_ratio_of_steps_and_not_a_number_where_the_factor_is_0() -> None:
    session = lab(0.02, 3, "simultaneous")
    session.open_data(gd.Dataset((-1.0, 1.0), (-3.0, 1.0)))
    session.forward(2)
    frame = session.frame()
    assert spectral_radius(frame.experiment, 0.5) == pytest.approx(0.0, abs=1e-7)
    offer = happening(frame).offer
    assert offer == "try lr 0.5: there in a step or two"
    session.set("learning_rate", 0.5)
    session.forward(2)
    assert session.frame().step.cost < 1e-12


@pytest.mark.parametrize("part", range(4))
def test_what_is_said_of_the_limit_in_random_runs_holds(part: int) -> None:
    """The long run's factor is the square of the largest eigenvalue; above and below are so."""
    set_language("en")
    seen = 0
    for seed in range(10_000 + 100 * part, 10_100 + 100 * part):
        frame = some_state(seed).frame()
        experiment = frame.experiment
        if not isinstance(experiment.optimizer, gd.SGD) or gd.theory.constant_rate(experiment) is None:
            continue
        if experiment.batch != gd.FullBatch() or gd.weight_decay(experiment.optimizer):
            continue
        text = happening(frame).text
        size = spectral_radius(replace(experiment, learning_rate=0.0), frame.learning_rate)
        if found := re.search(f"×{NUMBER} in the long run", text):
            seen += 1
            shown = value(found[1])
            assert math.isclose(shown, size * size, rel_tol=2e-3), (seed, text, size)
    assert seen > 5
