"""The first rows of a file, with the columns for x and y marked; a click chooses a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rich.cells import set_cell_size
from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

import gdengine as gd
from tui.lab.text.cells import cell_len
from tui.lab.text.clean import cleaned
from tui.lab.text.language import _N, _

MOST_COLUMN_CELLS: Final = 16
"""The most cells that a column takes."""

SEPARATOR_NAMES: Final = {
    ",": _N("commas"),
    ";": _N("semicolons"),
    "\t": _N("tabs"),
    "|": _N("bars"),
    None: _N("blanks"),
}


class PreviewTable(Static):
    """The columns of a file, its first rows, and the number of rows."""

    @dataclass
    class Picked(Message):
        """Column `column`, counted from 1, was clicked."""

        column: int

    def put(self, preview: gd.Preview | None, x: int | None, y: int | None) -> None:
        """Show `preview` with columns `x` and `y`, counted from 1, marked; without one, a hint."""
        hint = _("Here come the first rows of the file. You can also drop a file on the terminal.")
        self.update(Content.styled(hint, "$quiet") if preview is None else _table(preview, x, y, self.size))

    def on_click(self, event: events.Click) -> None:
        if column := event.style.meta.get("column"):
            self.post_message(self.Picked(column))


def _table(preview: gd.Preview, x: int | None, y: int | None, size: tuple[int, int]) -> Content:
    width, height = size
    rows = preview.rows[: max(1, height - 3)]
    names = preview.columns if preview.header else tuple("" for _name in preview.columns)
    cells = {
        column: [
            "x" if column == x else "y" if column == y else str(column),
            names[column - 1],
            *(row[column - 1] if column <= len(row) else "" for row in rows),
        ]
        for column in _first(preview, x, y, width)
    }
    shown = _with_room(
        {c: min(max(map(cell_len, texts)), MOST_COLUMN_CELLS) for c, texts in cells.items()}, x, y, width
    )
    lines = [
        Content("  ").join(
            Content(_cut(cells[column][i], wide))
            .stylize(Style.from_meta({"column": column}))
            .stylize(_look(column in (x, y), i))
            for column, wide in shown.items()
        )
        for i in range(len(rows) + 2)
        if i != 1 or preview.header
    ]
    told = _("{count} rows · between columns: {separator} · {encoding}").format(
        count=f"{preview.row_count:,}",
        separator=_(SEPARATOR_NAMES[preview.separator]),
        encoding=preview.encoding.upper(),
    )
    return Content("\n").join([*lines, Content.styled(told, "$quiet")])


def _first(preview: gd.Preview, x: int | None, y: int | None, width: int) -> list[int]:
    """The columns that could fit in `width`, counted from 1: the first ones, and x and y."""
    some = range(1, min(len(preview.columns), width // 3 + 1) + 1)
    return sorted({*some, *(column for column in (x, y) if column is not None)})


def _with_room(widths: dict[int, int], x: int | None, y: int | None, width: int) -> dict[int, int]:
    """The widths of the columns that fit; x and y are placed first."""
    taken, room = set[int](), width
    for column in sorted(widths, key=lambda column: (column not in (x, y), column)):
        if widths[column] > room:
            break
        taken.add(column)
        room -= widths[column] + 2
    return {column: wide for column, wide in widths.items() if column in taken}


def _cut(text: str, width: int) -> str:
    plain = cleaned(" ".join(text.split()))
    return set_cell_size(plain if cell_len(plain) <= width else set_cell_size(plain, width - 1) + "…", width)


def _look(chosen: bool, line: int) -> str:
    if line == 0:
        return "bold $primary" if chosen else "$quiet"
    return ("bold $foreground" if line == 1 else "$foreground") if chosen else "$quiet"
