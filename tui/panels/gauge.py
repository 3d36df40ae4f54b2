"""The gauge: a bar with the learning rate between 0 and a little over its limit."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from textual.content import Content

import gdengine as gd
from tui.lab.text import notation
from tui.lab.text.language import _
from tui.panels.panel import first_content

LIMITS_ON_BAR: Final = 1.25
"""Length of the bar in limits; a higher learning rate is drawn at its end."""

GAUGE_LINES: Final = 2
"""Lines of the gauge: the bar and its numbers."""


class Gauge(NamedTuple):
    """A bar of `cells` cells with the best rate, the limit and a dot for the current rate."""

    best: float
    limit: float
    cells: int

    def cell(self, rate: float) -> int:
        """The cell of `rate`; the last one for NaN."""
        share = rate / (LIMITS_ON_BAR * self.limit)
        return round(share * (self.cells - 1)) if share < 1.0 else self.cells - 1

    def rate(self, cell: int) -> float:
        """The learning rate of a cell, in two digits; at a mark, that of the mark (the best in four)."""
        for mark in (self.limit, self.best):
            if cell == self.cell(mark):
                return mark if mark == self.limit else float(f"{mark:.4g}")
        return float(f"{LIMITS_ON_BAR * self.limit * max(cell, 0) / (self.cells - 1):.2g}")

    def lines(self, rate: float) -> list[Content]:
        """The bar with its marks and a dot at `rate`, and below it the numbers of the marks."""
        wall = self.cell(self.limit)
        marks = {
            self.cell(self.best): ("┴", "$success"),
            wall: ("┃", "bold $error"),
            self.cell(rate): ("●", "bold $foreground"),
        }
        bar = [
            marks.get(cell) or ("─" if cell < wall else "╌", "$rule" if cell < wall else "$error")
            for cell in range(self.cells)
        ]
        return [Content.assemble(*bar), self._numbers()]

    def _numbers(self) -> Content:
        """The best rate and the limit, in as many digits as fit."""
        digits = self._digits()
        numbers = [
            Content.assemble(
                (_("best") + f" {notation.number(self.best, count)}", "$success"), "  ", self._limit(count)
            )
            for count in digits
        ]
        if digits[:1] > [4] or not digits:
            # They differ so little that a cut number would say that they do not.
            numbers.append(Content.assemble((_("best") + " ≈ ", "$success"), self._limit(3)))
        return first_content(numbers, self.cells).truncate(self.cells)

    def _limit(self, digits: int) -> tuple[str, str]:
        return _("limit") + f" {notation.number(self.limit, digits)}", "$error"

    def _digits(self) -> list[int]:
        """Numbers of digits from four down that tell best and limit apart, or the first that does."""
        apart = [
            digits
            for digits in range(2, 17)
            if notation.number(self.best, digits) != notation.number(self.limit, digits)
        ]
        return [digits for digits in (4, 3, 2) if digits in apart] or apart[:1]


def gauge(experiment: gd.Experiment, cells: int) -> Gauge | None:
    """The gauge for `experiment`; None if theory gives no finite limit. Ignores the schedule."""
    limit, best = gd.theory.learning_rate_limit(experiment), gd.theory.best_learning_rate(experiment)
    if not limit or best is None or not math.isfinite(limit):
        return None
    return Gauge(best, limit, max(cells, 8))


def why_there_is_none(experiment: gd.Experiment) -> str:
    """A short reason why `experiment` has no gauge."""
    if not isinstance(experiment.optimizer, gd.SGD):
        return _("theory knows no limit here: only for gd and momentum")
    if isinstance(experiment.batch, gd.MiniBatch):
        return _("theory knows no limit here: only with all rows")
    if not isinstance(experiment.objective, gd.LinearRegression):
        return _("theory knows no limit here: no valley is curved")
    return _("no learning rate converges with this momentum")
