"""Series drawn into terminal cells by plotext; no other module uses plotext."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple, get_args

from textual_plotext import Plot as Figure

from tui.lab.charts.chart import Axis, Role, Series
from tui.plots.markers import Markers

Cell = tuple[str, str]
"""A character and its role, which decides its colour."""

Cells = dict[tuple[int, int], Cell]
"""Drawn cells by (row from the top, column from the left)."""

EMPTY_CELL: Final[Cell] = (" ", "")

MOST_FIGURES: Final = 8
"""The most figures of different sizes that are kept."""

ROLES: Final = get_args(Role)
"""Their indices are the colours given to plotext, so that a drawing does not depend on the theme."""


class Area(NamedTuple):
    """The cells within the axes: the upper left one, and how many columns and rows."""

    left: int
    top: int
    columns: int
    rows: int


def curves(series: Iterable[Series], x: Axis, y: Axis, area: Area, markers: Markers) -> Cells:
    """Draw series without axes; returns only the cells that are not blank."""
    if area.columns < 1 or area.rows < 1:
        return {}
    figure = _figure(area.columns, area.rows, area)
    figure.xaxes(False, False)
    figure.yaxes(False, False)
    figure.xticks([], [])
    figure.yticks([], [])
    matrix = _built(figure, series, x, y, area, markers)
    return {
        (area.top + area.rows - 1 - row, area.left + column): (glyph, ROLES[matrix.fullground[row][column]])
        for row, glyphs in enumerate(matrix.marker)
        for column, glyph in enumerate(glyphs)
        if glyph != " "
    }


def in_cells(values: Iterable[float], axis: Axis, count: int) -> list[float]:
    """Positions of values on an axis of `count` cells, in cells; its ends are the centres of the end cells.

    Ticks, signs and braille dots all use it, because plotext places each of the three differently, up
    to a cell apart.
    """
    unit = (count - 1) / (axis.high - axis.low)
    return [max(0.0, min(0.5 + (value - axis.low) * unit, count - 0.01)) for value in values]


def _middles(values: Iterable[float], axis: Axis, count: int) -> list[float]:
    return [int(place) + 0.5 for place in in_cells(values, axis, count)]


def _figure(columns: int, rows: int, area: Area) -> Any:
    figure = _of_size(columns, rows)
    figure.clear_data()
    # Coordinates are cells; with these limits the 2x4 braille dots of a cell fall into that cell.
    figure.xlim(0.25, area.columns - 0.25)
    figure.ylim(0.125, area.rows - 0.125)
    return figure


def _built(figure: Any, series: Iterable[Series], x: Axis, y: Axis, area: Area, markers: Markers) -> Any:
    for each in series:
        draw, glyph = figure.plot if each.path else figure.scatter, markers.of(each)
        placed = _middles if glyph else in_cells
        draw(
            placed(each.xs, x, area.columns),
            placed(each.ys, y, area.rows),
            marker=glyph or "braille",
            color=ROLES.index(each.role),
        )
    return _matrix(figure)


# The private parts of plotext that we use, each with a test of its effect in tests/tui/test_seams.py.


@lru_cache(maxsize=MOST_FIGURES)
def _of_size(columns: int, rows: int) -> Any:
    """A figure of exactly this size, kept for the next drawing: making one takes as long as drawing.

    The public `plotsize` limits it to the size of the terminal that plotext finds. textual-plotext does
    the same as here. Checked at plotext 5.3.2.
    """
    figure = Figure()
    figure._set_size(columns, rows)
    return figure


def _matrix(figure: Any) -> Any:
    """The drawing as `marker` and `fullground`: characters and colours by row from the bottom.

    The public `build` returns one string, which would have to be parsed. Checked at plotext 5.3.2.
    """
    figure._set_sizes()
    figure._build_matrix()
    return figure.monitor.matrix
