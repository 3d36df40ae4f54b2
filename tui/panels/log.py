"""The log panel: a line for each step of the run; a click on a line goes to its step."""

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

WEIGHT_CELLS: Final = 8
"""Cells for a weight, or for its partial derivative."""

COST_CELLS: Final = 10
"""Cells for a cost."""

CHANGE_CELLS: Final = 8
"""Cells for the change of the cost."""

RATE_CELLS: Final = 7
"""Cells for a learning rate; one from a schedule is shortened to fit."""


class LogPanel(Rows):
    """A table of all steps, the one on screen highlighted; each change of settings adds a line.

    Cost and slopes are those at the row's own weights, over all points; the change of the cost and the
    learning rate are those of the update that led there.

    While it has the focus, ↑ and ↓ step back and forward.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "screen.step(-1)", show=False),
        Binding("down,j", "screen.step(1)", show=False),
    ]

    _head = False
    """Whether the first line tells of a random start."""

    WIDE_CELLS: ClassVar[int] = 69
    """From this width in cells on, the change of the cost and the gradient are shown too."""

    def show(self, frame: Frame) -> None:
        """Scroll to the step on screen."""
        below = _("∂E/∂w: at this row's line, over all points")
        if not frame.points:
            below = _("slope: at this row's place") if self._has_slopes else ""
        self.border_subtitle = below
        changes = [k for k in frame.run.history.changes if k <= frame.newest]
        self._head = frame.seed is not None
        # The line of a change at step k is below that step; each earlier change adds a line above it.
        self._change_rows = [k + place + 1 + self._head for place, k in enumerate(changes)]
        self._here = frame.index + bisect_left(changes, frame.index) + self._head
        self.show_rows()
        # A change at this step is on the next line, and is shown too.
        self.keep_row_in_sight(self._here + (frame.index in changes))
        self.keep_row_in_sight(self._here)

    def retranslate(self) -> None:
        self.border_title = _("Log")
        super().retranslate()

    def columns(self) -> list[Column]:
        """Step, weights, cost and learning rate; in a wide panel, or of a curve, also change and slopes."""
        numbered = len(str(self.frame.newest)) if self.frame else 0
        step = Column(_("step"), max(4, numbered))
        named = list(zip(self.frame.names if self.frame else (), PARAMETERS, strict=False))
        weights = [Column(name, WEIGHT_CELLS, kind=role) for name, role in named]
        cost, rate = Column(_("cost"), COST_CELLS, kind="cost"), Column(_("lr used"), RATE_CELLS)
        change = [Column(_("change"), CHANGE_CELLS, kind="quiet")] if self._is_wide else []
        slopes = [Column(f"∂E/∂{name}", WEIGHT_CELLS, kind=role) for name, role in named]
        if len(named) == 1:
            slopes = [Column(_("slope"), WEIGHT_CELLS, kind=PARAMETERS[0])]
        return [step, *weights, cost, *change, *(slopes if self._has_slopes else ()), rate]

    @property
    def _is_wide(self) -> bool:
        return self.size.width >= self.WIDE_CELLS

    @property
    def _has_slopes(self) -> bool:
        return self._is_wide or (self.frame is not None and len(self.frame.names) == 1)

    def row_count(self) -> int:
        """The number of steps and changes, and one more for a random start."""
        return self._head + self.frame.run.length + len(self._change_rows) if self.frame else 0

    def content_key(self) -> Hashable:
        """The history, whose rows never change, the seed, and the digits of the step column."""
        frame = self.frame
        return (frame.run.history, frame.seed, len(str(frame.newest))) if frame else None

    def highlighted(self) -> int | None:
        """The row of the step on screen."""
        return self._here if self.frame else None

    def cells(self, row: int) -> list[str]:
        """The numbers of a step, or one text that says what was changed."""
        if self.frame is None:
            return []
        if row < self._head:
            return [_("◆ random start, seed {seed}").format(seed=self.frame.seed)]
        history, (k, is_change) = self.frame.run.history, self._place(row)
        if is_change:
            return [_("◆ from here on: {changes}").format(changes=changes_at(history, k))]
        step = history.at(k)
        weights = [notation.fixed(value, 4, WEIGHT_CELLS) for value in step.params]
        # No update led to the start.
        cost, rate = notation.cost(step.cost, COST_CELLS), _short(step.learning_rate) if k else ""
        change = [self._change(k, step.cost)] if self._is_wide else []
        slopes = [notation.fixed(value, 4, WEIGHT_CELLS) for value in step.gradient]
        return [str(k), *weights, cost, *change, *(slopes if self._has_slopes else ()), rate]

    def _change(self, k: int, cost: float) -> str:
        """By how much the update to step `k` changed the cost: in percent, on terrains the difference."""
        if self.frame is None or not k:
            return ""
        before = self.frame.run.history.at(k - 1).cost
        if self.frame.points is None:
            return notation.fixed(cost - before, 4, CHANGE_CELLS)
        return notation.percent(cost / before - 1.0) if before else ""

    def on_click(self, event: events.Click) -> None:
        row = self.row_at(event.get_content_offset_capture(self).y)
        if row is not None:
            self.post_message(Seek(self._place(row)[0]))

    def _place(self, row: int) -> tuple[int, bool]:
        """The step of a row, and whether the row is about a change at that step."""
        changes = bisect_left(self._change_rows, row)
        is_change = changes < len(self._change_rows) and self._change_rows[changes] == row
        return max(0, row - changes - is_change - self._head), is_change


def _short(rate: float) -> str:
    """A learning rate in as many digits as fit its column, at most four."""
    return first_fitting((notation.number(rate, digits) for digits in (4, 3, 2, 1)), RATE_CELLS)


def changes_at(history: gd.History, k: int) -> str:
    """What differs from step `k` on, as a list with commas."""
    return ", ".join(differences(history.experiment_at(k - 1), history.experiment_at(k)))
