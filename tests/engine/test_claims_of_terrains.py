"""A verdict of rest on a curve or surface holds when the run goes on for 500 steps."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

import gdengine as gd
from gdengine.diagnosis.surroundings import Surroundings, slope
from gdengine.objectives.terrains import BOWL, TERRAINS
from tests.engine.test_claims import any_optimizer, any_rate

V = gd.Verdict
AT_A_LEVEL_PLACE = {V.ARRIVED, V.LOCAL_MINIMUM, V.AT_MAXIMUM, V.AT_SADDLE}
RUNS = 2000
CHUNKS = 4
LATER_STEPS = 500


def any_run(random: Random) -> gd.History:
    terrain = random.choice(list(TERRAINS.values()) if isinstance(TERRAINS, dict) else list(TERRAINS))
    start = random.choice(
        [random.choice(terrain.starts), tuple(random.uniform(low, high) for low, high in terrain.box)]
    )
    steps = random.choice([1, 3, 30, 300, 1000, 2000])
    rate = any_rate(random, 10 ** random.uniform(-3, 0), steps)
    history = gd.History(gd.Experiment(terrain, start, any_optimizer(random), learning_rate=rate))
    history.extend(random.randint(1, steps))
    return history


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_run_at_a_level_place_is_still_there_later(chunk: int) -> None:
    said: Counter[V] = Counter()
    for seed in range(chunk, RUNS, CHUNKS):
        history = any_run(Random(seed))
        found = gd.diagnose(history)
        said[found.verdict] += 1
        if found.verdict not in AT_A_LEVEL_PLACE:
            continue
        experiment = history.experiment
        level = Surroundings.of(experiment, history.at(0)).level
        history.extend(LATER_STEPS)
        steepest = max(slope(history.at(k), experiment) for k in range(found.index, len(history)))
        assert steepest <= level, f"seed {seed}: {found.verdict}, then a slope of {steepest} above {level}"
    assert said[V.ARRIVED] + said[V.LOCAL_MINIMUM] > 5


def test_a_ball_that_rolls_through_the_minimum_has_not_arrived() -> None:
    experiment = gd.Experiment(BOWL, BOWL.starts[0], gd.sgd(momentum=0.9), learning_rate=0.5)
    history = gd.History(experiment)
    history.extend(1)
    assert history.at(1).gradient == (0.0,)
    assert gd.diagnose(history).verdict is not V.ARRIVED
    history.extend(1000)
    assert gd.diagnose(history).verdict is V.ARRIVED
