"""The panel "What is happening": whole sentences at every size, and taking the suggestion."""

from __future__ import annotations

import pytest
from textual.widget import Widget

from tests.tui.conftest import Lab, Opened
from tui.lab.text.language import LANGUAGES, set_language
from tui.lab.wording.happening import happening
from tui.panels.happening import HappeningPanel, HappeningStrip

SIZES = [(60, 20), (80, 24), (119, 30), (120, 40), (200, 60)]


def in_sight(lab: Lab) -> tuple[Widget, str]:
    """The panel or the strip, whichever is on screen, and its text."""
    panels = [lab.screen.query_one(HappeningPanel), lab.screen.query_one(HappeningStrip)]
    (panel,) = [panel for panel in panels if panel.size.height]
    return panel, str(panel.render())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", LANGUAGES)
async def test_no_sentence_is_cut(opened: Opened, size: tuple[int, int], code: str) -> None:
    set_language(code)
    async with opened(size) as lab:
        for keys in ("right", "u", "l 0 full_stop 5 enter", "r", "right_square_bracket", "l 0 enter"):
            await lab.press(*keys.split())
            panel, text = in_sight(lab)
            told = happening(lab.frame)
            assert text.startswith(told.headline)
            assert told.text in text
            if told.offer:
                assert f"t  {told.offer}" in text
            content = panel.render()
            assert content.get_height({}, panel.size.width) <= panel.size.height  # type: ignore[union-attr]


async def test_where_there_is_room_the_reasons_are_told(opened: Opened) -> None:
    async with opened((120, 40)) as lab:
        await lab.press("u", *"l0", "full_stop", *"2", "enter", "right")
        panel, text = in_sight(lab)
        order, steep = happening(lab.frame).why
        assert order in text
        assert (steep in text) == (panel.size.height >= 13)


async def test_t_takes_the_suggestion_and_z_takes_it_back(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("l", "0", "full_stop", "5", "enter", *["right"] * 30, "t")
        assert (lab.frame.learning_rate, lab.frame.index) == (0.35, 0)
        await lab.press("z")
        assert (lab.frame.learning_rate, lab.frame.index) == (0.5, 30)


async def test_a_click_on_the_suggestion_takes_it(opened: Opened) -> None:
    async with opened((80, 24)) as lab:
        panel, _text = in_sight(lab)
        lines = [line.plain for line in panel.render().wrap(panel.size.width)]  # type: ignore[union-attr]
        row = next(i for i, line in enumerate(lines) if "try lr" in line)
        await lab.click(panel, offset=(lines[row].index("try lr") + 1, row))
        assert lab.frame.learning_rate == 0.35
        await lab.click(panel, offset=(1, 0))
        assert lab.frame.learning_rate == 0.35


async def test_where_there_is_nothing_to_suggest_t_says_so(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("t", "right", "t")
        assert (lab.frame.learning_rate, lab.frame.index) == (0.35, 1)
        assert lab.said() == ["There is nothing to suggest here."]
