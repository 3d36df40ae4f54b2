"""The panel “By hand” in the lab: pages, scrolling, selecting."""

from __future__ import annotations

import pytest
from rich.style import Style
from textual.strip import Strip

from tests.tui.conftest import Lab, Opened
from tui.lab.by_hand.pages import by_hand
from tui.lab.by_hand.writing import Line
from tui.lab.session.frame import Frame
from tui.panels import by_hand as module
from tui.panels.by_hand import HandPanel
from tui.panels.messages import Select


def panel(lab: Lab) -> HandPanel:
    return lab.screen.query_one(HandPanel)


def first_style(line: Strip) -> Style:
    """The style that a line begins with."""
    style = next(iter(line)).style
    assert style is not None
    return style


async def test_the_next_update_follows_the_step_on_screen(opened: Opened) -> None:
    async with opened((200, 60)) as lab:
        assert "w1 ← w1 − lr·∂E/∂w1 = 1.0000 − 0.1·(−6.0000) = 1.6000" in lab.text()
        await lab.press("right")
        assert "1.6000 − 0.1·(−0.5600) = 1.6560" in lab.text()
        await lab.press("left", "u")
        assert "1.0000 − 0.1·(−6.0000) = 1.6000" in lab.text()
        panel(lab).scroll_end(animate=False, immediate=True)
        assert any("settles either way" in line for line in lab.shown(HandPanel))


async def test_h_turns_the_pages_round(opened: Opened) -> None:
    async with opened() as lab:
        for title, said in (
            ("▸Autograd", "loss.backward() goes through"),
            ("▸Constants", "The slope of E begins with 2/N Σ"),
            ("▸Update", "Step 0 → 1"),
        ):
            await lab.press("h")
            assert title in lab.text()
            assert said in lab.text()


async def test_the_place_is_kept_while_stepping_and_a_new_page_begins_at_its_top(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("h")
        hand = panel(lab)
        lab.screen.set_focus(hand)
        await lab.press("down", "down", "pagedown")
        place = hand.scroll_y
        assert place > 2
        # Only the panel scrolls; the step on screen stays.
        assert lab.frame.index == 0
        await lab.press("right", "right")
        assert lab.frame.index == 2
        assert hand.scroll_y == place
        await lab.press("h")
        assert hand.scroll_y == 0
        await lab.press("up", "pageup")
        assert hand.scroll_y == 0


async def test_a_shorter_page_is_not_scrolled_beyond_its_end(opened: Opened) -> None:
    async with opened() as lab:
        hand = panel(lab)
        hand.scroll_end(animate=False, immediate=True)
        assert hand.scroll_y > 0
        await lab.press("l", *"1e300", "enter", "end", "right", "right", "right")
        assert lab.frame.step.status == "nonfinite"
        assert hand.scroll_y == 0
        assert "no update follows from here" in " ".join(lab.shown(HandPanel))


async def test_a_click_on_a_term_selects_its_row(opened: Opened) -> None:
    async with opened() as lab:
        second = next(y for y, line in enumerate(lab.shown(HandPanel)) if line.startswith(" 2 "))
        await lab.click(HandPanel, offset=(8, second + 1))
        assert lab.frame.fit.selected == 1
        assert lab.shown(HandPanel)[second].startswith("▸2 ")
        before, line = lab.painted(HandPanel)[second - 1 : second + 1]
        assert len({segment.style.bgcolor for segment in line if segment.style}) == 1
        assert first_style(line).bgcolor != first_style(before).bgcolor
        heading = second - 2
        await lab.click(HandPanel, offset=(8, heading + 1))
        assert lab.frame.fit.selected == 1


async def test_a_row_that_is_selected_elsewhere_comes_into_sight(opened: Opened) -> None:
    async with opened((120, 30)) as lab:
        hand = panel(lab)
        hand.scroll_end(animate=False, immediate=True)
        end = hand.scroll_y
        await lab.tell(Select(0))
        assert hand.scroll_y < end
        assert any(line.startswith("▸1 ") for line in lab.shown(HandPanel))


async def test_language_and_theme_are_taken_over(opened: Opened) -> None:
    async with opened() as lab:
        colour = first_style(lab.painted(HandPanel)[0]).color
        await lab.press("T")
        assert first_style(lab.painted(HandPanel)[0]).color != colour
        before = lab.shown(HandPanel)[0]
        await lab.press("L")
        assert lab.shown(HandPanel)[0] != before


@pytest.mark.parametrize("size", [(120, 40), (160, 50), (200, 60)])
async def test_lines_fill_the_panel(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size) as lab:
        for _ in range(3):
            hand = panel(lab)
            widths = {hand.render_line(y).cell_length for y in range(hand.size.height)}
            assert widths == {hand.scrollable_content_region.width}
            await lab.press("h")


async def test_it_is_written_once_for_a_step(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Frame] = []

    def noted(frame: Frame, width: int, height: int) -> list[Line]:
        written.append(frame)
        return by_hand(frame, width, height)

    async with opened() as lab:
        monkeypatch.setattr(module, "by_hand", noted)
        await lab.press("plus", "g")
        assert written == []
        await lab.press("right")
        assert [frame.index for frame in written] == [1]
