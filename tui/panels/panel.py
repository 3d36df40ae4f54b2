"""What every panel is: framed, titled in the reader's language, and fed with frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import App
from textual.color import Color
from textual.content import Content
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.lab.session.frame import Frame


def role_color(app: App[Any], role: str) -> Color:
    """The colour that the theme gives to a role: w1, w0, cost, quiet …

    Component classes would do the same, and be styled again with every change of the screen.
    """
    return Color.parse(app.theme_variables[role])


def repaint_changed(view: Widget, before: Sequence[Strip], after: Sequence[Strip]) -> None:
    """Paint the lines of `view` that are no longer what they were; all of them where their number differs."""
    if len(before) != len(after):
        view.refresh()
    elif changed := [y for y, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]:
        view.refresh(*(Region(0, y, view.size.width, 1) for y in changed))


def set_edges(view: Widget, title: Content, subtitle: Content) -> None:
    """Write into the upper and the lower edge of `view`, and paint only these.

    Textual's `border_title` parses a markup and has the whole widget painted anew.
    """
    corner, (width, height) = view.content_offset, view.outer_size
    for place, y, content in (("_border_title", 0, title), ("_border_subtitle", height - 1, subtitle)):
        if getattr(view, place) != content:
            setattr(view, place, content)
            view.refresh(Region(0, y, width, 1).translate(-corner))


class FrameView(Widget):
    """A widget that draws from the frame; `show` is called when it is new."""

    frame: reactive[Frame | None] = reactive(None, init=False, repaint=False)
    """The picture of the lab, bound to the screen's."""

    def on_mount(self) -> None:
        """Show what is there from the first."""
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
