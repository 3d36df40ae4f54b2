"""Painted lines, and the one field that is laid over them where something is typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from tui.panels.setting_lines import Line


class TypedField(Input):
    """The one input, laid over the value that is being typed.

    Enter tries the value and gives the keyboard back, Escape puts the old one back, Tab goes on.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("tab,down", "go(1)", show=False),
        Binding("shift+tab,up", "go(-1)", show=False),
    ]

    class GivenUp(Message):
        """Escape was pressed."""

    @dataclass
    class Gone(Message):
        """It is to go so many typed settings on."""

        places: int

    def __init__(self, text: str) -> None:
        super().__init__(text, compact=True, select_on_focus=True)

    def allow_focus(self) -> bool:
        """Only while it is shown: a window that gets the keyboard back gives it to what had it last."""
        return super().allow_focus() and self.display

    def action_leave(self) -> None:
        """Leave without a change."""
        self.post_message(self.GivenUp())

    def action_go(self, places: int) -> None:
        """Go to another setting that is typed."""
        self.post_message(self.Gone(places))


class Sheet(Widget):
    """As many lines as there are to paint."""

    def __init__(self, lines: Callable[[int], list[Line]]) -> None:
        super().__init__()
        self._lines = lines

    @dataclass
    class Resized(Message):
        """There is another width to write for."""

    def on_resize(self) -> None:
        """Tell the panel."""
        self.post_message(self.Resized())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One for each line."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The lines at the width that there is."""
        return Content("\n").join([line.content for line in self._lines(self.size.width)])
