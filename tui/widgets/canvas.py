"""The one module that touches plotext: axes, and series drawn in cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, get_args

from textual_plotext import Plot as Figure

from tui.charts import Axis, Chart, Role, Series
from tui.widgets.markers import Markers

Cell = tuple[str, str]
"""A character, and the role that it is drawn in."""

Cells = dict[tuple[int, int], Cell]
"""What is drawn, by row from the top and column from the left."""

EMPTY: Final[Cell] = (" ", "")

ROLES: Final = get_args(Role)
"""plotext is told their places here as colours, so that a drawing holds under every theme."""

AXES: Final = len(ROLES)
"""In place of a colour: what belongs to the axes."""


@dataclass(frozen=True, slots=True)
class Area:
    """The cells within the axes: how many, and where they begin."""

    left: int
    top: int
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Ground:
    """A drawing of a whole panel, row by row from the top, and where the axes are on it."""

    rows: tuple[tuple[Cell, ...], ...]
    area: Area


def ground(chart: Chart, columns: int, rows: int, markers: Markers) -> Ground:
    """The axes and all that rests while a run goes on."""
    figure = _figure(chart, columns, rows)
    figure.ticks_color(AXES)
    figure.xaxes(True, False)
    figure.yaxes(True, False)
    figure.xticks(list(chart.x.ticks), list(chart.x.labels))
    figure.yticks(list(chart.y.ticks), list(chart.y.labels))
    matrix = _built(figure, chart.still, markers)
    left, bottom = matrix.Cols_canvas.start, matrix.Rows_canvas.start
    drawn = []
    for row in reversed(range(rows)):
        labels = chart.y.role if row >= bottom else chart.x.role
        roles = [_role(code, labels) for code in matrix.fullground[row]]
        if row == bottom - 1:
            roles[left - 1 :] = ["quiet"] * len(roles[left - 1 :])
        elif row >= bottom and left:
            roles[left - 1] = "quiet"
        drawn.append(tuple(zip(map(markers.axis, matrix.marker[row]), roles, strict=True)))
    area = Area(left, rows - matrix.Rows_canvas.stop, len(matrix.Cols_canvas), len(matrix.Rows_canvas))
    return Ground(tuple(drawn), area)


def curves(series: Iterable[Series], x: Axis, y: Axis, area: Area, markers: Markers) -> Cells:
    """Series alone, in the cells within the axes."""
    chart = Chart(x, y, tuple(series), ())
    if not chart.still or area.columns < 1 or area.rows < 1:
        return {}
    figure = _figure(chart, area.columns, area.rows)
    figure.xaxes(False, False)
    figure.yaxes(False, False)
    figure.xticks([], [])
    figure.yticks([], [])
    matrix = _built(figure, chart.still, markers)
    return {
        (area.top + area.rows - 1 - row, area.left + column): (glyph, ROLES[matrix.fullground[row][column]])
        for row, glyphs in enumerate(matrix.marker)
        for column, glyph in enumerate(glyphs)
        if glyph != " "
    }


def _figure(chart: Chart, columns: int, rows: int) -> Any:
    figure = Figure()
    # As PlotextPlot does: plotsize would cut it to the terminal that plotext finds, if it finds one.
    figure._set_size(columns, rows)
    figure.xlim(chart.x.low, chart.x.high)
    figure.ylim(chart.y.low, chart.y.high)
    return figure


def _built(figure: Any, series: Iterable[Series], markers: Markers) -> Any:
    """plotext's own matrix of characters and colours: its text would only have to be read again."""
    for each in series:
        draw = figure.plot if each.path else figure.scatter
        draw(
            list(each.xs),
            list(each.ys),
            marker=markers.of(each) or "braille",
            color=ROLES.index(each.role),
        )
    figure._set_sizes()
    figure._build_matrix()
    return figure.monitor.matrix


def _role(code: object, axis: str) -> str:
    if code == AXES:
        return axis
    return ROLES[code] if isinstance(code, int) else ""
