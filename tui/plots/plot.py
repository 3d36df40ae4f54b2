"""The base of the plots: a static layer that is cached, and moving series drawn over it at each step."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Offset, Size
from textual.strip import Strip

from tui.lab.charts.axes import LABEL_CELLS
from tui.lab.charts.chart import Axis, Chart, Role
from tui.lab.charts.ground import NO_SHADE
from tui.lab.session.frame import Frame
from tui.lab.text.language import _
from tui.look.shades import ground_color, ink
from tui.look.textual_seams import paint_edges
from tui.panels.strips import StripPanel
from tui.plots.cells_of_curves import Cell
from tui.plots.composed_cells import Composed, composed
from tui.plots.markers import ASCII_MARKERS, BRAILLE_MARKERS, Markers
from tui.plots.static_layer import StaticLayer, static_layer

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
    "ground": "foreground",
    "local": "success",
    "maximum": "quiet",
    "saddle": "quiet",
    "tangent": "first",
    "trail": "primary",
    "old-trail": "secondary",
    "push": "accent",
    "flag": "success",
    "away": "warning",
    "height": "cost",
    "against": "accent",
    "straight": "success",
    "square": "residual",
}
"""Theme variables of the roles that are not themselves theme variables; the same in all plots."""

LEAST_ROWS_WITH_WORDS: Final = 9
"""Rows from which a plot has a line of words above its picture; a smaller one needs them for that."""


Words = tuple[tuple[str, str], ...]
"""A line of text in pieces, each with the role that decides its colour."""


class LegendEntry(NamedTuple):
    """An entry of a legend, shown if a cell of its role can be seen; `path` decides its sign."""

    role: Role
    word: str
    path: bool = False


class Plot(StripPanel):
    """A framed chart of the frame; only what differs in chart, size or theme is redrawn."""

    LEGEND: tuple[LegendEntry, ...] = ()
    """The legend in the lower edge, the most important entry first; what does not fit is left out."""

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._chart: Chart | None = None
        self._chart_key: tuple[Frame | None, Size] = (None, Size(0, 0))
        self._static: StaticLayer | None = None
        self._static_key: tuple[object, ...] = ()
        self._under: list[Strip] = []
        self._shaded: dict[tuple[str, int], Style] = {}
        self._picture: Composed | None = None
        self._picture_of: tuple[Chart | None, StaticLayer | None] = (None, None)
        self._said: Words = ()
        self._pointed: Offset | None = None

    @property
    def legend(self) -> tuple[LegendEntry, ...]:
        """The entries of the legend for what is shown."""
        return self.LEGEND

    @property
    def columns(self) -> int:
        """Columns of cells within the axes, at least 1."""
        return max(1, self.size.width - LABEL_CELLS - 1)

    @property
    def rows(self) -> int:
        """Rows of cells within the axes, at least 1."""
        return max(1, self.size.height - 2 - self.top)

    @property
    def top(self) -> int:
        """Rows above the picture: 1 if there are words."""
        return int(self.has_words and self.size.height >= LEAST_ROWS_WITH_WORDS)

    @property
    def has_words(self) -> bool:
        """Whether there is a line of `words` above the picture, if there is room."""
        return False

    @property
    def markers(self) -> Markers:
        """The characters to draw with, by the app's ASCII setting."""
        return ASCII_MARKERS if getattr(self.app, "ascii_markers", False) else BRAILLE_MARKERS

    @property
    def shown(self) -> Frame | None:
        """The frame that is drawn."""
        return self.frame

    def chart(self, frame: Frame) -> Chart:
        """The chart of `frame` for `columns` x `rows` cells."""
        raise NotImplementedError

    def title(self, frame: Frame, chart: Chart) -> Content:
        """The text of the upper edge."""
        raise NotImplementedError

    def words(self, frame: Frame) -> Words:
        """The line above the picture, if the plot has words."""
        raise NotImplementedError

    def axis_names(self, frame: Frame) -> Content:
        """The names of the axes, for the lower edge; empty where the title says them."""
        return Content("")

    def reading(self, frame: Frame, x: float, y: float) -> Content:
        """The text of the lower edge while the mouse is at (x, y) of the axes."""
        raise NotImplementedError

    def show(self, frame: Frame) -> None:
        """Write the edges, and repaint the rows that changed."""
        before, chart = self._chart, self._chart_of(frame)
        said = self.words(frame) if self.top else ()
        self._write_edges(frame, chart)
        if chart == before and said == self._said:
            return
        self._said = said
        if self._strips and self.is_on_screen:
            self.show_strips(self._painted(chart))
        else:
            self._discard_strips()

    # The mouse

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._point(event.get_content_offset(self))

    def on_leave(self) -> None:
        self._point(None)

    def place(self, offset: Offset | None) -> tuple[float, float] | None:
        """The (x, y) of the centre of the cell at `offset`; None outside the axes."""
        if offset is None or self.shown is None:
            return None
        chart, area = self._chart_of(self.shown), self._static_layer().area
        column, row = offset.x - area.left, area.top + area.rows - 1 - offset.y
        if not (0 <= column < area.columns and 0 <= row < area.rows):
            return None
        return _value(chart.x, column, area.columns), _value(chart.y, row, area.rows)

    def cell(self) -> tuple[float, float]:
        """The width and height of a cell in units of the axes."""
        assert self.shown is not None
        chart, area = self._chart_of(self.shown), self._static_layer().area
        return (
            (chart.x.high - chart.x.low) / max(1, area.columns - 1),
            (chart.y.high - chart.y.low) / max(1, area.rows - 1),
        )

    def _point(self, offset: Offset | None) -> None:
        if offset != self._pointed and self.shown is not None:
            self._pointed = offset
            self._write_edges(self.shown, self._chart_of(self.shown))

    def _write_edges(self, frame: Frame, chart: Chart) -> None:
        """Write the title above; below, the values under the mouse, else the legend."""
        place = self.place(self._pointed) if self._pointed else None
        below = (
            self.reading(frame, *place).stylize_before("$foreground") if place else self._legend(frame, chart)
        )
        paint_edges(self, self.title(frame, chart), below)

    def _legend(self, frame: Frame, chart: Chart) -> Content:
        found, room = self.axis_names(frame), self.size.width - 4
        visible = self._composed(chart).roles
        for item in self.legend:
            if item.role in visible:
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
            self._discard_strips()
        if self.shown is not None:
            self._write_edges(self.shown, self._chart_of(self.shown))

    def notify_style_update(self) -> None:
        """Draw in the new colours, or with other markers."""
        self._under = []
        self._shaded.clear()
        self._discard_strips()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        if self.shown is not None and not self._strips:
            self._strips = self._painted(self._chart_of(self.shown))
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.style_of())

    def _discard_strips(self) -> None:
        """Drop the painted rows; `render_line` paints them again when they are needed."""
        self._strips = []
        self.refresh()

    def _chart_of(self, frame: Frame) -> Chart:
        """The chart of `frame` at the current size, cached."""
        seen, size = self._chart_key
        if self._chart is None or seen is not frame or size != self.size:
            self._chart, self._chart_key = self.chart(frame), (frame, self.size)
        return self._chart

    def _static_layer(self) -> StaticLayer:
        """The axes and still series of the chart, cached."""
        assert self.shown is not None
        chart, markers = self._chart_of(self.shown), self.markers
        wanted = (chart.x, chart.y, chart.still, chart.ground, self.size, markers.ascii)
        if self._static is None or wanted != self._static_key:
            self._static, self._static_key = static_layer(chart, *self.size, markers, self.top), wanted
            self._under = []
        return self._static

    def _painted(self, chart: Chart) -> list[Strip]:
        """The rows of the chart; only those with a moving series are made again."""
        rest, rows = self._static_layer(), self._composed(chart).rows
        shades = rest.shades if not self.markers.ascii and not self.app.no_color else ()
        shades = shades or ((),) * len(rest.rows)
        self._under = self._under or [self._strip(*row) for row in zip(rest.rows, shades, strict=True)]
        strips = [
            self._strip(rows[y], shades[y]) if y in rows else strip for y, strip in enumerate(self._under)
        ]
        return [self._words_strip(), *strips[1:]] if self.top else strips

    def _words_strip(self) -> Strip:
        assert self.shown is not None
        pieces = [
            Segment(text, self.style_of(COLORS.get(role, role))) for text, role in self.words(self.shown)
        ]
        return Strip(pieces).adjust_cell_length(self.size.width, self.style_of())

    def _composed(self, chart: Chart) -> Composed:
        """The rows with a moving series, and the roles that can be seen in all rows; cached."""
        rest = self._static_layer()
        if self._picture is None or self._picture_of[0] is not chart or self._picture_of[1] is not rest:
            self._picture, self._picture_of = composed(chart, rest, self.markers), (chart, rest)
        return self._picture

    def _strip(self, cells: Sequence[Cell], shades: Sequence[int]) -> Strip:
        looks = zip(cells, shades or (NO_SHADE,) * len(cells), strict=True)
        return Strip(
            [
                Segment("".join([cell[0] for cell, _ in group]), self._style(role, shade))
                for (role, shade), group in groupby(looks, lambda look: (look[0][1], look[1]))
            ],
            len(cells),
        )

    def _style(self, role: str, shade: int) -> Style:
        """The style of a role on a shade of the ground, on which it stays readable."""
        color = COLORS.get(role, role)
        if shade == NO_SHADE:
            return self.style_of(color)
        found = self._shaded.get((role, shade))
        if found is None:
            found, theme = self.style_of(color), self.app.theme_variables
            ground = ground_color(theme, shade)
            if ground is not None:
                found += Style(bgcolor=ground.rich_color)
                if role:
                    found += Style(color=ink(theme, role, color, ground).rich_color)
            self._shaded[role, shade] = found
        return found


def out_of_sight(arrow: str | None) -> str:
    """The words of a title on a place outside the chart, from the arrow to it; "" for None."""
    if arrow is None:
        return ""
    return f" · {arrow} " + _("out of sight") if arrow else " · " + _("beyond all numbers")


def _value(axis: Axis, cell: int, cells: int) -> float:
    return axis.low + (axis.high - axis.low) * (cell / (cells - 1) if cells > 1 else 0.5)
