"""The terrain: the ball on its curve, where the slope sends it, and where it has been."""

from __future__ import annotations

import math

from textual import events
from textual.content import Content
from textual.geometry import Offset

from tui.lab.charts.axes import rounded_to_cell
from tui.lab.charts.chart import Chart
from tui.lab.charts.curve_chart import curve_chart, curve_of, way_out
from tui.lab.session.coming import started_at
from tui.lab.session.frame import Frame
from tui.lab.text import notation
from tui.lab.text.cells import shortened
from tui.lab.text.language import _N, _
from tui.lab.wording.slope import slope_sentence, slope_text
from tui.panels.messages import Set
from tui.panels.panel import first_content
from tui.plots.plot import LegendEntry, Plot, Words

LEAST_NAME_CELLS = 8
"""Cells of a name or a formula at least; where there are fewer, it is left out of the title."""


class TerrainPlot(Plot):
    """The ball on a curve; a click or a drag sets where it starts."""

    LEGEND = (
        LegendEntry("here", _N("here")),
        LegendEntry("next", _N("next")),
        LegendEntry("minimum", _N("global minimum")),
        LegendEntry("local", _N("local minimum")),
        LegendEntry("flag", _N("at rest")),
        LegendEntry("tangent", _N("slope"), path=True),
        LegendEntry("push", _N("push"), path=True),
        LegendEntry("trail", _N("trail")),
        LegendEntry("ghost", _N("earlier run")),
        LegendEntry("origin", _N("start")),
        LegendEntry("maximum", _N("maximum")),
        LegendEntry("saddle", _N("inflection")),
    )
    HAS_WORDS = True

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._dragged: Frame | None = None

    @property
    def shown(self) -> Frame | None:
        """The frame, or while the ball is dragged what it would be from there."""
        return self._dragged or self.frame

    def chart(self, frame: Frame) -> Chart:
        """Curve, ball, tangent, trail and next step."""
        return curve_chart(frame, self.columns, self.rows)

    def show(self, frame: Frame) -> None:
        """Show the frame; a new one ends dragging."""
        if self._dragged is not None and frame is not self._dragged:
            self._let_go()
        super().show(frame)

    def title(self, frame: Frame, chart: Chart) -> Content:
        """The curve, and the ball's x, E and slope in their colours; points to a ball out of the view."""
        curve, cost = curve_of(frame), frame.step.cost
        (x,), (slope,) = frame.step.params, frame.step.gradient
        place = _place(frame.names[0], x, cost, way_out(frame, chart))
        height = "  ", (f"E {notation.cost(cost)}", "$cost")
        steep = "  ", (_("slope") + f" {slope_text(slope)}", "$first")
        name, room = curve.name or curve.formula, self.size.width - 4
        numbers = Content.assemble(*place[0], *height, *steep)
        rest = room - numbers.cell_length - 2
        cut = [Content.assemble(f"{shortened(name, rest)}  ", numbers)] if rest >= LEAST_NAME_CELLS else []
        return first_content(
            [
                Content.assemble(_("Terrain"), f" · {name}  ", numbers),
                Content.assemble(f"{name}  ", numbers),
                *cut,
                *(Content.assemble(*each, *height, *steep) for each in place),
                Content.assemble(*place[-1], *height),
                Content.assemble(*place[-1]),
            ],
            room,
        )

    def words(self, frame: Frame) -> Words:
        """What the slope makes of the next step, with the slope in its colour."""
        room, slope = self.size.width, slope_text(frame.step.gradient[0])
        sentence = shortened(slope_sentence(frame, room), room)
        before, found, after = sentence.partition(slope)
        return (before, "foreground"), (found, "first"), (after, "foreground")

    def reading(self, frame: Frame, x: float, y: float) -> Content:
        """The curve under the mouse, whatever the height of the mouse."""
        x = self._rounded(x)
        cost, (slope,) = curve_of(frame).evaluate((x,))
        return Content.assemble(
            (f"{frame.names[0]} {notation.number(x, 6)}", "$first"),
            " · ",
            (f"E {notation.cost(cost)}", "$cost") if math.isfinite(cost) else _("no value here"),
            (" · " + _("slope") + f" {slope_text(slope)}", "$first") if math.isfinite(slope) else "",
        )

    # The start

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take the ball, and put it under the mouse."""
        offset = event.get_content_offset(self)
        if offset is not None and self.frame is not None:
            self.capture_mouse()
            self._drag_to(offset)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move the ball that is dragged."""
        if self._dragged is not None:
            self._drag_to(event.get_content_offset_capture(self))
        super().on_mouse_move(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Start where the ball was put; not where the curve has no value."""
        dragged = self._dragged
        self._let_go()
        if dragged is None or self.frame is None:
            return
        super().show(self.frame)
        if math.isfinite(dragged.step.cost):
            self.post_message(Set("start", dragged.step.params))

    def on_hide(self) -> None:
        """A hidden plot gets no mouse events: let go of the ball."""
        self._let_go()

    def _drag_to(self, offset: Offset) -> None:
        """Show the run that would begin in the column of `offset`."""
        assert self.frame is not None
        start = (self._rounded(self._x_of(offset)),)
        if self._dragged is None or self._dragged.step.params != start:
            self._dragged = started_at(self.frame, start)
            super().show(self._dragged)

    def _let_go(self) -> None:
        self._dragged = None
        if self.app.mouse_captured is self:
            self.release_mouse()

    def _x_of(self, offset: Offset) -> float:
        """x in the middle of a column of cells; beside the picture, that of the nearest one."""
        assert self.frame is not None
        axis, area = self._chart_of(self.frame).x, self._static_layer().area
        column = max(0, min(offset.x - area.left, area.columns - 1))
        part = column / (area.columns - 1) if area.columns > 1 else 0.5
        return axis.low + (axis.high - axis.low) * part

    def _rounded(self, x: float) -> float:
        """x to the decimals that tell cells apart, within the domain."""
        assert self.frame is not None
        low, high = curve_of(self.frame).domain
        return max(low, min(rounded_to_cell(x, self.cell()[0]), high))


def _place(name: str, x: float, cost: float, arrow: str) -> list[list[tuple[str, str]]]:
    """x in several lengths, the longest first; of a ball outside of the view, its place and the way to it."""
    at = f"{name} {notation.number(x, 5)}"
    if not math.isfinite(x):
        return [[(_("beyond all numbers"), "$warning")]]
    if math.isnan(cost):
        return [[(_("{place}, where E has no value").format(place=at), "$warning")], [(at, "$warning")]]
    if arrow:
        said = _("{arrow} {place}, out of the picture").format(arrow=arrow, place=at)
        return [[(said, "$warning")], [(f"{arrow} {at}", "$warning")]]
    return [[(at, "$first")]]
