"""A run of any length takes bounded memory, and every step of it is still exact."""

from __future__ import annotations

import gc
import math
import tracemalloc
from dataclasses import replace
from itertools import islice
from random import Random

import pytest

import gdengine as gd
from gdengine.runs import history as histories
from gdengine.runs import kept_costs, kept_steps
from gdengine.runs.descent import trajectory
from tests.engine.test_descent import article

NOISY = gd.LinearRegression(gd.line(40, sigma=0.5, seed=3))
EXPERIMENTS = {
    "plain": article(learning_rate=0.001, max_steps=None),
    "momentum": article(optimizer=gd.sgd(momentum=0.9), learning_rate=0.001, max_steps=None),
    "adam": gd.Experiment(NOISY, (1.0, 0.0), gd.Adam(), 0.01),
    "batches": gd.Experiment(NOISY, (1.0, 0.0), learning_rate=0.01, batch=gd.MiniBatch(7)),
    "schedule": gd.Experiment(NOISY, (1.0, 0.0), learning_rate=gd.Cosine(0.1, 700), batch=gd.MiniBatch(3)),
    "plateau": gd.Experiment(NOISY, (1.0, 0.0), gd.RMSprop(), gd.ReduceOnPlateau(0.1)),
    "curve": gd.Experiment(gd.TERRAINS["two valleys"], (2.2,), gd.sgd(momentum=0.9), 0.001),
    "surface": gd.Experiment(gd.TERRAINS["Rosenbrock"], (-1.2, 1.0), learning_rate=0.0005),
}


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """A 512th of the memory, so that short runs are thinned often."""
    monkeypatch.setattr(kept_steps, "MOST_KEPT_STEPS", 64)
    monkeypatch.setattr(kept_steps, "NEWEST_BLOCKS", 4)
    monkeypatch.setattr(kept_steps, "ADDED_AT_ONCE", 4)
    monkeypatch.setattr(kept_steps, "MILESTONES", 4)
    monkeypatch.setattr(kept_steps, "_ROOM", kept_steps._Room())
    monkeypatch.setattr(kept_costs, "NEWEST_COSTS", 64)
    monkeypatch.setattr(kept_costs, "RANGES", 8)
    monkeypatch.setattr(histories, "STEPS_PER_PASSAGE", 4)


def run_with_changes(experiment: gd.Experiment, random: Random) -> tuple[gd.History, list[gd.Step]]:
    """A run with two changes, and all its steps as they come without a history."""
    history, steps = gd.History(experiment), list(islice(trajectory(experiment), 1))
    for change in ({}, {"update": "simultaneous"}, {"learning_rate": 0.002}):
        if change:
            history = history.fork(random.randrange(len(history) // 2, len(history)), **change)
            del steps[len(history) - 1 :]
            steps.append(history.at(len(history) - 1))
        history.extend(random.randrange(3000, 9000))
        missing = len(history) - len(steps)
        steps += islice(trajectory(history.experiment, steps[-1]), 1, missing + 1)
    return history, steps


@pytest.mark.usefixtures("little_room")
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_step_of_a_thinned_run_is_that_of_the_run(name: str) -> None:
    random = Random(name)
    history, steps = run_with_changes(EXPERIMENTS[name], random)
    assert len(history) == len(steps)
    pieces = [stretch._kept for stretch, _ in history._pieces()]
    assert sum(len(kept._steps) for kept in pieces) < len(history) / 64 - 5, "it was not thinned"
    for k in [0, len(steps) - 1, *history.changes, *(random.randrange(len(steps)) for _ in range(200))]:
        assert repr(history.at(k)) == repr(steps[k])
    start = random.randrange(len(steps) - 500)
    assert history.costs(start, start + 500) == [step.cost for step in steps[start : start + 500]]
    assert repr(history.costs(0, len(steps))) == repr([step.cost for step in steps])


@pytest.mark.usefixtures("little_room")
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_lowest_and_highest_of_any_range_are_true(name: str) -> None:
    random = Random(name)
    history, steps = run_with_changes(EXPERIMENTS[name], random)
    costs = [step.cost for step in steps]
    for stride in (64, 512, 4096, len(costs)):
        for start in range(0, len(costs), stride):
            part = costs[start : start + stride]
            assert history.cost_extremes(start, start + stride) == (min(part), max(part))
    for _ in range(50):
        start, stop = sorted(random.sample(range(len(costs) + 1), 2))
        part = costs[start:stop]
        assert history.cost_extremes(start, stop) == (min(part), max(part))


@pytest.mark.usefixtures("little_room")
def test_a_fork_in_the_thinned_part_goes_on_exactly() -> None:
    for experiment in EXPERIMENTS.values():
        history = gd.History(experiment)
        history.extend(8000)
        forked = history.fork(3001, learning_rate=0.003)
        forked.extend(500)
        changed = replace(experiment, learning_rate=0.003)
        origin = next(islice(trajectory(experiment), 3001, None))
        start = gd.History(experiment)
        start.extend(3001)
        assert repr(start.at(3001)) == repr(origin)
        expected = [*islice(trajectory(changed, start.fork(3001, learning_rate=0.003).at(3001)), 501)]
        assert repr([forked.at(k) for k in range(3001, 3502)]) == repr(expected)


@pytest.mark.usefixtures("little_room")
def test_milestones_are_at_hand_and_near() -> None:
    history = gd.History(EXPERIMENTS["adam"]).fork(0, learning_rate=0.02)
    history.extend(30_000)
    forked = history.fork(29_000, learning_rate=0.01)
    forked.extend(20_000)
    kept = {step.index for stretch, _ in forked._pieces() for step in stretch._kept._steps}
    for k in range(len(forked)):
        found, first = forked.milestone(k), 29_000 if k >= 29_000 else 0
        assert found in kept
        assert k - found < max(64, (k - first) / 4)


@pytest.mark.usefixtures("little_room")
def test_many_runs_share_the_room() -> None:
    alone = gd.History(EXPERIMENTS["plain"])
    alone.extend(5000)
    runs = [gd.History(EXPERIMENTS["momentum"]) for _ in range(5)]
    for run in runs:
        run.extend(5000)
    most = 64 + 6 * (4 + 4 * math.log2(5000))
    assert sum(len(run._present._kept._steps) for run in [alone, *runs]) < most
    assert alone.at(1234) == next(islice(trajectory(EXPERIMENTS["plain"]), 1234, None))


@pytest.mark.usefixtures("little_room")
def test_a_longer_run_takes_no_more_memory() -> None:
    for name in ("plain", "batches", "curve"):
        history, used = gd.History(EXPERIMENTS[name]), []
        tracemalloc.start()
        for steps in (20_000, 80_000):
            history.extend(steps)
            gc.collect()  # tuples that Python has put aside for the next ones
            used.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        # All costs, and each 64th step, would be 1 400 kB more.
        assert used[1] < used[0] + 100_000, used
        assert len(history) == 100_001
