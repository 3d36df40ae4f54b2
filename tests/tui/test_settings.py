"""Typing into the hyperparameters: taken, or refused in place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual import events
from textual.widgets import Input

import gdengine as gd
from tests.lab.test_catalogue import TOLD, Lion
from tests.tui.conftest import Lab, Opened
from tui.lab.files import recipe
from tui.lab.session import catalogue
from tui.lab.session.session import Session
from tui.lab.text.language import LANGUAGES, set_language
from tui.lab.wording.settings import settings
from tui.panels.settings import SettingsPanel
from tui.panels.settings_form import SettingsForm
from tui.panels.sheet import Sheet
from tui.screens.fit import FitScreen


def sheet(lab: Lab) -> Sheet:
    """The widget of the painted lines."""
    return lab.screen.query_one(SettingsPanel).query_one(Sheet)


def lines(lab: Lab) -> list[tuple[str, str]]:
    """The target and the text of each line of the panel."""
    panel = lab.screen.query_one(SettingsPanel)
    return [(line.target, line.content.plain) for line in panel._lines(sheet(lab).size.width)]


def said_of(lab: Lab, name: str) -> str:
    """The text of a setting's lines: its value, and the sentence if it is refused."""
    return " ".join(" ".join(text.split()) for target, text in lines(lab) if target == name)


def typed(lab: Lab) -> str | None:
    """The text of the field; None if no field is open."""
    field = lab.app.focused
    return field.value if isinstance(field, Input) else None


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


async def click(lab: Lab, target: str, x: int = 20) -> None:
    row = [line[0] for line in lines(lab)].index(target)
    await lab.click(sheet(lab), offset=(x, row))


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


async def test_the_first_few_settings_and_all_of_them(opened: Opened) -> None:
    async with opened() as lab:
        folded = ["learning_rate", "gauge", "optimizer", "update", "gradient_scale", "fold"]
        assert list(dict.fromkeys(target for target, _ in lines(lab))) == folded
        assert said_of(lab, "fold") == "M ▸ more: start, steps, schedule …"
        await lab.press("M")
        targets = [target for target, _ in lines(lab)]
        assert {"w1", "w0", "seed", "max_steps", "schedule", "batch", "stop.cycle"} < {*targets}
        await lab.press("M")
        assert list(dict.fromkeys(target for target, _ in lines(lab))) == folded
        await click(lab, "fold")
        assert said_of(lab, "fold") == "M ▾ less"


async def test_what_is_out_of_sight_is_named_on_the_fold(opened: Opened) -> None:
    experiment = replace(recipe.article(), batch=gd.MiniBatch(1), learning_rate=gd.Cosine(0.1, 20))
    async with opened(session=Session(experiment)) as lab:
        await lab.press("n")
        assert said_of(lab, "fold") == "M ▸ more: cosine, batch 1"
        assert said_of(lab, "learning_rate") == "l learning rate 0.1 → 0.0994"


