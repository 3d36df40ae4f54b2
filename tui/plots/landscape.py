"""The landscape: level lines of the cost over (w1, w0), and the run's path through it."""

from __future__ import annotations

from textual import events
from textual.content import Content

from tui.lab.charts.axes import rounded_to_cell
from tui.lab.charts.chart import Chart
from tui.lab.charts.landscape import here_in_sight, landscape_chart
from tui.lab.session.frame import Frame
from tui.lab.text import notation
from tui.lab.text.language import _N, _
from tui.panels.messages import Set
from tui.plots.plot import Item, Plot


class LandscapePlot(Plot):
    """Where the run is in the landscape of the cost; a click starts it there."""

    LEGEND = (
        Item("here", _N("here")),
        Item("next", _N("next")),
        Item("minimum", _N("minimum")),
        Item("valley", _N("valley"), path=True),
        Item("origin", _N("start")),
    )

    def chart(self, frame: Frame) -> Chart:
        """Level lines, path and marks."""
        return landscape_chart(frame, self.columns, self.rows)

    def title(self, frame: Frame, chart: Chart) -> Content:
        """The axes, each weight in its colour, and whether the step on screen is out of sight."""
        (right, above), (a, b) = frame.names, frame.step.params
        gone = "" if here_in_sight(chart) else " · " + _("out of sight")
        return Content.assemble(
            _("Landscape"),
            (gone, "$warning"),
            "  → ",
            (f"{right} {notation.fixed(a)}", "$first"),
            "  ↑ ",
            (f"{above} {notation.fixed(b)}", "$second"),
        )

    def reading(self, frame: Frame, x: float, y: float) -> Content:
        """The weights under the mouse, and their cost."""
        (right, above), (a, b) = frame.names, self._rounded(x, y)
        return Content.assemble(
            (f"{right} {notation.number(a, 6)}", "$first"),
            " · ",
            (f"{above} {notation.number(b, 6)}", "$second"),
            " · ",
            (f"E {notation.cost(frame.experiment.objective.evaluate((a, b))[0])}", "$cost"),
        )

    def on_click(self, event: events.Click) -> None:
        place = self.place(event.get_content_offset(self))
        if place:
            self.post_message(Set("start", self._rounded(*place)))

    def _rounded(self, x: float, y: float) -> tuple[float, float]:
        wide, tall = self.cell()
        return rounded_to_cell(x, wide), rounded_to_cell(y, tall)
