"""A dialog for rows of points, pasted or typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Button, Label, TextArea

import gdengine as gd
from tui.dialogs.doubt import AskingDialog, DoubtLine
from tui.dialogs.loading import Loading
from tui.lab.files.data_file import CHARACTERS_AT_ONCE, prepared_rows
from tui.lab.text.language import _
from tui.lab.wording.datasets import counted
from tui.lab.wording.refusals import in_words


class RowsArea(TextArea):
    """A text area that a very long text is not put into: it would take minutes to lay it out."""

    @dataclass
    class LongPaste(Message):
        """The text would be `text` with what was pasted."""

        text: str

    def on_paste(self, event: events.Paste) -> None:
        if len(event.text) > CHARACTERS_AT_ONCE:
            event.stop()
            event.prevent_default()
            start, end = sorted(self.selection)
            before, after = self.get_text_range((0, 0), start), self.get_text_range(end, self.document.end)
            self.post_message(self.LongPaste(before + event.text + after))


class PasteRows(AskingDialog[gd.Dataset | gd.LinearRegression]):
    """A text area for rows of two numbers; says how many it reads, and returns the points.

    A long text is not read at every key, but when it is taken, in a thread: then it returns the regression
    on the points. A very long one that is pasted is taken at once.
    """

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = text
        self._points: gd.Dataset | None = None
        self._long_text: str | None = None

    def compose(self) -> ComposeResult:
        """The text area, how it is read, and the button."""
        with Vertical(classes="dialog") as box:
            box.border_title = _("Paste rows")
            box.border_subtitle = _("Tab, then Enter takes them · Escape back")
            yield Label(_("Two numbers a row, x and y, with a blank, comma, ; or tab between them."))
            yield RowsArea(self._text, id="rows", compact=True, tab_behavior="focus")
            yield Label(id="said", markup=False)
            yield DoubtLine(id="doubt")
            yield Button(_("Take them"), id="take", compact=True, disabled=True)

    def on_mount(self) -> None:
        """Read the rows that the dialog was opened with."""
        self.read_again()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self._long_text = None
        self.read_again()

    def on_rows_area_long_paste(self, event: RowsArea.LongPaste) -> None:
        self._long_text = event.text
        self._read_in_thread(event.text)

    def read_again(self) -> None:
        """Read the rows as they stand, and say how many they are, or what is wrong."""
        if self._long_text is not None:
            self._read_in_thread(self._long_text)
            return
        text = self.query_one(TextArea).text
        if len(text) > CHARACTERS_AT_ONCE:
            self._points = None
            self._show(_("This much is read when you take it."), None, True)
            return
        trouble: gd.DataError | None = None
        try:
            self._points = gd.parse_rows(text, **self.how)  # type: ignore[arg-type]
        except gd.DataError as refused:
            self._points, trouble = None, refused
            self._show(in_words(trouble) if text.strip() else "", trouble, False)
        else:
            self._show(counted(len(self._points)), None, True)

    def _show(self, sentence: str, trouble: ValueError | None, good: bool) -> None:
        """Say `sentence`, and ask where there are two readings; the rows can be taken if they are `good`."""
        self.say(sentence)
        self.ask(trouble)
        self.query_one("#said").set_class(good, "good")
        self.query_one("#take", Button).disabled = not good

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if self._points is not None:
            self.dismiss(self._points)
        else:
            self._read_in_thread(self.query_one(TextArea).text)

    def _read_in_thread(self, text: str) -> None:
        job = partial(prepared_rows, text, how=dict(self.how))
        self.app.push_screen(Loading(_("Reading the pasted rows"), job), self._read)

    def _read(self, made: gd.LinearRegression | ValueError | None) -> None:
        """Take the rows that were read in a thread, or say what is wrong with them."""
        if isinstance(made, ValueError):
            self._show(in_words(made), made, False)
        elif made is not None:
            self.dismiss(made)
