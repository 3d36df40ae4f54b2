"""A text file as a table: its rows, its columns, and the points in two of them."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final

from gdengine.data import csv_layout as layout
from gdengine.data import csv_names
from gdengine.data.csv_cells import NumberReader, doubtful, quoted_cell, ragged, unsure_of_names
from gdengine.data.csv_layout import STRONG_SEPARATORS, Row, Separator
from gdengine.data.csv_lines import Lines, Part
from gdengine.data.csv_quick import Columns, plain_cells, plain_columns
from gdengine.data.number_format import DecimalMark, is_number, readings
from gdengine.data.text_files import DataError, Trouble, read_text

SAMPLE_ROWS: Final = 100
"""Rows that decide whether there are names, and which columns hold numbers."""

MAX_LINE_CHARACTERS: Final = 1_000_000
"""The longest line that is read; no row of numbers is longer."""

QUOTED_ROWS_AT_ONCE: Final = 8192
"""Rows with quotes that are read at once."""

PathOrBytes = str | os.PathLike[str] | bytes
"""A path, or a file's content as bytes."""

Block = tuple[Sequence[int], list[list[str]]]
"""Some rows: the line of each, counted from 1, and its cells."""

_THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2}")
_GROUP: Final = re.compile(r"\d{3}(?:\.\d+)?")


