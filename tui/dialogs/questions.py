"""A dialog that asks for a few numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Label, Static

from tui.dialogs.dialog import Dialog
from tui.lab.text.language import _


@dataclass(frozen=True, slots=True)
class Question:
    """A number to ask for; `text` is the default, and `read` parses an answer or raises ValueError."""

    name: str
    label: str
    text: str
    read: Callable[[str], float]


class Questions(Dialog[dict[str, Any]]):
    """A field for each question, filled with its default; Enter returns the answers by name."""

    def __init__(self, title: str, text: str, questions: tuple[Question, ...]) -> None:
        super().__init__()
        self._title, self._text, self._questions = title, text, questions

    def compose(self) -> ComposeResult:
        """The explanation, the fields, and the error."""
        with VerticalScroll(classes="dialog small", can_focus=False) as box:
            box.border_title = self._title
            box.border_subtitle = _("Enter takes it · Tab next field · Escape back")
            yield Static(self._text, classes="lead", markup=False)
            for question in self._questions:
                with Horizontal(classes="question"):
                    yield Label(_(question.label), classes="name")
                    yield Input(question.text, id=question.name, compact=True, select_on_focus=True)
            yield Label(id="said", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the answers, or show the error of the first one that cannot be read."""
        event.stop()
        answers = {}
        for question in self._questions:
            field = self.query_one(f"#{question.name}", Input)
            try:
                answers[question.name] = question.read(field.value)
            except ValueError as refusal:
                self.say(_(question.label) + f": {refusal}")
                self.set_focus(field)
                return
        self.dismiss(answers)
