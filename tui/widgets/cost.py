"""The cost curve: how the cost went, step by step, with the runs before it behind it."""

from __future__ import annotations

from textual.content import Content

from tui import notation
from tui.charts import Chart, cost_chart
from tui.frame import Frame
from tui.language import _
from tui.widgets.plot import Plot


class CostPlot(Plot):
    """The cost at every step, on a log or a linear axis."""

    def chart(self, frame: Frame) -> Chart:
        """The curve, with two points a column at most."""
        return cost_chart(frame, self.columns, self.rows)

    def title(self, frame: Frame, chart: Chart) -> Content:
        """The cost at the step on screen, and the kind of axis."""
        axis = _("log") if frame.looks.log_scale else _("linear")
        return Content.assemble(_("Cost"), " E ", (notation.cost(frame.step.cost), "$cost"), f" · {axis}")
