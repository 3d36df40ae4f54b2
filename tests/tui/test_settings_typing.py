"""Typing into the settings: taken, or refused in place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual import events
from textual.widgets import Input

import gdengine as gd
from tests.tui.conftest import Opened
from tests.tui.setting_lines import click, said_of, typed
from tui.lab.files import recipe
from tui.screens.fit import FitScreen


async def test_typing_0_5_and_restarting_shows_the_divergence(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("l")
        await lab.type("0.5")
        await lab.press("enter", "r")
        assert lab.app.focused is None
        assert "this will explode" in lab.happening
        assert "limit 0.4333" in lab.happening
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


@pytest.mark.parametrize("text", ["1e307", "1.7e308", "1e-300", "0"])
async def test_learning_rates_at_the_ends(opened: Opened, text: str) -> None:
    async with opened() as lab:
        await lab.press("l", *text, "enter")
        await lab.press("full_stop", "comma", "n", "n", "r")
        assert lab.happening


async def test_a_start_beyond_numbers_is_what_is_blamed(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("w", *"1e300", "enter", "n", "r")
        assert "start weights" in lab.happening
        await lab.press("w", "1", "enter", "n")
        assert lab.frame.step.cost < 1


@pytest.mark.parametrize(
    ("keys", "experiment"),
    [
        ("l0.2\rr", {"learning_rate": 0.2}),
        ("w3\t-2\rl0.2\r", {"start": (3.0, -2.0), "learning_rate": 0.2}),
        ("url0.15\r", {"update": "simultaneous", "learning_rate": 0.15}),
        ("ol0.01\t0.5\rr", {"learning_rate": 0.01, "optimizer": gd.SGD(0.5)}),
        ("ooonnr", {"optimizer": gd.Adagrad()}),
        ("l0.3\rl0.2\rl0.1\rs", {"objective": gd.LinearRegression(gd.article(), "exact")}),
    ],
)
async def test_typing_ahead_goes_where_it_belongs(
    opened: Opened, keys: str, experiment: dict[str, object]
) -> None:
    async with opened() as lab:
        await lab.press_at_once(*keys, *"nnn")
        wanted = replace(recipe.article(), **experiment)  # type: ignore[arg-type]
        assert lab.frame.index == 3
        assert lab.frame.experiment == wanted
        assert typed(lab) is None


async def test_tab_goes_through_what_is_typed_and_back(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("o", "M", "l", *"0.02", "tab", *"0.5", "tab", *"0.1", "shift+tab")
        assert typed(lab) == "0.5"
        await lab.press("enter")
        assert lab.frame.experiment.learning_rate == 0.02
        assert lab.frame.experiment.optimizer == gd.SGD(0.5, dampening=0.1)
        await lab.press("l", "up", "7", "enter")
        assert lab.frame.planned == 7


async def test_a_seed_puts_the_start_at_random(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("n", "M", "w", "tab", "tab", "7", "enter")
        assert lab.frame.index == 0
        assert lab.frame.experiment.start == gd.random_start(lab.frame.fit.regression, 7)
        assert said_of(lab, "seed") == "random, seed •7"
        await lab.press("w", "1", "enter")
        assert said_of(lab, "seed") == "random, seed –"


async def test_what_another_setting_forbids_is_told_under_the_field(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("o", "o", "l", "tab", "0", "enter")
        told = "Nesterov needs a momentum above 0, such as 0.9."
        assert told in said_of(lab, "optimizer.momentum")
        assert typed(lab) == "0"
        assert lab.frame.experiment.optimizer == gd.SGD(0.9, nesterov=True)
        await lab.press("escape")
        assert told not in said_of(lab, "optimizer.momentum")


async def test_a_refusal_goes_with_what_caused_it(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("M")
        await click(lab, "optimizer.nesterov")
        assert "needs a momentum" in said_of(lab, "optimizer.nesterov")
        await lab.press("l", "tab", *"0.9", "enter")
        assert said_of(lab, "optimizer.nesterov") == "nesterov off ›"


async def test_the_field_is_made_when_it_is_needed_and_only_once(opened: Opened) -> None:
    async with opened() as lab:
        assert not lab.screen.query(Input)
        for _ in range(3):
            await lab.press("l", "tab", "escape", "w", "tab", "enter")
        assert len(lab.screen.query(Input)) == 1
        assert not lab.screen.query_one(Input).display
        assert isinstance(lab.app.screen, FitScreen)


async def test_another_window_in_between_loses_nothing_that_was_typed(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("l", *"0.3")
        for event in (events.AppBlur(), events.AppFocus()):
            lab.app.post_message(event)
            await lab.quiet()
        assert typed(lab) == "0.3"
        assert lab.frame.experiment.learning_rate == 0.1
        await lab.press("end", "5", "enter")
        assert lab.frame.experiment.learning_rate == 0.35
