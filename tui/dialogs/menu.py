"""The base of the menus: a list whose lines are gone through by keys that the screen handles."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from tui.dialogs.dialog import Dialog

Chosen = TypeVar("Chosen")


class Menu(Dialog[Chosen]):
    """A dialog with a list `#items`; the list has no focus, so that keys typed ahead reach it too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,D", "close", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("home", "move(-99)", show=False),
        Binding("end", "move(99)", show=False),
        Binding("enter,space", "take", show=False),
    ]
    AUTO_FOCUS = ""

    def action_move(self, places: int) -> None:
        """Move the highlight by `places` lines, up to the ends."""
        items = self.items
        items.highlighted = max(0, min((items.highlighted or 0) + places, items.option_count - 1))

    @property
    def items(self) -> OptionList:
        """The list."""
        return self.query_one("#items", OptionList)
