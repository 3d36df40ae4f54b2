"""The painted lines of the settings, and the field that is laid over the edited one."""

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
from tui.panels.setting_lines import SettingLine


class TypedField(OverlaidField):
    """The input of the settings; Tab moves on to the next typed setting."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,down", "go(1)", show=False),
        Binding("shift+tab,up", "go(-1)", show=False),
    ]

    @dataclass
    class Gone(Message):
        """Edit the typed setting `places` further."""

        places: int

    def action_go(self, places: int) -> None:
        self.post_message(self.Gone(places))


class Sheet(Widget):
    """A widget of painted lines; `lines` makes them for a width in cells."""

    def __init__(self, lines: Callable[[int], list[SettingLine]]) -> None:
        super().__init__()
        self._lines = lines

    @dataclass
    class Resized(Message):
        """The sheet was resized, so its lines have to be made again."""

    def on_resize(self) -> None:
        self.post_message(self.Resized())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of lines at this width."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The lines at the current width."""
        return Content("\n").join([line.content for line in self._lines(self.size.width)])
