"""Which row of a file holds the names of its columns, and whether there is one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from gdengine.data import csv_layout as layout
from gdengine.data.csv_layout import Row, Separator
from gdengine.data.number_format import is_number

FEWEST_COUNTED: Final = 3
"""Numbers in a first row that count up: from this many on they are names beyond doubt."""

USUAL_STEPS: Final = frozenset({1, 2, 5, 10, 20, 25, 50, 100, 1000})
"""From one name to the next, where there are two."""

_YEAR: Final = re.compile(r"1[5-9]\d\d|20\d\d")


def without_title(rows: Sequence[Row], separator: Separator) -> Sequence[Row]:
    """The first rows of a file without those above the table, such as a title or a source.

    They have words in them and another width than most rows, and a row of names follows; without one,
    rows of one cell are left out too, unless commas separate: x above 1,5 is a column of decimals.
    """
    widths = Counter(layout.used_width(row.cells) for row in rows[1:])
    width = max(widths, key=lambda width: (widths[width], width), default=0)
    if width < 2:
        return rows
    for i, row in enumerate(rows):
        if layout.used_width(row.cells) == width:
            titles_end = all(_is_title(above) for above in rows[:i])
            single = separator != "," and all(layout.used_width(above.cells) == 1 for above in rows[:i])
            return rows[i:] if titles_end and (single or layout.is_words(row.cells)) else rows
    return rows


def joined_names(first: Row, line: str, others: Sequence[Row], separator: Separator) -> Row:
    """The row of names, where blanks separate columns and stand within names too.

    Two blanks or a tab then separate the names; if that gives another number of them, the row is
    returned as it is.
    """
    widths = {len(row.cells) for row in others}
    if separator is None and len(widths) == 1 and len(first.cells) > min(widths):
        cells = re.split(r"\s{2,}|\t", line.strip())
        if len(cells) in widths and layout.is_words(cells):
            return Row(first.line, cells)
    return first


def has_names(first: Sequence[str], others: Sequence[Row]) -> bool | None:
    """Whether the first row holds names; None where it can as well be a row of the table.

    Words alone are names, numbers alone are none. Numbers beside a word are names where they are
    years or count up and the rows below do not, and where the word, in the first column, stands
    above numbers.
    """
    filled = [(i, cell.strip()) for i, cell in enumerate(first) if not layout.is_missing(cell)]
    numbers = [(i, cell) for i, cell in filled if is_number(cell, blanks=True)]
    words = [(i, cell) for i, cell in filled if not is_number(cell, blanks=True)]
    if not words or not numbers:
        return bool(words)
    if words[0][0] == 0 and layout.is_number_column(others, 0):
        return True
    labels = [cell for _, cell in numbers]
    below = [[row.cells[i].strip() for i, _ in numbers if i < len(row.cells)] for row in others]
    step, steps = _step(labels), {_step(cells) for cells in below}
    if all(map(_YEAR.fullmatch, labels)):
        if not below or not all(all(map(_YEAR.fullmatch, cells)) for cells in below):
            return True
        return True if step and step not in steps else None
    if not step or (len(below) > 1 and steps == {step}):
        return False
    return True if len(labels) >= FEWEST_COUNTED else None


def _is_title(row: Row) -> bool:
    return any(not is_number(cell, blanks=True) and not layout.is_missing(cell) for cell in row.cells)


def _step(cells: Sequence[str]) -> int:
    """The step in which whole numbers count up; 0 if they do not, or two of them in no usual step."""
    try:
        steps = {b - a for a, b in pairwise(map(int, cells))}
    except ValueError:
        return 0
    usual = len(cells) > 2 or steps <= USUAL_STEPS
    return max(0, *steps) if len(steps) == 1 and usual else 0