class Table:
    """A file in lines, with the layout of its columns.

    `header` says whether the first row holds names, `decimal` which decimal mark the numbers have;
    None guesses, and refuses what can be both.
    """

    def __init__(
        self, source: PathOrBytes, header: bool | None = None, decimal: DecimalMark | None = None
    ) -> None:
        text, self.encoding, self.file = read_text(source)
        self.decimal = decimal
        self.lines = Lines(text)
        if (long := self.lines.too_long(MAX_LINE_CHARACTERS)) is not None:
            message = f"longer than {MAX_LINE_CHARACTERS} characters: put each row on its own line"
            raise self._error(Trouble.TOO_LARGE, message, long + 1)
        self.quoted = '"' in text
        start = self._read_separator()
        self._read_head(list(islice(self._rows(start), SAMPLE_ROWS + 1)), header)

    def _read_head(self, rows: Sequence[Row], header: bool | None) -> None:
        """Find the row of names, the first row of numbers, and the columns of numbers."""
        head = csv_names.without_title(rows, self.separator)
        if not head:
            raise self._error(Trouble.NO_POINTS, "no points: the file is empty")
        others = head[1:]
        line = next(text for _, text in self.lines.numbered(head[0].line - 1))
        top = csv_names.joined_names(head[0], line, others, self.separator)
        named = csv_names.has_names(top.cells, others) if header is None else header
        self.doubtful_names = top if named is None else None
        self.has_header = named is not False
        self.sample = others if self.has_header else head[:SAMPLE_ROWS]
        self.first = self.sample[0].line - 1 if self.sample else None
        self.width = layout.column_width(top, self.sample)
        cells = [cell.strip() for cell in top.cells] if self.has_header else []
        self.given_names = (cells + [""] * self.width)[: self.width]
        self.names = tuple(name or f"column {i}" for i, name in enumerate(self.given_names, start=1))
        self.number_columns = [i for i in range(self.width) if layout.is_number_column(self.sample, i)]
        self.names_line = top.line if self.has_header else None

    def blocks(self) -> Iterator[Block]:
        """All rows below the names: line numbers, counted from 1, and cells of each."""
        if self.first is None:
            return
        if not self.quoted:
            for part in self.lines.parts(self.first):
                yield self._block(part)
            return
        quoted = self._quoted_rows(self.first)
        while some := list(islice(quoted, QUOTED_ROWS_AT_ONCE)):
            yield [row.line for row in some], [row.cells for row in some]

    def _block(self, part: Part) -> Block:
        rows = [line.split(self.separator) for line in self.lines.split(part.text)]
        first = self.lines.number_at(part.start) + 1
        return range(first, first + len(rows)), rows

    @property
    def row_count(self) -> int:
        """How many lines below the names are not blank."""
        parts = () if self.first is None else self.lines.parts(self.first)
        return sum(len(list(filter(str.strip, self.lines.split(part.text)))) for part in parts)

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
        self._check_names()
        ix = None if x is None else self._position("x", x)
        iy = None if y is None else self._position("y", y)
        free = iter([i for i in self.defaults() if i not in (ix, iy)])
        ix = next(free, None) if ix is None else ix
        iy = next(free, None) if iy is None else iy
        if ix is None or iy is None:
            raise self._too_few_numbers()
        return ix, iy

    def points(self, numbers: NumberReader, ix: int, iy: int) -> Iterator[tuple[float, Columns]]:
        """The fraction read, and x and y of the rows read last: some at a time, at once where plain."""
        if self.quoted or self.first is None:
            total = len(self.lines.all)
            for block in self.blocks():
                yield min(block[0][-1] / total, 1.0), self._block_points(numbers, block, ix, iy)
            return
        for part in self.lines.parts(self.first):
            found = self._quick_points(numbers, part.text, ix, iy)
            if found is None:
                found = self._block_points(numbers, self._block(part), ix, iy)
            yield part.stop / max(self.lines.length, 1), found

    def _quick_points(self, numbers: NumberReader, text: str, ix: int, iy: int) -> Columns | None:
        if numbers.decimal == ",":
            if "." in text or self.separator == "," or not self._takes_commas(numbers):
                return None
            text = text.replace(",", ".")
        found = plain_columns(text, self.separator, self.width, ix, iy)
        return found if found and numbers.take_plain(ix + 1, iy + 1) else None

    def _block_points(self, numbers: NumberReader, block: Block, ix: int, iy: int) -> Columns:
        found = None
        if numbers.decimal == "." or self._takes_commas(numbers):
            found = plain_cells(block[1], numbers.decimal, self.width, ix, iy)
        if found and numbers.take_plain(ix + 1, iy + 1):
            return found
        return self._careful_points(numbers, block, ix, iy)

    def _takes_commas(self, numbers: NumberReader) -> bool:
        return numbers.chosen or self.separator in STRONG_SEPARATORS

    def _careful_points(self, numbers: NumberReader, block: Block, ix: int, iy: int) -> Columns:
        xs, ys = [], []
        for line, cells in zip(*block, strict=True):
            if layout.is_blank(cells):
                continue
            if len(cells) < self.width or layout.used_width(cells) > self.width:
                raise ragged(self.file, Row(line, cells), self.width, self.separator)
            xs.append(numbers.number(cells[ix], self.separator, line, ix + 1))
            ys.append(numbers.number(cells[iy], self.separator, line, iy + 1))
        return xs, ys

    def number_reader(self, *columns: int, sample: bool = False) -> NumberReader:
        """How the numbers in these columns are written, from all rows, or from the first ones.

        Raises DataError where a number in them has two readings and nothing in the file says which.
        """
        if self.decimal is not None:
            return NumberReader(self.decimal, self.file, chosen=True)
        if self.separator == "," and not self.quoted:
            return NumberReader(".", self.file)  # no cell has a comma
        looked_at, doubt = dict.fromkeys([*columns, *self.number_columns]), None
        blanks, strong = layout.blanks_in_numbers(self.separator), self.separator in STRONG_SEPARATORS
        first = ([row.line for row in self.sample], [row.cells for row in self.sample])
        for lines, rows in chain([first], () if sample else self.blocks()):
            for line, cells in zip(lines, rows, strict=True):
                for i in looked_at:
                    cell = cells[i] if i < len(cells) else ""
                    if "," not in cell and "." not in cell:
                        continue
                    seen = readings(cell, blanks)
                    if (seen.point is None) != (seen.comma is None):
                        return NumberReader("," if seen.point is None else ".", self.file)
                    if (
                        seen.point != seen.comma
                        and doubt is None
                        and i in columns
                        and (strong or "," in cell)
                    ):
                        doubt = doubtful(cell, seen, self.file, line, i + 1)
        if doubt is not None:
            raise doubt
        return NumberReader(".", self.file)

    def _check_names(self) -> None:
        """Raise DataError where the first row can be names too, or one number stands in two columns."""
        even = all(len(row.cells) == self.width for row in self.sample)
        if self.doubtful_names is not None and even:
            raise unsure_of_names(self.file, self.doubtful_names)
        if self.separator != "," or self.quoted or self.has_header:
            return
        for i in range(1, self.width):
            cells = [
                (row.line, row.cells[i - 1].strip(), row.cells[i].strip())
                for row in self.sample
                if i < len(row.cells)
            ]
            split = all(_THOUSANDS.fullmatch(left) and _GROUP.fullmatch(cell) for _, left, cell in cells)
            line, found = next(
                ((line, f"{left},{cell}") for line, left, cell in cells if cell[:1] == "0"), (0, "")
            )
            if split and found:
                raise self._error(
                    Trouble.RAGGED,
                    f"{found} looks like one number, but is two cells: take out the commas within numbers, "
                    "or separate the columns with ;",
                    line,
                    i,
                    found=str(self.width),
                    expected=self.width - 1,
                )

    def _read_separator(self) -> int:
        """Find what separates the columns; the line (from 0) where rows begin, after a line like "sep=;"."""
        declared = re.fullmatch(r'"?sep=([,;|\t])"?', next(self.lines.numbered())[1].strip("\ufeff "))
        self.separator: Separator
        if declared:
            self.separator = declared[1]
            return 1
        self.separator = layout.best_separator((line for _, line in self.lines.numbered()), self.quoted)
        return 0

    def _rows(self, start: int) -> Iterator[Row]:
        rows: Iterable[Row]
        if self.quoted:
            rows = self._quoted_rows(start)
        else:
            rows = (Row(i + 1, line.split(self.separator)) for i, line in self.lines.numbered(start))
        for row in rows:
            if not layout.is_blank(row.cells):
                yield row

    def _quoted_rows(self, start: int) -> Iterator[Row]:
        blanks = self.separator is None
        given = (
            line.replace("\t", " ").strip() if blanks else line for _, line in self.lines.numbered(start)
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
            and (i >= len(row.cells) or not is_number(row.cells[i], blanks=True))
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