async def test_typing_into_what_is_folded_unfolds_it_for_so_long(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("m")
        assert said_of(lab, "fold") == "M ▾ less"
        await lab.press("5", "0", "enter")
        assert lab.frame.planned == 50
        assert "more" in said_of(lab, "fold")
        await lab.press("w", "x", "enter", "tab", "escape")
        assert lab.app.focused is None
        assert "more" in said_of(lab, "fold")


async def test_the_cursor_goes_over_all_rows(opened: Opened) -> None:
    async with opened((80, 24)) as lab:
        panel = lab.screen.query_one(SettingsPanel)
        lab.screen.set_focus(panel)
        await lab.press("up", "down", "enter")
        assert lab.frame.experiment.optimizer == gd.SGD(0.9)
        await lab.press("left")
        assert lab.frame.experiment.optimizer == gd.SGD()
        await lab.press("left")
        assert lab.frame.experiment.optimizer == gd.Adadelta()
        await lab.press("up", "right")
        assert lab.frame.index == 1, "on a setting that is typed, the arrow steps"
        await lab.press("enter", *"0.4", "enter")
        assert lab.frame.experiment.learning_rate == 0.4
        assert lab.app.focused is panel
        await lab.press(*["down"] * 10, "enter")
        assert said_of(lab, "fold") == "M ▾ less"
        await lab.press(*["down"] * 40)
        assert panel.scroll_y == panel.max_scroll_y > 0
        await lab.press("enter")
        assert lab.frame.experiment.stop == gd.WallTime(10.0)
        await lab.press("home", "escape")
        assert lab.app.focused is None
        assert lab.frame.index == 0


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


async def test_clicks_type_and_leave_the_arrows_to_the_run(opened: Opened) -> None:
    async with opened() as lab:
        await click(lab, "learning_rate")
        assert typed(lab) == "0.1"
        await lab.press(*"0.3")
        await click(lab, "update")
        assert lab.frame.experiment.learning_rate == 0.3
        assert lab.frame.experiment.update == "simultaneous"
        await lab.press("right")
        assert lab.frame.index == 1
        assert lab.frame.experiment.update == "simultaneous"


async def test_a_click_on_the_bar_takes_that_learning_rate(opened: Opened) -> None:
    async with opened() as lab:
        bar = next(text for target, text in lines(lab) if target == "gauge")
        await click(lab, "gauge", bar.index("┃"))
        assert lab.frame.experiment.learning_rate == pytest.approx(13 / 30)
        await click(lab, "gauge", bar.index("┴"))
        assert lab.frame.experiment.learning_rate == 0.3448
        await click(lab, "gauge", 2)
        assert lab.frame.experiment.learning_rate == 0


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_no_label_is_cut_and_nothing_is_wider_than_the_panel(
    opened: Opened, size: tuple[int, int], code: str
) -> None:
    set_language(code)
    async with opened(size) as lab:
        await lab.press("M", "m", "x", "enter")
        for _ in range(9):
            await lab.press("escape", "o")
            width, shown = sheet(lab).size.width, lines(lab)
            known = {setting.name: setting for setting in settings(lab.frame, {})}
            assert max(cell_len(text) for _, text in shown) <= width
            for target, text in shown:
                setting = known.get(target)
                if setting is not None:
                    assert setting.label in text
                    assert setting.shown(setting.text)[: width - 19] in text


def test_every_width_can_be_written_for() -> None:
    form = SettingsForm()
    form.show(Session(replace(recipe.article(), optimizer=gd.Adam())).frame())
    form.unfold()
    form.refused["learning_rate"] = "xyz"
    for width in range(1, 200):
        assert len(form.lines(width, True)) >= 20


async def test_the_edited_row_is_in_sight_in_a_low_panel(opened: Opened) -> None:
    async with opened((80, 24)) as lab:
        panel = lab.screen.query_one(SettingsPanel)
        for key in ("m", "w", "l"):
            await lab.press(key)
            await lab.until(lambda: lab.app.focused.region in panel.region)  # type: ignore[union-attr]
            await lab.press("escape")


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


async def test_the_wheel_scrolls(opened: Opened) -> None:
    async with opened((80, 24)) as lab:
        await lab.press("M", "l", "escape")
        panel = lab.screen.query_one(SettingsPanel)
        await lab.until(lambda: panel.max_scroll_y > 5)
        panel.scroll_to(y=0, animate=False)
        await lab.quiet()
        x, y = panel.region.x + 5, panel.region.y + 5
        lab.app.post_message(events.MouseScrollDown(None, x, y, 0, 1, 0, False, False, False, x, y))
        await lab.until(lambda: panel.scroll_y > 0)


async def test_an_optimizer_of_one_class_and_one_row_is_chosen_and_set(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "OPTIMIZERS", (*catalogue.OPTIMIZERS, TOLD))
    async with opened() as lab:
        await lab.press(*"o" * (len(catalogue.OPTIMIZERS) - 1))
        assert lab.frame.experiment.optimizer == Lion()
        assert "lion" in said_of(lab, "optimizer")
        assert "0.9" in said_of(lab, "optimizer.betas.0")
        await lab.press("l", "tab")
        await lab.type("0.8")
        await lab.press("enter", "n", "n")
        assert lab.frame.experiment.optimizer == Lion((0.8, 0.99))
        assert lab.frame.index == 2
        await lab.press("M")
        assert said_of(lab, "optimizer.weight_decay") == "weight_decay 0"
        await lab.press("left", "left")
        assert "Theory has no word on Lion" in lab.happening
        assert "Lion goes as far for a small slope" in " ".join(lab.text().split())
