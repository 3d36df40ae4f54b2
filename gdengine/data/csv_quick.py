"""Columns of plain numbers, parsed many rows at once."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Final

from gdengine.data.csv_layout import Separator
from gdengine.data.number_format import OTHER_MARK, DecimalMark

Columns = tuple[list[float], list[float]]
"""The numbers of two columns."""

IN_NUMBERS: Final = b"0123456789+-.eE"
"""What plain numbers are written with."""

NUMBERS: Final = json.JSONDecoder(parse_int=float)
"""The quickest parser of the standard library: it makes no text of each cell. Whole numbers keep a -0."""


def plain_columns(text: str, separator: Separator, width: int, ix: int, iy: int) -> Columns | None:
    """The numbers at the positions `ix` and `iy`, counted from 0, of lines with `width` cells each.

    None where any cell holds something other than a plain number, or x or y one that is not finite;
    nothing is read then.
    """
    if not text.isascii():
        return None
    # One blank between numbers separates them if nothing else does; beside other separators blanks are
    # no part of a number.
    mark, blanks = (" ", b"") if separator is None else (separator, b" ")
    marks = text.encode("ascii").translate(None, IN_NUMBERS + blanks) + b"\n"
    if marks != (mark.encode() * (width - 1) + b"\n") * (len(marks) // width):
        return None
    values = _numbers(text.replace("\n", ",").replace(mark, ","))
    if values is None:
        return None
    x, y = values[ix::width], values[iy::width]
    return (x, y) if _finite(x) and _finite(y) else None


def plain_cells(
    rows: Sequence[list[str]], decimal: DecimalMark, width: int, ix: int, iy: int
) -> Columns | None:
    """The numbers at `ix` and `iy` of rows with `width` cells each, whatever the other columns hold.

    None where a cell of the two holds something other than a finite plain number with this decimal mark.
    """
    if set(map(len, rows)) != {width}:
        return None
    cells = "\n".join([row[ix] for row in rows] + [row[iy] for row in rows])
    if "_" in cells or OTHER_MARK[decimal] in cells:
        return None
    try:
        values = list(map(float, cells.replace(decimal, ".").split("\n")))
    except ValueError:
        return None
    if len(values) != 2 * len(rows) or not _finite(values):
        return None
    return values[: len(rows)], values[len(rows) :]


def _numbers(text: str) -> list[float] | None:
    """The numbers in `text`, between commas; None where one is none."""
    try:
        values: list[float] = NUMBERS.decode(f"[{text}]")
    except ValueError:  # such as .5 or 01, which are no numbers to JSON
        try:
            return list(map(float, text.split(",")))
        except ValueError:
            return None
    return values


def _finite(values: list[float]) -> bool:
    return math.isfinite(sum(values)) or all(map(math.isfinite, values))
