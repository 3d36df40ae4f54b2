"""What changes very many points is done in a thread: keys are answered, Escape stops it."""

from __future__ import annotations

from threading import Event, current_thread, main_thread
from typing import Any

import pytest
from textual.widgets import Button, TextArea

import gdengine as gd
from gdengine.data import pasted_rows
from tests.tui.conftest import Lab, Opened
from tests.tui.driver import TIMEOUT_SECONDS
from tests.tui.test_data_menu import answer, choose
from tui.dialogs import paste_rows
from tui.dialogs.loading import Loading
from tui.dialogs.paste_rows import PasteRows
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


async def test_a_long_text_in_the_page_for_rows_is_read_in_a_thread(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paste_rows, "CHARACTERS_AT_ONCE", 100)
    read_on: list[bool] = []
    parse = gd.parse_rows

    def noted(*arguments: Any, **options: Any) -> gd.Dataset:
        read_on.append(current_thread() is main_thread())
        return parse(*arguments, **options)

    monkeypatch.setattr(gd, "parse_rows", noted)
    async with opened() as lab:
        await lab.act("screen.paste_rows")
        read_on.clear()
        lab.app.screen.query_one(TextArea).text = paste(400)
        await lab.until(lambda: "when you take it" in lab.text())
        await lab.press("tab", "enter")
        await lab.until(lambda: len(lab.frame.fit.data) == 400)
        assert read_on == [False]
        await lab.press("z")
        assert len(lab.frame.fit.data) == 3


async def test_a_fault_in_a_long_text_is_said_and_the_text_stays(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paste_rows, "CHARACTERS_AT_ONCE", 100)
    async with opened() as lab:
        await lab.act("screen.paste_rows")
        lab.app.screen.query_one(TextArea).text = paste(100) + "\n5\tx"
        await lab.until(lambda: "when you take it" in lab.text())
        await lab.press("tab", "enter")
        await lab.until(lambda: "line 101" in " ".join(lab.text().split()))
        assert lab.app.screen.query_one("#take", Button).disabled
        lab.app.screen.query_one(TextArea).text = paste(100) + "\n5\t6"
        await lab.until(lambda: not lab.app.screen.query_one("#take", Button).disabled)


async def test_escape_stops_reading_a_long_text(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paste_rows, "CHARACTERS_AT_ONCE", 100)
    monkeypatch.setattr(pasted_rows, "REPORT_EVERY", 10)
    go_on, reports = Event(), []
    parse = gd.parse_rows

    def held(*arguments: Any, progress: Any, **options: Any) -> gd.Dataset:
        def report(done: float) -> None:
            reports.append(done)
            assert go_on.wait(60)
            progress(done)

        return parse(*arguments, progress=report, **options)

    async with opened() as lab:
        await lab.act("screen.paste_rows")
        monkeypatch.setattr(gd, "parse_rows", held)
        lab.app.screen.query_one(TextArea).text = paste(400)
        await lab.until(lambda: "when you take it" in lab.text())
        await lab.press("tab", "enter")
        await lab.until(lambda: bool(reports))
        await lab.press("escape")
        await lab.until(lambda: isinstance(lab.app.screen, PasteRows))
        go_on.set()
        await lab.work_done()
        assert len(reports) == 1
        assert lab.app.screen.query_one(TextArea).text == paste(400)


@pytest.mark.parametrize(
    ("fault", "sentence"), [(MemoryError(), "not enough memory"), (KeyError("a"), "could not be done")]
)
async def test_any_fault_in_the_thread_ends_in_a_sentence(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, fault: Exception, sentence: str
) -> None:
    def failing(data: gd.Dataset) -> tuple[gd.Dataset, gd.Scaling]:
        raise fault

    monkeypatch.setattr(gd, "standardise", failing)
    monkeypatch.setattr(data_actions, "ROWS_AT_ONCE", 2)
    async with opened() as lab:
        lab.screen.standardise()
        await lab.until(lambda: any(sentence in said for said in lab.said()))
        assert lab.app.screen is lab.screen
        assert lab.frame.fit.data == gd.article()


@pytest.mark.parametrize(("pasted", "points"), [(paste(400), 401), ("1,000\t8\n" * 400, 401)])
async def test_a_long_text_that_is_pasted_into_the_page_for_rows_is_taken_at_once(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, pasted: str, points: int
) -> None:
    monkeypatch.setattr(paste_rows, "CHARACTERS_AT_ONCE", 100)
    async with opened() as lab:
        await lab.act("screen.paste_rows")
        await lab.press(*"7", "tab")
        lab.app.screen.set_focus(lab.app.screen.query_one(TextArea))
        await lab.paste(f"\t8\n{pasted}")
        if "," in pasted:
            await lab.until(lambda: isinstance(lab.app.screen, PasteRows) and "F2" in lab.text())
            assert lab.app.screen.query_one(TextArea).text == "7"
            await lab.press("f2")
        await lab.until(lambda: len(lab.frame.fit.data) == points)
        assert lab.frame.fit.data.x[0] == 7
        assert lab.frame.fit.data.x[1] == (1000 if "," in pasted else 0)
