"""The landscape: contour lines of the cost over the weights, and the path of the run."""

from __future__ import annotations

from textual import events
from textual.content import Content

from tui.lab.charts.axes import rounded_to_cell
from tui.lab.charts.chart import Chart
from tui.lab.charts.landscape_chart import arrows_of, landscape_chart, way_out_of_sight
from tui.lab.session.frame import Frame
from tui.lab.text import notation
from tui.lab.text.language import _N, _
from tui.panels.messages import Set
from tui.plots.plot import LegendEntry, Plot, out_of_sight


class LandscapePlot(Plot):
    """The path of the run on contour lines of the cost; a click starts a run there."""

    LEGEND = (
        LegendEntry("against", "−∇E", path=True),
        LegendEntry("straight", _N("straight"), path=True),
        LegendEntry("here", _N("here")),
        LegendEntry("next", _N("next")),
        LegendEntry("minimum", _N("minimum")),
        LegendEntry("valley", _N("valley"), path=True),
        LegendEntry("origin", _N("start")),
    )

    def chart(self, frame: Frame) -> Chart:
        """Contour lines, path and marks."""
        return landscape_chart(frame, self.columns, self.rows)

    def title(self, frame: Frame, chart: Chart) -> Content:
        """The weights on the axes, in their colours; points to a step outside the chart.

        With the arrows it says the angle between them, instead of what the panel is.
        """
        (right, above), (a, b) = frame.names, frame.step.params
        gone = out_of_sight(way_out_of_sight(frame, chart))
        arrows = arrows_of(frame) if frame.looks.arrows else None
        apart = _("{angle}° apart").format(angle=notation.fixed(arrows.degrees, 1)) if arrows else ""
        return Content.assemble(
            (apart, "$accent") if apart else _("Landscape"),
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
