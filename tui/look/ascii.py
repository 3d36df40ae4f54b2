"""The lab drawn in ASCII: what is painted is put into other signs, cell by cell, on its way out.

So every widget draws as if there were no limits, and none has to know of it: frames, plots, bars,
marks, and Textual's own. Letters stay: words, numbers and formulas are no drawing.
"""

from __future__ import annotations

from typing import Final

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

SIGNS: Final = {
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
    "^": "▲△▴▵↑⏶",
    "v": "▼▽▾▿↓✓✔⏷",
    "/": "╱",
    "\\": "╲",
}
"""For each sign what it stands for."""


def _of_braille(dots: int) -> str:
    """The sign that looks most like eight dots, given as the last eight bits of their code point."""
    upper, lower = dots & 0b00011011, dots & 0b11100100
    if dots.bit_count() >= 6:
        return "#"
    if upper and lower:
        return ":"
    return "'" if upper else "." if lower else " "


ASCII: Final = str.maketrans(
    {drawn: sign for sign, group in SIGNS.items() for drawn in group}
    | {"🔎": "> "}
    | {chr(0x2800 + dots): _of_braille(dots) for dots in range(256)}
)
"""As many cells of ASCII for each sign that is drawn."""


class InAscii(LineFilter):
    """Puts every sign that the lab draws with into ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells in the same colours, in other signs."""
        return [
            segment if segment.text.isascii() else Segment(segment.text.translate(ASCII), segment.style)
            for segment in segments
        ]
