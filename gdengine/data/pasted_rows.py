"""Points from pasted rows, whatever separates the two numbers of each."""

from __future__ import annotations

from gdengine.data import csv_layout as layout
from gdengine.data.csv_cells import number_in, ragged
from gdengine.data.csv_layout import Row, Separator
from gdengine.data.dataset import Dataset
from gdengine.data.text_files import DataError, Trouble


def parse_rows(text: str) -> Dataset:
    """The points in pasted rows of two numbers: "1 2", "1, 2", "1; 2" or with a tab, also mixed.

    A first row of words is taken for names. Raises DataError that names line and column.
    """
    xs: list[float] = []
    ys: list[float] = []
    marks: set[str] = set()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    rows = (Row(i, _pasted(line)) for i, line in enumerate(lines, 1) if not line.lstrip().startswith("#"))
    for k, row in enumerate(row for row in rows if not layout.is_blank(row.cells)):
        if k == 0 and layout.is_header(row.cells):
            continue
        separator = _pasted_separator(lines[row.line - 1])
        if layout.used_width(row.cells) != 2:
            raise ragged(None, row, 2, separator)
        xs.append(number_in(row.cells[0], separator, marks, None, row.line, 1))
        ys.append(number_in(row.cells[1], separator, marks, None, row.line, 2))
    if not xs:
        raise DataError(Trouble.NO_POINTS, "no points: give at least one row of two numbers, x and y")
    return Dataset(xs, ys)


def _pasted_separator(line: str) -> Separator:
    return next((mark for mark in "\t;," if mark in line.strip()), None)


def _pasted(line: str) -> list[str]:
    return line.strip().split(_pasted_separator(line))
