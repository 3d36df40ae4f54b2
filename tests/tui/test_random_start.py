"""A key starts the run at random; the log says with which seed."""

from __future__ import annotations

import pytest

import gdengine as gd
from tests.tui.conftest import Opened
from tui.lab.keys.actions import FIT, MODES, TERRAIN


@pytest.mark.parametrize("mode", MODES)
async def test_each_press_is_another_start_that_its_seed_makes(opened: Opened, mode: str) -> None:
    async with opened(mode=mode) as lab:
        starts = set()
        for seed in (1, 2, 3):
            await lab.press("S")
            objective = lab.frame.experiment.objective
            assert isinstance(objective, gd.LinearRegression | gd.Curve)
            assert lab.frame.experiment.start == gd.random_start(objective, seed)
            assert f"random start, seed {seed}" in "\n".join(lab.shown("#log"))
            starts.add(lab.frame.experiment.start)
        assert len(starts) == 3
        await lab.press("z")
        assert lab.frame.seed == 2


async def test_a_click_in_the_log_counts_the_line_of_the_seed(opened: Opened) -> None:
    async with opened(mode=FIT) as lab:
        await lab.press("S", "right", "right", "right", "comma", "right")
        rows = lab.shown("#log")
        for k in (1, 2, 4):
            y = next(y for y, row in enumerate(rows) if row.split()[:1] == [str(k)])
            await lab.click("#log", offset=(10, y + 1))
            assert lab.frame.index == k


async def test_a_start_is_moved_by_keys_and_stays_in_the_domain(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        curve = lab.frame.experiment.objective
        assert isinstance(curve, gd.Curve)
        (before,) = lab.frame.experiment.start
        await lab.press("less_than_sign")
        (after,) = lab.frame.experiment.start
        assert after == pytest.approx(before - 0.3)  # a fiftieth of the domain, rounded
        for _ in range(45):
            await lab.press("greater_than_sign")
        assert lab.frame.experiment.start == (curve.domain[1],)
        await lab.press("z")
        assert lab.frame.experiment.start[0] < curve.domain[1]
