"""Opening a file of points: its path, a preview, and the two columns to take."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Label

import gdengine as gd
from tui.dialogs.doubt import AskingDialog, DoubtLine
from tui.dialogs.loading import Loading
from tui.dialogs.preview import PreviewTable
from tui.lab.files import data_file
from tui.lab.text.language import _
from tui.lab.wording.refusals import in_words


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The regression on the points of a file, and the name of the file."""

    regression: gd.LinearRegression
    name: str


class Paths(Suggester):
    """Suggests the first folder or data file whose path begins with what is typed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The completed path; None if nothing matches."""
        return await asyncio.to_thread(data_file.completed, value)


class PathField(Input):
    """An input for a path, which Tab completes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False)]

    def action_complete(self) -> None:
        """Complete the path; if there is nothing to complete, focus the next field."""
        whole = data_file.completed(self.value)
        if whole is None or whole == self.value:
            self.screen.focus_next()
        else:
            self.value = whole
            self.cursor_position = len(whole)


class ColumnField(Input):
    """An input for a column, by name or position; up and down choose the next one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "turn(1)", show=False),
        Binding("up", "turn(-1)", show=False),
    ]

    @dataclass
    class Turned(Message):
        """`field` should take the column `places` further."""

        field: ColumnField
        places: int

    def action_turn(self, places: int) -> None:
        self.post_message(self.Turned(self, places))


class OpenFile(AskingDialog[OpenedFile]):
    """Returns the regression on two columns of a file; after a refusal the fields stay as typed."""

    @dataclass
    class Looked(Message):
        """The preview of the file at the path `text`, why there is none, or None if it is no file."""

        text: str
        found: gd.Preview | ValueError | None

    def __init__(self, path: str = "", trouble: ValueError | None = None) -> None:
        super().__init__()
        self._path, self._trouble = path, trouble
        self._preview: gd.Preview | None = None
        self._offered = {"x": "", "y": ""}
        self._last_picked = "y"

    def compose(self) -> ComposeResult:
        """Fields for path and columns, the error, and the preview."""
        with VerticalScroll(classes="dialog", can_focus=False) as box:
            box.border_title = _("Open a file of points")
            box.border_subtitle = _("Enter opens · Tab completes · Escape back")
            with Horizontal(classes="question"):
                yield Label(_("path"), classes="name")
                yield PathField(
                    self._path, id="path", compact=True, suggester=Paths(), placeholder=_("~/points.csv")
                )
            with Horizontal(classes="question"):
                yield Label(_("columns"), classes="name")
                yield Label("x ")
                yield ColumnField(id="x", compact=True, select_on_focus=True)
                yield Label("  y ")
                yield ColumnField(id="y", compact=True, select_on_focus=True)
            yield Label(id="said", markup=False)
            yield DoubtLine(id="doubt")
            yield PreviewTable(id="preview")

    def on_mount(self) -> None:
        """Show the error that the dialog was opened with."""
        self._complain(self._trouble)

    def on_resize(self, event: events.Resize) -> None:
        """Show as much of the file as fits."""
        self.call_after_refresh(self._show)

    # Looking at the file

    def on_input_changed(self, event: Input.Changed) -> None:
        """Read a preview of the new path, or mark the new columns."""
        event.stop()
        if event.input.id == "path":
            self.how.clear()
            if event.value != self._path:
                self._trouble = None
            self._look(event.value, {})
        else:
            self._show()

    def read_again(self) -> None:
        """Look at the file again, as was chosen."""
        self._trouble = None
        self._look(self.query_one(PathField).value, dict(self.how))

    @work(thread=True, exclusive=True, group="preview")
    def _look(self, text: str, how: dict[str, Any]) -> None:
        found: gd.Preview | ValueError | None = None
        try:
            if data_file.is_file(text):
                found = gd.preview(data_file.path_of(text), **how)
        except ValueError as trouble:
            found = trouble
        self.post_message(self.Looked(text, found))

    def on_open_file_looked(self, event: Looked) -> None:
        """Show the preview, unless the path has changed since."""
        text, found = event.text, event.found
        if self.query_one(PathField).value != text:
            return
        self._preview = None if isinstance(found, ValueError) else found
        if self._trouble is None:  # a refusal stays until the path or the reading is another one
            self._complain(found if isinstance(found, ValueError) else found.doubt if found else None)
        self._offer("x", None if self._preview is None else self._preview.x)
        self._offer("y", None if self._preview is None else self._preview.y)
        self._show()

    def _complain(self, trouble: ValueError | None) -> None:
        """Say what is wrong, and ask where there are two readings; None if all is well."""
        self.say(in_words(trouble) if trouble else "")
        self.ask(trouble)

    def _offer(self, axis: str, column: int | None) -> None:
        """Put the suggested column into its field, unless the user typed another one."""
        field = self.query_one(f"#{axis}", ColumnField)
        if field.value == self._offered[axis]:
            known = self._preview is not None and column is not None
            field.value = data_file.column_label(self._preview, column) if known else ""  # type: ignore[arg-type]
            self._offered[axis] = field.value

    def _show(self) -> None:
        preview = self._preview
        x, y = (
            data_file.column_meant(preview, self.query_one(f"#{axis}", ColumnField).value)
            if preview
            else None
            for axis in "xy"
        )
        self.query_one(PreviewTable).put(preview, x, y)

    # Choosing columns

    def on_column_field_turned(self, event: ColumnField.Turned) -> None:
        """Choose the next column of numbers."""
        if self._preview is not None:
            event.field.value = data_file.column_turned(self._preview, event.field.value, event.places)

    def on_preview_table_picked(self, event: PreviewTable.Picked) -> None:
        """Use the clicked column for the focused field, else for x and y in turn."""
        if self._preview is None:
            return
        focused = self.focused.id if isinstance(self.focused, ColumnField) else None
        axis = focused or ("x" if self._last_picked == "y" else "y")
        self._last_picked = axis
        self.query_one(f"#{axis}", ColumnField).value = data_file.column_label(self._preview, event.column)

    # Opening

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text, x, y = (self.query_one(f"#{name}", Input).value for name in ("path", "x", "y"))
        if not text.strip():
            self._refused(text, ValueError(_("Type the path of a file; Tab completes it.")))
            return
        self.say("")
        path = data_file.path_of(text)
        columns = x.strip() or None, y.strip() or None
        job = partial(data_file.prepared_regression, path, *columns, how=dict(self.how))
        self.app.push_screen(Loading(path.name, job), partial(self._opened, text, path.name))

    def _opened(self, text: str, name: str, made: gd.LinearRegression | ValueError | None) -> None:
        if isinstance(made, ValueError):
            self._refused(text, made)
        elif made is not None:
            self.dismiss(OpenedFile(made, name))

    def _refused(self, text: str, trouble: ValueError) -> None:
        """Say why the file at the path `text` is not opened; a preview that comes later does not hide it."""
        self._path, self._trouble = text, trouble
        self._complain(trouble)
