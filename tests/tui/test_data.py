"""The data table: points selected, added, edited and deleted in place."""

from __future__ import annotations

import pytest
from textual.widgets import Label

import gdengine as gd
from tests.tui.conftest import Lab, Opened
from tui.lab.files import recipe
from tui.lab.session.session import Session
from tui.lab.text.language import set_language
from tui.lab.text.notation import line_formula
from tui.panels.data import DataPanel, PointField


def points(lab: Lab) -> list[tuple[float, float]]:
    return list(zip(lab.frame.fit.data.x, lab.frame.fit.data.y, strict=True))


def panel(lab: Lab) -> DataPanel:
    return lab.screen.query_one(DataPanel)


def on_data(data: gd.Dataset, name: str = "") -> Session:
    """A session on other data."""
    session = Session(recipe.article())
    session.open_data(data, name)
    return session


ARTICLE = [(0.0, -1.0), (1.0, 1.0), (3.0, 5.0)]


async def test_each_row_has_the_error_and_its_square(opened: Opened) -> None:
    async with opened() as lab:
        assert [line.split() for line in lab.shown(DataPanel)[:4]] == [
            ["x", "y", "f(x)", "error", "error²"],
            ["0", "−1", "0.00", "1.00", "1.0000"],
            ["1", "1", "1.00", "0.00", "0.0000"],
            ["3", "5", "3.00", "−2.00", "4.0000"],
        ]
        # The cost is the mean of the last column: (1 + 0 + 4)/3.
        assert "1.66667" in lab.text()


async def test_fewer_points_are_in_sight_after_many_that_were_scrolled(opened: Opened) -> None:
    async with opened() as lab:
        lab.session.open_data(gd.line(n=200))
        await lab.press("right", "up", "escape")
        assert panel(lab).scroll_y > 150
        lab.session.open_data(gd.article())
        await lab.press("right")
        rows = [line.split() for line in lab.shown(DataPanel)[1:4]]
        assert [row[:2] for row in rows] == [["0", "−1"], ["1", "1"], ["3", "5"]]


async def test_a_row_is_selected_by_key_and_by_click(opened: Opened) -> None:
    async with opened() as lab:
        for key, row in (("down", 0), ("j", 1), ("down", 2), ("down", 2), ("up", 1), ("k", 0)):
            await lab.press(key)
            assert lab.frame.fit.selected == row
            assert [line.startswith("▸") for line in lab.shown(DataPanel)[1:4]] == [
                i == row for i in range(3)
            ]
        await lab.click(DataPanel, offset=(5, 3))
        assert lab.frame.fit.selected == 1


