"""The fit: the points, the line at the step on screen, and the line it started from."""

from __future__ import annotations

from textual.content import Content

from tui import notation
from tui.charts import Chart, fit_chart, line_in_sight
from tui.frame import Frame
from tui.language import _
from tui.widgets.plot import Plot


class FitPlot(Plot):
    """The regression line moving through the points."""

    def chart(self, frame: Frame) -> Chart:
        """Points, errors and lines."""
        return fit_chart(frame, self.columns, self.rows)

    def title(self, frame: Frame, chart: Chart) -> Content:
        """The line as a formula, each weight in its colour, and whether it is out of sight."""
        w1, w0 = frame.step.params
        sign, size = notation.signed(w0)
        gone = "" if line_in_sight(chart) else " · " + _("out of sight")
        return Content.assemble(
            _("Fit"),
            "  f(x) = ",
            (notation.fixed(w1), "$w1"),
            "x ",
            (f"{sign} {size}", "$w0"),
            (gone, "$warning"),
        )
