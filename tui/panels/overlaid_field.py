"""A field that is laid over a place in a panel while something is typed there."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class OverlaidField(Input):
    """An input without a frame. Enter submits what is typed, Escape gives up."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", show=False)]

    class GivenUp(Message):
        """Escape was pressed."""

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(text, placeholder, id=id, compact=True, select_on_focus=True)

    def allow_focus(self) -> bool:
        """Refuse the focus while hidden, also when the terminal gets the focus back."""
        return self.display and super().allow_focus()

    def lay(self, column: int, row: int, width: int) -> None:
        """Cover `width` cells of the panel, from a column and row counted from 0."""
        self.styles.offset = column, row
        self.styles.width = width

    def action_give_up(self) -> None:
        self.post_message(self.GivenUp())
