"""The moving series of a chart laid over its static layer, cell by cell."""

from __future__ import annotations

from itertools import groupby
from typing import Final, NamedTuple

from tui.lab.charts.chart import Chart
from tui.plots.cells_of_curves import Area, Cell, Cells, curves
from tui.plots.cells_of_marks import is_braille, lay, over
from tui.plots.markers import Markers
from tui.plots.static_layer import StaticLayer

PLOTEXT_ROLES: Final = frozenset({"cost", "line"})
"""Roles of moving series that plotext draws; `cells_of_marks` draws the others."""

UNCOVERED_ROLES: Final = frozenset({"point", "speck", "minimum", "local", "origin"})
"""Roles of static marks that moving series do not cover, except COVERING_ROLES."""

COVERING_ROLES: Final = frozenset({"here", "next", "selected", "flag", "away"})
"""Roles of moving marks that cover everything."""


class Composed(NamedTuple):
    """The moving series laid over the static layer: the rows that differ, and all roles that can be seen."""

    rows: dict[int, list[Cell]]
    roles: set[str]


def composed(chart: Chart, rest: StaticLayer, markers: Markers) -> Composed:
    """The moving series of `chart` laid over its static layer."""
    rows: dict[int, list[Cell]] = {}
    for (row, column), cell in moving(chart, rest.area, markers).items():
        cells = rows.setdefault(row, list(rest.rows[row]))
        if (row, column) in rest.covered and cells[column][1] == "height":
            _uncover(cells, row, column, rest.covered)
        cells[column] = _covered(cells[column], cell)
    seen = {role for cells in rows.values() for _, role in cells}
    return Composed(rows, seen.union(*(roles for y, roles in enumerate(rest.roles) if y not in rows)))


def _uncover(cells: list[Cell], row: int, column: int, covered: Cells) -> None:
    """Take away the number of a level line: with a digit hidden it would be read as another one."""
    for way in (range(column, -1, -1), range(column + 1, len(cells))):
        for place in way:
            if cells[place][1] != "height":
                break
            cells[place] = covered[row, place]


def moving(chart: Chart, area: Area, markers: Markers) -> Cells:
    """The cells of the live series; a later series covers an earlier one."""
    found: Cells = {}
    for is_curve, group in groupby(chart.live, lambda series: series.role in PLOTEXT_ROLES):
        if is_curve:
            found |= curves(group, chart.x, chart.y, area, markers)
        else:
            lay(found, group, chart.x, chart.y, area, markers)
    return found


def _covered(under: Cell, cell: Cell) -> Cell:
    """The cell to show where a moving `cell` meets a static one; the ground can be seen through strokes."""
    if under[1] == "ground" and is_braille(under[0]) and is_braille(cell[0]):
        return over(under[0], cell[0]), cell[1]
    return under if under[1] in UNCOVERED_ROLES and cell[1] not in COVERING_ROLES else cell
