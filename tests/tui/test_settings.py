"""The settings panel: its lines, its cursor, its fold, and clicks on it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual import events

import gdengine as gd
from tests.lab.test_catalogue import TOLD, Lion
from tests.tui.conftest import Opened
from tests.tui.setting_lines import click, lines, said_of, sheet, typed
from tui.lab.files import recipe
from tui.lab.session import catalogue
from tui.lab.session.session import Session
from tui.lab.text.language import LANGUAGES, set_language
from tui.lab.wording.settings import settings
from tui.panels.settings import SettingsPanel
from tui.panels.settings_form import SettingsForm


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
            known = {setting.name: setting for setting in settings(lab.frame)}
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


async def test_a_key_before_the_panel_has_any_width_is_no_crash(opened: Opened) -> None:
    async with opened((1, 1)) as lab:
        panel = lab.screen.query_one(SettingsPanel)
        panel.action_move(1)
        await lab.resize(80, 24)
        assert "learning rate" in lab.text()
