"""Points from CSV and TSV files, whatever program wrote them.

Understood: comma, semicolon, tab or blanks between the columns; a first row of names or none;
quotes; decimal commas where no comma separates; blank lines, lines that begin with #, and empty
cells at a row's end. What could mean two things is an error that says so: "1,5" where commas
separate, decimal points beside decimal commas, a column name that is there twice. Thousands
separators are not read: 1.234 is always a little more than 1. Not detected: in a file without
names, decimal commas between commas in every row are read as columns of their own.
"""

from __future__ import annotations

import csv
import math
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from gdengine.data import csv_layout as layout
from gdengine.data.csv_cells import comma_is_decimal, number_in, quoted_cell, ragged
from gdengine.data.csv_layout import Row, Separator
from gdengine.data.dataset import Dataset
from gdengine.data.text_files import DataError, Trouble, read_text

SAMPLE_ROWS: Final = 100
"""Rows that decide whether there are names, and which columns hold numbers."""

LINES_PER_BLOCK: Final = 8192
"""Lines read between two calls of `progress`."""

MAX_LINE_CHARACTERS: Final = 1_000_000
"""The longest line that is read; no row of numbers is longer."""

PathOrBytes = str | os.PathLike[str] | bytes
"""A path, or a file's content as bytes."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds, for choosing two of its columns.

    `columns` are the names ("column 3" where there is none); `numbers` are the positions,
    counted from 1, of those that hold numbers, `x` and `y` the two that are read by default
    (None where there are not two). `rows` are the first rows as they stand, and `row_count`
    counts the lines below the names that are not blank.
    """

    columns: tuple[str, ...]
    numbers: tuple[int, ...]
    x: int | None
    y: int | None
    header: bool
    separator: Separator
    encoding: str
    rows: tuple[tuple[str, ...], ...]
    row_count: int


def read_csv(
    source: PathOrBytes,
    x: str | int | None = None,
    y: str | int | None = None,
    *,
    header: bool | None = None,
    progress: Callable[[float], object] | None = None,
) -> Dataset:
    """The points in two columns of `source`, a path or a file's content as bytes.

    `x` and `y` are names of columns, or positions counted from 1; without them the first two
    columns of numbers are taken. `header` says whether the first row holds names; None guesses.
    `progress` is called with the fraction read, every 8192 lines; what it raises ends the reading.
    Raises DataError that names file, line and column.
    """
    table = _Table(source, header)
    ix, iy = table.chosen(x, y)
    xs: list[float] = []
    ys: list[float] = []
    for lines, rows in table.blocks(table.first, LINES_PER_BLOCK):
        more_xs, more_ys = table.points(lines, rows, ix, iy)
        xs += more_xs
        ys += more_ys
        if progress is not None:
            progress(min(lines[-1] / len(table.lines), 1.0))
    return Dataset(xs, ys)


def preview(source: PathOrBytes, rows: int = 20, *, header: bool | None = None) -> Preview:
    """What `source`, a path or a file's content as bytes, holds, with its first rows (at most 100).

    Raises DataError where it has no row at all, or cannot be read as text.
    """
    table = _Table(source, header)
    defaults = [i + 1 for i in table.defaults()]
    x, y = defaults if len(defaults) == 2 else (None, None)
    return Preview(
        columns=table.names,
        numbers=tuple(i + 1 for i in table.number_columns),
        x=x,
        y=y,
        header=table.has_header,
        separator=table.separator,
        encoding=table.encoding,
        rows=tuple(tuple(row.cells) for row in table.sample[:rows]),
        row_count=sum(1 for line in islice(table.lines, table.first, None) if line and not line.isspace()),
    )


