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

from tui.panels.overlaid_field import OverlaidField
from tui.panels.setting_lines import Line


class TypedField(OverlaidField):
    """The one input of the settings; Tab goes on to the next that is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,down", "go(1)", show=False),
        Binding("shift+tab,up", "go(-1)", show=False),
    ]

    @dataclass
    class Gone(Message):
        """It is to go so many typed settings on."""

        places: int

    def action_go(self, places: int) -> None:
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
        self.post_message(self.Resized())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One for each line."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The lines at the width that there is."""
        return Content("\n").join([line.content for line in self._lines(self.size.width)])
