"""Numbers written into level lines, where there is room for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tui.lab.charts.chart import Axis, Series
from tui.plots.cells_of_curves import EMPTY_CELL, Area, Cells
from tui.plots.cells_of_marks import lay
from tui.plots.markers import Markers

ROWS_PER_NUMBER: Final = 2
"""There is at most one number for this many rows."""

ROOM: Final = 2
"""Columns that are kept free of marks and other numbers on either side; above and below it is one row."""


def write_numbers(
    cells: Cells, series: Iterable[Series], x: Axis, y: Axis, area: Area, markers: Markers
) -> Cells:
    """Write the `text` of each series into its line in `cells`; returns what the numbers cover.

    Of the places on a line the one is taken where it is most level. A number covers no mark and no
    other line, and is left out where there is no such place.
    """
    covered: Cells = {}
    most = area.rows // ROWS_PER_NUMBER
    texts: dict[str, list[Series]] = {}
    for each in series:
        if each.text:
            texts.setdefault(each.text, []).append(each)
    # If there are too many, every second one is written, then every second of the others.
    for text in [*list(texts)[::2], *list(texts)[1::2]][: max(0, most)]:
        own: Cells = {}
        lay(own, texts[text], x, y, area, markers)
        # Dots of an ASCII line would be read as a part of the number.
        written = f" {text} " if markers.ascii else text
        before, length = len(written) // 2, len(written)
        places = [(_fit(cells, own, row, column - before, length, area), row, column) for row, column in own]
        best, row, column = max(places, default=(0, 0, 0))
        if best > 0:
            for at, glyph in enumerate(written, column - before):
                covered[row, at] = cells.get((row, at), EMPTY_CELL)
                cells[row, at] = (markers.axis(glyph), "height")
    return covered


def _fit(cells: Cells, own: Cells, row: int, start: int, length: int, area: Area) -> int:
    """How well a number fits into its `own` line at a place: cells of the line along it; 0 if it does not."""
    first, last = start - 1, start + length
    if first < area.left or last >= area.left + area.columns:
        return 0
    for column in range(start - ROOM, start + length + ROOM):
        for beside in (row - 1, row, row + 1):
            role = cells.get((beside, column), EMPTY_CELL)[1]
            if role not in ("", "level") and column >= area.left and beside < area.top + area.rows:
                return 0
            if role == "level" and beside == row and first <= column <= last and (row, column) not in own:
                return 0
    return sum((row, column) in own for column in range(first, last + 1))
