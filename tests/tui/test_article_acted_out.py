"""The first half of the article, sentence by sentence: what is pressed, and what is then on the screen."""

from __future__ import annotations

import pytest

from tests.tui.conftest import Lab, Opened
from tui.lab.files import recipe
from tui.lab.keys.actions import TERRAIN
from tui.lab.session.session import Session

WORDS = "#terrain"
"""The panel with the ball; its first line says which way the next step goes."""


def on(terrain: str, rate: float, steps: int = 200) -> Session:
    return Session(
        recipe.experiment({"objective": {"terrain": terrain}, "learning_rate": rate, "max_steps": steps})
    )


async def rate(lab: Lab, text: str) -> None:
    """Type a learning rate, and begin again with it."""
    await lab.press("l")
    await lab.type(text)
    await lab.press("enter", "r")


async def to_the_end(lab: Lab) -> None:
    """Go 200 steps on."""
    for _ in range(20):
        await lab.press("right_square_bracket")


async def test_left_of_the_minimum_the_slope_is_negative_and_the_point_goes_right(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=on("bowl", 0.1)) as lab:
        await lab.press("w")
        await lab.type("-2")
        await lab.press("enter")
        assert "slope −4, so to the right; lr 0.1 × 4 = 0.4" in lab.shown(WORDS)[0]
        await lab.press("right")
        assert lab.frame.step.params == (-1.6,)


async def test_right_of_the_minimum_the_slope_is_positive_and_the_point_goes_left(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=on("bowl", 0.1)) as lab:
        assert "slope 5, so to the left; lr 0.1 × 5 = 0.5" in lab.shown(WORDS)[0]
        await lab.press("right")
        assert lab.frame.step.params == (2.0,)


async def test_at_the_minimum_the_slope_is_0_and_nothing_moves_any_more(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=on("bowl", 0.5)) as lab:
        await lab.press("right")
        assert "no slope, no step" in lab.shown(WORDS)[0]
        await lab.press("right")
        assert lab.frame.step.params == (0.0,)


async def test_taking_off_the_slope_alone_can_lead_away_and_out_of_the_picture(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=on("bowl", 1.05)) as lab:
        await to_the_end(lab)
        assert "out of" in lab.text()
        await lab.until(lambda: "✕" in lab.shown("#fates")[0])


async def test_the_slope_decides_the_direction_and_the_learning_rate_how_far(opened: Opened) -> None:
    async with opened(mode=TERRAIN, session=on("bowl", 0.1)) as lab:
        near = lab.shown(WORDS)[0]
        await lab.press("full_stop")
        assert near != lab.shown(WORDS)[0]
        assert "slope 5, so to the left" in lab.shown(WORDS)[0]


@pytest.mark.parametrize(
    ("push", "sides", "rests"),
    [
        ("0.9", True, True),  # hard: to and fro, and slowly to rest
        ("0.1", False, True),  # softly: it flows to the goal
        ("1.05", True, False),  # too hard: thrown out
        ("0.001", False, False),  # too softly: hardly on its way
    ],
)
async def test_how_hard_the_ball_is_pushed(opened: Opened, push: str, sides: bool, rests: bool) -> None:
    async with opened(mode=TERRAIN, session=on("bowl", 0.5)) as lab:
        await rate(lab, push)
        places = []
        for _ in range(10):
            places.append(lab.frame.step.params[0])
            await lab.press("right")
        assert any(place < 0.0 for place in places) == sides
        await to_the_end(lab)
        assert (abs(lab.frame.step.params[0]) < 1e-6) == rests


@pytest.mark.parametrize(
    ("push", "valley", "said"),
    [
        ("0.1", -1.914, "local minimum"),  # very softly: the first valley
        ("1", 0.857, "local minimum"),  # so so: the second one
        ("4", 4.0, "deepest valley"),  # hard enough: the global optimum
    ],
)
async def test_the_harder_map(opened: Opened, push: str, valley: float, said: str) -> None:
    async with opened(mode=TERRAIN) as lab:
        await rate(lab, push)
        await to_the_end(lab)
        assert lab.frame.step.params[0] == pytest.approx(valley, abs=2e-3)
        assert "⚑" in lab.text()
        assert said in lab.happening.lower()
