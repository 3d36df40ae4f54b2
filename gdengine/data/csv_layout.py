"""How a text file's columns are laid out: what separates them, their names, which hold numbers."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from gdengine.data.number_format import is_number

Separator = str | None
"""What stands between two columns; None for any run of blanks."""

TRIED_SEPARATORS: Final[tuple[Separator, ...]] = ("\t", ";", ",", None)
"""The separators that are tried, the least ambiguous first."""

MISSING_VALUES: Final = frozenset(
    {"", "na", "n/a", "#n/a", "n.a.", "<na>", "null", "none", "nil", "-", "--", "–", "—", ".", "..", "?"}
)
"""What programs write where a value is missing."""

STRONG_SEPARATORS: Final[tuple[Separator, ...]] = ("\t", ";", "|")
"""Between these a cell may hold a decimal comma, or blanks within a number."""

HEAD_CHARACTERS: Final = 200_000
"""Characters at the start of a file that decide what separates the columns."""


class Row(NamedTuple):
    """The cells of one row, and the line it begins on, counted from 1."""

    line: int
    cells: list[str]


def is_missing(cell: str) -> bool:
    """Whether `cell` stands for no value."""
    return cell.strip().lower() in MISSING_VALUES


def is_blank(cells: Sequence[str]) -> bool:
    """Whether a row is empty, or nothing but separators."""
    return not any(cells) or all(not cell or cell.isspace() for cell in cells)


def used_width(cells: Sequence[str]) -> int:
    """How many cells a row has, empty ones at its end not counted."""
    return max((i for i, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def best_separator(lines: Iterable[str], quoted: bool) -> Separator:
    """The separator that cuts the first lines into the most even rows with the most numbers in them."""
    head = list(_head(lines))
    return max(TRIED_SEPARATORS, key=lambda separator: _fitness(head, separator, quoted))


def column_width(first: Row, others: Sequence[Row]) -> int:
    """How many columns there are: as many as the first row has, unused ones at the end not counted."""
    used = max((used_width(row.cells) for row in others), default=0)
    return max(used_width(first.cells), min(used, len(first.cells)))


def is_words(cells: Sequence[str]) -> bool:
    """Whether a row has some word, and no number."""
    words = [cell for cell in cells if not is_missing(cell)]
    return bool(words) and not any(is_number(word, blanks=True) for word in words)


def blanks_in_numbers(separator: Separator) -> bool:
    """Whether a blank within a cell can separate thousands, as in 1 234."""
    return separator in STRONG_SEPARATORS


def is_number_column(rows: Sequence[Row], i: int) -> bool:
    """Whether at least half of what stands at position `i` are numbers: the others are then errors."""
    filled = [row.cells[i] for row in rows if i < len(row.cells) and not is_missing(row.cells[i])]
    numbers = sum(is_number(cell, blanks=True) for cell in filled)
    return numbers > 0 and 2 * numbers >= len(filled)


def _head(lines: Iterable[str]) -> Iterator[str]:
    room = HEAD_CHARACTERS
    for line in islice((line for line in lines if line and not line.isspace()), 100):
        yield line
        room -= len(line)
        if room < 0:
            return


def _fitness(head: Sequence[str], separator: Separator, quoted: bool) -> tuple[float, float]:
    try:
        rows = list(_cut(head, separator, quoted))
    except csv.Error:
        return (0.0, 0.0)
    widths = Counter(width for row in rows if (width := used_width(row)) > 1)
    if not widths:
        return (0.0, 0.0)
    even = max(widths.values()) / len(rows)
    # The first row may be names.
    cells = [cell for row in rows[1:] or rows for cell in row if cell.strip()]
    blanks = blanks_in_numbers(separator)
    numbers = sum(is_number(cell, blanks) for cell in cells) / max(len(cells), 1)
    return (even * numbers, even)


def _cut(head: Sequence[str], separator: Separator, quoted: bool) -> Iterator[list[str]]:
    if quoted:
        return csv.reader(head, delimiter=separator or " ", skipinitialspace=True)
    return (line.split(separator) for line in head)
