"""Every key of Terrain does what the help says, on curves and on surfaces."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

import gdengine as gd
from tests.tui.conftest import Lab, Opened
from tests.tui.terrains import (
    CAMEL,
    RAVINE,
    THREE_VALLEYS,
    TWO_VALLEYS,
    fates_found,
    letter_here,
    session_on,
    strip,
)
from tui.dialogs.terrain_menu import TerrainMenu
from tui.lab.keys.actions import TERRAIN
from tui.lab.session import catalogue
from tui.lab.text.language import LANGUAGES, _, set_language
from tui.plots.terrain_plot import TerrainPlot

TERRAINS = catalogue.by_name(catalogue.TERRAINS)


def start(lab: Lab) -> gd.Params:
    return lab.frame.experiment.start


# The menu of terrains


@pytest.mark.parametrize("name", TERRAINS)
async def test_each_terrain_opens_from_the_menu_and_undo_brings_the_run_back(
    opened: Opened, name: str
) -> None:
    async with opened(mode=TERRAIN, session=session_on(TWO_VALLEYS, 0.05, steps=3)) as lab:
        await lab.press("D", "home", *["down"] * list(TERRAINS).index(name), "enter")
        frame = lab.frame
        assert frame.experiment.objective == gd.TERRAINS[name]
        assert (frame.index, frame.newest, frame.ghosts) == (0, 0, ())
        assert frame.experiment.start == gd.TERRAINS[name].starts[0]
        await lab.press("n")
        assert lab.frame.index == 1
        await lab.press("b", "z")
        assert (lab.frame.experiment.objective, lab.frame.index) == (TWO_VALLEYS, 3)
        await lab.press("Z")
        assert lab.frame.experiment.objective == gd.TERRAINS[name]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_the_menu_draws_each_terrain_and_asks_its_question(
    opened: Opened, size: tuple[int, int], code: str
) -> None:
    set_language(code)
    async with opened(size, mode=TERRAIN) as lab:
        await lab.press("D", "home")
        drawn = set()
        for terrain in catalogue.TERRAINS:
            menu = lab.app.screen
            assert isinstance(menu, TerrainMenu)
            look, sketch = menu.query_one("#look"), menu.query_one("#sketch")
            assert menu.region.contains_region(look.region)
            assert look.get_content_height(look.size, look.size, look.size.width) <= look.size.height
            assert str(look.visual) == _(terrain.caption)
            assert sketch.region.height >= 4
            drawn.add(str(sketch.visual))
            await lab.press("down")
        assert len(drawn) == len(catalogue.TERRAINS)


async def test_the_menu_begins_at_the_terrain_on_screen_and_a_click_takes_one(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=session_on(RAVINE)) as lab:
        await lab.press("D")
        items = lab.app.screen.query_one("#items", OptionList)
        assert items.highlighted == list(TERRAINS).index("ravine")
        await lab.click("#items", offset=(4, 1))
        assert lab.frame.experiment.objective == gd.TERRAINS[list(TERRAINS)[1]]


# The start


async def test_on_a_curve_the_start_moves_left_and_right_only(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=session_on(TWO_VALLEYS, 0.05, steps=4)) as lab:
        await lab.press("greater_than_sign")
        assert start(lab) == (pytest.approx(2.3),)
        assert (lab.frame.index, [ghost.newest for ghost in lab.frame.ghosts]) == (0, [4])
        await lab.press("less_than_sign", "less_than_sign")
        assert start(lab) == (pytest.approx(2.1),)
        before = lab.frame.run
        await lab.press("up", "down")
        assert lab.frame.run.history is before.history
        await lab.press("z", "z", "z")
        assert (start(lab), lab.frame.index) == ((2.2,), 4)


async def test_on_a_surface_it_moves_four_ways_and_stays_in_the_domain(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=session_on(CAMEL)) as lab:
        for key, moved in (
            ("greater_than_sign", (2.1, 2.0)), ("up", (2.1, 2.1)), ("less_than_sign", (2.0, 2.1)),
            ("down", (2.0, 2.0)),
        ):  # fmt: skip
            await lab.press(key)
            assert start(lab) == pytest.approx(moved)
        await lab.press(*["up"] * 12)
        assert start(lab) == pytest.approx((2.0, 3.0))
        await lab.press("up")
        assert lab.said() == []
        assert start(lab) == pytest.approx((2.0, 3.0))


async def test_a_start_is_not_moved_where_the_formula_has_no_value(opened: Opened) -> None:
    curve = gd.Curve("log(x)", domain=(-3, 3), start=0.05)
    async with opened(mode=TERRAIN, session=session_on(curve, steps=2)) as lab:
        before = lab.frame.run
        assert lab.frame.step.status is gd.Status.NONFINITE
        await lab.press("less_than_sign")
        assert any("no value" in said for said in lab.said())
        assert (start(lab), lab.frame.run) == ((0.05,), before)


async def test_at_random_the_seed_is_in_the_log_on_surfaces_too(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=session_on(CAMEL)) as lab:
        await lab.press("S", "S")
        assert start(lab) == gd.random_start(CAMEL, 2)
        assert "random start, seed 2" in "\n".join(lab.shown("#log"))
        await lab.press("z")
        assert start(lab) == gd.random_start(CAMEL, 1)


# Looking


async def test_on_a_curve_what_is_for_maps_says_so_and_changes_nothing(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        await lab.press("f")
        assert lab.said() == ["A curve is always shown whole."]
        assert not lab.frame.looks.follow


async def test_on_a_surface_the_view_follows_the_ball_and_comes_back(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=session_on(CAMEL, 0.01)) as lab:
        whole = lab.shown("#terrain")
        await lab.press("f")
        assert lab.frame.looks.follow
        assert lab.shown("#terrain") != whole
        await lab.press("H")
        assert lab.shown("#terrain") == whole


async def test_zooming_a_surface_enlarges_it(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=session_on(CAMEL, 0.01, (0.5, 0.5))) as lab:
        plot = lab.screen.query_one(TerrainPlot)
        wide = plot.cell()[0]
        await lab.press("i")
        assert plot.cell()[0] < wide
        await lab.press("I", "I")
        assert plot.cell()[0] > wide


async def test_by_key_the_strip_is_over_the_starts_and_back(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        by_rate = await fates_found(lab)
        await lab.press("E")
        by_start = await fates_found(lab)
        assert by_start[0] != by_rate[0]
        assert "learning rate 0.1" in str(strip(lab).border_title)
        assert await letter_here(lab) == "A"
        await lab.press("E")
        assert await fates_found(lab) == by_rate


async def test_nudging_the_rate_moves_along_the_strip_to_the_next_valley(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        letters = [await letter_here(lab)]
        while letters[-1] != "C":
            await lab.press("full_stop")
            letters.append(await letter_here(lab))
        assert {"A", "B", "C"} <= set(letters)
        assert letters.index("A") < letters.index("B") < letters.index("C")
        rate = lab.frame.learning_rate
        assert 1.5 < rate <= 2.7  # up to 1.5 all end in the second valley, from 2.5 on in the third
        await lab.press("comma")
        assert lab.frame.learning_rate < rate


async def test_only_what_terrain_has_is_in_its_help_and_keys(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        before = lab.frame.run
        for key in ("s", "a", "e", "d", "O", "y", "N", "Q"):  # of Fit
            await lab.press(key)
            assert lab.app.screen is lab.screen, key
        assert lab.frame.run == before
        await lab.press("question_mark")
        shown = []
        for _page in range(12):
            shown.append(lab.text())
            await lab.press("pagedown")
        said = "\n".join(shown)
        assert "Type a formula to descend" in said
        assert "Select the next row of the data" not in said


async def test_the_log_scale_of_the_cost(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        await lab.press("right", "g")
        assert "linear" in str(lab.screen.query_one("#cost").border_title)
        await lab.press("g")
        assert "log" in str(lab.screen.query_one("#cost").border_title)


async def test_the_article_map_is_what_terrain_opens_with(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        assert lab.frame.experiment.objective == THREE_VALLEYS
        assert "three valleys" in lab.shown()[1]
