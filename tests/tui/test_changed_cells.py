"""Only the cells that differ are written, and the terminal shows the same as if all were."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pyte
import pytest
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from tui.look.changed_cells import ShownCells

COLUMNS, ROWS = 30, 4
SIGNS = [" ", " ", " ", "a", "7", "−", "⠑", "█", "가", "값"]
INKS = [None, "red", "#102030", "#ffffff"]

Run = tuple[int, int, list[Segment]]


def style(chance: random.Random) -> Style | None:
    if chance.random() < 0.1:
        return None
    marks = {mark: True for mark in ("bold", "italic", "underline", "reverse") if chance.random() < 0.15}
    return Style(color=chance.choice(INKS), bgcolor=chance.choice(INKS), **marks)


def line(chance: random.Random, width: int) -> list[Segment]:
    """Random segments, `width` cells long."""
    segments: list[Segment] = []
    while (left := width - sum(cell_len(text) for text, _, _ in segments)) > 0:
        text = ""
        for sign in chance.choices(SIGNS, k=chance.randint(1, 8)):
            text += sign if cell_len(text + sign) <= left else ""
        segments.append(Segment(text or " ", style(chance)))
    return segments


def picture(chance: random.Random) -> list[Run]:
    """Runs at random places; each covers what is right of it as far as the next, so no sign is cut."""
    runs: list[Run] = []
    for y in range(ROWS):
        for x in sorted(chance.sample(range(COLUMNS), chance.randint(0, 2))):
            if runs and runs[-1][1] == y:
                start, _, old = runs.pop()
                runs.append((start, y, old and line(chance, x - start)))
            runs.append((x, y, line(chance, COLUMNS - x)))
    return runs


def looks(screen: pyte.Screen) -> list[list[tuple[object, ...]]]:
    """All that can be seen: a blank has neither ink nor weight."""
    return [
        [
            (cell.data, cell.bg, cell.underscore, cell.reverse)
            if cell.data == " " and not (cell.underscore or cell.reverse)
            else (cell.data, cell.fg, cell.bg, cell.bold, cell.italics, cell.underscore, cell.reverse)
            for cell in (screen.buffer[y][x] for x in range(COLUMNS))
        ]
        for y in range(ROWS)
    ]


def plainly(runs: Iterable[Run]) -> str:
    """The runs written whole, each piece in its full style."""
    return "".join(
        f"\x1b[{y + 1};{x + 1}H" + "".join((style or Style()).render(text) for text, style, _ in segments)
        for x, y, segments in runs
    )


@pytest.mark.parametrize("seed", range(60))
def test_it_looks_as_if_everything_were_written(seed: int) -> None:
    chance, shown = random.Random(seed), ShownCells()
    lean, full = pyte.Screen(COLUMNS, ROWS), pyte.Screen(COLUMNS, ROWS)
    lean_stream, full_stream = pyte.Stream(lean), pyte.Stream(full)
    for _ in range(12):
        runs = picture(chance)
        lean_stream.feed(shown.update(runs, ColorSystem.TRUECOLOR))
        full_stream.feed(plainly(runs))
        assert looks(lean) == looks(full)


def test_what_is_there_is_not_written_again() -> None:
    shown, runs = ShownCells(), picture(random.Random(1))
    first = shown.update(runs, ColorSystem.TRUECOLOR)
    assert len(first) > 100
    assert shown.update(runs, ColorSystem.TRUECOLOR) == ""
    shown.forget()
    assert shown.update(runs, ColorSystem.TRUECOLOR) == first
    assert shown.update(runs, ColorSystem.STANDARD) != ""


def test_one_digit_costs_a_move_and_a_digit() -> None:
    shown, quiet = ShownCells(), Style(color="#808080", bgcolor="#101010")
    shown.update([(3, 0, [Segment("step 12 of 20", quiet)])], ColorSystem.TRUECOLOR)
    written = shown.update([(3, 0, [Segment("step 13 of 20", quiet)])], ColorSystem.TRUECOLOR)
    assert written == "\x1b[1;10H\x1b[38;2;128;128;128;48;2;16;16;16m3\x1b[m"


def test_without_colours_no_style_is_written() -> None:
    written = ShownCells().update([(0, 0, [Segment("a", Style(color="red", bold=True))])], None)
    assert written == "\x1b[1;1Ha"


def test_joined_signs_stay_together() -> None:
    shown = ShownCells()
    shown.update([(0, 0, [Segment("e\u0301x")])], ColorSystem.TRUECOLOR)
    assert shown.update([(0, 0, [Segment("o\u0301x")])], ColorSystem.TRUECOLOR) == "\x1b[1;1Ho\u0301x"
