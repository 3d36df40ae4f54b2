"""What becomes of a run on a terrain: typed starts, leaving and coming back, ghosts, changes, undo."""

from __future__ import annotations

import math

import pytest
from textual.widgets import Input

import gdengine as gd
from tests.tui.conftest import Lab, Opened
from tests.tui.terrains import CAMEL, RAVINE, THREE_VALLEYS, TWO_VALLEYS, fates_found, session_on
from tui.lab.keys.actions import TERRAIN
from tui.lab.text.language import LANGUAGES, set_language
from tui.plots.terrain_plot import TerrainPlot

LOGARITHM = gd.Curve("x - log(x)", domain=(-3, 3), start=2.0)
SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]
BOWL = gd.TERRAINS["bowl"]


def title(lab: Lab) -> str:
    """What the frame of the picture says of the ball."""
    return str(lab.screen.query_one(TerrainPlot).border_title)


# A typed start


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("terrain", "typed", "said"),
    [
        (TWO_VALLEYS, "3.5", "x = 3.5 is outside the domain, -3.0 to 3.0"),
        (TWO_VALLEYS, "-1e300", "x = -1e+300 is outside the domain"),
        (TWO_VALLEYS, "nan", "type a number"),
        (TWO_VALLEYS, "", "Nothing typed"),
        (LOGARITHM, "-1", "no value or no slope at -1.0"),
        (LOGARITHM, "0", "no value or no slope at 0.0"),
    ],
)
async def test_a_start_that_cannot_be_is_said_and_stays_as_typed(
    opened: Opened, size: tuple[int, int], terrain: gd.Curve, typed: str, said: str
) -> None:
    async with opened(size, mode=TERRAIN, session=session_on(terrain, 0.01, steps=3)) as lab:
        before = lab.frame.run
        await lab.press("w")
        await lab.type(typed)
        await lab.press("enter")
        assert lab.frame.run == before
        assert isinstance(lab.app.focused, Input)
        assert lab.app.focused.value == typed
        assert said in " ".join(" ".join(lab.shown("#settings")).split())
        await lab.press("escape")
        assert lab.frame.run == before
        assert lab.app.focused is None


async def test_a_typed_start_begins_a_run_there(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=session_on(TWO_VALLEYS, 0.05, steps=3)) as lab:
        await lab.press("w", *"-2.5", "enter")
        assert lab.frame.experiment.start == (-2.5,)
        assert (lab.frame.index, [ghost.newest for ghost in lab.frame.ghosts]) == (0, [3])
        await lab.press("z")
        assert (lab.frame.experiment.start, lab.frame.index) == ((2.2,), 3)


async def test_on_a_surface_both_parameters_can_be_typed(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=session_on(CAMEL)) as lab:
        await lab.press("w")
        await lab.type("1.5")
        await lab.press("tab")
        await lab.type("-0.5")
        await lab.press("enter")
        assert lab.frame.experiment.start == (1.5, -0.5)


# Leaving the picture, and coming back


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", LANGUAGES)
async def test_a_ball_that_flies_off_is_shown_leaving_and_comes_back(
    opened: Opened, size: tuple[int, int], code: str
) -> None:
    set_language(code)
    async with opened(size, mode=TERRAIN, session=session_on(BOWL, 0.1)) as lab:
        first = lab.frame.step
        await lab.press("l", *"1.2", "enter", "r", "right_square_bracket")
        await lab.act("screen.go_to('terrain')")  # a small screen shows the settings since they were typed
        (x,) = lab.frame.step.params
        assert abs(x) > 30
        picture = "\n".join(lab.shown("#terrain"))
        assert "◉" not in picture
        assert any(arrow in picture for arrow in "←→↖↗")
        assert f"{abs(x):.2f}"[:4] in title(lab)
        await lab.press("r")
        assert lab.frame.step.params == first.params
        assert "◉" in "\n".join(lab.shown("#terrain"))
        await lab.press("z")
        assert lab.frame.step.params == (x,)
        await lab.press("z", "z")
        assert "◉" in "\n".join(lab.shown("#terrain"))


async def test_a_ball_that_is_lost_among_the_numbers_does_not_end_the_lab(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=session_on(TWO_VALLEYS, 0.5)) as lab:
        await lab.press(*["right_square_bracket"] * 3)
        assert lab.frame.step.status is gd.Status.NONFINITE
        last = lab.frame.index
        for key in ("right", "space", "g", "h", "h", "h", "E", "E", "t", "full_stop", "end"):
            await lab.press(key)
        await lab.press("home", "r", "right")
        assert lab.frame.index == 1
        assert last < 30


