"""The data menu: presets, noise, standardising, a line, and the ways to files and pasted rows."""

from __future__ import annotations

import pytest
from textual.widgets import Input, Label, OptionList

import gdengine as gd
from tests.tui.conftest import Lab, Opened
from tui.dialogs.data_menu import DataMenu
from tui.dialogs.open_file import OpenFile
from tui.dialogs.paste_rows import PasteRows
from tui.dialogs.questions import Questions
from tui.lab.session import catalogue
from tui.lab.text.language import set_language
from tui.panels.data import DataPanel

PRESETS = catalogue.by_name(catalogue.PRESETS)
TOOLS = ["standardise", "noise", "line", "open", "paste"]


async def choose(lab: Lab, name: str) -> None:
    """Open the menu and take the line `name` of it."""
    await lab.press("D", "home", *["down"] * [*PRESETS, *TOOLS].index(name), "enter")


async def answer(lab: Lab, **answers: str) -> None:
    for name, text in answers.items():
        lab.app.screen.set_focus(lab.app.screen.query_one(f"#{name}", Input))
        await lab.type(text)
    await lab.press("enter")


@pytest.mark.parametrize("name", gd.PRESETS)
async def test_each_preset_opens(opened: Opened, name: str) -> None:
    async with opened() as lab:
        await lab.press("n")
        await choose(lab, name)
        assert lab.frame.fit.data == gd.PRESETS[name]()
        assert (lab.frame.fit.name, lab.frame.index) == (name, 0)
        assert PRESETS[name].label in str(lab.screen.query_one(DataPanel).border_title)
        await lab.press("z")
        assert (lab.frame.fit.data, lab.frame.index) == (gd.article(), 1)


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_the_menu_has_room_and_says_what_to_expect(
    opened: Opened, size: tuple[int, int], code: str
) -> None:
    set_language(code)
    async with opened(size) as lab:
        await lab.press("D")
        seen = set()
        for _line in [*PRESETS, *TOOLS]:
            look = lab.app.screen.query_one("#look")
            assert lab.app.screen.region.contains_region(look.region)
            assert look.get_content_height(look.size, look.size, look.size.width) <= look.size.height
            seen.add(str(look.visual))
            await lab.press("down")
        assert len(seen) == 13
        await lab.press("escape")
        assert lab.app.screen is lab.screen


async def test_the_menu_takes_a_click_and_leaves_by_key(opened: Opened) -> None:
    async with opened() as lab:
        for key in ("escape", "q", "D"):
            await lab.press("D", key)
            assert lab.app.screen is lab.screen
        await lab.press("D")
        await lab.click(OptionList, offset=(3, 2))
        assert lab.frame.fit.name == "outlier"
        assert not lab.app.screen.query("DataMenu")


async def test_noise_is_typed_and_seeded(opened: Opened) -> None:
    async with opened() as lab:
        await choose(lab, "noise")
        assert isinstance(lab.app.screen, Questions)
        await answer(lab, sigma="0.25", seed="7")
        assert lab.frame.fit.data == gd.noisy(gd.article(), 0.25, 7)
        await lab.press("z")
        assert lab.frame.fit.data == gd.article()


async def test_a_generated_line(opened: Opened) -> None:
    async with opened() as lab:
        await choose(lab, "line")
        await answer(lab, n="50", slope="-1.5", intercept="4", sigma="0", seed="3")
        assert lab.frame.fit.data == gd.line(50, -1.5, 4.0, 0.0, 3)
        assert lab.frame.fit.regression.minimum == pytest.approx((-1.5, 4.0))


@pytest.mark.parametrize(
    ("field", "text"),
    [("n", "0"), ("n", "1e9"), ("slope", "x"), ("intercept", "inf"), ("sigma", "-1"), ("seed", "1.5")],
)
async def test_a_wrong_answer_stays_with_a_sentence(opened: Opened, field: str, text: str) -> None:
    async with opened() as lab:
        await choose(lab, "line")
        await answer(lab, **{field: text})
        box = lab.app.screen.query_one(f"#{field}", Input)
        assert (box.value, box.has_focus) == (text, True)
        assert f"“{text}”" in str(lab.app.screen.query_one("#said", Label).content)
        await lab.press("escape")
        assert isinstance(lab.app.screen, DataMenu)
        await lab.press("escape")
        assert lab.frame.fit.data == gd.article()


async def test_standardised_data_learn_with_one_condition(opened: Opened) -> None:
    async with opened() as lab:
        await choose(lab, "ill_scaled")
        assert gd.theory.condition_number(lab.frame.experiment) > 1e6
        await choose(lab, "standardise")
        assert gd.theory.condition_number(lab.frame.experiment) == pytest.approx(1.0)
        assert lab.frame.fit.data == gd.standardise(gd.PRESETS["ill_scaled"]())[0]
        scaling = lab.frame.fit.scaling
        await choose(lab, "standardise")
        assert isinstance(lab.app.screen, DataMenu)  # standardised data cannot be standardised again
        await lab.press("escape")
        assert lab.frame.fit.scaling == scaling


@pytest.mark.parametrize(("name", "screen"), [("open", OpenFile), ("paste", PasteRows)])
async def test_the_ways_to_other_data(opened: Opened, name: str, screen: type) -> None:
    async with opened() as lab:
        await choose(lab, name)
        assert isinstance(lab.app.screen, screen)
        await lab.press("escape")
        assert lab.app.screen is lab.screen


async def test_keys_typed_ahead_of_the_menu_are_not_lost(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press_at_once("D", "home", "down", "enter", "n")
        assert (lab.frame.fit.name, lab.frame.index) == ("noisy_line", 1)
