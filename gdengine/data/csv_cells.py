"""The number in one cell of a file, or the error that says why there is none."""

from __future__ import annotations

import math

from gdengine.data import csv_layout as layout
from gdengine.data.csv_layout import Row, Separator
from gdengine.data.text_files import DataError, Trouble


def number_in(
    cell: str, separator: Separator, marks: set[str], file: str | None, line: int, column: int
) -> float:
    """The number in `cell`; raises DataError where there is none.

    `marks` collects the decimal marks seen in the file, which may have only one kind.
    """
    value, text = layout.plain_number(cell), cell.strip()
    here = quoted_cell(text)
    if layout.is_missing(cell):
        trouble, message = Trouble.MISSING, f"no value ({here}): fill it in, or take the row out"
    elif value is None:
        trouble, message = Trouble.NOT_A_NUMBER, f"{here} is not a number: write it like 1234.5"
    elif not math.isfinite(value):
        trouble, message = (
            Trouble.NOT_FINITE,
            f"{here} is not a finite number: give one, or take the row out",
        )
    elif "," in text and not comma_is_decimal(separator):
        trouble = Trouble.AMBIGUOUS
        message = f"{here}: a decimal comma or a thousands separator? Write 1.5, or separate columns with ;"
    elif len(marks | (seen := {mark for mark in ",." if mark in text})) == 2:
        trouble = Trouble.AMBIGUOUS
        message = f"{here}: decimal points and decimal commas in one file: write all of them alike"
    else:
        marks |= seen
        return value
    raise DataError(trouble, message, file=file, line=line, column=column, found=text)


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


def comma_is_decimal(separator: Separator) -> bool:
    """Whether a comma within a cell can only be a decimal mark."""
    return separator is not None and separator != ","


def quoted_cell(cell: str) -> str:
    """A cell as an error quotes it."""
    return repr(cell if len(cell) <= 40 else f"{cell[:39]}…")
