"""Tables of any length: only the rows on screen are ever made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Final, Literal

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.panel import FrameView

ROOM: Final = 4
"""Cells that a column is widened by at most, where there is room."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its least width in cells, its side, and the component class of its colour."""

    heading: str
    width: int
    side: Literal["left", "right"] = "right"
    kind: str = ""


class Rows(FrameView, ScrollView):
    """A table under one line of headings, drawn row by row from `columns`, `row_count` and `cells`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--heading",
        "rows--here",
        "rows--w1",
        "rows--w0",
        "rows--cost",
        "rows--quiet",
        "rows--residual",
        "rows--mark",
    }

    def columns(self) -> list[Column]:
        """The columns, the last of which may take what room is left."""
        raise NotImplementedError

    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def cells(self, row: int) -> list[str]:
        """The texts of a row, one for each column."""
        raise NotImplementedError

    def highlighted(self) -> int | None:
        """The row that stands out."""
        return None

    def show_rows(self) -> None:
        """Take the number of rows anew, and paint."""
        self.virtual_size = Size(self.scrollable_content_region.width, self.row_count() + 1)
        self.refresh()

    def row_at(self, y: int) -> int | None:
        """The row at a height within the widget; None for the headings and below the last row."""
        row = y - 1 + round(self.scroll_y)
        return row if y > 0 and row < self.row_count() else None

    def keep_in_sight(self, row: int) -> None:
        """Scroll as little as it takes to have `row` on screen."""
        visible = self.scrollable_content_region.height - 1
        top = round(self.scroll_y)
        if row < top:
            self.scroll_to(y=row, animate=False, force=True, immediate=True)
        elif row >= top + visible > 0:
            self.scroll_to(y=row - visible + 1, animate=False, force=True, immediate=True)

    def render_line(self, y: int) -> Strip:
        """One line: the headings, or the row that the scrolling puts there."""
        base = self.visual_style.rich_style
        width = self.scrollable_content_region.width
        columns = _spread(self.columns(), width)
        if y == 0:
            style = base + self.get_component_rich_style("rows--heading", partial=True)
            return _line([column.heading for column in columns], columns, [style] * len(columns), base, width)
        row = self.row_at(y)
        if row is None:
            return Strip.blank(width, base)
        if row == self.highlighted():
            base += self.get_component_rich_style("rows--here", partial=True)
        styles = [
            base + self.get_component_rich_style(f"rows--{column.kind}", partial=True)
            if column.kind
            else base
            for column in columns
        ]
        return _line(self.cells(row), columns, styles, base, width)


def _spread(columns: list[Column], width: int) -> list[Column]:
    """`columns` with room to spare shared between those at the right side, up to ROOM cells each."""
    spare = width - sum(column.width + 1 for column in columns) + 1
    takers = sum(column.side == "right" for column in columns)
    extra = max(0, min(spare // takers, ROOM))
    return [
        replace(column, width=column.width + extra) if column.side == "right" else column
        for column in columns
    ]


def _line(texts: list[str], columns: list[Column], styles: list[Style], base: Style, width: int) -> Strip:
    segments: list[Segment] = []
    for text, column, style in zip(texts, columns, styles, strict=True):
        gap = " " * max(0, column.width - cell_len(text))
        segments.append(Segment(gap + text if column.side == "right" else text + gap, style))
        segments.append(Segment(" ", base))
    return Strip(segments).adjust_cell_length(width, base)
