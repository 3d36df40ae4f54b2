"""The base classes of the panels, which draw from the frame."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.lab.session.frame import Frame
from tui.lab.text.cells import first_within


def first_content(choices: Iterable[Content], room: int) -> Content:
    """The first of `choices` of at most `room` cells; the last one if none fits."""
    return first_within(choices, room, lambda content: content.cell_length)


class FrameView(Widget):
    """A widget that draws from the frame; `show` is called for each new one."""

    frame: reactive[Frame | None] = reactive(None, init=False, repaint=False)
    """What the lab shows, bound to the `frame` of the screen."""

    def on_mount(self) -> None:
        self.retranslate()

    def watch_frame(self, frame: Frame | None) -> None:
        if frame is not None:
            self.show(frame)

    def show(self, frame: Frame) -> None:
        """Draw `frame`; called for each new one."""
        self.refresh()

    def retranslate(self) -> None:
        """Rewrite the text in the current language; called when the language changes."""
        if self.frame is not None:
            self.show(self.frame)


class FrameText(FrameView):
    """A widget of text that `write` makes from the frame, each time it is painted."""

    def write(self, frame: Frame) -> Content:
        """The text for `frame` at the current size."""
        raise NotImplementedError

    def render(self) -> Content:
        """The text; empty before the first frame."""
        return Content("") if self.frame is None else self.write(self.frame)
