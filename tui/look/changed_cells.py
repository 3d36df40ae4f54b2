"""What to write to a terminal so that it shows a new picture: the cells that differ, in few bytes.

Textual writes whole lines of whole panels, and each piece of a line with its full style. Over ssh and in
a browser these bytes are the delay, so here the cells on screen are remembered.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style


class Pen(NamedTuple):
    """The SGR codes of a style. For a blank, `ink` and `marks` are None: it looks the same in any."""

    ink: str | None
    paper: str
    marks: frozenset[str] | None
    link: str = ""


Cell = tuple[str, Pen]
"""What stands in a cell, and its style; "" in the further cells of a wide character."""

DEFAULT: Final = Pen("39", "49", frozenset())
"""The terminal's own colours and no marks."""

INVISIBLE_ON_BLANKS: Final = frozenset(["1", "2", "3", "5", "6", "8"])
"""Marks (bold, dim, italic, blinking, hidden) that do not show on a blank."""

ENDS: Final = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "5": "25",
    "6": "25",
    "7": "27",
    "8": "28",
    "9": "29",
    "21": "24",
    "51": "54",
    "52": "54",
    "53": "55",
}
"""The code that ends each mark."""


class ShownCells:
    """The cells that a terminal shows, as far as they were written here."""

    def __init__(self) -> None:
        self._lines: dict[int, list[Cell | None]] = {}
        self._color_system: ColorSystem | None = None

    def forget(self) -> None:
        """Take nothing on screen for granted, after a resize, say: all is written next time."""
        self._lines.clear()

    def update(self, runs: Iterable[tuple[int, int, Iterable[Segment]]], colors: ColorSystem | None) -> str:
        """What to write for these runs of segments, each at its (x, y), to be shown in these `colors`."""
        if colors is not self._color_system:
            self._color_system = colors
            self.forget()
        written: list[str] = []
        pen = DEFAULT
        for x, y, segments in runs:
            pen = self._run(x, y, _cells(segments, colors), pen, written)
        if pen != DEFAULT:
            written.append(_change(pen, DEFAULT))
        return "".join(written)

    def _run(self, x: int, y: int, new: list[Cell], pen: Pen, written: list[str]) -> Pen:
        """Append to `written` what one run needs; returns the pen in use after it."""
        line = self._lines.setdefault(y, [])
        if len(line) < x + len(new):
            line.extend([None] * (x + len(new) - len(line)))
        old = line[x : x + len(new)]
        if old == new:
            return pen
        _spoil_halves(line, x, x + len(new))
        line[x : x + len(new)] = new
        place = -1
        for i, cell in enumerate(new):
            if cell == old[i] or i < place:
                continue
            while not new[i][0] and i > max(place, 0):
                i -= 1  # a wide character is written from its first cell
            if place < 0:
                written.append(f"\x1b[{y + 1};{x + i + 1}H")
            elif i == place + 1 and new[place][0].isascii() and _suits(pen, new[place][1]):
                written.append(new[place][0])
            elif i > place:
                written.append(f"\x1b[{i - place}C" if i > place + 1 else "\x1b[C")
            text, wanted = new[i]
            if wanted is not pen:
                written.append(_change(pen, wanted))
                pen = _after(pen, wanted)
            written.append(text)
            place = i + 1
            while place < len(new) and not new[place][0]:
                place += 1
        return pen


def _spoil_halves(line: list[Cell | None], start: int, end: int) -> None:
    """Mark as unknown what is left of wide characters that reach over the ends of what is written."""
    if start and (cell := line[start]) and not cell[0]:
        while (cell := line[start - 1]) and not cell[0]:
            start -= 1
            line[start] = None
        line[start - 1] = None
    while end < len(line) and (cell := line[end]) and not cell[0]:
        line[end] = None
        end += 1


def _cells(segments: Iterable[Segment], colors: ColorSystem | None) -> list[Cell]:
    cells: list[Cell] = []
    for text, style, control in segments:
        if control:
            continue
        pen, blank = _pens(style, colors) if style else (DEFAULT, _blank(DEFAULT))
        if text.isspace():
            cells += [(" ", blank)] * cell_len(text)
        elif len(text) == cell_len(text) and text.isprintable():
            cells += [(sign, blank if sign == " " else pen) for sign in text]
        else:
            for sign, width in _signs(text):
                cells += [(sign, pen), *[("", pen)] * (width - 1)]
    return cells


def _signs(text: str) -> list[tuple[str, int]]:
    """The characters with their widths; as one, where they join (accents, flags, families)."""
    widths = [cell_len(sign) for sign in text]
    if 0 in widths or sum(widths) != cell_len(text):
        return [(text, cell_len(text))]
    return list(zip(text, widths, strict=True))


@lru_cache(maxsize=4096)
def _pens(style: Style, colors: ColorSystem | None) -> tuple[Pen, Pen]:
    """The pen of a style, and the one of its blanks."""
    if colors is None:
        return DEFAULT, _blank(DEFAULT)
    # Only through `render` does Rich tell the codes of all marks.
    marks = style.without_color.update_link(None).render("x", color_system=colors).partition("x")[0]
    pen = Pen(
        _color(style.color, colors, True),
        _color(style.bgcolor, colors, False),
        frozenset(marks[2:-1].split(";")) - {""},
        style.link or "",
    )
    return pen, _blank(pen)


def _color(color: Color | None, colors: ColorSystem, foreground: bool) -> str:
    if color is None:
        return "39" if foreground else "49"
    return ";".join(color.downgrade(colors).get_ansi_codes(foreground=foreground))


def _blank(pen: Pen) -> Pen:
    visible = pen.link or not (pen.marks or frozenset()) <= INVISIBLE_ON_BLANKS
    return pen if visible else Pen(None, pen.paper, None)


def _suits(pen: Pen, wanted: Pen) -> bool:
    return _after(pen, wanted) == pen


@lru_cache(maxsize=4096)
def _after(pen: Pen, wanted: Pen) -> Pen:
    """The pen in use when `wanted` was asked for: a blank leaves ink and marks that do not show."""
    if wanted.ink is None:
        return Pen(pen.ink, wanted.paper, (pen.marks or frozenset()) & INVISIBLE_ON_BLANKS)
    return wanted


@lru_cache(maxsize=4096)
def _change(pen: Pen, wanted: Pen) -> str:
    """The sequence that turns `pen` into `wanted`, with only those codes that differ."""
    wanted = _after(pen, wanted)
    before, after = pen.marks or frozenset(), wanted.marks or frozenset()
    ended = {ENDS[mark] for mark in before - after}
    codes = [*sorted(ended), *sorted(mark for mark in after if mark not in before or ENDS[mark] in ended)]
    if wanted.ink != pen.ink:
        codes.append(wanted.ink or "39")
    if wanted.paper != pen.paper:
        codes.append(wanted.paper)
    colour = f"\x1b[{';'.join(codes)}m" if codes else ""
    if wanted == DEFAULT and codes:
        colour = "\x1b[m"
    return colour + (f"\x1b]8;;{wanted.link}\x1b\\" if wanted.link != pen.link else "")
