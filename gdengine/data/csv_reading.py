"""Points from CSV and TSV files, whatever program wrote them.

Understood: comma, semicolon, tab or blanks between the columns; a first row of names or none, and
lines above it; quotes; decimal commas where no comma separates; thousands separators, currency signs
and percent; blank lines, lines that begin with #, and empty cells at a row's end.

What could mean two things in the file as a whole is an error that says so, with the arguments that
decide it: 1,000 between tabs, where no other cell shows which mark stands before the decimals;
decimal points beside decimal commas; a first row such as name,1,2; a column name that is there twice.
Where commas or blanks separate, 1.234 is a little more than 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gdengine.data.csv_layout import Separator
from gdengine.data.csv_table import PathOrBytes, Table
from gdengine.data.dataset import Dataset
from gdengine.data.number_format import decimal_mark
from gdengine.data.text_files import DataError


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds, for choosing two of its columns.

    `columns` are the names ("column 3" where there is none); `numbers` are the positions,
    counted from 1, of those that hold numbers, `x` and `y` the two that are read by default
    (None where there are not two). `rows` are the first rows as they stand, and `row_count`
    counts the lines below the names that are not blank. `doubt` is the error about what has two
    readings in the first rows; its `choices` are the arguments that decide it.
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
    doubt: DataError | None = None


def read_csv(
    source: PathOrBytes,
    x: str | int | None = None,
    y: str | int | None = None,
    *,
    header: bool | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    progress: Callable[[float], object] | None = None,
) -> Dataset:
    """The points in two columns of `source`, a path or a file's content as bytes.

    `x` and `y` are names of columns, or positions counted from 1; without them the first two
    columns of numbers are taken. `header` says whether the first row holds names; `decimal` which
    mark stands before the decimals, "." or ",", or `thousands` which one separates thousands; None
    guesses, from all that the file holds. The row of names gives the points' `names`.
    `progress` is called with the fraction read, every some thousand lines; what it raises ends the reading.
    Raises DataError that names file, line and column.
    """
    table = Table(source, header, decimal_mark(decimal, thousands))
    ix, iy = table.chosen(x, y)
    numbers = table.number_reader(ix, iy)
    xs: list[float] = []
    ys: list[float] = []
    for fraction, (more_xs, more_ys) in table.points(numbers, ix, iy):
        xs += more_xs
        ys += more_ys
        if progress is not None:
            progress(fraction)
    return Dataset.of_finite(xs, ys, (table.given_names[ix], table.given_names[iy]))


def preview(
    source: PathOrBytes,
    rows: int = 20,
    *,
    header: bool | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
) -> Preview:
    """What `source`, a path or a file's content as bytes, holds, with its first rows (at most 100).

    Raises DataError where it has no row at all, or cannot be read as text.
    """
    table = Table(source, header, decimal_mark(decimal, thousands))
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
        row_count=table.row_count,
        doubt=_doubt(table),
    )


def _doubt(table: Table) -> DataError | None:
    try:
        table.number_reader(*table.chosen(None, None), sample=True)
    except DataError as error:
        return error if error.choices else None
    return None
