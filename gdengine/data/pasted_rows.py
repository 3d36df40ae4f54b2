"""Points from pasted rows, whatever separates the two numbers of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from gdengine.data import csv_layout as layout
from gdengine.data.csv_cells import NumberReader, doubtful, ragged, unsure_of_names
from gdengine.data.csv_layout import STRONG_SEPARATORS, Row, Separator
from gdengine.data.csv_names import has_names
from gdengine.data.dataset import NO_NAMES, Dataset
from gdengine.data.number_format import decimal_mark, readings
from gdengine.data.text_files import DataError, Trouble, is_comment

REPORT_EVERY: Final = 8192
"""Rows read between two calls of `progress`."""

READINGS: Final = 4
"""How many times each line is looked at: cut, blank or not, its separator, its numbers."""

Seen = TypeVar("Seen")


def parse_rows(
    text: str,
    *,
    header: bool | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    progress: Callable[[float], object] | None = None,
) -> Dataset:
    """The points in pasted rows of two numbers: "1 2", "1, 2", "1; 2" or with a tab, also mixed.

    A first row of words is taken for names; `header`, `decimal`, `thousands` and `progress` are those of
    read_csv. Raises DataError that names line and column.
    """
    asked = decimal_mark(decimal, thousands)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    told = _Progress(progress, READINGS * len(lines))
    rows = [Row(i, _pasted(line)) for i, line in enumerate(told.along(lines), 1) if not is_comment(line)]
    rows = [row for row in told.along(rows) if not layout.is_blank(row.cells)]
    if rows and header is None:
        header = has_names(rows[0].cells, rows[1:])
        if header is None:
            raise unsure_of_names(None, rows[0])
    names = [cell.strip() for cell in rows[0].cells] if header and rows else []
    rows = rows[1:] if header else rows
    if not rows:
        raise DataError(Trouble.NO_POINTS, "no points: give at least one row of two numbers, x and y")
    separators = [_pasted_separator(lines[row.line - 1]) for row in told.along(rows)]
    numbers = NumberReader(asked, chosen=True) if asked else _number_reader(rows, separators)
    xs: list[float] = []
    ys: list[float] = []
    for row, separator in zip(told.along(rows), separators, strict=True):
        if layout.used_width(row.cells) != 2:
            raise ragged(None, row, 2, separator)
        xs.append(numbers.number(row.cells[0], separator, row.line, 1))
        ys.append(numbers.number(row.cells[1], separator, row.line, 2))
    return Dataset(xs, ys, (names[0], names[1]) if len(names) == 2 else NO_NAMES)


class _Progress:
    """Tells how much of `work` is done, in rows that are looked at."""

    def __init__(self, tell: Callable[[float], object] | None, work: int) -> None:
        self._tell, self._work, self._done = tell, work, 0

    def along(self, items: Sequence[Seen]) -> Iterator[Seen]:
        """The items, in parts; what `tell` raises ends the work."""
        for start in range(0, len(items), REPORT_EVERY):
            yield from items[start : start + REPORT_EVERY]
            self._done += len(items[start : start + REPORT_EVERY])
            if self._tell is not None:
                self._tell(min(self._done / self._work, 1.0))


def _number_reader(rows: Sequence[Row], separators: Sequence[Separator]) -> NumberReader:
    """How the numbers are written; raises DataError where one has two readings and no other shows which."""
    doubt = None
    for row, separator in zip(rows, separators, strict=True):
        for i, cell in enumerate(row.cells[:2], start=1):
            if "," not in cell and "." not in cell:
                continue
            seen = readings(cell, layout.blanks_in_numbers(separator))
            if (seen.point is None) != (seen.comma is None):
                return NumberReader("," if seen.point is None else ".")
            if seen.point != seen.comma and doubt is None and separator in STRONG_SEPARATORS:
                doubt = doubtful(cell, seen, None, row.line, i)
    if doubt is not None:
        raise doubt
    return NumberReader(".")


def _pasted_separator(line: str) -> Separator:
    return next((mark for mark in "\t;," if mark in line.strip()), None)


def _pasted(line: str) -> list[str]:
    return line.strip().split(_pasted_separator(line))
