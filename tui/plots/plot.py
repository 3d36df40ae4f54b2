"""A chart in a frame: drawn in two layers, of which only the one that moves is drawn at each step."""

from __future__ import annotations

from itertools import groupby
from typing import Final, NamedTuple

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.geometry import Offset, Size
from textual.strip import Strip

from tui.lab.charts.axes import LABEL_CELLS
from tui.lab.charts.chart import Axis, Chart, Role
from tui.lab.session.frame import Frame
from tui.lab.text.language import _
from tui.look.textual_seams import paint_edges
from tui.panels.strips import StripPanel
from tui.plots.canvas import Area, Cell, Cells, Ground, curves, ground
from tui.plots.markers import ASCII, BRAILLE, Markers
from tui.plots.strokes import lay

COLORS: Final[dict[str, str]] = {
    "theory": "quiet",
    "mark": "rule",
    "here": "foreground",
    "point": "foreground",
    "speck": "foreground",
    "cloud": "foreground",
    "selected": "accent",
    "line": "primary",
    "start": "quiet",
    "best": "success",
    "level": "rule",
    "valley": "success",
    "path": "primary",
    "origin": "quiet",
    "track": "foreground",
    "next": "foreground",
    "minimum": "success",
}
"""The colours of roles that have none of their own name; what is one thing has one colour in all plots."""

CURVES: Final = frozenset({"cost", "line"})
"""What plotext draws of the series that change with the step."""

SIGNS: Final = frozenset({"point", "speck", "minimum", "origin"})
"""What rests and is not covered by a line that passes …"""

ABOVE: Final = frozenset({"here", "next", "selected"})
"""… only by these."""


class Item(NamedTuple):
    """A line of a legend: shown where the role is in the picture."""

    role: Role
    word: str
    path: bool = False


