"""A field that is laid over a place in a panel while something is typed there."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class OverlaidField(Input):
    """An input without a frame. Enter takes what is typed, Escape gives it up."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", show=False)]

    class GivenUp(Message):
        """Escape was pressed."""

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(text, placeholder, id=id, compact=True, select_on_focus=True)

    def allow_focus(self) -> bool:
        """While it is put away it takes no keys, though a window may give them back to it."""
        return self.display and super().allow_focus()

    def lay(self, column: int, row: int, width: int) -> None:
        """Put it over `width` cells of the panel, which are counted from its first column and row."""
        self.styles.offset = column, row
        self.styles.width = width

    def action_give_up(self) -> None:
        self.post_message(self.GivenUp())
