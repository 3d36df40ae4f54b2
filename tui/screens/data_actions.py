"""The data actions of a lab screen: editing points, the data menu, files, pasted rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from textual import events

import gdengine as gd
from tui.lab.files.data_file import CHARACTERS_AT_ONCE, is_file, prepared_rows
from tui.lab.text.language import _
from tui.panels.data import DataPanel
from tui.panels.messages import AddPoint, DeletePoint, MovePoint
from tui.screens.lab_screen import LabScreen

if TYPE_CHECKING:
    from tui.dialogs.data_menu import DataChange, LongChange
    from tui.dialogs.loading import Job
    from tui.dialogs.open_file import OpenedFile
    from tui.lab.session.state import StateChange

Made = TypeVar("Made")

ROWS_AT_ONCE: Final = 20_000
"""The most points that are all changed while the screen waits: some hundredths of a second."""

# Dialogs are imported when they open, so that the lab starts faster.


class DataActions(LabScreen):
    """A lab screen over a regression: its points are edited, opened, pasted and selected."""

    def action_select(self, rows: int) -> None:
        """Move the selection by `rows`; without one, select the first row, or the last going up."""
        if self.frame is not None:
            points = self.frame.fit
            first = 0 if rows > 0 else len(points.data) - 1
            row = first if points.selected is None else points.selected + rows
            self.do(lambda: self.session.select(row))

    def action_add_point(self) -> None:
        """Show the data panel, and type a point into a new row."""
        self.bring_on_screen("data")
        self.query_one(DataPanel).add()

    def action_edit_point(self) -> None:
        """Show the data panel, and edit the selected row."""
        self.bring_on_screen("data")
        self.query_one(DataPanel).edit()

    def action_delete_point(self) -> None:
        row = self.frame.fit.selected if self.frame is not None else None
        if row is None:
            self.notify(_("Select a point first, with ↑ or ↓."), markup=False)
        else:
            self.on_delete_point(DeletePoint(row))

    def on_add_point(self, event: AddPoint) -> None:
        self.do(lambda: self.session.add_point(event.x, event.y))

    def on_move_point(self, event: MovePoint) -> None:
        self.do(lambda: self.session.move_point(event.row, event.x, event.y))

    def on_delete_point(self, event: DeletePoint) -> None:
        self.do(lambda: self.session.delete_point(event.row))

    # Other data

    def action_data_menu(self) -> None:
        """Open the data menu: presets, noise, standardising, files, pasted rows."""
        from tui.dialogs.data_menu import DataMenu

        if self.frame is not None:
            self.app.push_screen(DataMenu(self.frame), self._do)

    def _do(self, chosen: DataChange | LongChange | str | None) -> None:
        from tui.dialogs.data_menu import OPEN, PASTE, LongChange

        if chosen == OPEN:
            self.action_open_file()
        elif chosen == PASTE:
            self.action_paste_rows()
        elif isinstance(chosen, LongChange):
            self._change_all_points(chosen.title, chosen.change)
        elif callable(chosen):
            self.do(lambda: chosen(self.session))

    def _change_all_points(self, title: str, change: StateChange) -> None:
        """Change the session; where that takes long, in a thread, with a bar that Escape stops."""
        rows = self.session.frame().rows
        if rows <= ROWS_AT_ONCE:
            self.do(lambda: self.session.change(change))
            return
        self.do(self.session.pause)
        work = self.session.prepared(change)
        self._in_thread(
            title.format(count=f"{rows:,}"),
            lambda report: work(),
            lambda made: self.do(lambda: self.session.change(made)),
        )

    def _in_thread(self, title: str, job: Job[Made], then: Callable[[Made], object]) -> None:
        """Do `job` in a thread, and `then` with its result; a ValueError of the job is said."""
        from tui.dialogs.loading import Loading
        from tui.lab.wording.refusals import in_words

        def done(made: Made | ValueError | None) -> None:
            if isinstance(made, ValueError):
                self.notify(in_words(made), severity="error", markup=False)
            elif made is not None:
                then(made)

        self.app.push_screen(Loading(title, job), done)

    def standardise(self) -> None:
        from tui.lab.session.points import standardised

        self._change_all_points(_("Standardising {count} points"), standardised)

    def action_open_file(self, path: str = "", trouble: ValueError | None = None) -> None:
        """Ask for a file and two of its columns; `path` and an error about it can be shown from the start."""
        from tui.dialogs.open_file import OpenFile

        self.app.push_screen(OpenFile(path, trouble), self._open)

    def _open(self, opened: OpenedFile | None) -> None:
        if opened is not None:
            self.do(lambda: self.session.open_regression(opened.regression, opened.name))

    def action_paste_rows(self, text: str = "") -> None:
        """Ask for rows of points; `text` is there from the start."""
        from tui.dialogs.paste_rows import PasteRows

        def done(rows: gd.Dataset | gd.LinearRegression | None) -> None:
            if isinstance(rows, gd.LinearRegression):
                self._paste_many(rows)
            elif rows is not None:
                self._paste(rows)

        self.app.push_screen(PasteRows(text), done)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted rows replace the data, a single row adds a point, and a path opens the file dialog."""
        from tui.lab.wording.refusals import in_words

        event.stop()
        if is_file(event.text):
            self.action_open_file(event.text.strip())
            return
        if len(event.text) > CHARACTERS_AT_ONCE:
            self._in_thread(
                _("Reading the pasted rows"),
                lambda report: prepared_rows(event.text, report),
                self._paste_many,
            )
            return
        try:
            data = gd.parse_rows(event.text)
        except gd.DataError as trouble:
            if trouble.choices:
                self.action_paste_rows(event.text)
                return
            self.notify(in_words(trouble), title=_("Pasted"), severity="error", markup=False)
        else:
            self._paste(data)

    def _paste_many(self, regression: gd.LinearRegression) -> None:
        if self.do(lambda: self.session.open_regression(regression)):
            said = _("{count} points in place of the old ones. z takes them back.")
            self.notify(said.format(count=f"{len(regression.data):,}"), markup=False)

    def _paste(self, data: gd.Dataset) -> None:
        if len(data) == 1:
            done = self.do(lambda: self.session.add_point(data.x[0], data.y[0]))
            said = _("1 point added. z takes it back.")
        else:
            done = self.do(lambda: self.session.open_data(data))
            said = _("{count} points in place of the old ones. z takes them back.")
        if done:
            self.notify(said.format(count=f"{len(data):,}"), markup=False)
