"""Where the learning rate stands: between 0 and its limit, with the best one on the way."""

from __future__ import annotations

from textual.content import Content

from tui import notation
from tui.frame import Frame
from tui.language import _
from tui.widgets.panel import FrameText

BEYOND = 1.25
"""The bar ends at so many times the limit; what is further out stands at its end."""


class RateGauge(FrameText):
    """A bar of two lines: the learning rate as a dot, the limit as a wall; below, their numbers."""

    def write(self, frame: Frame) -> Content:
        """The bar with its marks, and their numbers."""
        theory, rate = frame.diagnosis.theory, frame.learning_rate
        if theory is None or not theory.limit:
            return Content("")
        cells = max(8, self.size.width)
        here, best, wall = (
            round(min(part, 1.0) * (cells - 1))
            for part in (x / (BEYOND * theory.limit) for x in (rate, theory.best, theory.limit))
        )
        marks = {best: ("┴", "$success"), wall: ("┃", "bold $error"), here: ("●", "bold $foreground")}
        bar = [
            marks.get(x) or ("─" if x < wall else "╌", "$rule" if x < wall else "$error")
            for x in range(cells)
        ]
        return Content.assemble(
            *bar,
            "\n",
            (_("best") + f" {notation.number(theory.best)}", "$success"),
            "  ",
            (_("limit") + f" {notation.number(theory.limit)}", "$error"),
        )
