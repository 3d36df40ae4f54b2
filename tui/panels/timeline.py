"""The time line: the step on screen within the run, and the steps at which settings changed."""

from __future__ import annotations

import math

from textual import events
from textual.content import Content

from tui.lab.session.frame import Frame
from tui.lab.text.language import _
from tui.panels.messages import Seek
from tui.panels.panel import FrameText


class TimeLine(FrameText):
    """A bar from the start to the newest step or the planned end; a click or a drag seeks."""

    def write(self, frame: Frame) -> Content:
        """The bar with marks at the step and at changes, then the step numbers and the speed."""
        state = "▶" if frame.playing else "▷"
        speed = (
            _("full speed") if math.isinf(frame.speed) else _("{speed}/s").format(speed=f"{frame.speed:,.0f}")
        )
        count = f" {frame.index:,}/{_end(frame):,} · {speed} "
        self._bar = bar = max(4, self.size.width - len(f" {state} ") - Content(count).cell_length)
        here, newest = self._cell(frame, frame.index), self._cell(frame, frame.newest)
        marks = {self._cell(frame, k): ("◆", "$mark") for k in frame.run.history.changes}
        marks[here] = ("●", "bold $foreground")
        pieces = []
        # One piece for all cells between two marks: a piece for each of hundreds would be slow.
        for place, following in zip([-1, *sorted(marks)], [*sorted(marks), bar], strict=True):
            if place in marks:
                pieces.append(marks[place])
            for first, last, glyph, style in (
                (0, here, "━", "$primary"),
                (here, newest + 1, "━", "$secondary"),
                (newest + 1, bar, "─", "$rule"),
            ):
                cells = min(last, following) - max(first, place + 1)
                pieces.append((glyph * max(0, cells), style))
        return Content.assemble((f" {state} ", "bold $primary"), *pieces, (count, "$foreground"))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self.capture_mouse()
        self._go(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self.app.mouse_captured is self:
            self._go(event.x)

    def on_mouse_up(self) -> None:
        self.release_mouse()

    def _cell(self, frame: Frame, k: int) -> int:
        """The cell of the bar that step `k` is in."""
        return round(k / (_end(frame) or 1) * (self._bar - 1))

    def _go(self, x: int) -> None:
        if self.frame is not None:
            part = (x - 3) / max(1, self._bar - 1)
            self.post_message(Seek(round(part * _end(self.frame))))


def _end(frame: Frame) -> int:
    return max(frame.newest, frame.planned)
