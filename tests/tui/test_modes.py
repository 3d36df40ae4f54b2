"""The modes of the lab: each has its own screen and its own session, and a key brings each back."""

from __future__ import annotations

import pytest

import gdengine as gd
from tests.tui.conftest import Opened
from tui.lab.files.session_file import SessionFile
from tui.lab.keys.actions import FIT, TERRAIN
from tui.lab.session.session import Session
from tui.lab.text.language import set_language


async def test_each_mode_keeps_its_run(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("right", "right", "2")
        assert lab.app.current_mode == TERRAIN
        assert isinstance(lab.frame.experiment.objective, gd.Curve)
        await lab.press("right")
        assert lab.frame.index == 1
        await lab.press("1")
        assert lab.frame.points is not None
        assert lab.frame.index == 2
        await lab.press("2")
        assert lab.frame.index == 1


async def test_the_tabs_open_the_modes(opened: Opened) -> None:
    async with opened() as lab:
        row = lab.shown()[0]
        await lab.click("#title", offset=(row.index("2 Terrain"), 0))
        assert lab.app.current_mode == TERRAIN
        await lab.click("#title", offset=(row.index("1 Fit"), 0))
        assert lab.app.current_mode == FIT


async def test_a_run_that_plays_pauses_where_it_is_left(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("space", "2")
        await lab.press("1")
        assert not lab.frame.playing


@pytest.mark.parametrize("first", [FIT, TERRAIN])
async def test_language_and_signs_change_in_every_mode(opened: Opened, first: str) -> None:
    async with opened(mode=first) as lab:
        await lab.press("1", "2", "1", "L", "A", "2")
        assert "학습률" in lab.text()
        assert "●" not in lab.text()
        set_language("en")


async def test_each_mode_keeps_its_session_in_a_file_of_its_own(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        await lab.press("right", "right", "1", "right")
    fit, terrain = SessionFile().load(), SessionFile(mode=TERRAIN).load()
    assert fit is not None
    assert terrain is not None
    assert (fit.index, terrain.index) == (1, 2)
    assert isinstance(terrain.experiment.objective, gd.Curve)


async def test_the_last_session_of_terrain_is_offered_when_terrain_opens(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        await lab.press(*["right"] * 7)
    async with opened(offers=True) as lab:
        await lab.press("2")
        await lab.until(lambda: "Last session" in lab.text())
        await lab.press("enter")
        await lab.until(lambda: lab.frame.index == 7)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_every_view_of_terrain_opens(opened: Opened, size: tuple[int, int]) -> None:
    curve = gd.Curve("x**4 - 4*x**2 + x", domain=(-3, 3), start=2.2)
    session = Session(gd.Experiment(curve, start=(2.2,), learning_rate=0.05))
    async with opened(size, mode=TERRAIN, session=session) as lab:
        for _ in range(7):
            await lab.press("right", "v")
            assert len(lab.shown()) == size[1]
        assert lab.frame.index == 7
