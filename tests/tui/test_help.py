"""Help explains the focused panel, in both languages, at every size."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.widgets import Input

from tests.tui.conftest import Lab, Opened
from tui.dialogs.help import HelpScreen
from tui.lab.keys.actions import MODES
from tui.lab.keys.user_keymap import actions
from tui.lab.text.language import LANGUAGES, _, set_language
from tui.lab.wording.panel import Panel
from tui.lab.wording.panels import OVERVIEWS, PANELS, panels


def first_words(text: str) -> str:
    return " ".join(text.split()[:5])


async def ask(lab: Lab, panel: Panel, key: str = "f1") -> str:
    """The text that help shows for a panel."""
    await lab.act(f"screen.go_to('{panel.name}')")
    await lab.press(key)
    assert isinstance(lab.app.screen, HelpScreen)
    said = lab.text()
    await lab.press("escape")
    return said


@pytest.mark.parametrize("key", ["f1", "question_mark"])
async def test_with_nothing_in_focus_it_tells_of_the_whole_lab(opened: Opened, key: str) -> None:
    async with opened() as lab:
        await lab.press(key)
        assert "The lab" in lab.text()
        assert "Gradient descent lowers the cost" in lab.text()


@pytest.mark.parametrize("code", LANGUAGES)
async def test_it_explains_the_panel_in_focus(opened: Opened, code: str) -> None:
    set_language(code)
    async with opened() as lab:
        here = [panel for panel in PANELS if lab.screen.query(f"#{panel.name}")]
        assert len(here) >= 7
        for panel in here:
            assert first_words(_(panel.text)) in " ".join((await ask(lab, panel)).split())


async def test_it_opens_from_a_field_by_f1_where_a_question_mark_is_typed(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("l", "f1")
        assert isinstance(lab.app.screen, HelpScreen)
        assert "This is what you decide." in lab.text()
        await lab.press("f1")
        assert lab.app.screen is lab.screen
        assert isinstance(lab.app.focused, Input)


@pytest.mark.parametrize("key", ["escape", "q", "question_mark", "f1"])
async def test_it_closes(opened: Opened, key: str) -> None:
    async with opened() as lab:
        await lab.press("f1", key)
        assert lab.app.screen is lab.screen
        assert lab.app.is_running


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("code", LANGUAGES)
async def test_it_scrolls_to_its_end(opened: Opened, size: tuple[int, int], code: str) -> None:
    set_language(code)
    async with opened(size) as lab:
        await lab.press("f1")
        rows = lab.shown()
        assert [cell_len(row) for row in rows] == [size[0]] * size[1]
        await lab.press("end")
        help_box = lab.app.screen.query_one("#help")
        await lab.until(lambda: help_box.scroll_y == help_box.max_scroll_y)
        last = PANELS[-1]
        assert _(last.title) in lab.text()


@pytest.mark.parametrize("mode", MODES)
def test_each_panel_names_keys_that_there_are(mode: str) -> None:
    known = {action.id for action in actions(mode)}
    assert set(OVERVIEWS[mode].keys) <= known
    for panel in panels(mode):
        assert set(panel.keys) <= known, panel.name
        assert len(panel.keys) >= 2, panel.name


@pytest.mark.parametrize("mode", MODES)
def test_each_explanation_is_a_few_sentences(mode: str) -> None:
    for panel in panels(mode):
        sentences = panel.text.replace("?", ".").replace("!", ".").split(". ")
        assert 2 <= len(sentences) <= 6, panel.name
