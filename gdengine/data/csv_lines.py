"""The lines of a text, a part at a time: a file of plain numbers is never split into all its lines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from gdengine.data.text_files import is_comment

PART_CHARACTERS: Final = 1 << 16
"""Characters of whole lines that are read at once: they stay in the processor's cache."""


class Part(NamedTuple):
    """Some whole lines of a text: where the first one begins, and where the last one ends."""

    start: int
    stop: int
    text: str


class Lines:
    """The lines of `text`, whose line ends are "\\n"; those that are comments count as empty."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.length = len(text) - text.endswith("\n")
        """The characters of all the lines."""
        self._comments = "#" in text
        self._counted = (0, 0)

    @cached_property
    def all(self) -> list[str]:
        """All the lines."""
        return self.split(self._text[: self.length])

    def split(self, text: str) -> list[str]:
        """The lines of a part of the text."""
        lines = text.split("\n")
        return ["" if is_comment(line) else line for line in lines] if self._comments else lines

    def parts(self, first: int = 0) -> Iterator[Part]:
        """All lines from number `first` on, counted from 0, some at a time."""
        at, text, length = self._place(first), self._text, self.length
        while at <= length:
            stop = text.find("\n", at + PART_CHARACTERS, length)
            stop = length if stop < 0 else stop
            yield Part(at, stop, text[at:stop])
            at = stop + 1

    def numbered(self, first: int = 0) -> Iterator[tuple[int, str]]:
        """The lines from number `first` on, each with its number, both counted from 0."""
        line = first
        for part in self.parts(first):
            lines = self.split(part.text)
            yield from enumerate(lines, start=line)
            line += len(lines)

    def number_at(self, place: int) -> int:
        """The number, counted from 0, of the line that begins at `place`; quick for places in order."""
        at, line = self._counted if self._counted[0] <= place else (0, 0)
        self._counted = place, line + self._text.count("\n", at, place)
        return self._counted[1]

    def too_long(self, most: int) -> int | None:
        """The number, counted from 0, of the first line of more than `most` characters; None without one."""
        part = most // 2  # a longer line fills one of these parts of the text
        if all("\n" in self._text[i : i + part] for i in range(0, self.length - part + 1, part)):
            return None
        return next((line for line, text in enumerate(self.all) if len(text) > most), None)

    def _place(self, line: int) -> int:
        """Where line number `line` begins, or a place beyond the end."""
        at = 0
        for _ in range(line):
            at = self._text.find("\n", at, self.length) + 1
            if not at:
                return self.length + 1
        return at
