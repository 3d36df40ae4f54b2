"""Terrain by the installed command in a real terminal: a terrain by name, a formula, no colours, ASCII."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.tui.terminal import Terminal
from tests.tui.test_terminal_signs import colours

BRAILLE = {chr(code) for code in range(0x2801, 0x2900)}


def test_the_three_valleys_by_hand(terminal: Callable[..., Terminal]) -> None:
    lab = terminal("--terrain", "three valleys")
    lab.until("Terrain · three valleys", "slope −1.28, so to the right", "A −1.91", "C 4")
    assert "Last session" not in lab.text()
    lab.press("nnn")
    lab.until("3/")
    lab.press("bbb")
    lab.until("slope −1.28, so to the right")
    lab.press("l4\rr]]]]")
    lab.until("lr 4", "◉")
    lab.press("E")
    lab.until("with the learning rate 4")
    lab.press("q")
    assert lab.ended() == 0


def test_a_formula_with_its_domain(terminal: Callable[..., Terminal]) -> None:
    lab = terminal("--formula", "x**4 - 4*x**2 + x", "--domain", "-3,3")
    lab.until("x**4 - 4*x**2 + x", "◉", "✕")
    lab.press("F2x\r")
    lab.until("column 2", "to multiply, write *")
    lab.press("\x1b")
    lab.wait(lambda: "column 2" not in lab.text(), "the dialog's end")
    lab.press("D")
    lab.until("Terrains", "Rosenbrock")
    lab.press("qn")
    lab.until("1/")
    lab.press("q")
    assert lab.ended() == 0


@pytest.mark.parametrize("sizes", [[(80, 24), (120, 40)], [(60, 20), (30, 8), (120, 40)]])
def test_it_is_drawn_again_at_another_size(
    terminal: Callable[..., Terminal], sizes: list[tuple[int, int]]
) -> None:
    lab = terminal("--terrain", "ravine")
    before = lab.until("Terrain · ravine", "✕", "0/")
    lab.wait(lambda: "·" not in strip_cells(lab), "all fates")
    before = lab.text()
    for columns, rows in sizes:
        lab.resize(columns, rows)
        lab.wait(lambda: "gdlab" in lab.text() or "60" in lab.text(), "a picture")
    lab.wait(lambda: lab.text() == before, "the same picture")
    lab.press("q")
    assert lab.ended() == 0


def strip_cells(lab: Terminal) -> str:
    rows = lab.text().split("\n")
    place = next((y for y, row in enumerate(rows) if "ends with each learning rate" in row), None)
    return "·" if place is None else rows[place + 1][:60]


def test_with_no_color_no_colour_is_written(
    terminal: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    lab = terminal("--terrain", "three-hump camel")
    written = lab.recorded()
    lab.until("three-hump camel", "✕", "◇")
    lab.press("nnnD")
    lab.until("Rosenbrock")
    lab.press("q")
    lab.wait(lambda: "Rosenbrock" not in lab.text(), "the menu's end")
    lab.press("F2x")
    lab.until("column 2")
    lab.press("\x1b")
    lab.wait(lambda: "column 2" not in lab.text(), "the dialog's end")
    lab.press("q")
    assert lab.ended() == 0
    assert colours(written.getvalue()) == set()


def test_a_terminal_without_unicode_gets_ascii(
    terminal: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    lab = terminal("--terrain", "two valleys")
    lab.until("two valleys", "@", "0/")
    assert not BRAILLE & set(lab.text())
    lab.press("D")
    lab.until("Rosenbrock")
    assert not BRAILLE & set(lab.text())
    lab.press("qq")
    assert lab.ended() == 0
