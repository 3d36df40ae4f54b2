"""Lines of styled text for a panel of a given width, and how their numbers are written."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tui.lab.text import notation
from tui.lab.text.cells import cell_len, first_within


class Span(NamedTuple):
    """Text in the style of a role (first, cost, residual, quiet, mark, strong …), or plain if that is ""."""

    text: str
    role: str = ""


Spans = tuple[Span, ...]


class Line(NamedTuple):
    """A line of text; `row` is the row of the data that it is about, `here` whether it stands out."""

    spans: Spans
    row: int | None = None
    here: bool = False

    @property
    def text(self) -> str:
        """The text without the styles."""
        return "".join(span.text for span in self.spans)


def breadth(spans: Iterable[Span]) -> int:
    """The number of cells that `spans` take."""
    return sum(cell_len(span.text) for span in spans)


def spans(*parts: str | Span | Iterable[Span]) -> Spans:
    """The parts one after the other; plain strings get the style "quiet"."""
    found: list[Span] = []
    for part in parts:
        if isinstance(part, Span):
            found.append(part)
        elif isinstance(part, str):
            found.append(Span(part, "quiet"))
        else:
            found.extend(part)
    return tuple([span for span in found if span.text])


def filled(message: str, **places: Span | str | Spans) -> Spans:
    """A translated `message` in quiet text, with its {places} filled in."""
    parts = re.split(r"{(\w+)}", message)
    return spans(*(places[part] if i % 2 else part for i, part in enumerate(parts)))


def padded(content: Iterable[Span], width: int, right: bool = False) -> Spans:
    """`content` filled up with blanks to `width` cells, at the end or, with `right`, at the start."""
    content = tuple(content)
    blank = Span(" " * (width - breadth(content)))
    return spans(blank, content) if right else spans(content, blank)


def fitting_line(width: int, candidates: Iterable[Spans]) -> list[Line]:
    """The first of `candidates` that fits on a line of `width` cells, or else the last one, wrapped."""
    return wrapped(first_within(candidates, width, breadth), width)


def wrapped(content: Iterable[Span], width: int, indent: int = 2) -> list[Line]:
    """`content` on lines of at most `width` cells, broken at blanks, all but the first indented."""
    content = tuple(content)
    if breadth(content) <= width:
        return [Line(content)]
    indent = min(indent, max(0, width - 2))
    margin = min(len(content[0].text) - len(content[0].text.lstrip(" ")), width - 2)
    lines: list[list[Span]] = [[Span(" " * margin)]]
    room, empty = width - margin, True
    for word in _words(content):
        broad = breadth(word)
        if not empty and 1 + broad > room:
            lines.append([Span(" " * indent)])
            room, empty = width - indent, True
        if not empty:
            lines[-1].append(Span(" "))
            room -= 1
        empty = False
        for letter in word if broad <= room else [Span(c, role) for text, role in word for c in text]:
            if cell_len(letter.text) > room:
                lines.append([Span(" " * indent)])
                room = width - indent
            lines[-1].append(letter)
            room -= cell_len(letter.text)
    return [Line(spans(line)) for line in lines]


def for_row(lines: Iterable[Line], row: int | None, selected: int | None) -> list[Line]:
    """`lines` with `row` as their row of the data; they stand out if it is the selected one."""
    return [line._replace(row=row, here=row is not None and row == selected) for line in lines]


def table(rows: Sequence[Sequence[Spans]], gap: int = 1) -> list[Line]:
    """A table of `rows`, the first column aligned left, the others right, `gap` cells apart."""
    widths = [max(map(breadth, column)) for column in zip(*rows, strict=True)]
    return [
        Line(
            spans(
                padded(row[0], widths[0]),
                *(
                    padded(cell, width + gap, right=True)
                    for cell, width in zip(row[1:], widths[1:], strict=True)
                ),
            )
        )
        for row in rows
    ]


def decimal_text(value: float, decimals: int = 4) -> str:
    """`value` with this number of decimals, or with two or three significant digits if it is too small."""
    if value == 0.0 or not abs(value) < 10.0 ** (1 - decimals):
        return notation.fixed(value, decimals)
    return notation.number(value, 2 if decimals == 2 else 3)


def bracketed(text: str) -> str:
    """A number as it is written after an operator: in brackets if it is negative."""
    return f"({text})" if text.startswith(notation.MINUS) else text


def sign_and_size(value: float, decimals: int) -> tuple[str, str]:
    """The sign and the absolute value of `value`, to be written after another term."""
    text = decimal_text(value, decimals)
    return (notation.MINUS, text[1:]) if text.startswith(notation.MINUS) else ("+", text)


def decimals_for(values: Iterable[float]) -> int:
    """The number of decimals, from 2 to 9, that shows two digits of the largest of `values`."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    return max(2, min(1 - math.floor(math.log10(largest)), 9)) if largest else 2


def _words(content: Iterable[Span]) -> Iterator[list[Span]]:
    """The words between blanks, each as the spans that it is made of."""
    word: list[Span] = []
    for text, role in content:
        for i, piece in enumerate(text.split(" ")):
            if i and word:
                yield word
                word = []
            if piece:
                word.append(Span(piece, role))
    if word:
        yield word
