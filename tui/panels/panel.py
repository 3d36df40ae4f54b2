"""What every panel is: framed, titled in the reader's language, and fed with frames."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.lab.session.frame import Frame
from tui.lab.text.cells import first_within


def first_content(choices: Iterable[Content], room: int) -> Content:
    """The first of `choices` that takes at most `room` cells; the last one where none does."""
    return first_within(choices, room, lambda content: content.cell_length)


class FrameView(Widget):
    """A widget that draws from the frame; `show` is called when it is new."""

    frame: reactive[Frame | None] = reactive(None, init=False, repaint=False)
    """The picture of the lab, bound to the screen's."""

    def on_mount(self) -> None:
        self.retranslate()

    def watch_frame(self, frame: Frame | None) -> None:
        """Show the new frame."""
        if frame is not None:
            self.show(frame)

    def show(self, frame: Frame) -> None:
        """Bring what is drawn up to `frame`; called for each new one."""
        self.refresh()

    def retranslate(self) -> None:
        """Put the words into the language in use; called when it changes."""
        if self.frame is not None:
            self.show(self.frame)


class FrameText(FrameView):
    """Text that is written anew from the frame, for the size it has, whenever it is painted."""

    def write(self, frame: Frame) -> Content:
        """What to say of `frame`."""
        raise NotImplementedError

    def render(self) -> Content:
        """The text, once there is a frame."""
        return Content("") if self.frame is None else self.write(self.frame)
