"""The panel “By hand” in the lab: pages, scrolling, selecting."""

from __future__ import annotations

import pytest

from tests.tui.conftest import Lab, Opened
from tui.panels.by_hand import HandPanel


def panel(lab: Lab) -> HandPanel:
    return lab.screen.query_one(HandPanel)


def shown(lab: Lab) -> list[str]:
    """The lines on screen."""
    hand = panel(lab)
    return [hand.render_line(y).text.rstrip() for y in range(hand.size.height)]


async def test_the_next_update_follows_the_step_on_screen(opened: Opened) -> None:
    async with opened((200, 60)) as lab:
        assert "w1 ← w1 − lr·∂E/∂w1 = 1.0000 − 0.1·(−6.0000) = 1.6000" in lab.text()
        await lab.press("right")
        assert "1.6000 − 0.1·(−0.5600) = 1.6560" in lab.text()
        await lab.press("left", "u")
        await lab.pilot.pause()
        assert "1.0000 − 0.1·(−6.0000) = 1.6000" in lab.text()
        panel(lab).scroll_end(animate=False, immediate=True)
        assert any("settles either way" in line for line in shown(lab))


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
        # What scrolls is the panel: the lab is where it was.
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
        assert "no update follows from here" in " ".join(shown(lab))


async def test_a_click_on_a_term_selects_its_row(opened: Opened) -> None:
    async with opened() as lab:
        second = next(y for y, line in enumerate(shown(lab)) if line.startswith(" 2 "))
        await lab.pilot.click(HandPanel, offset=(8, second + 1))
        await lab.pilot.pause()
        assert lab.frame.fit.selected == 1
        assert shown(lab)[second].startswith("▸2 ")
        line = panel(lab).render_line(second)
        assert len({segment.style.bgcolor for segment in line if segment.style}) == 1
        assert (
            line._segments[0].style.bgcolor != panel(lab).render_line(second - 1)._segments[0].style.bgcolor
        )
        heading = second - 2
        await lab.pilot.click(HandPanel, offset=(8, heading + 1))
        assert lab.frame.fit.selected == 1


async def test_a_row_that_is_selected_elsewhere_comes_into_sight(opened: Opened) -> None:
    async with opened() as lab:
        hand = panel(lab)
        hand.scroll_end(animate=False, immediate=True)
        end = hand.scroll_y
        lab.screen.session.select(0)
        lab.screen.do()
        await lab.pilot.pause()
        assert hand.scroll_y < end
        assert any(line.startswith("▸1 ") for line in shown(lab))


async def test_language_and_theme_are_taken_over(opened: Opened) -> None:
    async with opened() as lab:
        colour = panel(lab).render_line(0)._segments[0].style.color
        await lab.press("T")
        assert panel(lab).render_line(0)._segments[0].style.color != colour
        before = shown(lab)[0]
        await lab.press("L")
        assert shown(lab)[0] != before


@pytest.mark.parametrize("size", [(120, 40), (160, 50), (200, 60)])
async def test_lines_fill_the_panel(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size) as lab:
        for _ in range(3):
            hand = panel(lab)
            widths = {hand.render_line(y).cell_length for y in range(hand.size.height)}
            assert widths == {hand.scrollable_content_region.width}
            await lab.press("h")


async def test_it_is_written_once_for_a_step(opened: Opened) -> None:
    async with opened() as lab:
        lines = panel(lab)._lines
        await lab.press("plus", "g")
        assert panel(lab)._lines is lines
        await lab.press("right")
        assert panel(lab)._lines is not lines
