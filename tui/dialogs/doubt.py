"""What has two readings, in a file or in pasted rows: both are shown, and one key chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

import gdengine as gd
from tui.dialogs.dialog import Dialog
from tui.lab.wording.file_troubles import choice_words

Result = TypeVar("Result")

CHOICE_KEYS: Final = ("f2", "f3")
"""The keys for the first reading and for the second; a text field takes neither."""


class DoubtLine(Static):
    """The two readings, each with its key; a click chooses too."""

    @dataclass
    class Picked(Message):
        """The reading at position `index`, counted from 0, was clicked."""

        index: int

    def put(self, choices: tuple[gd.Choice, ...]) -> None:
        """Show the readings; without any, nothing."""
        self.display = bool(choices)
        self.update(
            Content("   ").join(
                Content.assemble((key.upper(), "bold $primary"), f" {choice_words(choice)}").stylize(
                    Style.from_meta({"reading": index})
                )
                for index, (key, choice) in enumerate(zip(CHOICE_KEYS, choices, strict=False))
            )
        )

    def on_click(self, event: events.Click) -> None:
        if (index := event.style.meta.get("reading")) is not None:
            self.post_message(self.Picked(index))


class AskingDialog(Dialog[Result]):
    """A dialog that reads data: where they have two readings, a key chooses one.

    It has a DoubtLine. `how` are the chosen arguments for the engine's readers; `read_again` is called
    after each choice.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"choose({index})", show=False) for index, key in enumerate(CHOICE_KEYS)
    ]

    def __init__(self) -> None:
        super().__init__()
        self.how: dict[str, str | bool] = {}
        self._choices: tuple[gd.Choice, ...] = ()

    def ask(self, trouble: ValueError | None) -> None:
        """Show the readings that `trouble` leaves to choose from; None for no doubt."""
        self._choices = trouble.choices if isinstance(trouble, gd.DataError) else ()
        self.query_one(DoubtLine).put(self._choices)

    def read_again(self) -> None:
        """Read the data with the arguments in `how`."""
        raise NotImplementedError

    def action_choose(self, index: int) -> None:
        """Choose the reading at position `index`."""
        if index < len(self._choices):
            choice = self._choices[index]
            self.how[choice.argument] = choice.value
            self.ask(None)
            self.read_again()

    def on_doubt_line_picked(self, event: DoubtLine.Picked) -> None:
        self.action_choose(event.index)
