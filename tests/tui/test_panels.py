"""Moving the focus from panel to panel, and enlarging one."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.tui.conftest import Lab, Opened
from tui.lab.keys.actions import FIT
from tui.lab.keys.user_keymap import actions
from tui.screens.panel_focus import FOCUSABLE_PANELS

SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]

OWN_KEYS = {
    "settings": {"up", "down", "left", "right", "j", "k"},
    "hand": {"up", "down", "pageup", "pagedown"},
    "log": {"up", "down", "j", "k"},
}
"""Keys that a focused panel handles itself: for its cursor, for scrolling, for stepping."""


def on_screen(lab: Lab) -> list[str | None]:
    return [panel.id for panel in lab.screen.query(FOCUSABLE_PANELS) if panel.region.area]


def in_focus(lab: Lab) -> str | None:
    panel = lab.screen.panel_in_focus
    return panel.id if panel else None


@pytest.mark.parametrize("size", SIZES)
async def test_tab_goes_round_the_panels_on_screen(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size) as lab:
        panels = on_screen(lab)
        for name in [*panels, panels[0]]:
            await lab.press("tab")
            assert in_focus(lab) == name
        for name in [*reversed(panels), panels[-1]]:
            await lab.press("shift+tab")
            assert in_focus(lab) == name
        await lab.press("escape")
        assert in_focus(lab) is None


async def test_a_panel_in_focus_leaves_the_keys_to_the_lab(opened: Opened) -> None:
    async with opened() as lab:
        for name in on_screen(lab):
            await lab.press("tab")
            assert in_focus(lab) == name
            bound = lab.screen.active_bindings
            # ctrl+q is Textual's, and does the same.
            for action in actions(FIT):
                for key in {*action.keys} - OWN_KEYS.get(name or "", set()) - {"ctrl+q"}:
                    assert bound[key].binding.action == action.name, (name, key)
        assert in_focus(lab) == "timeline"
        await lab.press("right", "right", "down", "end", "home", "right")
        assert lab.frame.index == 1
        assert lab.frame.fit.selected == 0


async def test_tab_goes_on_in_the_settings_and_takes_what_was_typed(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("l")
        await lab.type("0.3")
        await lab.press("tab")
        assert isinstance(lab.app.focused, Input)
        assert in_focus(lab) == "settings"
        assert lab.frame.experiment.learning_rate == 0.3


@pytest.mark.parametrize("size", SIZES)
async def test_x_gives_the_panel_in_focus_the_whole_middle(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size) as lab:
        before = {name: lab.screen.query_one(f"#{name}").region for name in on_screen(lab)}
        for name in before:
            if name == "timeline":
                continue
            for back in ("x", "escape"):
                await lab.act(f"screen.go_to('{name}')")
                await lab.press("x")
                panel = lab.screen.query_one(f"#{name}")
                assert on_screen(lab) == [name, "timeline"]
                assert panel.region.width == size[0]
                assert panel.region.height == size[1] - 3
                assert "gdlab" in lab.shown()[0]
                assert in_focus(lab) == name
                await lab.press(back)
                assert {n: lab.screen.query_one(f"#{n}").region for n in on_screen(lab)} == before


async def test_what_is_large_stays_so_while_the_terminal_changes(opened: Opened) -> None:
    async with opened() as lab:
        await lab.act("screen.maximise('log')")
        for size in [(60, 20), (80, 24), (160, 50), (120, 40)]:
            await lab.resize(*size)
            assert on_screen(lab) == ["log", "timeline"]
            assert lab.screen.query_one("#log").region.size == (size[0], size[1] - 3)
        await lab.press("x")
        assert len(on_screen(lab)) > 5


async def test_with_no_panel_chosen_it_says_what_to_do(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("x")
        assert lab.said() == ["First choose a panel: with Tab, or with a click."]
        await lab.press("shift+tab", "x")
        assert len(on_screen(lab)) > 5


async def test_the_only_panel_of_a_view_need_not_be_chosen(opened: Opened) -> None:
    async with opened((60, 20)) as lab:
        await lab.press("x")
        assert on_screen(lab) == ["cost", "timeline"]


@pytest.mark.parametrize("size", SIZES)
async def test_another_panel_that_is_wanted_comes_on_screen(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size) as lab:
        await lab.act("screen.maximise('cost')")
        await lab.press("l")
        assert "settings" in on_screen(lab)
        assert in_focus(lab) == "settings"
        await lab.type("0.25")
        await lab.press("enter")
        assert lab.frame.experiment.learning_rate == 0.25
        for name in ("log", "data", "fit"):
            await lab.act(f"screen.go_to('{name}')")
            assert name in on_screen(lab)
            assert in_focus(lab) == name


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_a_view_opened_by_key_ends_the_enlarging(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size) as lab:
        await lab.act("screen.maximise('data')")
        await lab.press("v")
        assert lab.screen.maximised is None
        assert "data" not in on_screen(lab) or size[0] >= 80


async def test_a_click_gives_the_focus(opened: Opened) -> None:
    async with opened() as lab:
        await lab.click("#cost", offset=(20, 5))
        assert in_focus(lab) == "cost"
        assert "f1" in lab.screen.active_bindings
