"""At every size the lab shows the right panels, and none is cut off."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len
from textual.widget import Widget

from tests.tui.conftest import Opened
from tui.lab.charts.run_path import next_params
from tui.lab.text.language import LANGUAGES, set_language
from tui.panels.rows import Rows
from tui.plots.plot import Plot

SIZES = [(60, 20), (79, 24), (80, 24), (119, 30), (120, 40), (200, 60)]


def shown(lab_screen: Widget, *names: str) -> list[bool]:
    return [bool(lab_screen.query_one(f"#{name}").region.area) for name in names]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", LANGUAGES)
async def test_every_row_is_as_wide_as_the_screen(opened: Opened, size: tuple[int, int], code: str) -> None:
    set_language(code)
    async with opened(size) as lab:
        await lab.press("right_square_bracket", "right")
        rows = lab.shown()
        assert [cell_len(row) for row in rows] == [size[0]] * size[1]
        corners = [sum(row.count(corner) for row in rows) for corner in "╭╮╰╯"]
        assert len(set(corners)) == 1, corners


async def test_a_large_screen_shows_everything(opened: Opened) -> None:
    async with opened((120, 40)) as lab:
        panels = ("data", "settings", "happening", "cost", "fit", "log", "timeline", "keys")
        assert all(shown(lab.screen, *panels))
        assert not any(shown(lab.screen, "views", "strip", "too-small"))


async def test_a_medium_screen_shows_one_view_beside_the_settings(opened: Opened) -> None:
    async with opened((80, 24)) as lab:
        assert all(shown(lab.screen, "data", "settings", "strip", "views", "cost", "fit"))
        assert shown(lab.screen, "log") == [False]
        for name, panels in [
            ("cost", [True, False, False]), ("fit", [False, True, False]), ("log", [False, False, True]),
            ("plots", [True, True, False]),
        ]:  # fmt: skip
            while not lab.screen.has_class(f"view-{name}"):
                await lab.press("v")
            assert shown(lab.screen, "cost", "fit", "log") == panels


async def test_a_narrow_screen_has_views_for_all(opened: Opened) -> None:
    async with opened((60, 24)) as lab:
        assert shown(lab.screen, "cost", "fit", "strip", "data", "settings") == [
            True,
            True,
            True,
            False,
            False,
        ]
        await lab.press("V")
        assert shown(lab.screen, "data", "cost") == [True, False]
        await lab.press("l")
        assert shown(lab.screen, "settings", "data") == [True, False]
        await lab.type("0.2")
        await lab.press("enter", "v", "v")
        assert lab.frame.experiment.learning_rate == 0.2
        assert shown(lab.screen, "cost", "fit") == [True, True]


@pytest.mark.parametrize("size", [(59, 40), (120, 19), (20, 5)])
async def test_a_screen_that_is_too_small_says_what_it_needs(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size) as lab:
        told = " ".join(lab.text().split())
        assert "60x20" in told
        assert f"{size[0]}x{size[1]}" in told


async def test_resizing_loses_nothing(opened: Opened) -> None:
    async with opened((120, 40)) as lab:
        await lab.press("right_square_bracket", "right", "full_stop")
        before = lab.frame
        for size in [(80, 24), (60, 20), (30, 10), (200, 60), (80, 24), (120, 40)]:
            await lab.resize(*size)
        assert lab.frame == before
        assert "Converging" in lab.text()


async def test_the_view_of_a_narrow_screen_gives_way_on_a_wider_one(opened: Opened) -> None:
    async with opened((60, 20)) as lab:
        await lab.press("V")
        await lab.resize(80, 24)
        assert shown(lab.screen, "data", "settings", "cost", "fit") == [True] * 4


async def test_charts_are_built_once_not_on_every_repaint(opened: Opened) -> None:
    async with opened() as lab:
        plot = lab.screen.query_one("#cost", Plot)
        first = [plot.render_line(y) for y in range(plot.size.height)]
        plot.refresh()
        await lab.press("plus")
        assert all(plot.render_line(y) is row for y, row in enumerate(first))
        await lab.press("right")
        assert not all(plot.render_line(y) is row for y, row in enumerate(first))


async def test_charts_fill_their_panels_at_any_size(opened: Opened) -> None:
    async with opened((300, 90)) as lab:
        for plot in lab.screen.query(Plot):
            rows = [plot.render_line(y) for y in range(plot.size.height)]
            assert [row.cell_length for row in rows] == [plot.size.width] * plot.size.height
            assert "└" in rows[-2].text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_columns_stay_in_line_however_large_the_numbers(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size) as lab:
        await lab.act("screen.go_to('log')")
        await lab.press("l", *"0.5", "enter", *["right_square_bracket"] * 40)
        for rows in lab.screen.query(Rows):
            ends = {len(rows.render_line(y).text.rstrip()) for y in range(1, rows.size.height)} - {0}
            assert len(ends) == 1, ends


async def test_resizing_to_nothing_under_the_help_is_survived(opened: Opened) -> None:
    async with opened((120, 40)) as lab:
        await lab.press("question_mark")
        for size in [(1, 1), (60, 20), (1, 1), (120, 40)]:
            await lab.resize(*size)
        await lab.press("escape", "right")
        assert lab.frame.index == 1


@pytest.mark.parametrize("size", [(120, 40), (120, 60), (160, 45), (200, 60)])
@pytest.mark.parametrize("code", LANGUAGES)
async def test_the_whole_update_by_hand_is_on_screen(
    opened: Opened, size: tuple[int, int], code: str
) -> None:
    set_language(code)
    async with opened(size) as lab:
        for rate in ("0.1", "0.5"):
            await lab.press("l", *rate, "enter", "r", *["right_square_bracket"] * 3)
            text = " ".join(" ".join(lab.shown("#hand")).split()).replace("−", "-")
            update = text.split("w0 ←")[1]
            following = next_params(lab.frame)
            assert following is not None
            results = [float(number) for number in re.findall(r"= (-?[\d.]+(?:e-?\d+)?)", update)]
            assert any(abs(found / following[1] - 1.0) < 1e-3 for found in results), update


@pytest.mark.parametrize("size", [(160, 45), (180, 50), (200, 60), (240, 70)])
async def test_on_a_large_screen_the_plots_get_the_larger_part(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size) as lab:
        plots = sum(plot.region.area for plot in lab.screen.query(Plot))
        left = lab.screen.query_one("#left").region.area
        others = sum(lab.screen.query_one(name).region.area for name in ("#hand", "#log"))
        assert plots > others
        assert plots / (plots + others + left) > (0.45 if size[0] >= 180 else 0.39)
        assert lab.screen.query_one("#left").region.width == 38
