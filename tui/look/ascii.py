"""The lab drawn in ASCII: a filter replaces signs in every painted line, cell by cell.

Widgets need not know of it: frames, plots, bars, marks and Textual's own widgets are all filtered.
Letters stay as they are, also in Korean and in formulas.
"""

from __future__ import annotations

from typing import Final

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

SIGNS_BY_ASCII: Final = {
    "+": "╭╮╰╯┌┐└┘┏┓┗┛╔╗╚╝├┤┬┴┼┝┥┠┨┣┫┳┻╋╠╣╦╩╬▛▜▙▟┿╂╿╽",
    "-": "─╌┄┈╴╶▔▀▄−–—",
    "=": "━═╍┅┉╸╺▃▅▆▇",
    "_": "▁▂",
    "|": "│╎┆┊┃╏┇┋║╵╷╹╻▌▐▊▋▍▎▉▏▕▷▖▗▘▝",
    "#": "█▓■◼▮◆",
    ":": "▒",
    ".": "░∙⋅◦",
    "*": "◇✱★☆•",
    "O": "○◌",
    "o": "●⬤▫",
    "s": "□◻",
    "@": "◉◎⊙",
    "x": "✕✖✗✘╳",
    ">": "▶▸▹►→›❯⏵",
    "<": "◀◂◃◄←‹❮⏴",
    "^": "▲△▴▵↑⏶↖↗",
    "v": "▼▽▾▿↓✓✔⏷↙↘",
    "/": "╱",
    "\\": "╲",
    "P": "⚑",
}
"""The signs that each ASCII character replaces."""


def _of_braille(dots: int) -> str:
    """The ASCII character closest to braille `dots`, the low 8 bits of the code point."""
    upper, lower = dots & 0b00011011, dots & 0b11100100
    if dots.bit_count() >= 6:
        return "#"
    if upper and lower:
        return ":"
    return "'" if upper else "." if lower else " "


ASCII_TABLE: Final = str.maketrans(
    {drawn: sign for sign, group in SIGNS_BY_ASCII.items() for drawn in group}
    | {"🔎": "> "}
    | {chr(0x2800 + dots): _of_braille(dots) for dots in range(256)}
)
"""Translation table for `str.translate`; each replacement is as wide as its sign."""


class InAscii(LineFilter):
    """Replaces every sign that the lab draws with by ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments in the same styles, with signs replaced."""
        return [
            segment if segment.text.isascii() else Segment(segment.text.translate(ASCII_TABLE), segment.style)
            for segment in segments
        ]
