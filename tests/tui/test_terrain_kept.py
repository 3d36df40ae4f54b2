"""The session of Terrain is kept at exit, offered at the next start, and goes on to the bit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

import gdengine as gd
from tests.tui.conftest import Lab, Opened
from tests.tui.terminal import Terminal
from tests.tui.terrains import CAMEL, THREE_VALLEYS, fates_found, session_on, write
from tui.lab.files.session_file import SessionFile
from tui.lab.keys.actions import TERRAIN
from tui.lab.text.language import set_language


async def typed_curve(lab: Lab) -> None:
    await lab.press("F")
    await write(lab, formula="x**2/4 + cos(3*x)", domain="-4, 5", start="4.5")
    await lab.press("enter", *["right"] * 7)


async def surface(lab: Lab) -> None:
    await lab.press("D", "home", *["down"] * list(gd.TERRAINS).index(str(CAMEL.name)), "enter")
    await lab.press(*["right"] * 7)


async def random_start(lab: Lab) -> None:
    await lab.press("S", "S", *["right"] * 7)


async def changed_in_mid_run(lab: Lab) -> None:
    await lab.press(*["right"] * 5, "left", "left", "o", "right", "right", "full_stop", *["right"] * 2)


async def looked_at_otherwise(lab: Lab) -> None:
    await lab.press("right", "E", "g", "h", *["right"] * 6)


@pytest.mark.parametrize(
    "work", [typed_curve, surface, random_start, changed_in_mid_run, looked_at_otherwise]
)
async def test_what_was_left_goes_on(opened: Opened, work: Callable[[Lab], Awaitable[None]]) -> None:
    async with opened(mode=TERRAIN) as lab:
        await work(lab)
        left, text = lab.frame, (lab.shown("#log"), lab.shown("#hand"))
        strip = await fates_found(lab)
    async with opened(mode=TERRAIN, offers=True) as lab:
        await lab.work_done()
        assert "Last session" in lab.text()
        await lab.press("enter")
        await lab.until(lambda: lab.frame.index == left.index)
        frame = lab.frame
        assert repr(frame.step) == repr(left.step)
        assert (frame.experiment, frame.newest, frame.seed) == (left.experiment, left.newest, left.seed)
        assert (frame.looks, frame.run.history.changes) == (left.looks, left.run.history.changes)
        assert (lab.shown("#log"), lab.shown("#hand")) == text
        assert await fates_found(lab) == strip


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_the_offer_names_the_terrain_and_the_keys(
    opened: Opened, size: tuple[int, int], code: str
) -> None:
    SessionFile(mode=TERRAIN).save(session_on(CAMEL, 0.05, steps=4).saved())
    set_language(code)
    async with opened(size, mode=TERRAIN, offers=True) as lab:
        await lab.work_done()
        line = lab.shown()[-2]
        assert "Enter" in line
        assert "Esc" in line
        await lab.press("escape")
        assert lab.frame.experiment.objective == THREE_VALLEYS


async def test_declined_it_stays_until_there_is_another(opened: Opened) -> None:
    kept = session_on(CAMEL, 0.05, steps=4).saved()
    SessionFile(mode=TERRAIN).save(kept)
    async with opened(mode=TERRAIN, offers=True) as lab:
        await lab.work_done()
        await lab.press("escape")
    assert SessionFile(mode=TERRAIN).load() == kept


def test_in_a_terminal_a_typed_curve_goes_on(
    terminal: Callable[..., Terminal], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    lab = terminal()
    lab.until("0/20")
    lab.press("2")
    lab.until("three valleys", "0/60")
    lab.press("Fx**2 + sin(3*x)\rnnn")
    lab.until("x**2 + sin(3*x)", "3/60")
    lab.press("q")
    assert lab.ended() == 0
    again = terminal()
    again.until("0/20")
    again.press("2")
    again.until("Last session", "x**2 + sin(3*x)", "step 3")
    again.press("\r")
    again.until("3/60")
    again.press("bbq")
    assert again.ended() == 0
