"""The number in one cell of a file, or the error that says why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from gdengine.data import csv_layout as layout
from gdengine.data.csv_layout import STRONG_SEPARATORS, Row, Separator
from gdengine.data.number_format import DECIMAL_MARKS, OTHER_MARK, DecimalMark, Readings, readings
from gdengine.data.text_files import Choice, DataError, Trouble


@dataclass(slots=True)
class NumberReader:
    """Reads the cells of the columns of one file: one decimal mark for all, one unit in each column."""

    decimal: DecimalMark
    file: str | None = None
    chosen: bool = False
    """Whether somebody said which mark it is: then it also stands where commas or blanks separate."""
    units: dict[int, set[str]] = field(default_factory=dict)
    """The units seen in each column, "" for a number without one."""

    def number(self, cell: str, separator: Separator, line: int, column: int) -> float:
        """The number in `cell`; raises DataError where there is none, or more than one."""
        text = cell.strip()
        seen = readings(cell, layout.blanks_in_numbers(separator))
        value = seen.by(self.decimal)
        # Where commas or blanks separate, a decimal comma has to be asked for.
        comma = self.decimal == "," and not self.chosen and "," in text and separator not in STRONG_SEPARATORS
        if layout.is_missing(cell):
            trouble = Trouble.MISSING
            message = f"no value ({quoted_cell(text)}): fill it in, or take the row out"
        elif comma or (value is None and seen.by(OTHER_MARK[self.decimal]) is not None):
            raise doubtful(cell, seen, self.file, line, column)
        elif value is None:
            trouble = Trouble.NOT_A_NUMBER
            message = f"{quoted_cell(text)} is not a number: write it like 1234.5"
        elif not math.isfinite(value):
            trouble = Trouble.NOT_FINITE
            message = f"{quoted_cell(text)} is not a finite number: give one, or take the row out"
        elif self._other_unit(column, seen.unit):
            trouble = Trouble.UNITS
            message = f"{quoted_cell(text)}: another unit than in the rows above, give all of them alike"
        else:
            return value
        raise DataError(trouble, message, file=self.file, line=line, column=column, found=text)

    def take_plain(self, *columns: int) -> bool:
        """Note numbers without a unit in these columns; returns whether they may stand there."""
        others = [self._other_unit(column, "") for column in columns]
        return not any(others)

    def _other_unit(self, column: int, unit: str) -> bool:
        units = self.units.setdefault(column, set())
        units.add(unit)
        return len(units) > 1 and ("%" in units or len(units - {""}) > 1)


def doubtful(cell: str, seen: Readings, file: str | None, line: int, column: int) -> DataError:
    """The error that a cell has two readings, or one that the other cells of the file do not have."""
    given = " or ".join(
        f"{value!r} (decimal={mark!r})" for mark in DECIMAL_MARKS if (value := seen.by(mark)) is not None
    )
    return DataError(
        Trouble.AMBIGUOUS,
        f"{quoted_cell(cell.strip())}: a decimal mark or a thousands separator? It can be {given}: say "
        "which, or write all numbers like 1234.5; decimal points and decimal commas do not go together",
        file=file,
        line=line,
        column=column,
        found=cell.strip(),
        choices=tuple(
            Choice("decimal", mark, value)
            for mark in DECIMAL_MARKS
            if (value := seen.by(mark)) is not None and math.isfinite(value)
        ),
    )


def unsure_of_names(file: str | None, first: Row) -> DataError:
    """The error that a first row can be names as well as numbers."""
    return DataError(
        Trouble.NAMES,
        f"{quoted_cell(', '.join(cell.strip() for cell in first.cells))}: the names of the columns, or a row "
        "of numbers? Say header=True or header=False",
        file=file,
        line=first.line,
        found=", ".join(cell.strip() for cell in first.cells),
        choices=(Choice("header", True), Choice("header", False)),
    )


def ragged(file: str | None, row: Row, width: int, separator: Separator) -> DataError:
    """The error that a row has too few cells, or too many."""
    n = layout.used_width(row.cells) if len(row.cells) > width else len(row.cells)
    mend = "give every row the same columns"
    if separator == "," and n > width:
        mend += "; where a comma is a decimal mark, write a point, or separate the columns with ;"
    return DataError(
        Trouble.RAGGED,
        f"{n} cell{'s' * (n != 1)} where {width} are expected: {mend}",
        file=file,
        line=row.line,
        found=str(n),
        expected=width,
    )


def quoted_cell(cell: str) -> str:
    """A cell as an error quotes it."""
    return repr(cell if len(cell) <= 40 else f"{cell[:39]}…")
