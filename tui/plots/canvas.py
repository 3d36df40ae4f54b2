"""The one module that touches plotext: axes, and series drawn in cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, get_args

from textual_plotext import Plot as Figure

from tui.lab.charts.chart import Axis, Chart, Role, Series
from tui.plots.markers import Markers

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
    area = _area(chart, columns, rows)
    figure = _figure(columns, rows, area)
    figure.ticks_color(AXES)
    figure.xaxes(True, False)
    figure.yaxes(True, False)
    figure.xticks(_middles(chart.x.ticks, chart.x, area.columns), list(chart.x.labels))
    figure.yticks(_middles(chart.y.ticks, chart.y, area.rows), list(chart.y.labels))
    matrix = _built(figure, chart.still, chart.x, chart.y, area, markers)
    bottom = rows - area.top - area.rows
    drawn = []
    for row in reversed(range(rows)):
        labels = chart.y.role if row >= bottom else chart.x.role
        roles = [_role(code, labels) for code in matrix.fullground[row]]
        for column in range(len(roles)) if row == bottom - 1 else [area.left - 1]:
            roles[column] = "quiet"
        drawn.append(tuple(zip(map(markers.axis, matrix.marker[row]), roles, strict=True)))
    return Ground(tuple(drawn), area)


def curves(series: Iterable[Series], x: Axis, y: Axis, area: Area, markers: Markers) -> Cells:
    """Series alone, in the cells within the axes."""
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
    """Where values are along an axis of `count` cells, whose ends are the middles of the outermost cells.

    Ticks, signs and braille dots all go by this. plotext by itself has three measures, one for
    each, which are up to a cell apart.
    """
    unit = (count - 1) / (axis.high - axis.low)
    return [max(0.0, min(0.5 + (value - axis.low) * unit, count - 0.01)) for value in values]


def _middles(values: Iterable[float], axis: Axis, count: int) -> list[float]:
    return [int(place) + 0.5 for place in in_cells(values, axis, count)]


def _area(chart: Chart, columns: int, rows: int) -> Area:
    """What labels and axes leave, as plotext divides it."""
    left = max(map(len, chart.y.labels), default=0) + 1
    bottom = 1 + bool(chart.x.labels)
    return Area(left, 0, max(0, columns - left), max(0, rows - bottom))


def _figure(columns: int, rows: int, area: Area) -> Any:
    figure = _of_size(columns, rows)
    # Coordinates are cells, and these ends put braille's 2x4 dots of a cell where the cell is.
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


def _role(code: object, axis: str) -> str:
    if code == AXES:
        return axis
    return ROLES[code] if isinstance(code, int) else ""


# The private doors into plotext, each with a test of its effect in tests/tui/test_seams.py.


def _of_size(columns: int, rows: int) -> Any:
    """A figure of exactly this size.

    The public `plotsize` cuts it to the terminal that plotext finds, if it finds one; PlotextPlot does as
    here. Checked at plotext 5.3.2.
    """
    figure = Figure()
    figure._set_size(columns, rows)
    return figure


def _matrix(figure: Any) -> Any:
    """What is drawn: `marker` and `fullground`, characters and colours row by row from the bottom.

    The public `build` makes a text of them, which would have to be read again. Checked at plotext 5.3.2.
    """
    figure._set_sizes()
    figure._build_matrix()
    return figure.monitor.matrix
