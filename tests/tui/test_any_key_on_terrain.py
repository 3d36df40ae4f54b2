"""Random keys, clicks, pastes and sizes on Terrain: the lab keeps running, and undo returns exactly."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

import gdengine as gd
from tests.thorough import cases
from tests.tui.conftest import Opened
from tests.tui.terrains import session_on
from tests.tui.test_any_key import LEAVING, MOVES_AT_ONCE, SIZES, TYPED, come, same_numbers
from tui.lab.keys.actions import TERRAIN
from tui.lab.keys.user_keymap import actions

KEYS = sorted({key for action in actions(TERRAIN) for key in action.keys} - LEAVING - {"1"})
FORMULAS = ["x**2", "2x", "log(x)", "1/x", "x*y", "x**", "-5, 5", "9**9**9", "sin(x)*x", "한", "\x1b[31m"]


def move(chance: Random) -> tuple[str, object]:
    """One move: of twelve, nine are keys, seven of them of Terrain."""
    match chance.randrange(12):
        case 0:
            return "size", chance.choice(SIZES)
        case 1:
            return "click", (chance.random(), chance.random())
        case 2:
            return "paste", chance.choice(FORMULAS)
        case 3 | 4:
            return "key", chance.choice(TYPED)
        case _:
            return "key", chance.choice(KEYS)


@pytest.mark.parametrize("seed", range(cases(40)))
async def test_terrain_goes_on(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = Random(seed)
    moves = [move(chance) for _ in range(chance.randint(80, 150))]
    monkeypatch.chdir(tmp_path)
    terrain = list(gd.TERRAINS.values())[seed % len(gd.TERRAINS)]
    async with opened(SIZES[seed % len(SIZES)], mode=TERRAIN, session=session_on(terrain, 0.3)) as lab:
        for count, (kind, what) in enumerate(moves):
            come(lab, kind, what)
            if count % MOVES_AT_ONCE:
                continue
            await lab.pilot.pause(0)
            assert lab.app.is_running
            assert lab.frame.revision == lab.session.frame().revision
            assert 0 <= lab.frame.index <= lab.frame.newest
        assert same_numbers(lab.frame)
        await lab.resize(120, 40)
        for _ in range(8):
            await lab.press("escape")
        assert lab.app.screen is lab.screen
        await lab.press("home")
        assert lab.frame.index == 0
