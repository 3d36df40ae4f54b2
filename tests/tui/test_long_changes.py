"""What changes very many points is done in a thread: keys are answered, Escape stops it."""

from __future__ import annotations

from threading import Event

import pytest

import gdengine as gd
from tests.tui.conftest import Lab, Opened
from tests.tui.driver import TIMEOUT_SECONDS
from tests.tui.test_data_menu import answer, choose
from tui.dialogs.loading import Loading
from tui.screens import data_actions


def paste(points: int) -> str:
    return "\n".join(f"{i}\t{2 * i + 1}" for i in range(points))


async def test_a_long_paste_is_read_in_a_thread(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_actions, "CHARACTERS_AT_ONCE", 100)
    async with opened() as lab:
        await lab.paste(paste(400))
        await lab.until(lambda: len(lab.frame.fit.data) == 400)
        assert any("400 points" in said for said in lab.said())


async def test_a_fault_in_a_long_paste_is_said_and_nothing_is_lost(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_actions, "CHARACTERS_AT_ONCE", 100)
    async with opened() as lab:
        await lab.paste(paste(100) + "\n5\tx")
        await lab.until(lambda: any("line 101" in said for said in lab.said()))
        assert len(lab.frame.fit.data) == 3


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Standardising waits until the event is set."""
    go_on, standardise = Event(), gd.standardise

    def waiting(data: gd.Dataset) -> tuple[gd.Dataset, gd.Scaling]:
        assert go_on.wait(TIMEOUT_SECONDS)
        return standardise(data)

    monkeypatch.setattr(gd, "standardise", waiting)
    monkeypatch.setattr(data_actions, "ROWS_AT_ONCE", 2)
    return go_on


async def standardise(lab: Lab) -> None:
    lab.screen.standardise()
    await lab.until(lambda: isinstance(lab.app.screen, Loading))


async def test_many_points_are_standardised_in_a_thread(opened: Opened, held: Event) -> None:
    async with opened() as lab:
        await standardise(lab)
        held.set()
        await lab.until(lambda: lab.frame.fit.scaling is not None)
        await lab.press("z")
        assert lab.frame.fit.scaling is None


async def test_escape_stops_it_and_all_is_as_before(opened: Opened, held: Event) -> None:
    async with opened() as lab:
        await standardise(lab)
        await lab.press("escape")
        await lab.until(lambda: not isinstance(lab.app.screen, Loading))
        held.set()
        await lab.press("right")
        assert lab.frame.fit.scaling is None
        assert lab.frame.index == 1


async def test_noise_on_many_points_can_be_taken_back(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_actions, "ROWS_AT_ONCE", 2)
    async with opened() as lab:
        await choose(lab, "noise")
        await answer(lab, sigma="0.25", seed="7")
        await lab.until(lambda: lab.frame.fit.data == gd.noisy(gd.article(), 0.25, 7))
        await lab.press("z")
        assert lab.frame.fit.data == gd.article()
