"""The width of text on a terminal, in cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final, TypeVar
from unicodedata import category, east_asian_width

Choice = TypeVar("Choice")

NO_CELLS: Final = re.compile("[\u1160-\u11ff\u3164\ud7b0-\ud7ff\uffa0\U0001f3fb-\U0001f3ff]")
"""Characters shown within the cells of the letter before: Korean vowels and endings, skin tones."""

ONE_CELL: Final = re.compile("[\u00ad\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")
"""A hyphen and signs before numbers: Unicode calls them formatting, but they are visible."""

TWO_CELLS: Final = re.compile("[\u2630-\u2637\u268a-\u268f\u4dc0-\u4dff\U0001d300-\U0001d376]")
"""Two cells wide since Unicode 16, which not every Python knows."""

JOINED: Final = re.compile("\u200d.?", re.DOTALL)
"""A joiner, and the character that it joins to the one before."""

AS_PICTURE: Final = re.compile("(.)\ufe0f", re.DOTALL)
"""A character that is shown as a picture, two cells wide."""


@lru_cache(maxsize=4096)
def cell_len(text: str) -> int:
    """The number of cells of `text` as Textual paints it: two for a Korean letter, none for an accent."""
    # Every printable character before the accents is one cell wide.
    if text.isprintable() and (text.isascii() or max(text) < "\u0300"):
        return len(text)
    text = JOINED.sub("", text)
    return sum(map(_width, text)) + sum(_width(sign) == 1 for sign in AS_PICTURE.findall(text))


@lru_cache(maxsize=4096)
def _width(letter: str) -> int:
    if ONE_CELL.match(letter):
        return 1
    if category(letter) in ("Mn", "Mc", "Me", "Cc", "Cf", "Zl", "Zp") or NO_CELLS.match(letter):
        return 0
    return 2 if east_asian_width(letter) in "WF" or TWO_CELLS.match(letter) else 1


def first_fitting(texts: Iterable[str], room: int) -> str:
    """The first of `texts` that takes at most `room` cells; the last one if none does."""
    return first_within(texts, room, cell_len)


def first_within(choices: Iterable[Choice], room: int, width: Callable[[Choice], int]) -> Choice:
    """The first of `choices` whose `width` is at most `room`; the last one if none fits."""
    for choice in choices:
        if width(choice) <= room:
            break
    return choice


def shortened(text: str, room: int) -> str:
    """`text`, or if it takes more than `room` cells its beginning with "…"."""
    if cell_len(text) <= room:
        return text
    kept = text[: max(0, room - 1)]
    while kept and cell_len(kept) > room - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…" if room > 0 else ""
