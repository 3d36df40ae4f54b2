"""The shades of the ground: quiet, in order, and everything on them can be read."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
from textual.color import Color
from textual.theme import Theme

from tests.tui.colour_vision import VISIONS, contrast, distance
from tests.tui.conftest import Opened
from tests.tui.test_themes import OWN_COLOURS, colour
from tui.lab.charts.ground import SHADES
from tui.look.shades import LEAST_CONTRAST, LEAST_CONTRAST_OF_MARKS, ground_color, ink
from tui.look.shades import contrast as own_contrast
from tui.look.themes import ANSI_DARK, ANSI_LIGHT, DARK, SAFE_DARK, SAFE_LIGHT
from tui.plots.cells_of_curves import ROLES
from tui.plots.landscape_plot import LandscapePlot
from tui.plots.plot import COLORS


def variables(theme: Theme) -> Mapping[str, str]:
    names = ("background", "foreground", "primary", "secondary", "accent", "success", "warning", "error")
    return {**{name: colour(theme, name) for name in names}, **theme.variables}


def grounds(theme: Theme) -> list[str]:
    found = [ground_color(variables(theme), shade) for shade in range(1, SHADES + 1)]
    return [color.hex6.lower() for color in found if color is not None]


@pytest.mark.parametrize("theme", OWN_COLOURS, ids=lambda theme: theme.name)
def test_from_the_background_each_shade_is_a_little_farther(theme: Theme) -> None:
    shades = grounds(theme)
    assert len(shades) == SHADES
    steps = [distance(one, other) for one, other in pairwise([colour(theme, "background"), *shades])]
    assert all(1.0 < step < 6.0 for step in steps), steps
    assert contrast(colour(theme, "background"), shades[-1]) < 2.5, "quiet"


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", [SAFE_DARK, SAFE_LIGHT], ids=lambda theme: theme.name)
def test_in_the_safe_themes_everyone_sees_the_steps(theme: Theme, vision: str) -> None:
    for one, other in pairwise(grounds(theme)):
        assert distance(one, other, vision) > 1.0


@pytest.mark.parametrize("theme", OWN_COLOURS, ids=lambda theme: theme.name)
def test_all_that_is_drawn_is_readable_on_every_shade(theme: Theme) -> None:
    known = variables(theme)
    for ground in grounds(theme):
        for role in ROLES:
            drawn = ink(known, role, COLORS.get(role, role), Color.parse(ground))
            least = LEAST_CONTRAST.get(role, LEAST_CONTRAST_OF_MARKS)
            assert contrast(drawn.hex6, ground) >= least - 0.02, (role, ground)


@pytest.mark.parametrize("theme", OWN_COLOURS, ids=lambda theme: theme.name)
def test_what_is_readable_keeps_its_colour(theme: Theme) -> None:
    known = variables(theme)
    for role in ("height", "here", "minimum", "path"):
        name = COLORS.get(role, role)
        assert distance(ink(known, role, name, Color.parse(grounds(theme)[0])).hex6, known[name]) < 2.5


def test_the_contrast_is_that_of_the_tests() -> None:
    for one, other in (("#14161c", "#f0a830"), ("#ffffff", "#767676"), ("#000000", "#030303")):
        assert own_contrast(Color.parse(one), Color.parse(other)) == pytest.approx(
            contrast(one, other), rel=1e-3
        )


@pytest.mark.parametrize("theme", [ANSI_DARK, ANSI_LIGHT], ids=lambda theme: theme.name)
def test_the_terminals_own_colours_cannot_be_blended(theme: Theme) -> None:
    assert grounds(theme) == []


async def backgrounds(opened: Opened, **options: Any) -> set[str]:
    """The background colours that the landscape paints."""
    async with opened(**options) as lab:
        lines = lab.app.screen.query_one(LandscapePlot)._strips
        assert lines
        return {
            piece.style.bgcolor.name
            for line in lines
            for piece in line
            if piece.style and piece.style.bgcolor
        }


async def test_the_landscape_is_filled_with_the_shades(opened: Opened) -> None:
    assert await backgrounds(opened, theme=DARK.name) == {*grounds(DARK), colour(DARK, "background")}


async def test_in_ascii_and_in_the_terminals_colours_it_is_not(opened: Opened) -> None:
    assert len(await backgrounds(opened, theme=DARK.name, ascii_markers=True)) == 1
    assert len(await backgrounds(opened, theme=ANSI_DARK.name)) == 1


async def test_without_colour_it_is_not(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert len(await backgrounds(opened, theme=DARK.name)) == 1
