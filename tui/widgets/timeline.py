"""The time line: where in the run the screen is; a click or a drag goes elsewhere."""

from __future__ import annotations

import math

from textual import events
from textual.content import Content

from tui.frame import Frame
from tui.language import _
from tui.widgets.messages import Seek
from tui.widgets.panel import FrameText


class TimeLine(FrameText):
    """A bar from the start to the newest step or the planned end, with the step on screen on it."""

    def write(self, frame: Frame) -> Content:
        """The bar, the step, and the speed."""
        state = "▶" if frame.playing else "▷"
        speed = (
            _("full speed") if math.isinf(frame.speed) else _("{speed}/s").format(speed=f"{frame.speed:,.0f}")
        )
        count = f" {frame.index:,}/{_end(frame):,} · {speed} "
        self._bar = bar = max(4, self.size.width - len(f" {state} ") - Content(count).cell_length)
        end = _end(frame) or 1
        here, newest = (round(place / end * (bar - 1)) for place in (frame.index, frame.newest))
        return Content.assemble(
            (f" {state} ", "bold $primary"),
            ("━" * here, "$primary"),
            ("●", "bold $foreground"),
            ("━" * (newest - here), "$secondary"),
            ("─" * (bar - 1 - max(here, newest)), "$rule"),
            (count, "$foreground"),
        )

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to the step under the mouse, and follow it."""
        self.capture_mouse()
        self._go(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow a drag."""
        if self.app.mouse_captured is self:
            self._go(event.x)

    def on_mouse_up(self) -> None:
        """Let go."""
        self.release_mouse()

    def _go(self, x: int) -> None:
        if self.frame is not None:
            part = (x - 3) / max(1, self._bar - 1)
            self.post_message(Seek(round(part * _end(self.frame))))


def _end(frame: Frame) -> int:
    return max(frame.newest, frame.planned)
