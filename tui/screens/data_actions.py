"""What a lab screen does with data: the menu, files, and rows that are pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

import gdengine as gd
from tui.lab.files.data_file import is_file
from tui.lab.text.language import _
from tui.panels.data import DataPanel
from tui.panels.messages import AddPoint, DeletePoint, MovePoint
from tui.screens.lab_screen import LabScreen

if TYPE_CHECKING:
    from tui.dialogs.data_menu import Change
    from tui.dialogs.open_file import Opened

# What opens over the lab is imported when it does: the lab waits for nothing that it does not show.


class DataActions(LabScreen):
    """A lab screen over a regression: its points are edited, opened, pasted and selected."""

    def action_select(self, rows: int) -> None:
        """Select the row `rows` below, or above; the first or the last one where none is."""
        if self.frame is not None:
            points = self.frame.fit
            first = 0 if rows > 0 else len(points.data) - 1
            row = first if points.selected is None else points.selected + rows
            self.do(lambda: self.session.select(row))

    def action_add_point(self) -> None:
        """Type a point into a new row of the data, which are brought on screen."""
        self.bring_on_screen("data")
        self.query_one(DataPanel).add()

    def action_edit_point(self) -> None:
        """Type another x and y into the selected row."""
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

    # Other points

    def action_data_menu(self) -> None:
        """Presets, noise, standardising, and ways to other data."""
        from tui.dialogs.data_menu import DataMenu

        if self.frame is not None:
            self.app.push_screen(DataMenu(self.frame), self._do)

    def _do(self, chosen: Change | str | None) -> None:
        from tui.dialogs.data_menu import OPEN, PASTE

        if chosen == OPEN:
            self.action_open_file()
        elif chosen == PASTE:
            self.action_paste_rows()
        elif callable(chosen):
            self.do(lambda: chosen(self.session))

    def action_open_file(self, path: str = "", trouble: ValueError | None = None) -> None:
        """Ask for a file and two of its columns; begin with `path`, and what was wrong with it."""
        from tui.dialogs.open_file import OpenFile

        self.app.push_screen(OpenFile(path, trouble), self._open)

    def _open(self, opened: Opened | None) -> None:
        if opened is not None:
            self.do(lambda: self.session.open_regression(opened.regression, opened.name))

    def action_paste_rows(self) -> None:
        """Ask for rows of points."""
        from tui.dialogs.paste_rows import PasteRows

        self.app.push_screen(PasteRows(), lambda data: self._paste(data) if data is not None else None)

    def on_paste(self, event: events.Paste) -> None:
        """Take pasted rows for the data, a single one for one more point, and a path for a file to open."""
        from tui.lab.wording.refusals import in_words

        event.stop()
        if is_file(event.text):
            self.action_open_file(event.text.strip())
            return
        try:
            data = gd.parse_rows(event.text)
        except gd.DataError as trouble:
            self.notify(in_words(trouble), title=_("Pasted"), severity="error", markup=False)
        else:
            self._paste(data)

    def _paste(self, data: gd.Dataset) -> None:
        if len(data) == 1:
            done = self.do(lambda: self.session.add_point(data.x[0], data.y[0]))
            said = _("1 point added. z takes it back.")
        else:
            done = self.do(lambda: self.session.open_data(data))
            said = _("{count} points in place of the old ones. z takes them back.")
        if done:
            self.notify(said.format(count=f"{len(data):,}"), markup=False)
