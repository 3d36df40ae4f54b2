"""The terrain: the ball on it, where the slope sends it, and where it has been."""

from __future__ import annotations

import math
from typing import Final

from textual import events
from textual.content import Content
from textual.geometry import Offset

import gdengine as gd
from tui.lab.charts.axes import rounded_to_cell
from tui.lab.charts.chart import Chart
from tui.lab.charts.curve_chart import curve_chart
from tui.lab.charts.surface_chart import surface_chart
from tui.lab.session.coming import started_at
from tui.lab.session.frame import Frame
from tui.lab.session.terrains import terrain_of
from tui.lab.text import notation
from tui.lab.text.cells import shortened
from tui.lab.text.language import _N, _
from tui.lab.text.roles import PARAMETERS
from tui.lab.wording.slope import slope_sentence, slope_text
from tui.panels.messages import Set
from tui.panels.panel import first_content
from tui.plots.plot import LegendEntry, Plot, Words

LEAST_NAME_CELLS: Final = 8
"""Cells of a name or a formula at least; where there are fewer, it is left out of the title."""

Part = tuple[str, str] | str
"""A part of an edge's text, with a style."""


PLACES: Final = (
    LegendEntry("here", _N("here")),
    LegendEntry("next", _N("next")),
    LegendEntry("minimum", _N("global minimum")),
    LegendEntry("local", _N("local minimum")),
)
"""What the legends of curves and surfaces begin with."""

CURVE_LEGEND: Final = (
    *PLACES,
    LegendEntry("flag", _N("at rest")),
    LegendEntry("tangent", _N("slope"), path=True),
    LegendEntry("push", _N("push"), path=True),
    LegendEntry("trail", _N("trail")),
    LegendEntry("ghost", _N("earlier run")),
    LegendEntry("origin", _N("start")),
    LegendEntry("maximum", _N("maximum")),
    LegendEntry("saddle", _N("inflection")),
)

SURFACE_LEGEND: Final = (
    *PLACES,
    LegendEntry("saddle", _N("saddle")),
    LegendEntry("origin", _N("start")),
    LegendEntry("trail", _N("trail"), path=True),
    LegendEntry("ghost", _N("earlier run"), path=True),
    LegendEntry("maximum", _N("maximum")),
)


