"""A few numbers asked for at once."""

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
    """What is asked for: its name, its label, what stands there at first, and how it is read."""

    name: str
    label: str
    text: str
    read: Callable[[str], float]


class Questions(Dialog[dict[str, Any]]):
    """A field for each question, with an answer that makes sense; Enter takes them all."""

    def __init__(self, title: str, text: str, questions: tuple[Question, ...]) -> None:
        super().__init__()
        self._title, self._text, self._questions = title, text, questions

    def compose(self) -> ComposeResult:
        """What it is for, the fields, and what is wrong with them."""
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
        """Hand the answers back, or say what is wrong with the first that cannot be read."""
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
