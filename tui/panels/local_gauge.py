"""The gauge of a terrain: the learning rate on a log axis beside the limit of each valley."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from textual.content import Content

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.session.terrains import valley_of
from tui.lab.text import notation
from tui.lab.text.language import _
from tui.panels.panel import first_content

DECADES_BELOW: Final = 2.0
"""Decades of the bar below the smallest limit."""

DECADES_ABOVE: Final = 0.5
"""Decades of the bar above the largest limit."""


class LocalGauge(NamedTuple):
    """A bar of `cells` cells with the limit of each minimum, from left to right, and a dot for the rate.

    `here` is the place among `limits` of the valley that the ball is in, None if it is in none, and
    `deepest` that of the global minimum.
    """

    limits: tuple[float, ...]
    here: int | None
    deepest: int | None
    cells: int

    def cell(self, rate: float) -> int:
        """The cell of `rate`; the first or the last one if it is beyond the bar."""
        low, high = self._ends
        if not rate > 0.0:
            return 0
        share = (math.log10(rate) - low) / (high - low) if rate < math.inf else 1.0
        return round(max(0.0, min(share, 1.0)) * (self.cells - 1))

    def rate(self, cell: int) -> float:
        """The learning rate of a cell, in two digits."""
        low, high = self._ends
        part = max(0, min(cell, self.cells - 1)) / (self.cells - 1)
        return float(f"{10.0 ** (low + (high - low) * part):.2g}")

    def lines(self, rate: float) -> list[Content]:
        """The bar with its marks and a dot at `rate`, and below it the limits in words."""
        marks = {self.cell(limit): ("┃", "$error") for limit in self.limits}
        if self.here is not None:
            marks[self.cell(self.limits[self.here])] = ("┃", "bold $warning")
        marks[self.cell(rate)] = ("●", "bold $foreground")
        bar = [marks.get(cell) or ("─", "$rule") for cell in range(self.cells)]
        return [Content.assemble(*bar), self._numbers()]

    @property
    def _ends(self) -> tuple[float, float]:
        low, high = (math.log10(limit) for limit in (min(self.limits), max(self.limits)))
        return low - DECADES_BELOW, high + DECADES_ABOVE

    def _numbers(self) -> Content:
        """The limit of the valley here and those of the others, as many as fit."""
        if len(self.limits) == 1:
            [only] = self.limits
            return Content.styled(_("limit") + f" {notation.number(only, 3)}", "$error").truncate(self.cells)
        here = []
        if self.here is not None:
            here = [(_("this valley") + f" {notation.number(self.limits[self.here], 3)}", "$warning")]
        others = [
            (
                (_("the deepest") + " " if place == self.deepest else "") + notation.number(limit, 3),
                "$error",
            )
            for place, limit in enumerate(self.limits)
            if place != self.here
        ]
        listed = [Content.assemble(part) for part in [*here, *others]]
        named = Content.styled(_("limit") + " ", "$quiet")
        choices = [
            named + Content.styled(" · ", "$quiet").join(listed[:count])
            for count in range(len(listed), 0, -1)
        ]
        return first_content(choices, self.cells).truncate(self.cells)


def local_gauge(frame: Frame, cells: int) -> LocalGauge | None:
    """The gauge for a terrain; None if theory gives no finite limit at any of its minima."""
    found = gd.theory.local_limits(frame.experiment) or ()
    usable = [each for each in found if 0.0 < each.limit < math.inf]
    if not usable:
        return None
    valley = valley_of(frame)
    places = [each.minimum for each in usable]
    return LocalGauge(
        tuple(each.limit for each in usable),
        places.index(valley) if valley in places else None,
        next((place for place, minimum in enumerate(places) if minimum.is_global), None),
        max(cells, 8),
    )