async def test_where_the_formula_has_no_value_the_ball_stands_and_is_told(opened: Opened) -> None:
    curve = gd.Curve("log(x)", domain=(-3, 3), start=0.2)
    async with opened(mode=TERRAIN, session=session_on(curve, 0.1, steps=1)) as lab:
        await lab.press("right")
        assert lab.frame.step.params[0] < 0
        assert math.isnan(lab.frame.step.cost)
        assert "where E has no value" in title(lab)
        assert "there is no next step" in lab.text()
        await lab.press("right", "right")
        assert lab.frame.newest == lab.frame.index
        await lab.press("b")
        assert "no value" not in title(lab)


# Stepping, ghosts, changes


@pytest.mark.parametrize("terrain", [TWO_VALLEYS, THREE_VALLEYS, RAVINE, CAMEL], ids=lambda t: t.name)
async def test_stepping_back_shows_the_same_screen(opened: Opened, terrain: gd.Curve | gd.Surface) -> None:
    async with opened(mode=TERRAIN, session=session_on(terrain, 0.05)) as lab:
        seen = []
        for _step in range(12):
            seen.append((repr(lab.frame.step), lab.shown("#terrain"), lab.shown("#hand")))
            await lab.press("right")
        for before in reversed(seen):
            await lab.press("left")
            assert (repr(lab.frame.step), lab.shown("#terrain"), lab.shown("#hand")) == before


@pytest.mark.parametrize("terrain", [TWO_VALLEYS, CAMEL], ids=lambda t: t.name)
async def test_an_earlier_run_stays_as_a_ghost_until_it_is_cleared(
    opened: Opened, terrain: gd.Curve | gd.Surface
) -> None:
    async with opened(mode=TERRAIN, session=session_on(terrain, 0.05, steps=8)) as lab:
        await lab.press("r")
        haunted = lab.shown("#terrain")
        assert len(lab.frame.ghosts) == 1
        await lab.press("c")
        assert lab.frame.ghosts == ()
        assert lab.shown("#terrain") != haunted


async def test_a_change_in_mid_run_holds_from_there_on_and_is_taken_back(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=session_on(THREE_VALLEYS, 0.1, steps=10)) as lab:
        await lab.press(*["left"] * 4)
        await lab.press("o")
        frame = lab.frame
        assert (frame.index, frame.newest) == (6, 6)
        assert frame.experiment.optimizer == gd.sgd(momentum=0.9)
        assert "◆ from here on: momentum" in lab.text()
        assert [ghost.newest for ghost in frame.ghosts] == [10]
        await lab.press(*["right"] * 5)
        moved = lab.frame.step.params
        plain = frame.ghosts[0].history.at(10).params
        assert moved[0] > plain[0]  # momentum goes further down the same slope
        await lab.press("z")
        assert (lab.frame.index, lab.frame.newest) == (6, 10)
        await lab.press("Z")
        assert lab.frame.newest == 11


@pytest.mark.parametrize("terrain", [THREE_VALLEYS, CAMEL], ids=lambda t: t.name)
async def test_every_optimizer_in_turn_draws_every_panel(
    opened: Opened, terrain: gd.Curve | gd.Surface
) -> None:
    async with opened(mode=TERRAIN, session=session_on(terrain, 0.05)) as lab:
        seen = set()
        for _turn in range(10):
            seen.add(repr(lab.frame.experiment.optimizer))
            await lab.press("right", "right", "h", "o")
        assert len(seen) == 9
        assert lab.frame.index == 20


async def test_what_the_lab_suggests_can_be_taken(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=session_on(BOWL, 1.3, steps=9)) as lab:
        await lab.press("t")
        assert lab.frame.learning_rate < 1.0
        await lab.press(*["right_square_bracket"] * 3)
        assert lab.frame.step.cost < 1e-3


async def test_resizing_keeps_all(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=session_on(CAMEL, 0.05, steps=9)) as lab:
        await fates_found(lab)
        before, seen = lab.frame.run, lab.text()
        for size in ((60, 20), (40, 10), (200, 60), (80, 24), (1, 1), (120, 40)):
            await lab.resize(*size)
            assert lab.frame.run == before
        await fates_found(lab)
        assert lab.text() == seen