class Plot(StripPanel):
    """A framed chart of the frame, drawn anew only as far as chart, size or theme differ."""

    LEGEND: tuple[Item, ...] = ()
    """What has a word in the lower edge, the most important first."""

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._chart: Chart | None = None
        self._charted_for: tuple[Frame | None, Size] = (None, Size(0, 0))
        self._ground: Ground | None = None
        self._grounded_for: tuple[object, ...] = ()
        self._under: list[Strip] = []
        self._pointed: Offset | None = None

    @property
    def columns(self) -> int:
        """Cells across within the axes."""
        return max(1, self.size.width - LABEL_CELLS - 1)

    @property
    def rows(self) -> int:
        """Cells up within the axes."""
        return max(1, self.size.height - 2)

    @property
    def markers(self) -> Markers:
        """What to draw with."""
        return ASCII if getattr(self.app, "ascii_markers", False) else BRAILLE

    def chart(self, frame: Frame) -> Chart:
        """What to draw."""
        raise NotImplementedError

    def title(self, frame: Frame, chart: Chart) -> Content:
        """What to write into the frame's upper edge."""
        raise NotImplementedError

    def reading(self, frame: Frame, x: float, y: float) -> Content:
        """What to write into the lower edge while the mouse is at (x, y)."""
        raise NotImplementedError

    def show(self, frame: Frame) -> None:
        """Paint what is new; a chart like the last one is left as it stands."""
        before, chart = self._chart, self._charted(frame)
        self._write_edges(frame, chart)
        if chart == before:
            return
        if self._strips and self.is_on_screen:
            self.show_strips(self._painted(chart))
        else:
            self._tear_down()

    # The mouse

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._point(event.get_content_offset(self))

    def on_leave(self) -> None:
        self._point(None)

    def place(self, offset: Offset | None) -> tuple[float, float] | None:
        """What the middle of a cell stands for on both axes; None outside of them."""
        if offset is None or self.frame is None:
            return None
        chart, area = self._charted(self.frame), self._grounded().area
        column, row = offset.x - area.left, area.top + area.rows - 1 - offset.y
        if not (0 <= column < area.columns and 0 <= row < area.rows):
            return None
        return _value(chart.x, column, area.columns), _value(chart.y, row, area.rows)

    def cell(self) -> tuple[float, float]:
        """What a cell is wide and tall on the axes."""
        assert self.frame is not None
        chart, area = self._charted(self.frame), self._grounded().area
        return (
            (chart.x.high - chart.x.low) / max(1, area.columns - 1),
            (chart.y.high - chart.y.low) / max(1, area.rows - 1),
        )

    def _point(self, offset: Offset | None) -> None:
        if offset != self._pointed and self.frame is not None:
            self._pointed = offset
            self._write_edges(self.frame, self._charted(self.frame))

    def _write_edges(self, frame: Frame, chart: Chart) -> None:
        """The title above; below what is under the mouse, or else what is what."""
        place = self.place(self._pointed) if self._pointed else None
        below = self.reading(frame, *place).stylize_before("$foreground") if place else self._legend(chart)
        paint_edges(self, self.title(frame, chart), below)

    def _legend(self, chart: Chart) -> Content:
        found, room = Content(""), self.size.width - 4
        paths = {(series.role, series.path) for series in chart.series}
        for item in self.LEGEND:
            if (item.role, item.path) in paths:
                sign, color = self.markers.sample(item.role, item.path), COLORS.get(item.role, item.role)
                entry = Content.assemble((sign, f"${color}"), (f" {_(item.word)}", "$quiet"))
                if entry.cell_length + found.cell_length + 2 > room:
                    break
                found = Content.assemble(found, "  " if found else "", entry)
        return found

    # Drawing

    def on_resize(self) -> None:
        if {strip.cell_length for strip in self._strips} != {self.size.width} or (
            len(self._strips) != self.size.height
        ):
            self._tear_down()
        if self.frame is not None:
            self._write_edges(self.frame, self._charted(self.frame))

    def notify_style_update(self) -> None:
        """Draw in the new colours, or with other markers."""
        self._under = []
        self._tear_down()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """One row of the chart."""
        if self.frame is not None and not self._strips:
            self._strips = self._painted(self._charted(self.frame))
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.style_of())

    def _tear_down(self) -> None:
        """Paint anew, when there is something to be painted next."""
        self._strips = []
        self.refresh()

    def _charted(self, frame: Frame) -> Chart:
        """The chart of `frame` at the size there is, made once."""
        seen, size = self._charted_for
        if self._chart is None or seen is not frame or size != self.size:
            self._chart, self._charted_for = self.chart(frame), (frame, self.size)
        return self._chart

    def _grounded(self) -> Ground:
        """What rests in the chart, drawn once."""
        assert self.frame is not None
        chart, markers = self._charted(self.frame), self.markers
        wanted = (chart.x, chart.y, chart.still, self.size, markers.ascii)
        if self._ground is None or wanted != self._grounded_for:
            self._ground, self._grounded_for = ground(chart, *self.size, markers), wanted
            self._under = []
        return self._ground

    def _painted(self, chart: Chart) -> list[Strip]:
        """The ground, with what moves in those rows that it touches."""
        rest = self._grounded()
        self._under = self._under or [self._strip(row) for row in rest.rows]
        rows: dict[int, list[Cell]] = {}
        for (row, column), cell in moving(chart, rest.area, self.markers).items():
            cells = rows.setdefault(row, list(rest.rows[row]))
            cells[column] = _covered(cells[column], cell)
        return [self._strip(rows[y]) if y in rows else strip for y, strip in enumerate(self._under)]

    def _strip(self, cells: list[Cell] | tuple[Cell, ...]) -> Strip:
        return Strip(
            [
                Segment("".join([glyph for glyph, _ in group]), self.style_of(COLORS.get(role, role)))
                for role, group in groupby(cells, lambda cell: cell[1])
            ],
            len(cells),
        )


def moving(chart: Chart, area: Area, markers: Markers) -> Cells:
    """The live series in cells: those that plotext draws, and the others, in their order."""
    found: Cells = {}
    for is_curve, group in groupby(chart.live, lambda series: series.role in CURVES):
        if is_curve:
            found |= curves(group, chart.x, chart.y, area, markers)
        else:
            lay(found, group, chart.x, chart.y, area, markers)
    return found


def _covered(under: Cell, cell: Cell) -> Cell:
    """What rests in a cell with what moves through it on top."""
    return under if under[1] in SIGNS and cell[1] not in ABOVE else cell


def _value(axis: Axis, cell: int, cells: int) -> float:
    return axis.low + (axis.high - axis.low) * (cell / (cells - 1) if cells > 1 else 0.5)
