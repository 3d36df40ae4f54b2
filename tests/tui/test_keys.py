"""Every key does what the help says."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import CommandPalette

from tests.tui.conftest import Opened
from tui.dialogs.help import HelpScreen
from tui.lab.files.preferences import Preferences
from tui.lab.keys.actions import FIT, MODES
from tui.lab.keys.user_keymap import actions
from tui.lab.text.language import language, set_language
from tui.look.themes import LIGHT, TITLES

LONG = "100000"
"""A planned number of steps that playing does not reach during a test, however busy the machine is."""


async def test_stepping_on_and_back_shows_identical_numbers(opened: Opened) -> None:
    async with opened() as lab:
        seen = [lab.frame.step]
        for _ in range(20):
            await lab.press("right")
            seen.append(lab.frame.step)
        assert [step.index for step in seen] == list(range(21))
        assert f"{lab.frame.step.cost:.5f}" == "0.00115"
        for step in reversed(seen[:-1]):
            await lab.press("left")
            assert lab.frame.step == step


async def test_the_other_keys_of_moving(opened: Opened) -> None:
    async with opened() as lab:
        for key, index in [
            ("n", 1), ("b", 0), ("b", 0), ("right_square_bracket", 10), ("pagedown", 20), ("pageup", 10),
            ("left_square_bracket", 0), ("end", 20), ("0", 0), ("dollar_sign", 20), ("home", 0),
        ]:  # fmt: skip
            await lab.press(key)
            assert lab.frame.index == index, key
        assert lab.frame.newest == 20


async def test_more_than_the_planned_steps_can_be_taken(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press(*["right_square_bracket"] * 3, "right")
        assert lab.frame.index == 31


async def test_play_pause_and_speed(opened: Opened) -> None:
    async with opened() as lab:
        assert lab.frame.speed == 10
        await lab.press("plus")
        assert lab.frame.speed == 20
        await lab.press("minus", "minus")
        assert lab.frame.speed == 5
        await lab.press("m", *LONG, "enter", *["plus"] * 4, "space")
        assert lab.frame.playing
        await lab.until(lambda: lab.frame.index >= 3)
        await lab.press("space")
        assert not lab.frame.playing
        index = lab.frame.index
        await lab.press("g")
        assert lab.frame.index == index


async def test_playing_stops_at_the_planned_end(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press(*["plus"] * 9, "space")
        await lab.until(lambda: not lab.frame.playing)
        assert lab.frame.index == 20


async def test_a_step_pauses(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("m", *LONG, "enter", "space")
        assert lab.frame.playing
        await lab.press("right")
        assert not lab.frame.playing


async def test_restart_begins_again_and_leaves_a_ghost(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("right_square_bracket", "r")
        assert (lab.frame.index, lab.frame.newest) == (0, 0)
        assert [ghost.newest for ghost in lab.frame.ghosts] == [10]
        await lab.press("c")
        assert lab.frame.ghosts == ()


async def test_nudging_marks_the_log(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("right", "right", "full_stop")
        assert lab.frame.experiment.learning_rate == 0.11
        assert "◆ from here on: lr 0.11" in lab.text()
        await lab.press(*["right_square_bracket"] * 3, "u")
        assert "◆ from here on: simultaneous" in lab.text()
        await lab.press("s", "home", "end")
        assert "◆ from here on: simultaneous, exact" in lab.text()
        await lab.press("right")
        assert lab.frame.step.learning_rate == 0.11
        await lab.press("comma")
        assert lab.frame.experiment.learning_rate == 0.1


async def test_order_scale_and_axis(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("u")
        assert lab.frame.experiment.update == "simultaneous"
        assert "0.1693" in lab.text()
        await lab.press("s")
        assert lab.frame.experiment.objective.gradient_scale == "exact"
        assert "0.2539" in lab.text()
        assert "· log" in lab.text()
        await lab.press("g")
        assert "· linear" in lab.text()


async def test_language_and_theme_change_in_the_app_and_are_remembered(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("L")
        assert language() == "ko"
        assert "학습률" in lab.text()
        assert "What is happening" not in lab.text()
        await lab.press("T")
        assert lab.app.theme == LIGHT.name
        assert lab.preferences() == Preferences(language="ko", theme=LIGHT.name)
        await lab.press("L")
        assert language() == "en"


async def test_help_opens_scrolls_and_closes(opened: Opened) -> None:
    async with opened() as lab:
        for key in ("question_mark", "f1"):
            await lab.press(key)
            assert isinstance(lab.app.screen, HelpScreen)
            assert "One step on" in lab.text()
            await lab.press("escape")
            assert lab.app.screen is lab.screen


async def test_the_palette_has_every_action(opened: Opened) -> None:
    async with opened() as lab:
        set_language("ko")
        for key in ("colon", "ctrl+p"):
            await lab.press(key)
            assert isinstance(lab.app.screen, CommandPalette)
            assert "동작 찾기" in lab.text()
            await lab.press("escape")
        set_language("en")
        names = [command.title for command in lab.app.get_system_commands(lab.screen)]
        wanted = [action.help for action in actions(FIT) if action.name != "app.palette"]
        assert names[: len(wanted)] == wanted
        for panel in ("Data", "Hyperparameters", "What is happening", "Cost", "Fit", "Log"):
            assert f"Go to: {panel}" in names
            assert f"Enlarge: {panel}" in names
        assert [name for name in names if name.startswith("Theme: ")] == [
            f"Theme: {title}" for title in TITLES.values()
        ]
        assert names[-2:] == ["Language: English", "Language: 한국어"]
        for command in lab.app.get_system_commands(lab.screen):
            if command.title in ("Theme: Light", "Language: 한국어", "Enlarge: Log"):
                await command.callback()
        await lab.quiet()
        assert (lab.app.theme, language()) == (LIGHT.name, "ko")
        assert lab.screen.query_one("#log").region.width == 120
        set_language("en")
        steps = [c for c in lab.app.get_system_commands(lab.screen) if c.title == "Ten steps on"]
        await steps[0].callback()
        assert lab.frame.index == 10


@pytest.mark.parametrize("mode", MODES)
async def test_every_key_is_in_the_help_and_bound(opened: Opened, mode: str) -> None:
    async with opened(mode=mode) as lab:
        bound, own = lab.screen.active_bindings, actions(mode)
        for action in own:
            for key in action.keys:
                assert key in bound, key
        assert all(any(not key.startswith("ctrl+") for key in action.keys) for action in own)
        keys = [key for action in own for key in action.keys]
        assert len(keys) == len(set(keys))


async def test_quit(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("q")
        assert lab.app.return_code == 0


async def test_the_footer_does_what_it_says(opened: Opened) -> None:
    async with opened() as lab:
        row = lab.shown()[-1]
        await lab.click("#keys", offset=(row.index("step"), 0))
        assert lab.frame.index == 1
        await lab.click("#keys", offset=(row.index("back"), 0))
        assert lab.frame.index == 0


async def test_clicks_on_log_and_time_line_go_to_a_step(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("right_square_bracket", "home")
        log = lab.screen.query_one("#log")
        await lab.click("#log", offset=(10, 4))
        assert lab.frame.index == 2
        assert log.region.height > 5
        await lab.click("#timeline", offset=(3, 0))
        assert lab.frame.index == 0


async def test_keys_typed_ahead_are_taken_in_their_order(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press_at_once(*"nl0.5", "enter", *"rnn?", "escape", "n")
        assert lab.frame.index == 3
        assert lab.frame.experiment.learning_rate == 0.5
        assert f"{lab.frame.step.cost:.5f}" == "39.76562"


async def test_a_picture_is_saved_where_one_stands(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    set_language("ko")
    async with opened() as lab:
        await lab.press("P")
        await lab.until(lambda: list(tmp_path.glob("gdlab*.svg")))
        await lab.until(lab.said)
        assert len(lab.said()) == 1
        [picture] = tmp_path.glob("gdlab*.svg")
        assert "학습률" in picture.read_text("utf-8")


async def test_in_the_log_up_and_down_go_along_its_lines(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("right_square_bracket")
        lab.screen.set_focus(lab.screen.query_one("#log"))
        await lab.press("up", "up", "k", "down")
        assert lab.frame.index == 8
        assert lab.frame.fit.selected is None


async def test_one_key_shows_the_whole_run_and_one_the_ordinary_view(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("F", "i", "f")
        assert lab.frame.looks.view == (1, True, True)
        await lab.press("F")
        assert not lab.frame.looks.whole
        await lab.press("F", "H")
        assert lab.frame.looks.view == (0, False, False)
