"""The fit: the points, the line at the step on screen, and the line it started from."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.geometry import Offset

import gdengine as gd
from tui.lab.charts.axes import rounded_to_cell
from tui.lab.charts.chart import Chart
from tui.lab.charts.fit_chart import fit_chart, line_out_of_sight, nearest_point
from tui.lab.session.frame import Frame
from tui.lab.text import notation
from tui.lab.text.language import _N, _
from tui.panels.messages import AddPoint, MovePoint, Select
from tui.plots.plot import LegendEntry, Plot, out_of_sight


class FitPlot(Plot):
    """The regression line moving through the points: click to add or select one, drag to move one."""

    LEGEND = (
        LegendEntry("best", _N("least squares"), path=True),
        LegendEntry("square", _N("squared error"), path=True),
        LegendEntry("start", _N("start")),
        LegendEntry("selected", _N("selected")),
    )

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._held: int | None = None
        self._pressed: Offset | None = None
        self._data: gd.Dataset | None = None

    def chart(self, frame: Frame) -> Chart:
        """Points, errors and lines of the step on screen."""
        return fit_chart(frame, self.columns, self.rows)

    def title(self, frame: Frame, chart: Chart) -> Content:
        """The line as a formula, each weight in its colour; points to a line outside the chart."""
        w1, w0 = frame.step.params
        sign, size = notation.signed(w0)
        gone = out_of_sight(line_out_of_sight(frame, chart))
        return Content.assemble(
            _("Fit"),
            (gone, "$warning"),
            "  f(x) = ",
            (notation.fixed(w1), "$first"),
            "x ",
            (f"{sign} {size}", "$second"),
        )

    def axis_names(self, frame: Frame) -> Content:
        """The names of the columns, cut to a third of the edge each."""
        room = max(1, (self.size.width - 4) // 3 - 2)
        x, y = (Content(name).truncate(room, ellipsis=True) for name in frame.fit.names)
        return Content.assemble(("→ ", "$quiet"), x, ("  ↑ ", "$quiet"), y)

    def show(self, frame: Frame) -> None:
        """Show the frame; with new data, the point being dragged is let go."""
        if frame.fit.data is not self._data:
            self._data = frame.fit.data
            self._let_go()
        super().show(frame)

    def on_hide(self) -> None:
        """A hidden plot gets no mouse events: let go of the point."""
        self._let_go()

    def _let_go(self) -> None:
        self._pressed = self._held = None
        if self.app.mouse_captured is self:
            self.release_mouse()

    def reading(self, frame: Frame, x: float, y: float) -> Content:
        """The point under the mouse, or the place where a click would add one."""
        row = nearest_point(frame.fit.data, x, y, self.cell()) if self._held is None else self._held
        if row is not None and self._pressed in (None, self._pointed):
            x, y = frame.fit.data.x[row], frame.fit.data.y[row]
            text = _("point {row}: x {x}, y {y}")
        elif row is not None:
            x, y = self._rounded(x, y)
            text = _("point {row} to x {x}, y {y}")
        else:
            x, y = self._rounded(x, y)
            text = _("x {x}, y {y}: click to add")
        return Content(text.format(row=(row or 0) + 1, x=notation.number(x, 6), y=notation.number(y, 6)))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Remember the point under the mouse, or the empty place, until the button is released."""
        self._pressed = event.get_content_offset(self)
        place = self.place(self._pressed)
        if place is None or self.frame is None:
            self._pressed = None
            return
        self._held = nearest_point(self.frame.fit.data, *place, self.cell())
        self.capture_mouse()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Select the point, move it to where it was dragged, or add one at an empty place."""
        self.release_mouse()
        offset, pressed, row = event.get_content_offset(self), self._pressed, self._held
        self._pressed = self._held = None
        place = self.place(offset)
        if pressed is None or place is None or self.frame is None:
            return
        if row is None:
            if offset == pressed:
                self.post_message(AddPoint(*self._rounded(*place)))
        elif offset == pressed:
            self.post_message(Select(None if row == self.frame.fit.selected else row))
        else:
            self.post_message(MovePoint(row, *self._rounded(*place)))

    def _rounded(self, x: float, y: float) -> tuple[float, float]:
        wide, tall = self.cell()
        return rounded_to_cell(x, wide), rounded_to_cell(y, tall)
