"""The tabs of small screens: all in one line, in both languages, and each opens its panels."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.tui.conftest import Opened
from tui.lab.text.language import LANGUAGES, set_language
from tui.panels.views import ROWS_FOR_TWO_PLOTS, ViewTabs

SIZES = [(60, 20), (60, 40), (79, 24), (80, 20), (80, 24), (119, 30)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", LANGUAGES)
async def test_all_tabs_are_in_one_line(opened: Opened, size: tuple[int, int], code: str) -> None:
    set_language(code)
    async with opened(size) as lab:
        tabs = lab.screen.query_one(ViewTabs)
        line = str(tabs.render())
        assert cell_len(line) <= tabs.size.width
        assert line.endswith(" v")
        assert len(tabs.views()) == 6 + 2 * (size[0] < 80) + (size[1] >= ROWS_FOR_TWO_PLOTS)
        assert line.strip() in lab.text()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", LANGUAGES)
async def test_each_tab_opens_by_key_and_by_click(opened: Opened, size: tuple[int, int], code: str) -> None:
    set_language(code)
    async with opened(size) as lab:
        tabs = lab.screen.query_one(ViewTabs)
        names = [view.name for view in tabs.views()]
        assert tabs.current == names[0]
        for name in [*names[1:], names[0]]:
            await lab.press("v")
            assert tabs.current == name
            assert {one for one in lab.screen.classes if one.startswith("view-")} == {f"view-{name}"}
        await lab.press("V")
        assert tabs.current == names[-1]
        for x in range(0, tabs.size.width, 3):
            await lab.click("#views", offset=(x + 1, 0))
            names = [name for name in names if name != tabs.current]
        assert names == []


async def test_two_plots_are_one_above_the_other_only_where_there_is_room(opened: Opened) -> None:
    async with opened((80, 24)) as lab:
        tabs = lab.screen.query_one(ViewTabs)
        assert tabs.current == "plots"
        await lab.resize(80, 20)
        assert tabs.current == "cost"
        assert lab.screen.has_class("view-cost")
        await lab.resize(80, 24)
        await lab.press("V")
        assert tabs.current == "plots"
