"""Tables of any length, of which only the rows on screen are made."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final, Literal, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.lab.text.cells import cell_len
from tui.panels.strips import ScrolledStrips

MOST_EXTRA_CELLS: Final = 4
"""The most cells that a column is widened by if there is room."""


class Column(NamedTuple):
    """A column: heading, least width in cells, alignment, and the role that colours it."""

    heading: str
    width: int
    side: Literal["left", "right"] = "right"
    kind: str = ""


class Rows(ScrolledStrips, inherit_bindings=False):
    """A table under one line of headings, made from `columns`, `row_count` and `cells`."""

    def columns(self) -> list[Column]:
        """The columns at their least widths."""
        raise NotImplementedError

    def columns_shown(self) -> list[Column]:
        """The columns at the widths they are drawn with, spare room shared among them."""
        return _spread(self.columns(), self.scrollable_content_region.width)

    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def content_key(self) -> Hashable:
        """What the texts of the rows depend on: rows stay cached while it is the same."""
        raise NotImplementedError

    def cells(self, row: int) -> list[str]:
        """The texts of a row: one for each column, or a single one across all columns."""
        raise NotImplementedError

    def highlighted(self) -> int | None:
        """The highlighted row, if any."""
        return None

    def show_rows(self) -> None:
        """Paint the rows, after any change of their number or their texts."""
        self.set_length(1 + self.row_count())
        if self.is_on_screen:
            self.show_lines()

    def row_at(self, y: int) -> int | None:
        """The row at height `y` of the widget; None for the headings and below the last row."""
        row = y - 1 + round(self.scroll_y)
        return row if y > 0 and row < self.row_count() else None

    def keep_row_in_sight(self, row: int) -> None:
        """Scroll as little as needed to show `row`."""
        self.keep_in_sight(row, self.scrollable_content_region.height - 1)

    def render_line(self, y: int) -> Strip:
        """The headings for `y` 0, else the row that is scrolled to height `y`."""
        width = self.scrollable_content_region.width
        row = self.row_at(y)
        key = (y == 0, row, row == self.highlighted(), width, self.content_key())
        strip = self._drawn.get(key)
        if strip is None:
            strip = self._drawn[key] = self._draw(row, y == 0, width)
        return strip

    def _draw(self, row: int | None, headings: bool, width: int) -> Strip:
        columns = self.columns_shown()
        if headings:
            quiet = [self.style_of("quiet")] * len(columns)
            return _line([column.heading for column in columns], columns, quiet, self.style_of(), width)
        if row is None:
            return Strip.blank(width, self.style_of())
        under = ("here",) if row == self.highlighted() else ()
        base, texts = self.style_of(*under), self.cells(row)
        if len(texts) == 1:
            return Strip([Segment(texts[0], self.style_of(*under, "mark"))]).adjust_cell_length(width, base)
        styles = [self.style_of(*under, column.kind) for column in columns]
        return _line(texts, columns, styles, base, width)


def _spread(columns: list[Column], width: int) -> list[Column]:
    """Widen the right-aligned columns evenly into spare room, by at most MOST_EXTRA_CELLS each."""
    spare = width - sum(column.width + 1 for column in columns) + 1
    takers = sum(column.side == "right" for column in columns)
    extra = max(0, min(spare // takers, MOST_EXTRA_CELLS))
    return [
        column._replace(width=column.width + extra) if column.side == "right" else column
        for column in columns
    ]


def _line(texts: list[str], columns: list[Column], styles: list[Style], base: Style, width: int) -> Strip:
    segments: list[Segment] = []
    for text, column, style in zip(texts, columns, styles, strict=True):
        gap = " " * max(0, column.width - cell_len(text))
        segments.append(Segment(gap + text if column.side == "right" else text + gap, style))
        segments.append(Segment(" ", base))
    return Strip(segments).adjust_cell_length(width, base)
