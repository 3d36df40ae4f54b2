"""The colours of the roles: distinguishable with any colour vision, and with enough contrast."""

from __future__ import annotations

from itertools import combinations

import pytest
from textual.color import Color
from textual.theme import Theme

from tests.tui.colour_vision import VISIONS, ciede2000, contrast, distance, linear, seen
from tests.tui.conftest import Opened
from tui.look.themes import ANSI_DARK, ANSI_LIGHT, DARK, LIGHT, SAFE_DARK, SAFE_LIGHT, THEMES, TITLES

OWN_COLOURS = [DARK, LIGHT, SAFE_DARK, SAFE_LIGHT]

DRAWN = ("first", "second", "cost", "residual", "primary")
"""Roles that are drawn in the same panel; the line is in primary."""

MUST_DIFFER = [
    *combinations(DRAWN, 2),
    *combinations(("success", "warning", "error"), 2),
    *(("foreground", role) for role in DRAWN),
    *(("quiet", role) for role in DRAWN),
    *(("ghost", role) for role in (*DRAWN, "quiet")),
]

READ = ("foreground", *DRAWN, "success", "warning", "error", "quiet", "mark", "border-title", "accent")
"""Roles that text is written in."""


def colour(theme: Theme, role: str) -> str:
    return theme.variables.get(role) or str(getattr(theme, role))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [  # from the table of Sharma, Wu and Dalal (2005)
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.8361, -74.0200), (50.0, 0.0, -82.7485), 3.4412),
        ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.5, 0.0), (61.0, -5.0, 29.0), 22.8977),
        ((50.0, 2.5, 0.0), (56.0, -27.0, -3.0), 31.9030),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_distance_is_the_published_one(one: tuple, other: tuple, expected: float) -> None:  # type: ignore[type-arg]
    assert ciede2000(one, other) == pytest.approx(expected, abs=1e-4)
    assert ciede2000(other, one) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("color", "vision", "expected"),
    [  # linear RGB, from another implementation of the same paper (colorspacious 1.1.2)
        ("#ff0000", "protanopia", (0.1523, 0.1145, -0.0039)),
        ("#ff0000", "deuteranopia", (0.3673, 0.2801, -0.0118)),
        ("#ff0000", "tritanopia", (1.2555, -0.0784, 0.0047)),
        ("#56b4e9", "protanopia", (0.3276, 0.4504, 0.8349)),
        ("#56b4e9", "deuteranopia", (0.2412, 0.3716, 0.8080)),
        ("#56b4e9", "tritanopia", (-0.0639, 0.5378, 0.5636)),
        ("#e69f00", "protanopia", (0.4854, 0.3632, -0.0198)),
        ("#e69f00", "deuteranopia", (0.5891, 0.4548, 0.0055)),
        ("#e69f00", "tritanopia", (0.9669, 0.2607, 0.2434)),
    ],
)
def test_the_simulator_agrees_with_another(color: str, vision: str, expected: tuple[float, ...]) -> None:
    assert seen(color, vision) == pytest.approx(expected, abs=6e-5)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("grey", ["#000000", "#404040", "#808080", "#ffffff"])
def test_greys_stay_grey(grey: str, vision: str) -> None:
    assert seen(grey, vision) == pytest.approx(linear(grey), abs=2e-6)


def test_it_finds_what_is_well_known_to_be_confused() -> None:
    red, green = "#d62728", "#7f7a00"
    assert distance(red, green) > 40
    assert distance(red, green, "deuteranopia") < 15
    assert distance("#0000ff", "#00685a", "tritanopia") < distance("#0000ff", "#00685a") / 2


def test_the_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", [SAFE_DARK, SAFE_LIGHT], ids=lambda theme: theme.name)
def test_the_safe_themes_keep_all_roles_apart(theme: Theme, vision: str) -> None:
    for one, other in MUST_DIFFER:
        assert distance(colour(theme, one), colour(theme, other), vision) >= 15, (one, other)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_the_usual_themes_keep_weights_and_cost_apart(theme: Theme) -> None:
    for one, other in combinations(("first", "second", "cost"), 2):
        assert distance(colour(theme, one), colour(theme, other)) >= 40, (one, other)
        for vision in VISIONS:
            assert distance(colour(theme, one), colour(theme, other), vision) >= 7.5, (one, other, vision)
    for one, other in MUST_DIFFER:
        assert distance(colour(theme, one), colour(theme, other)) >= 10, (one, other)


@pytest.mark.parametrize("theme", OWN_COLOURS, ids=lambda theme: theme.name)
def test_text_is_read_well(theme: Theme) -> None:
    for role in READ:
        assert contrast(colour(theme, role), colour(theme, "background")) >= 4.5, role
    grounds = [colour(theme, "surface"), colour(theme, "panel"), colour(theme, "here-background")]
    for ground in grounds:
        for role in ("foreground", "first", "second", "cost", "residual", "quiet", "primary"):
            assert contrast(colour(theme, role), ground) >= 3.4, (role, ground)
    faint = 3.0 if theme in (SAFE_DARK, SAFE_LIGHT) else 1.75
    assert contrast(colour(theme, "ghost"), colour(theme, "background")) >= faint


@pytest.mark.parametrize("theme", [ANSI_DARK, ANSI_LIGHT], ids=lambda theme: theme.name)
def test_the_terminals_colours_are_the_terminals(theme: Theme) -> None:
    assert theme.ansi
    for role in (*READ, "ghost", "rule", "here-background"):
        assert Color.parse(colour(theme, role)).ansi is not None, role
    for one, other in MUST_DIFFER:
        if "quiet" not in (one, other):
            assert colour(theme, one) != colour(theme, other), (one, other)


def test_every_theme_has_every_role_and_a_title() -> None:
    assert set(TITLES) == {theme.name for theme in THEMES}
    for theme in THEMES:
        assert set(DARK.variables) <= set(theme.variables)


async def test_one_key_goes_round_them_all_and_names_each(opened: Opened) -> None:
    async with opened() as lab:
        for theme in [*THEMES[1:], THEMES[0]]:
            await lab.press("T")
            assert lab.app.theme == theme.name
            assert lab.preferences().theme == theme.name
            assert lab.said()[-1] == TITLES[theme.name]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_the_lab_opens_in_each(opened: Opened, theme: Theme) -> None:
    async with opened(theme=theme.name) as lab:
        await lab.press("right_square_bracket")
        assert lab.app.theme == theme.name
        assert "0.0" in lab.text()


async def test_an_unknown_theme_is_the_usual_one(opened: Opened) -> None:
    async with opened(theme="solarized-mauve") as lab:
        assert lab.app.theme == DARK.name


async def test_the_terminals_colours_reach_the_terminal_as_such(opened: Opened) -> None:
    async with opened(theme=ANSI_DARK.name) as lab:
        await lab.press(*["right_square_bracket"] * 2)
        used = {
            color.type.name
            for row in lab.painted()
            for _, style, _ in row
            if style
            for color in (style.color, style.bgcolor)
            if color is not None
        }
        assert used <= {"DEFAULT", "STANDARD"}
