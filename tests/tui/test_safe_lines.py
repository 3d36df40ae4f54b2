"""Whatever comes from outside, nothing on the screen or in what is sent to the terminal steers it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

import gdengine as gd
from tests.tui.conftest import Opened
from tests.tui.driver import Lab
from tests.tui.terminal import Terminal
from tui.lab.files import recipe
from tui.lab.session.session import Session
from tui.lab.text.clean import cleaned

NAME = "e\x1b]0;t\x07\u202e.csv"
HOSTILE = "ev\x1b]0;title\x07\x1b]52;c;aGk=\x1b\\\x9b31m\u202egnp\u2066\u200bil\udcff"


def assert_safe(lab: Lab, shown: str) -> None:
    lines = lab.shown()
    assert [cleaned(line) for line in lines] == lines
    assert {cell_len(line) for line in lines} == {lab.app.size.width}
    assert shown in "\n".join(lines)


async def test_the_name_of_the_data(opened: Opened) -> None:
    async with opened(session=Session(recipe.article(), NAME)) as lab:
        assert_safe(lab, "e?]0;t??.csv")
        lab.session.open_data(gd.Dataset((1, 2), (3, 5)), NAME)
        await lab.press("n", "?")
        assert_safe(lab, "Help")


async def test_cells_and_names_of_a_file_and_its_faults(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / f"{HOSTILE}.csv"
    text = HOSTILE.replace("\udcff", "")
    path.write_text(f"{text},b,c\n1,2,{text}\n3,4,{text}\n", encoding="utf-8")
    async with opened() as lab:
        await lab.press("O")
        await lab.paste(str(path))
        await lab.work_done()
        assert_safe(lab, "ev?]0;")
        path.write_text(f'a,b\n1,2\n3,"{text}"\n', encoding="utf-8")
        await lab.press("enter")
        await lab.work_done()
        assert_safe(lab, "ev?]0;")


@pytest.mark.parametrize("key", ["l", "w", "ctrl+p", "O"])
async def test_what_is_pasted_into_a_field(opened: Opened, key: str) -> None:
    async with opened() as lab:
        await lab.press(key)
        await lab.paste(HOSTILE)
        assert_safe(lab, "ev" if key in ("O", "ctrl+p") else "")
        await lab.press("enter")
        assert_safe(lab, "")


async def test_messages(opened: Opened) -> None:
    async with opened() as lab:
        await lab.paste(f"1 2\n3 {HOSTILE}")
        assert all(cleaned(told) == told for told in lab.said())
        lab.app.notify(HOSTILE, markup=False)
        await lab.quiet()
        assert_safe(lab, "")


def test_nothing_reaches_the_terminal(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/e\x1b]0;t\x07\xff.csv"
    with open(path, "w") as file:
        file.write("\x1b]0;title\x07,b\n1,2\n3,4\n")
    lab = terminal(os.fsdecode(path))
    sent = lab.recorded()
    lab.until("0/20", "e?]0;t??.csv")
    lab.press("q")
    assert lab.ended() == 0
    assert b"\x1b]0;" not in sent.getvalue()
    assert b"\x1b]52" not in sent.getvalue()
