"""The part of a plot that rests while a run goes on: the axes with their ticks, and the still series."""

from __future__ import annotations

from typing import NamedTuple

from tui.lab.charts.axes import label_starts
from tui.lab.charts.chart import Chart
from tui.lab.charts.ground import NO_SHADE, Shades, shades
from tui.plots.cells_of_curves import EMPTY_CELL, Area, Cell, Cells, in_cells
from tui.plots.cells_of_marks import lay
from tui.plots.level_numbers import write_numbers
from tui.plots.markers import Markers


class StaticLayer(NamedTuple):
    """What stays during a run: all rows from the top, the area within the axes, and the roles in each row.

    `shades` are those of the ground, by row and column as `rows`; () if there is none. `covered` is what
    the numbers of level lines are written over.
    """

    rows: tuple[tuple[Cell, ...], ...]
    area: Area
    roles: tuple[frozenset[str], ...]
    shades: Shades
    covered: Cells


def static_layer(chart: Chart, columns: int, rows: int, markers: Markers, top: int = 0) -> StaticLayer:
    """Draw the axes and the still series of `chart` on `columns` x `rows` cells, under `top` empty rows."""
    area = _area(chart, columns, rows, top)
    cells = _axes(chart, area, markers)
    lay(cells, chart.still, chart.x, chart.y, area, markers)
    covered = write_numbers(cells, chart.still, chart.x, chart.y, area, markers)
    drawn = tuple(
        tuple(cells.get((row, column), EMPTY_CELL) for column in range(columns)) for row in range(rows)
    )
    roles = tuple(frozenset(role for _, role in row) for row in drawn)
    return StaticLayer(drawn, area, roles, _shades(chart, area, rows), covered)


def _shades(chart: Chart, area: Area, rows: int) -> Shades:
    """The shades of the ground for all rows; there are none around the area."""
    if chart.ground is None or area.columns < 1 or area.rows < 1:
        return ()
    x, y = (chart.x.low, chart.x.high), (chart.y.low, chart.y.high)
    inner = shades(chart.ground, x, y, area.columns, area.rows)
    bare = ((NO_SHADE,) * (area.left + area.columns),)
    shaded = tuple((NO_SHADE,) * area.left + row for row in inner)
    return bare * area.top + shaded + bare * (rows - area.top - area.rows)


def _axes(chart: Chart, area: Area, markers: Markers) -> Cells:
    """The lines of both axes with their ticks and labels; of labels that would overlap, only the first."""
    bottom, corner = area.top + area.rows, area.left - 1
    cells: Cells = {}

    def write(row: int, column: int, text: str, role: str) -> None:
        for place, glyph in enumerate(text, column):
            if glyph != " " and 0 <= place < area.left + area.columns:
                cells[row, place] = (markers.axis(glyph), role)

    write(bottom, corner, "└" + "─" * area.columns, "quiet")
    for row in range(area.top, bottom):
        write(row, corner, "│", "quiet")
    for place, label in zip(in_cells(chart.y.ticks, chart.y, area.rows), chart.y.labels, strict=True):
        write(bottom - 1 - int(place), 0, label, chart.y.role)
        write(bottom - 1 - int(place), corner, "┤", "quiet")
    free = 0
    for place, start, label in zip(
        in_cells(chart.x.ticks, chart.x, area.columns),
        label_starts(chart.x, area.columns),
        chart.x.labels,
        strict=True,
    ):
        write(bottom, area.left + int(place), "┬", "quiet")
        start = max(0, area.left + start)
        if start >= free:
            write(bottom + 1, start, label, chart.x.role)
            free = start + len(label) + 1
    return cells


def _area(chart: Chart, columns: int, rows: int, top: int) -> Area:
    """The area beside labels and axes, under the first `top` rows."""
    left = max(map(len, chart.y.labels), default=0) + 1
    bottom = 1 + bool(chart.x.labels)
    return Area(left, top, max(0, columns - left), max(0, rows - bottom - top))