async def test_a_point_is_added_at_full_speed(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("a", *"2 3", "enter", "a", *"4, -1.5", "enter", "n")
        assert points(lab) == [*ARTICLE, (2.0, 3.0), (4.0, -1.5)]
        assert lab.frame.fit.selected == 4
        assert (lab.app.focused, lab.frame.index) == (None, 1)
        await lab.press("z", "z")
        assert points(lab) == ARTICLE
        await lab.press("Z")
        assert points(lab) == [*ARTICLE, (2.0, 3.0)]


async def test_the_row_itself_is_the_field(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("down", "down", "e")
        field = lab.screen.query_one(PointField)
        assert field.value == "1 1"
        table = panel(lab).content_region
        assert (field.region.y, field.region.x) == (table.y + 2, table.x + 2)
        await lab.press(*"1,5 2,5", "enter")
        assert points(lab) == [ARTICLE[0], (1.5, 2.5), ARTICLE[2]]
        assert not field.display
        await lab.press("a")
        assert field.region.y == table.y + 4


async def test_the_first_row_is_edited_where_none_is_selected(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("e", *"7 8", "enter")
        assert points(lab)[0] == (7.0, 8.0)
        assert lab.frame.fit.selected == 0


async def test_a_double_click_edits_a_row_and_adds_one_below_the_last(opened: Opened) -> None:
    async with opened() as lab:
        await lab.click(DataPanel, offset=(5, 4), times=2)
        assert lab.screen.query_one(PointField).value == "3 5"
        await lab.press("escape")
        await lab.click(DataPanel, offset=(5, 5), times=2)
        await lab.press(*"9 9", "enter")
        assert points(lab) == [*ARTICLE, (9.0, 9.0)]


async def test_escape_changes_nothing(opened: Opened) -> None:
    async with opened() as lab:
        before = lab.frame
        await lab.press("e", *"7 8", "escape", "a", *"x", "enter", "escape")
        assert lab.frame == before
        assert lab.app.focused is None
        await lab.press("n")
        assert lab.frame.index == 1


async def test_an_unchanged_point_is_no_change(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("e", "enter")
        assert not lab.frame.undoable


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_what_is_no_point_stays_as_typed_with_a_sentence_below(
    opened: Opened, size: tuple[int, int], code: str
) -> None:
    set_language(code)
    async with opened(size) as lab:
        await lab.press("a", *"2 x", "enter")
        field, said = lab.screen.query_one(PointField), lab.screen.query_one("#point-refusal", Label)
        assert (field.value, field.has_focus) == ("2 x", True)
        assert said.region.y == field.region.y + 1
        assert panel(lab).content_region.contains_region(said.region)
        await lab.until(lambda: "“x”" in lab.text())
        assert points(lab) == ARTICLE
        await lab.press("backspace", "3", "enter")
        assert points(lab) == [*ARTICLE, (2.0, 3.0)]
        assert not said.display


async def test_leaving_the_field_takes_what_was_typed(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("a", "tab")
        assert not lab.screen.query_one(PointField).display
        await lab.press("escape", "a", *"2 3", "tab")
        assert points(lab) == [*ARTICLE, (2.0, 3.0)]


async def test_looking_into_another_window_is_not_leaving(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("a", *"2 3")
        lab.app.app_focus = False
        await lab.quiet()
        assert points(lab) == ARTICLE
        lab.app.app_focus = True
        await lab.quiet()
        await lab.press("4", "enter")
        assert points(lab) == [*ARTICLE, (2.0, 34.0)]


async def test_points_are_deleted_but_the_last(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("d")
        assert len(points(lab)) == 3
        await lab.press("down", "d", "d", "d")
        assert points(lab) == [ARTICLE[2]]
        assert lab.said() == [
            "Select a point first, with ↑ or ↓.",
            "This is the only point left: a line needs at least one.",
        ]
        assert "1 point" in str(panel(lab).border_title)
        await lab.press("z", "z")
        assert points(lab) == ARTICLE


async def test_other_data_under_the_field_put_it_away(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("down", "d", "a", *"x", "enter", "tab")
        await lab.act("screen.undo")
        assert not lab.screen.query_one(PointField).display
        assert points(lab) == ARTICLE


async def test_the_selected_row_comes_into_sight_and_the_field_goes_with_its_row(opened: Opened) -> None:
    async with opened(session=on_data(gd.line(1000, sigma=1.0))) as lab:
        await lab.press("up")
        assert lab.frame.fit.selected == 999
        assert any(line.startswith("▸") for line in lab.shown(DataPanel))
        await lab.press("a")
        field = lab.screen.query_one(PointField)
        assert panel(lab).content_region.contains_region(field.region)
        before = field.region.y
        panel(lab).scroll_to(y=panel(lab).scroll_y - 1, animate=False, immediate=True)
        await lab.quiet()
        assert field.region.y == before + 1


async def test_a_narrow_screen_brings_the_data_up(opened: Opened) -> None:
    async with opened((60, 20)) as lab:
        await lab.press("a", *"2 3", "enter")
        assert points(lab)[-1] == (2.0, 3.0)
        assert panel(lab).region.area


async def test_the_title_says_what_the_data_are(opened: Opened) -> None:
    session = on_data(gd.PRESETS["ill_scaled"](), "ill_scaled")
    async with opened(session=session) as lab:
        assert str(panel(lab).border_title) == "Data · large numbers · 20 points"
    session.standardise()
    async with opened(session=session) as lab:
        await lab.press("n")
        assert "standardised" in str(panel(lab).border_title)
        own = line_formula(lab.frame.fit.scaling.to_own(lab.frame.step.params))
        assert str(panel(lab).border_subtitle) == f"own units: {own}"


async def test_a_long_title_leaves_room_for_the_number_of_points(opened: Opened) -> None:
    session = on_data(gd.Dataset((1, 2), (1, 2)), "[b]日本語[/b]" * 5 + ".csv")
    async with opened(session=session) as lab:
        assert "2 points" in lab.text()


@pytest.mark.parametrize("values", [(0.0, -1e300), (1e-300, 1.5), (-123456.789, 0.1), (5e99, -5e-9)])
async def test_numbers_of_any_size_keep_to_their_columns(opened: Opened, values: tuple[float, float]) -> None:
    first, last = values[0], values[1] / 1e200 if abs(values[1]) > 1e100 else values[1]
    async with opened(session=on_data(gd.Dataset((first, 1.0), (1.0, last)))) as lab:
        await lab.press("down", "n", "n")
        lines = lab.shown(DataPanel)[:3]
        assert len({len(line) for line in lines}) == 1, lines
