"""What opens over the lab, asks for something, and hands it back."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from tui.dialogs.closing import ClosesOnce

Result = TypeVar("Result")


class Dialog(ModalScreen[Result | None], ClosesOnce[Result | None]):
    """A box over the lab; Escape closes it with None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]
    CSS_PATH = "../look/data.tcss"

    def action_close(self) -> None:
        self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """Pass on what was typed ahead, before the first field had the keyboard."""
        field = self.focused
        if isinstance(field, Input) and event.is_printable:
            event.stop()
            # A field takes every such key: one that comes here never was at any.
            field.insert_text_at_cursor(event.character or "")

    def say(self, sentence: str) -> None:
        """Put `sentence` below the fields; an empty one takes it away."""
        said = self.query_one("#said", Label)
        said.update(sentence)
        said.display = bool(sentence)
