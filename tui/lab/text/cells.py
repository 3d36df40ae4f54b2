"""How wide text is on a terminal: in cells, never in characters."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from unicodedata import category, combining, east_asian_width


@lru_cache(maxsize=4096)
def cell_len(text: str) -> int:
    """How many cells `text` takes: two for a Korean letter, none for an accent or a control character."""
    # Of what can be printed, nothing before the accents is other than one cell wide.
    if text.isprintable() and (text.isascii() or max(text) < "\u0300"):
        return len(text)
    return sum(map(_width, text))


def _width(letter: str) -> int:
    if east_asian_width(letter) in "WF":
        return 2
    return int(not combining(letter) and category(letter) != "Cc")


def first_fitting(texts: Iterable[str], room: int) -> str:
    """The first of `texts` that takes at most `room` cells; the last one where none does."""
    text = ""
    for text in texts:
        if cell_len(text) <= room:
            break
    return text
