"""The keys of the user's own file, in the lab."""

from __future__ import annotations

from tests.tui.conftest import Opened
from tests.tui.test_keys import LONG
from tui.lab.keys import user_keymap


def keep(text: str) -> None:
    user_keymap.path().parent.mkdir(parents=True, exist_ok=True)
    user_keymap.path().write_text(text, "utf-8")


async def test_the_lab_goes_by_the_users_keys(opened: Opened) -> None:
    keep('step = ["f5", "f2"]\nback = "?"\nhelp = "f3"\nleave = "f4"')
    async with opened() as lab:
        await lab.press("f5", "f2", "f5")
        assert lab.frame.index == 3
        await lab.press("question_mark")
        assert lab.frame.index == 2
        await lab.press("right", "n", "b")
        assert lab.frame.index == 2
        footer = lab.shown()[-1]
        assert "f5 step" in footer
        assert "? back" in footer
        assert "f3 help" in footer
        names = {command.title: command.help for command in lab.app.get_system_commands(lab.screen)}
        assert names["One step on"].endswith("· f5")
        await lab.press("f3")
        assert "f5 f2      One step on" in lab.text()


async def test_keys_that_change_places(opened: Opened) -> None:
    keep('step = ["left", "n"]\nback = ["right", "b"]\nplay = "r"\nrestart = "space"')
    async with opened() as lab:
        await lab.press("left", "left", "left", "n", "right")
        assert lab.frame.index == 3
        await lab.press("space")
        assert (lab.frame.index, lab.frame.playing) == (0, False)
        await lab.press("m", *LONG, "enter", "r")
        assert lab.frame.playing


async def test_a_fault_is_said_and_the_usual_keys_stay(opened: Opened) -> None:
    keep('stpe = "p"\nrestart = "space"\nquit = "f10"')
    async with opened() as lab:
        told = lab.said()
        assert len(told) == 2
        assert "keys.toml, line 1" in told[0]
        assert "keys.toml, line 2" in told[1]
        await lab.press("m", *LONG, "enter", "right", "space")
        assert lab.frame.playing
