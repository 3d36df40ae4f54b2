"""Tables of any length: only the rows on screen are ever made."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Final, Literal

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.lab.text.cells import cell_len
from tui.panels.panel import FrameView, repaint_changed, role_color

KEPT: Final = 500
"""Rows that are kept drawn."""

ROOM: Final = 4
"""Cells that a column is widened by at most, where there is room."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its least width in cells, its side, and the role that colours it."""

    heading: str
    width: int
    side: Literal["left", "right"] = "right"
    kind: str = ""


class Rows(FrameView, ScrollView, inherit_bindings=False):
    """A table under one line of headings, drawn row by row from `columns`, `row_count` and `cells`."""

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._drawn: LRUCache[Hashable, Strip] = LRUCache(KEPT)
        self._styles_of: dict[str, Style] = {}
        self._painted: list[Strip] = []

    def columns(self) -> list[Column]:
        """The columns, the last of which may take what room is left."""
        raise NotImplementedError

    def columns_shown(self) -> list[Column]:
        """The columns as wide as they are drawn, with the room to spare shared among them."""
        return _spread(self.columns(), self.scrollable_content_region.width)

    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def content_key(self) -> Hashable:
        """What the rows' texts follow from: while it is the same, a row drawn once is drawn for good."""
        raise NotImplementedError

    def cells(self, row: int) -> list[str]:
        """The texts of a row, one for each column, or a single one across all of them."""
        raise NotImplementedError

    def highlighted(self) -> int | None:
        """The row that stands out."""
        return None

    def show_rows(self) -> None:
        """Take the number of rows anew, and paint.

        The reactive `virtual_size` would lay out the whole screen again; the scroll bar, which is
        always there, is all that has to know.
        """
        size = Size(self.scrollable_content_region.width, self.row_count() + 1)
        self.set_reactive(Rows.virtual_size, size)
        self.vertical_scrollbar.window_virtual_size = size.height
        if self.is_on_screen:
            before, self._painted = self._painted, [self.render_line(y) for y in range(self.size.height)]
            repaint_changed(self, before, self._painted)

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

    def on_show(self) -> None:
        """Bring what was not shown while it was out of sight up to the frame."""
        if self.frame is not None:
            self.show(self.frame)

    def notify_style_update(self) -> None:
        """Draw anew in the new colours."""
        self._forget()
        super().notify_style_update()

    def retranslate(self) -> None:
        """Draw anew in the language in use."""
        self._forget()
        super().retranslate()

    def render_line(self, y: int) -> Strip:
        """One line: the headings, or the row that the scrolling puts there."""
        width = self.scrollable_content_region.width
        row = self.row_at(y)
        key = (y == 0, row, row == self.highlighted(), width, self.content_key())
        strip = self._drawn.get(key)
        if strip is None:
            strip = self._drawn[key] = self._draw(row, y == 0, width)
        return strip

    def _draw(self, row: int | None, headings: bool, width: int) -> Strip:
        columns = self.columns_shown()
        base = self._style("")
        if headings:
            texts, styles = (
                [column.heading for column in columns],
                [base + self._style("quiet")] * len(columns),
            )
        elif row is None:
            return Strip.blank(width, base)
        else:
            if row == self.highlighted():
                base += self._style("here")
            texts, styles = self.cells(row), [base + self._style(c.kind) if c.kind else base for c in columns]
            if len(texts) == 1:
                return Strip([Segment(texts[0], base + self._style("mark"))]).adjust_cell_length(width, base)
        return _line(texts, columns, styles, base, width)

    def _style(self, kind: str) -> Style:
        """The colours of a kind of cell, to lay over the panel's own, which is kind ""."""
        if kind not in self._styles_of:
            if not kind:
                style = self.visual_style.rich_style
            elif kind == "here":
                ground = role_color(self.app, "here-background").rich_color
                style = Style(bgcolor=ground, bold=True, reverse=self.app.no_color)
            else:
                style = Style(color=role_color(self.app, kind).rich_color)
            self._styles_of[kind] = style
        return self._styles_of[kind]

    def _forget(self) -> None:
        self._drawn.clear()
        self._styles_of.clear()


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
