"""A dialog for rows of points, pasted or typed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Button, Label, TextArea

import gdengine as gd
from tui.dialogs.dialog import Dialog
from tui.lab.text.language import _
from tui.lab.wording.datasets import counted
from tui.lab.wording.refusals import in_words


class PasteRows(Dialog[gd.Dataset]):
    """A text area for rows of two numbers; says how many it reads, and returns the points."""

    def __init__(self) -> None:
        super().__init__()
        self._points: gd.Dataset | None = None

    def compose(self) -> ComposeResult:
        """The text area, how it is read, and the button."""
        with Vertical(classes="dialog") as box:
            box.border_title = _("Paste rows")
            box.border_subtitle = _("Tab, then Enter takes them · Escape back")
            yield Label(_("Two numbers a row, x and y, with a blank, comma, ; or tab between them."))
            yield TextArea(id="rows", compact=True, tab_behavior="focus")
            yield Label(id="said", markup=False)
            yield Button(_("Take them"), id="take", compact=True, disabled=True)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        text = event.text_area.text
        try:
            self._points = gd.parse_rows(text)
        except gd.DataError as trouble:
            self._points = None
            self.say(in_words(trouble) if text.strip() else "")
        else:
            self.say(counted(len(self._points)))
        self.query_one("#said").set_class(self._points is not None, "good")
        self.query_one("#take", Button).disabled = self._points is None

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(self._points)
