"""The data: each point, what the line predicts for it, and how far off that is."""

from __future__ import annotations

from collections.abc import Hashable

from tui import notation
from tui.frame import Frame
from tui.language import _
from tui.widgets.rows import Column, Rows


class DataPanel(Rows):
    """x, y, f(x) and the error of every point, at the step on screen."""

    def show(self, frame: Frame) -> None:
        """Show the predictions of the step on screen."""
        self.retitle()
        self.show_rows()

    def retranslate(self) -> None:
        """Put title and headings into the language in use."""
        self.retitle()
        super().retranslate()

    def retitle(self) -> None:
        """Name the data set by what it is and how many points it has."""
        if self.frame is not None:
            self.border_title = _("Data · {count} points").format(count=f"{len(self.frame.data):,}")

    def columns(self) -> list[Column]:
        """The point, the prediction, and the error that the cost squares."""
        return [Column("x", 5), Column("y", 5), Column("f(x)", 7), Column(_("error"), 7, kind="residual")]

    def content_key(self) -> Hashable:
        """The predictions are those of one step of one history."""
        return (self.frame.run.history, self.frame.index) if self.frame else None

    def row_count(self) -> int:
        """The points."""
        return len(self.frame.data) if self.frame else 0

    def cells(self, row: int) -> list[str]:
        """Point `row` and its error f(x) − y."""
        if self.frame is None:
            return []
        x, y = self.frame.data.x[row], self.frame.data.y[row]
        prediction = self.frame.regression.predict(self.frame.step.params, x)
        return [
            notation.number(x),
            notation.number(y),
            notation.fixed(prediction, width=7),
            notation.fixed(prediction - y, width=7),
        ]
