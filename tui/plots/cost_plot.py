"""The cost curve: the cost at each step, with earlier runs behind it."""

from __future__ import annotations

from textual import events
from textual.content import Content

from tui.lab.charts.chart import Chart
from tui.lab.charts.cost_chart import cost_chart, expected_cost, floor_of_log_axis
from tui.lab.session.frame import Frame
from tui.lab.text import notation
from tui.lab.text.language import _N, _
from tui.panels.messages import Seek
from tui.plots.plot import LegendEntry, Plot


class CostPlot(Plot):
    """The cost at each step, on a log or a linear axis; a click goes to the step under the mouse."""

    LEGEND = (LegendEntry("theory", _N("theory")), LegendEntry("ghost", _N("earlier run"), path=True))

    def chart(self, frame: Frame) -> Chart:
        """The curve, with two points a column at most."""
        return cost_chart(frame, self.columns, self.rows)

    def title(self, frame: Frame, chart: Chart) -> Content:
        """The cost at the step on screen, and the kind of axis."""
        floor = floor_of_log_axis(frame)
        axis = _("linear") if floor is None else _("log")
        if floor:
            axis = _("log, above the lowest {floor}").format(floor=notation.cost(floor))
        return Content.assemble(_("Cost"), " E ", (notation.cost(frame.step.cost), "$cost"), f" · {axis}")

    def reading(self, frame: Frame, x: float, y: float) -> Content:
        """The exact cost at the step under the mouse, or what theory expects there."""
        step = round(x)
        where = _("step {step}").format(step=f"{step:,}")
        if step <= frame.newest:
            cost = frame.run.history.costs(step, step + 1)[0]
            return Content.assemble(where, " · ", (notation.cost(cost), "$cost"))
        expected = expected_cost(frame, step)
        if expected is None:
            return Content(where)
        return Content.assemble(where, " · ", _("expected: {cost}").format(cost=notation.cost(expected)))

    def on_click(self, event: events.Click) -> None:
        place = self.place(event.get_content_offset(self))
        if place:
            self.post_message(Seek(round(place[0])))
