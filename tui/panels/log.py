"""The log: every step of the run, one line each; going to a line goes to its step."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.text import notation
from tui.lab.text.cells import first_fitting
from tui.lab.text.language import _
from tui.lab.text.roles import PARAMETERS
from tui.lab.wording.differences import differences
from tui.panels.messages import Seek
from tui.panels.rows import Column, Rows

WEIGHT: Final = 8
"""Cells for a weight, or for a slope."""

COST: Final = 10
"""Cells for a cost."""

RATE: Final = 7
"""Cells for a learning rate, which a schedule may make long."""


class LogPanel(Rows):
    """All steps so far, the one on screen highlighted; a change has a line of its own where it begins.

    In focus, ↑ and ↓ go along its lines.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "screen.step(-1)", show=False),
        Binding("down,j", "screen.step(1)", show=False),
    ]

    WIDE: ClassVar[int] = 69
    """From this width on there is room for the change of the cost and for the gradient."""

    def show(self, frame: Frame) -> None:
        """Follow the step on screen."""
        changes = [k for k in frame.run.history.changes if k <= frame.newest]
        # A change at step k stands below that step, and below the changes before it.
        self._change_rows = [k + place + 1 for place, k in enumerate(changes)]
        self._here = frame.index + bisect_left(changes, frame.index)
        self.show_rows()
        # The change that holds from here on stands a line below.
        self.keep_row_in_sight(self._here + (frame.index in changes))
        self.keep_row_in_sight(self._here)

    def retranslate(self) -> None:
        """Put title and headings into the language in use."""
        self.border_title = _("Log")
        super().retranslate()

    def columns(self) -> list[Column]:
        """Step, weights and cost; where there is room, the cost's change and the gradient."""
        numbered = len(str(self.frame.newest)) if self.frame else 0
        step = Column(_("step"), max(4, numbered))
        named = list(zip(self.frame.names if self.frame else (), PARAMETERS, strict=False))
        weights = [Column(name, WEIGHT, kind=role) for name, role in named]
        cost, rate = Column(_("cost"), COST, kind="cost"), Column("lr", RATE)
        if self.size.width < self.WIDE:
            return [step, *weights, cost, rate]
        slopes = [Column(f"∂E/∂{name}", WEIGHT, kind=role) for name, role in named]
        return [step, *weights, cost, Column(_("change"), 8, kind="quiet"), *slopes, rate]

    def row_count(self) -> int:
        """The steps taken, and the changes."""
        return self.frame.run.length + len(self._change_rows) if self.frame else 0

    def content_key(self) -> Hashable:
        """A history only grows: what its rows say stays."""
        return (self.frame.run.history, len(str(self.frame.newest))) if self.frame else None

    def highlighted(self) -> int | None:
        """The row of the step on screen."""
        return self._here if self.frame else None

    def cells(self, row: int) -> list[str]:
        """The numbers of a step, or what was changed."""
        if self.frame is None:
            return []
        history, (k, is_change) = self.frame.run.history, self._place(row)
        if is_change:
            return [_("◆ from here on: {changes}").format(changes=changed(history, k))]
        step = history.at(k)
        weights = [notation.fixed(value, 4, WEIGHT) for value in step.params]
        cost, rate = notation.cost(step.cost, COST), _short(step.learning_rate)
        if self.size.width < self.WIDE:
            return [str(k), *weights, cost, rate]
        before = history.at(k - 1).cost if k else 0.0
        change = notation.percent(step.cost / before - 1.0) if before else ""
        slopes = [notation.fixed(value, 4, WEIGHT) for value in step.gradient]
        return [str(k), *weights, cost, change, *slopes, rate]

    def on_click(self, event: events.Click) -> None:
        row = self.row_at(event.get_content_offset_capture(self).y)
        if row is not None:
            self.post_message(Seek(self._place(row)[0]))

    def _place(self, row: int) -> tuple[int, bool]:
        """The step that a row belongs to, and whether the row tells of a change there."""
        changes = bisect_left(self._change_rows, row)
        is_change = changes < len(self._change_rows) and self._change_rows[changes] == row
        return row - changes - is_change, is_change


def _short(rate: float) -> str:
    """A learning rate in as many digits as its column has room for, four at most."""
    return first_fitting((notation.number(rate, digits) for digits in (4, 3, 2, 1)), RATE)


def changed(history: gd.History, k: int) -> str:
    """What was changed at step `k`, to hold from there on."""
    return ", ".join(differences(history.experiment_at(k - 1), history.experiment_at(k)))
