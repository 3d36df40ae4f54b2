"""A dialog for rows of points, pasted or typed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Button, Label, TextArea

import gdengine as gd
from tui.dialogs.doubt import AskingDialog, DoubtLine
from tui.lab.text.language import _
from tui.lab.wording.datasets import counted
from tui.lab.wording.refusals import in_words


class PasteRows(AskingDialog[gd.Dataset]):
    """A text area for rows of two numbers; says how many it reads, and returns the points."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = text
        self._points: gd.Dataset | None = None

    def compose(self) -> ComposeResult:
        """The text area, how it is read, and the button."""
        with Vertical(classes="dialog") as box:
            box.border_title = _("Paste rows")
            box.border_subtitle = _("Tab, then Enter takes them · Escape back")
            yield Label(_("Two numbers a row, x and y, with a blank, comma, ; or tab between them."))
            yield TextArea(self._text, id="rows", compact=True, tab_behavior="focus")
            yield Label(id="said", markup=False)
            yield DoubtLine(id="doubt")
            yield Button(_("Take them"), id="take", compact=True, disabled=True)

    def on_mount(self) -> None:
        """Read the rows that the dialog was opened with."""
        self.read_again()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self.read_again()

    def read_again(self) -> None:
        """Read the rows as they stand, and say how many they are, or what is wrong."""
        text = self.query_one(TextArea).text
        trouble: gd.DataError | None = None
        try:
            self._points = gd.parse_rows(text, **self.how)  # type: ignore[arg-type]
        except gd.DataError as refused:
            self._points, trouble = None, refused
            self.say(in_words(trouble) if text.strip() else "")
        else:
            self.say(counted(len(self._points)))
        self.ask(trouble)
        self.query_one("#said").set_class(self._points is not None, "good")
        self.query_one("#take", Button).disabled = self._points is None

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(self._points)
