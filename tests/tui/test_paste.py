"""Pasting rows: into the lab while no field has the focus, or into the dialog."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Button, Input, TextArea

import gdengine as gd
from tests.tui.conftest import Opened
from tui.dialogs.open_file import OpenFile
from tui.dialogs.paste_rows import PasteRows
from tui.lab.text.language import set_language


@pytest.mark.parametrize("text", ["1 2\n3 4", "x\ty\r\n1\t2\r\n3\t4\r\n", "1,2\n3,4\n", "1;2\n\n3;4"])
async def test_rows_take_the_place_of_the_data(opened: Opened, text: str) -> None:
    async with opened() as lab:
        await lab.press("n")
        await lab.paste(text)
        assert lab.frame.fit.data == gd.Dataset((1, 3), (2, 4))
        assert (lab.frame.fit.name, lab.frame.index) == ("", 0)
        assert lab.said() == ["2 points in place of the old ones. z takes them back."]
        await lab.press("z")
        assert (lab.frame.fit.data, lab.frame.index) == (gd.article(), 1)


async def test_a_single_row_is_one_more_point(opened: Opened) -> None:
    async with opened() as lab:
        await lab.paste(" 4, 7.5\n")
        assert lab.frame.fit.data == gd.article().with_point(4, 7.5)
        assert lab.frame.fit.selected == 3
        assert lab.said() == ["1 point added. z takes it back."]


@pytest.mark.parametrize(
    ("code", "words"), [("en", "line 2, column 1: “three”"), ("ko", "2행, 1열: “three”")]
)
async def test_what_is_not_understood_is_said(opened: Opened, code: str, words: str) -> None:
    set_language(code)
    async with opened() as lab:
        before = lab.frame
        await lab.paste("1 2\nthree 4\n")
        assert lab.frame == before
        assert lab.said()[0].startswith(words)


async def test_numbers_too_large_are_refused_without_a_change(opened: Opened) -> None:
    async with opened() as lab:
        await lab.paste("1e300 2\n-1e300 4\n")
        assert lab.frame.fit.data == gd.article()
        assert len(lab.said()) == 1


async def test_a_field_keeps_what_is_pasted_into_it(opened: Opened) -> None:
    async with opened() as lab:
        before = lab.frame.fit.data
        await lab.press("l")
        await lab.paste("0.25")
        assert isinstance(lab.app.focused, Input)
        assert lab.app.focused.value == "0.25"
        await lab.press("escape", "a")
        await lab.paste("5 6")
        assert lab.frame.fit.data == before
        await lab.press("enter")
        assert lab.frame.fit.data == before.with_point(5, 6)


async def test_a_file_dropped_on_the_lab_is_looked_at(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "my points.csv"
    path.write_text("1,2\n3,4\n", encoding="utf-8")
    async with opened() as lab:
        await lab.paste(f"'{path}'")
        assert isinstance(lab.app.screen, OpenFile)
        assert lab.app.screen.query_one("#path", Input).value == f"'{path}'"


async def test_the_page_for_rows_says_what_it_understands(opened: Opened) -> None:
    async with opened((60, 20)) as lab:
        await lab.act("screen.paste_rows")
        assert isinstance(lab.app.screen, PasteRows)
        take = lab.app.screen.query_one("#take", Button)
        assert take.disabled
        await lab.paste("1 2\n3 x")
        assert "“x” is not a number" in " ".join(lab.text().split())
        await lab.press("backspace", "4", "enter", "5", "space", "6")
        assert "3 points" in lab.text()
        assert lab.app.screen.region.contains_region(take.region)
        await lab.press("tab", "enter")
        assert lab.frame.fit.data == gd.Dataset((1, 3, 5), (2, 4, 6))


async def test_the_page_for_rows_is_left_with_escape(opened: Opened) -> None:
    async with opened() as lab:
        await lab.act("screen.paste_rows")
        await lab.press(*"1", "escape")
        assert lab.app.screen is lab.screen
        assert not lab.screen.query(TextArea)


async def test_rows_with_two_readings_are_shown_in_both_and_one_key_chooses(opened: Opened) -> None:
    async with opened() as lab:
        await lab.paste("1,000\t852\n2,000\t900\n")
        assert isinstance(lab.app.screen, PasteRows)
        assert lab.frame.fit.data == gd.article()
        text = " ".join(lab.text().split())
        assert "F2 1000 F3 1" in text
        await lab.press("f2")
        assert "2 points" in lab.text()
        assert "F2" not in lab.text()
        await lab.press("tab", "enter")
        assert lab.frame.fit.data == gd.Dataset((1000, 2000), (852, 900))
        await lab.act("screen.paste_rows")
        await lab.paste("1,000\t852\n2,000\t900\n")
        await lab.press("f3", "tab", "enter")
        assert lab.frame.fit.data == gd.Dataset((1, 2), (852, 900))
