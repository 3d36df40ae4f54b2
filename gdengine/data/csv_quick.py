"""Columns of plain numbers, parsed many rows at once."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Final

from gdengine.data.csv_layout import Separator

Columns = tuple[list[float], list[float]]
"""The numbers of two columns."""

NOT_PLAIN: Final = 'tf"[{'
"""With one of these a cell would be true, false, a text or a list to the parser."""


def plain_columns(lines: Sequence[str], separator: Separator, width: int, ix: int, iy: int) -> Columns | None:
    """The numbers at the positions `ix` and `iy`, counted from 0, of lines with `width` cells each.

    None where anything but a finite number as JSON writes it stands in any cell; nothing is read
    then. JSON's parser is the quickest one of the standard library: it makes no text of each cell.
    """
    if separator is None:
        return None
    # A null at the end of each line shows whether all have the same number of cells.
    text = ",null,".join(lines)
    if separator != ",":
        if text.count(",") != 2 * (len(lines) - 1):
            return None
        text = text.replace(separator, ",")
    if any(letter in text for letter in NOT_PLAIN):
        return None
    try:
        values = json.loads(f"[{text},null]")
        ends = values[width :: width + 1]
        if len(values) != len(lines) * (width + 1) or ends.count(None) != len(lines):
            return None
        if values.count(None) != len(lines):
            return None
        columns = _floats(values[ix :: width + 1]), _floats(values[iy :: width + 1])
        return columns if all(map(_finite, columns)) else None
    except (ValueError, OverflowError, RecursionError):
        return None


def _floats(values: list[float]) -> list[float]:
    return values if set(map(type, values)) == {float} else list(map(float, values))


def _finite(values: list[float]) -> bool:
    return math.isfinite(sum(values)) or all(map(math.isfinite, values))
