"""Settings typed at full speed into the installed command, in a real terminal."""

from __future__ import annotations

from collections.abc import Callable

from tests.tui.terminal import Terminal


def test_settings_typed_ahead_in_one_go(terminal: Callable[..., Terminal]) -> None:
    lab = terminal()
    lab.until("learning rate", "0/20")
    lab.press("l0.5\rrnnl0.1\rrw3\t-2\rm7\rurn")
    lab.until("simultaneous", "1/7", "lr 0.1")
    lab.press("Mol0.02\t0.5\t\x1b")
    lab.until("momentum ›", "less", "lr 0.02")
    lab.press("w\t\t9\rMoooo")
    lab.until("adam", "beta1", "more")
    lab.press("q")
    assert lab.ended() == 0