class TerrainPlot(Plot):
    """The ball on a curve or a surface; a click or a drag sets where it starts."""

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._dragged: Frame | None = None

    @property
    def has_words(self) -> bool:
        """Whether there are words: on a curve, where the slope says right or left."""
        return self._on_curve

    @property
    def _on_curve(self) -> bool:
        return self.shown is not None and isinstance(self.shown.experiment.objective, gd.Curve)

    @property
    def legend(self) -> tuple[LegendEntry, ...]:
        """The legend of a curve, or of a surface."""
        return CURVE_LEGEND if self._on_curve else SURFACE_LEGEND

    @property
    def shown(self) -> Frame | None:
        """The frame, or while the ball is dragged what it would be from there."""
        return self._dragged or self.frame

    def chart(self, frame: Frame) -> Chart:
        """The ground, the ball, its trail and its next step."""
        make = curve_chart if isinstance(frame.experiment.objective, gd.Curve) else surface_chart
        return make(frame, self.columns, self.rows)

    def show(self, frame: Frame) -> None:
        """Show the frame; a new one ends dragging."""
        if self._dragged is not None and frame is not self._dragged:
            self._let_go()
        super().show(frame)

    def title(self, frame: Frame, chart: Chart) -> Content:
        """The terrain, and the ball's place, E and slope in their colours, as many as there is room for.

        Of a ball outside of the view it says the way to it.
        """
        terrain, step = terrain_of(frame.experiment), frame.step
        places, height = _places(frame, chart), ("  ", (f"E {notation.cost(step.cost)}", "$cost"))
        steep: list[Part] = []
        if len(step.gradient) == 1:
            steep = ["  ", (_("slope") + f" {slope_text(step.gradient[0])}", "$first")]
        name, room = terrain.name or terrain.formula, self.size.width - 4
        numbers = Content.assemble(*places[0], *height, *steep)
        rest = room - numbers.cell_length - 2
        cut = [Content.assemble(f"{shortened(name, rest)}  ", numbers)] if rest >= LEAST_NAME_CELLS else []
        return first_content(
            [
                Content.assemble(_("Terrain"), f" · {name}  ", numbers),
                Content.assemble(f"{name}  ", numbers),
                *cut,
                *(Content.assemble(*place, *height, *steep) for place in places),
                Content.assemble(*places[-1], *height),
                Content.assemble(*places[-1]),
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
        """The terrain under the mouse; on a curve whatever the height of the mouse."""
        place = self._rounded(frame, (x, y))
        cost, gradient = terrain_of(frame.experiment).evaluate(place)
        parts: list[Part] = []
        for name, value, role in zip(frame.names, place, PARAMETERS, strict=False):
            parts += [(f"{name} {notation.number(value, 6)}", f"${role}"), " · "]
        parts.append((f"E {notation.cost(cost)}", "$cost") if math.isfinite(cost) else _("no value here"))
        if len(gradient) == 1 and math.isfinite(gradient[0]):
            parts.append((" · " + _("slope") + f" {slope_text(gradient[0])}", "$first"))
        return Content.assemble(*parts)

    # The start

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take the ball, and put it under the mouse."""
        offset = event.get_content_offset(self)
        if offset is not None and self.frame is not None:
            self.capture_mouse()
            self._drag_to(self.frame, offset)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move the ball that is dragged; Textual calls the handler of `Plot` too."""
        if self._dragged is not None and self.frame is not None:
            self._drag_to(self.frame, event.get_content_offset_capture(self))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Start where the ball was put; not where the terrain has no value."""
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

    def _drag_to(self, frame: Frame, offset: Offset) -> None:
        """Show the run that would begin at `offset`, or at the nearest place of the picture."""
        area = self._static_layer().area
        column = max(area.left, min(offset.x, area.left + area.columns - 1))
        row = max(area.top, min(offset.y, area.top + area.rows - 1))
        place = self.place(Offset(column, row))
        if place is None:
            return
        start = self._rounded(frame, place)
        if self._dragged is None or self._dragged.step.params != start:
            self._dragged = started_at(frame, start)
            super().show(self._dragged)

    def _let_go(self) -> None:
        self._dragged = None
        if self.app.mouse_captured is self:
            self.release_mouse()

    def _rounded(self, frame: Frame, place: tuple[float, float]) -> gd.Params:
        """The parameters at a place of the picture, to the decimals that tell cells apart, in the domain."""
        box = terrain_of(frame.experiment).box
        return tuple(
            max(low, min(rounded_to_cell(value, size), high))
            for value, size, (low, high) in zip(place, self.cell(), box, strict=False)
        )


def _places(frame: Frame, chart: Chart) -> list[list[Part]]:
    """The ball's place in several lengths, the longest first; outside of the view also the way to it."""
    params, cost = frame.step.params, frame.step.cost
    if not all(map(math.isfinite, params)):
        return [[(_("beyond all numbers"), "$warning")]]
    each = [f"{name} {notation.number(value, 5)}" for name, value in zip(frame.names, params, strict=True)]
    at, arrow = "  ".join(each), next((series.sign for series in chart.live if series.role == "away"), "")
    if math.isnan(cost):
        return [[(_("{place}, where E has no value").format(place=at), "$warning")], [(at, "$warning")]]
    if arrow:
        said = _("{arrow} {place}, out of the picture").format(arrow=arrow, place=at)
        return [[(said, "$warning")], [(f"{arrow} {at}", "$warning")]]
    parts: list[Part] = []
    for text, role in zip(each, PARAMETERS, strict=False):
        parts += ["  ", (text, f"${role}")]
    return [parts[1:]]
