"""Help: what the panels are, and every key."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.actions import ACTIONS
from tui.language import _N, _

PANELS: Final = (
    (
        _N("Data"),
        _N(
            "The points, what the line predicts for each, and the error f(x) − y. The cost is the mean of "
            "the squared errors."
        ),
    ),
    (
        _N("Hyperparameters"),
        _N(
            "What you decide. A change holds from the step on screen on; a new start, or restart, begins "
            "again."
        ),
    ),
    (_N("Cost"), _N("The cost after each update. On the log axis a steady fall is a straight line.")),
    (_N("Fit"), _N("The line now, the start line dotted, and the errors that are being made smaller.")),
    (_N("Log"), _N("Every update with its numbers. Click a line to go to that step.")),
    (_N("What is happening"), _N("What theory expects of this learning rate, and what the run does.")),
)


class HelpScreen(ModalScreen[None]):
    """Opens over the lab; Escape, q or ? closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,f1,enter", "close", show=False)]

    def compose(self) -> ComposeResult:
        """The panels, then the keys by what they are for."""
        with VerticalScroll(id="help") as box:
            box.border_title = _("Help")
            box.border_subtitle = _("Escape closes")
            yield Static(self._text())

    def action_close(self) -> None:
        """Back to the lab."""
        self.dismiss()

    def _text(self) -> Content:
        parts: list[Content | tuple[str, str] | str] = [
            _(
                "Gradient descent lowers the cost by moving the weights against its slope, again and again. "
                "The learning rate says how far each step goes: → takes one, and . and , change how far."
            ),
            "\n\n",
        ]
        for name, text in PANELS:
            parts += [(_(name), "bold $primary"), f"  {_(text)}\n"]
        for group in dict.fromkeys(action.group for action in ACTIONS):
            parts += ["\n", (_(group), "bold $accent"), "\n"]
            for action in ACTIONS:
                if action.group == group:
                    gap = " " * (7 - cell_len(action.symbol))
                    parts += [(f"{action.symbol}{gap}", "bold $primary"), f"{_(action.help)}\n"]
        return Content.assemble(*parts)
