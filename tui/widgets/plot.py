"""The one module that touches plotext: a chart becomes strips once, and is then only painted."""

from __future__ import annotations

import re
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual_plotext import Plot as Figure

from tui.charts import LABEL_WIDTH, Chart, Role
from tui.frame import Frame
from tui.widgets.panel import FrameView, role_color

Pigment = tuple[int, int, int]

ESCAPE: Final = re.compile(r"\x1b\[([\d;]*)m")

DOTS: Final[dict[Role, str]] = {"point": "●", "here": "◉"}
"""Markers of their own; everything else is drawn in braille."""


COLORS: Final[dict[str, str]] = {
    "line": "primary",
    "start": "quiet",
    "point": "foreground",
    "here": "foreground",
    "mark": "rule",
}
"""The colours of roles that have none of their own name."""


class Plot(FrameView):
    """A framed chart of the frame, built anew only when the chart, the size or the theme differ."""

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._strips: list[Strip] = []
        self._inks: dict[Pigment, Style] = {}
        self._chart: Chart | None = None
        self._charted_for: tuple[Frame | None, Size] = (None, Size(0, 0))

    @property
    def columns(self) -> int:
        """Cells across within the axes."""
        return self.size.width - LABEL_WIDTH - 1

    @property
    def rows(self) -> int:
        """Cells up within the axes."""
        return self.size.height - 2

    def chart(self, frame: Frame) -> Chart:
        """What to draw."""
        raise NotImplementedError

    def title(self, frame: Frame, chart: Chart) -> Content:
        """What to write into the frame's upper edge."""
        raise NotImplementedError

    def show(self, frame: Frame) -> None:
        """Paint what is new; a chart like the last one is left as it stands."""
        before, chart = self._chart, self._charted(frame)
        self.border_title = self.title(frame, chart).markup
        if chart != before:
            self._tear_down()

    def on_resize(self) -> None:
        """Draw for the new size."""
        if {strip.cell_length for strip in self._strips} != {self.size.width} or (
            len(self._strips) != self.size.height
        ):
            self._tear_down()

    def notify_style_update(self) -> None:
        """Draw in the new colours."""
        self._tear_down()
        super().notify_style_update()

    def _tear_down(self) -> None:
        """Build the strips anew, when they are next painted."""
        self._strips = []
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the chart."""
        if self.frame is not None and not self._strips:
            self._strips = self._build(self._charted(self.frame), self.visual_style.rich_style)
        return (
            self._strips[y]
            if y < len(self._strips)
            else Strip.blank(self.size.width, self.visual_style.rich_style)
        )

    def _charted(self, frame: Frame) -> Chart:
        """The chart of `frame` at the size there is, made once."""
        seen, size = self._charted_for
        if self._chart is None or seen is not frame or size != self.size:
            self._chart, self._charted_for = self.chart(frame), (frame, self.size)
        return self._chart

    def _build(self, chart: Chart, base: Style) -> list[Strip]:
        figure = Figure()
        # As PlotextPlot does: plotsize would cut it to the terminal that plotext finds, if it finds one.
        figure._set_size(*self.size)
        figure.canvas_color("default")
        figure.axes_color("default")
        figure.ticks_color(self._pigment("quiet"))
        figure.xaxes(True, False)
        figure.yaxes(True, False)
        figure.xlim(chart.x.low, chart.x.high)
        figure.ylim(chart.y.low, chart.y.high)
        figure.xticks(list(chart.x.ticks), list(chart.x.labels))
        figure.yticks(list(chart.y.ticks), list(chart.y.labels))
        for series in chart.series:
            draw = figure.plot if series.path else figure.scatter
            marker = DOTS.get(series.role, "braille")
            draw(
                list(series.xs),
                list(series.ys),
                marker=marker,
                color=self._pigment(COLORS.get(series.role, series.role)),
            )
        lines = figure.build().splitlines()
        return [_strip(line, base, self._inks).adjust_cell_length(self.size.width, base) for line in lines]

    def _pigment(self, role: str) -> Pigment:
        color = role_color(self.app, COLORS.get(role, role))
        # A colour of the terminal's own has no red, green and blue: plotext gets others to stand for it.
        pigment = color.rgb if color.ansi is None else (1, 1, color.ansi + 1)
        self._inks[pigment] = Style(color=color.rich_color)
        return pigment


def _strip(line: str, base: Style, inks: dict[Pigment, Style]) -> Strip:
    """A line of plotext's text with its colour escapes as segments over the panel's own style."""
    segments: list[Segment] = []
    style, position = base, 0
    for escape in ESCAPE.finditer(line):
        if escape.start() > position:
            segments.append(Segment(line[position : escape.start()], style))
        style, position = _styled(escape[1], base, inks), escape.end()
    if position < len(line):
        segments.append(Segment(line[position:], style))
    return Strip(segments)


def _styled(codes: str, base: Style, inks: dict[Pigment, Style]) -> Style:
    numbers = codes.split(";")
    if numbers[:2] == ["38", "2"]:
        red, green, blue = map(int, numbers[2:5])
        return base + inks[red, green, blue]
    return base
