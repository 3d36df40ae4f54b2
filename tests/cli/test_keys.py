"""`gdlab keys` prints the keys in force."""

from __future__ import annotations

import pytest

from tui.cli.main import main
from tui.lab.keys import user_keymap


def test_the_command_prints_the_keys_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    user_keymap.path().parent.mkdir(parents=True)
    user_keymap.path().write_text('step = "p"\nbogus = "x"', "utf-8")
    main(["keys"])
    said = capsys.readouterr()
    assert 'step = ["p"]' in said.out
    assert 'back = ["left", "b"]' in said.out
    assert str(user_keymap.path()) in said.out
    assert said.err == (
        "gdlab: keys.toml, line 2: there is no action “bogus”; the command gdlab keys lists them all\n"
    )
