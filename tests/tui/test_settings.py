"""Typing into the hyperparameters: taken, or refused in place."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.tui.conftest import Lab, Opened
from tui.widgets.settings import SettingsPanel


def lines(lab: Lab) -> list[tuple[str, str]]:
    """What the panel's lines are meant for, and what they say."""
    panel = lab.screen.query_one(SettingsPanel)
    return [(line.target, line.content.plain) for line in panel._lines(panel._sheet.size.width)]


def said_of(lab: Lab, name: str) -> str:
    """The lines of a setting: its value, and the sentence if it is refused."""
    return " ".join(" ".join(text.split()) for target, text in lines(lab) if target == name)


def typed(lab: Lab) -> str | None:
    """What stands in the field, None where there is none to type in."""
    field = lab.app.focused
    return field.value if isinstance(field, Input) else None


async def test_typing_0_5_and_restarting_shows_the_divergence(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("l")
        await lab.type("0.5")
        await lab.press("enter", "r")
        assert lab.app.focused is None
        assert "this will explode" in lab.said
        assert "limit 0.4333" in lab.said
        await lab.press(*["right_square_bracket"] * 3)
        assert f"{lab.frame.step.cost:.5f}" == "5223270089.75743"
        assert "Diverging" in lab.text()
        assert lab.frame.looks.log_scale


async def test_the_lab_stays_usable_to_the_end_of_numbers_and_comes_back(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("l")
        await lab.type("0.5")
        await lab.press("enter", *["plus"] * 9, "space")
        await lab.press(*["right_square_bracket"] * 110)
        assert not lab.frame.playing
        assert lab.frame.step.status == "nonfinite"
        assert "Out of numbers" in lab.text()
        for key in ("g", "g", "left", "right", "home", "end", "space", "u", "s"):
            await lab.press(key)
        await lab.press("l")
        await lab.type("0.1")
        await lab.press("enter", "r", "right")
        assert lab.frame.step.cost < 1


@pytest.mark.parametrize(
    ("key", "field", "text", "told"),
    [
        ("l", "learning_rate", "-1", "at least 0"),
        ("l", "learning_rate", "fast", "“fast”"),
        ("w", "w1", "inf", "type a number"),
        ("m", "max_steps", "2.5", "whole number"),
        ("m", "max_steps", "", "Nothing typed"),
    ],
)
async def test_bad_values_are_refused_in_place(
    opened: Opened, key: str, field: str, text: str, told: str
) -> None:
    async with opened() as lab:
        before = lab.frame
        await lab.press(key)
        await lab.type(text)
        await lab.press("enter")
        assert told in said_of(lab, field)
        assert typed(lab) == text
        assert lab.frame.experiment == before.experiment
        await lab.press("tab")
        assert told in said_of(lab, field)
        await lab.press("escape")
        assert lab.app.focused is None
        assert told not in said_of(lab, field)
        await lab.press(key)
        assert typed(lab) != text


async def test_escape_takes_back_every_refused_value(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("w", *"xy", "enter", "tab", "9", "enter")
        assert lab.frame.step.params == (1.0, 9.0)
        await lab.press("L")
        assert "수를 입력한다" in said_of(lab, "w1")
        await lab.press("L", "escape")
        assert said_of(lab, "w1") == ""
        await lab.press("M")
        assert said_of(lab, "w1") == "w start w1 1"


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_a_field_gives_the_keyboard_back(opened: Opened, key: str) -> None:
    async with opened() as lab:
        await lab.press("l", "space", "n")
        assert lab.frame.index == 0
        await lab.press("escape", "l", key, "n")
        assert lab.frame.index == 1


async def test_start_weights_and_steps(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("right", "w")
        await lab.type("-2")
        await lab.press("enter")
        assert lab.frame.step.params == (-2.0, 0.0)
        assert lab.frame.index == 0
        await lab.press("m")
        await lab.type("50")
        await lab.press("enter")
        assert lab.frame.planned == 50
        assert "0/50" in lab.text()


async def test_leaving_a_field_takes_its_value(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("l")
        await lab.type("0.2")
        await lab.press("tab")
        assert lab.frame.experiment.learning_rate == 0.2


async def click(lab: Lab, target: str, x: int = 20) -> None:
    row = [line[0] for line in lines(lab)].index(target)
    await lab.pilot.click(lab.screen.query_one(SettingsPanel)._sheet, offset=(x, row))
    await lab.pilot.pause()


async def test_a_click_changes_a_choice(opened: Opened) -> None:
    async with opened() as lab:
        await click(lab, "update")
        assert lab.frame.experiment.update == "simultaneous"
        await click(lab, "gradient_scale")
        assert lab.frame.experiment.objective.gradient_scale == "exact"


async def test_a_change_in_the_middle_forks(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("right_square_bracket", "left", "left")
        await lab.press("l")
        await lab.type("0.3")
        await lab.press("enter")
        assert (lab.frame.index, lab.frame.newest) == (8, 8)
        assert len(lab.frame.ghosts) == 1


@pytest.mark.parametrize("text", ["1e307", "1.7e308", "1e-300", "0"])
async def test_learning_rates_at_the_ends(opened: Opened, text: str) -> None:
    async with opened() as lab:
        await lab.press("l", *(("minus" if letter == "-" else letter) for letter in text), "enter")
        await lab.press("full_stop", "comma", "n", "n", "r")
        assert lab.said


async def test_a_start_beyond_numbers_is_what_is_blamed(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("w", *"1e300", "enter", "n", "r")
        assert "start weights" in lab.said
        await lab.press("w", "1", "enter", "n")
        assert lab.frame.step.cost < 1