class _Table:
    """A file in lines, with the layout of its columns."""

    def __init__(self, source: PathOrBytes, header: bool | None) -> None:
        text, self.encoding, self.file = read_text(source)
        self.lines = text.removesuffix("\n").split("\n")
        if max(map(len, self.lines)) > MAX_LINE_CHARACTERS:
            long = next(i for i, line in enumerate(self.lines, 1) if len(line) > MAX_LINE_CHARACTERS)
            raise self._error(
                Trouble.TOO_LARGE,
                f"longer than {MAX_LINE_CHARACTERS} characters: put each row on its own line",
                long,
            )
        if "#" in text:
            self.lines = ["" if line.lstrip().startswith("#") else line for line in self.lines]
        self.quoted = '"' in text
        self.marks: set[str] = set()
        start = self._read_separator()
        head = list(islice(self._rows(start), SAMPLE_ROWS + 1))
        if not head:
            raise self._error(Trouble.NO_POINTS, "no points: the file is empty")
        self.has_header = layout.is_header(head[0].cells) if header is None else header
        self.sample = head[1:] if self.has_header else head[:SAMPLE_ROWS]
        self.first = self.sample[0].line - 1 if self.sample else len(self.lines)
        self.width = layout.column_width(head[0], self.sample)
        cells = [cell.strip() for cell in head[0].cells] if self.has_header else []
        self.given_names = (cells + [""] * self.width)[: self.width]
        self.names = tuple(name or f"column {i}" for i, name in enumerate(self.given_names, start=1))
        self.number_columns = [i for i in range(self.width) if layout.is_number_column(self.sample, i)]

    def blocks(self, start: int, size: int) -> Iterator[tuple[Sequence[int], list[list[str]]]]:
        """The rows from line `start` (from 0) on: line numbers, counted from 1, and cells of each."""
        if not self.quoted:
            for i in range(start, len(self.lines), size):
                block = self.lines[i : i + size]
                yield range(i + 1, i + 1 + len(block)), [line.split(self.separator) for line in block]
            return
        quoted = self._quoted_rows(start)
        while some := list(islice(quoted, size)):
            yield [row.line for row in some], [row.cells for row in some]

    def defaults(self) -> list[int]:
        """The positions, from 0, of the first two columns of numbers; fewer where there are not two.

        A column without a name among named ones is the row number that some programs write:
        it comes last.
        """
        return sorted(self.number_columns, key=lambda i: self.has_header and not self.given_names[i])[:2]

    def chosen(self, x: str | int | None, y: str | int | None) -> tuple[int, int]:
        """The positions, from 0, of the columns for x and y."""
        if not self.sample:
            raise self._error(Trouble.NO_POINTS, "no points: there is a row of names and nothing below it")
        ix = None if x is None else self._position("x", x)
        iy = None if y is None else self._position("y", y)
        free = iter([i for i in self.defaults() if i not in (ix, iy)])
        ix = next(free, None) if ix is None else ix
        iy = next(free, None) if iy is None else iy
        if ix is None or iy is None:
            raise self._too_few_numbers()
        return ix, iy

    def points(
        self, lines: Sequence[int], rows: list[list[str]], ix: int, iy: int
    ) -> tuple[list[float], list[float]]:
        """x and y of a block of rows: all at once where all is plain, else row by row."""
        return self._plain_points(rows, ix, iy) or self._careful_points(lines, rows, ix, iy)

    def _plain_points(
        self, rows: list[list[str]], ix: int, iy: int
    ) -> tuple[list[float], list[float]] | None:
        if set(map(len, rows)) != {self.width}:
            return None
        cells = "\n".join([row[ix] for row in rows] + [row[iy] for row in rows])
        seen = {mark for mark in ",." if mark in cells}
        if "_" in cells or (
            "," in seen and (len(seen | self.marks) == 2 or not comma_is_decimal(self.separator))
        ):
            return None
        try:
            numbers = list(map(float, cells.replace(",", ".").split("\n")))
        except ValueError:
            return None
        if (
            len(numbers) != 2 * len(rows)
            or len(seen | self.marks) == 2
            or not all(map(math.isfinite, numbers))
        ):
            return None
        self.marks |= seen
        return numbers[: len(rows)], numbers[len(rows) :]

    def _careful_points(
        self, lines: Sequence[int], rows: list[list[str]], ix: int, iy: int
    ) -> tuple[list[float], list[float]]:
        xs, ys = [], []
        for line, cells in zip(lines, rows, strict=True):
            if layout.is_blank(cells):
                continue
            if len(cells) < self.width or layout.used_width(cells) > self.width:
                raise ragged(self.file, Row(line, cells), self.width, self.separator)
            xs.append(number_in(cells[ix], self.separator, self.marks, self.file, line, ix + 1))
            ys.append(number_in(cells[iy], self.separator, self.marks, self.file, line, iy + 1))
        return xs, ys

    def _read_separator(self) -> int:
        """Find what separates the columns; the line (from 0) where rows begin, after a line like "sep=;"."""
        declared = re.fullmatch(r'"?sep=([,;|\t])"?', self.lines[0].strip("\ufeff "))
        self.separator: Separator
        if declared:
            self.separator = declared[1]
            return 1
        self.separator = layout.best_separator(self.lines, self.quoted)
        return 0

    def _rows(self, start: int) -> Iterator[Row]:
        for lines, rows in self.blocks(start, SAMPLE_ROWS):
            for line, cells in zip(lines, rows, strict=True):
                if not layout.is_blank(cells):
                    yield Row(line, cells)

    def _quoted_rows(self, start: int) -> Iterator[Row]:
        blanks = self.separator is None
        given = (
            line.replace("\t", " ").strip() if blanks else line for line in islice(self.lines, start, None)
        )
        reader = csv.reader(
            (line + "\n" for line in given),
            delimiter=self.separator or " ",
            skipinitialspace=True,
            strict=True,
        )
        line = start + 1
        try:
            for cells in reader:
                yield Row(line, cells)
                line = start + reader.line_num + 1
        except csv.Error as error:
            raise self._error(
                Trouble.QUOTES,
                f'the quotes are not in order ({error}): close each, and write " within them as ""',
                line,
            ) from None

    def _position(self, argument: str, column: str | int) -> int:
        names = self.given_names
        if isinstance(column, str):
            name = column.strip()
            if names.count(name) > 1:
                raise self._error(
                    Trouble.AMBIGUOUS,
                    f"{argument}: {len(names)} columns, of which {names.count(name)} are named {name!r}: "
                    f"give its position, {names.index(name) + 1} for the first",
                    found=name,
                )
            if name in names and name:
                return names.index(name)
            if name.isdecimal() and len(name) < 10:
                column = int(name)
        if isinstance(column, int) and not isinstance(column, bool) and 1 <= column <= self.width:
            return column - 1
        known = ", ".join(self.names[:10]) + (", …" if self.width > 10 else "")
        raise self._error(
            Trouble.COLUMNS,
            f"{argument}: {column!r} is no column; give a name or a position from 1 to {self.width}: {known}",
            found=str(column),
            expected=self.width,
        )

    def _too_few_numbers(self) -> DataError:
        if self.width == 1:
            return self._error(
                Trouble.COLUMNS, "one column only: give two, x and y, separated by a comma, ; or a tab"
            )
        numbers = ", ".join(f"{i + 1} ({self.names[i]})" for i in self.number_columns)
        only = f"numbers only in column {numbers}" if numbers else "no column of numbers"
        i, row = next(
            (i, row)
            for i in range(self.width)
            for row in self.sample
            if i not in self.number_columns
            and (i >= len(row.cells) or layout.plain_number(row.cells[i]) is None)
        )
        found = row.cells[i].strip() if i < len(row.cells) else ""
        return self._error(
            Trouble.COLUMNS,
            f"{only}, and two are needed: column {i + 1} ({self.names[i]}) has {quoted_cell(found)}; "
            f"mend it, or choose x and y by name or position",
            row.line,
            i + 1,
            found,
        )

    def _error(
        self,
        trouble: Trouble,
        message: str,
        line: int | None = None,
        column: int | None = None,
        found: str | None = None,
        expected: int | None = None,
    ) -> DataError:
        return DataError(
            trouble, message, file=self.file, line=line, column=column, found=found, expected=expected
        )
