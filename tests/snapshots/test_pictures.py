"""Snapshots of the lab; after a wanted change, check the report and run with --snapshot-update."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tui.app import GdlabApp
from tui.lab.files import recipe
from tui.lab.session.session import Session
from tui.lab.text.language import LANGUAGES, set_language
from tui.look.themes import DARK, LIGHT

SCENES = {
    "converging": ["right_square_bracket", "right", "right"],
    "diverging": ["l", "0", "full_stop", "5", "enter", "r", *["right_square_bracket"] * 3],
}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("theme", [DARK.name, LIGHT.name])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("scene", SCENES)
def test_the_lab(
    snap_compare: Callable[..., bool], scene: str, size: tuple[int, int], theme: str, code: str
) -> None:
    set_language(code)
    assert snap_compare(GdlabApp(Session(recipe.article()), theme), press=SCENES[scene], terminal_size=size)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_help(snap_compare: Callable[..., bool], code: str) -> None:
    set_language(code)
    assert snap_compare(GdlabApp(Session(recipe.article())), press=["question_mark"], terminal_size=(80, 24))
