"""The output to a real terminal without colours, in its own colours, and without Unicode."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.terminal import Terminal

COLOUR = re.compile(rb"\x1b\[([\d;]*)m")


def colours(written: bytes) -> set[str]:
    """The kinds of colour codes in `written`: "true", "palette", or "own" for the terminal's 16 colours."""
    found = set()
    for codes in COLOUR.findall(written):
        numbers = [int(number or 0) for number in codes.split(b";")]
        while numbers:
            number = numbers.pop(0)
            if number in (38, 48):
                found.add("true" if numbers[0] == 2 else "palette")
                numbers = numbers[4 if numbers[0] == 2 else 2 :]
            elif number % 60 in range(30, 38) or number in range(40, 48) or number in range(100, 108):
                found.add("own")
    return found


def tour(lab: Terminal) -> None:
    """Visit the main screens, then quit."""
    lab.until("0/20")
    lab.press("nn")
    lab.until("2/20", "0.26300")
    lab.press("\t\tx")
    lab.wait(lambda: "Log" not in lab.text(), "one panel large")
    lab.press("x?")
    lab.until("Escape closes")
    lab.press("q:")
    lab.until("Find an action")
    lab.press("\x1b")
    lab.wait(lambda: "Find an action" not in lab.text(), "the palette's end")
    lab.press("l0.5\rrn")
    lab.until("9.58333", "1/20")
    lab.press("q")
    assert lab.ended() == 0


def test_with_no_color_no_colour_is_written(
    terminal: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    lab = terminal()
    written = lab.recorded()
    tour(lab)
    assert b"gdlab" in written.getvalue()
    assert colours(written.getvalue()) == set()


def test_otherwise_there_are_colours(terminal: Callable[..., Terminal]) -> None:
    lab = terminal()
    written = lab.recorded()
    tour(lab)
    assert "true" in colours(written.getvalue())


def test_the_terminals_own_colours_are_asked_for_by_number(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    kept = tmp_path / "home" / "gdlab" / "preferences.json"
    kept.parent.mkdir(parents=True)
    kept.write_text('{"theme": "gdlab-ansi-dark"}')
    lab = terminal()
    written = lab.recorded()
    tour(lab)
    assert colours(written.getvalue()) == {"own"}


def test_a_terminal_without_unicode_gets_ascii(
    terminal: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    lab = terminal()
    written = lab.recorded()
    lab.until("0/20", "+- Data")
    lab.press("n")
    lab.until("0.35560")
    lab.press("q")
    assert lab.ended() == 0
    assert b"\\u" not in written.getvalue()
