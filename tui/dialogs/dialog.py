"""The base of the dialogs: a box over the lab that asks for something and returns it."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from tui.dialogs.closing import ClosesOnce

Result = TypeVar("Result")


class Dialog(ModalScreen[Result | None], ClosesOnce[Result | None]):
    """A box over the lab; Escape closes it and returns None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]
    CSS_PATH = "../look/data.tcss"

    def action_close(self) -> None:
        self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """Insert a character that was typed before the field had the focus."""
        field = self.focused
        if isinstance(field, Input) and event.is_printable:
            event.stop()
            # A focused field handles printable keys itself: this one was sent before the focus moved.
            field.insert_text_at_cursor(event.character or "")

    def say(self, sentence: str) -> None:
        """Show `sentence` below the fields; an empty one hides it."""
        said = self.query_one("#said", Label)
        said.update(sentence)
        said.display = bool(sentence)
