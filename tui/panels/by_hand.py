"""The panel "By hand": the update in three pages of numbers, which scroll if they do not fit."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip

from tui.lab.by_hand.pages import by_hand, title
from tui.lab.by_hand.writing import Line
from tui.lab.session.frame import Frame
from tui.panels.messages import Select
from tui.panels.strips import ScrolledStrips


class HandPanel(ScrolledStrips, inherit_bindings=False, can_focus=True):
    """The open page; a click on a term selects its row of the data."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", show=False),
        Binding("down", "scroll_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
    ]

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: list[Line] = []
        self._written_for: Hashable = None
        self._page_and_row: tuple[int, int | None] = (0, None)

    def show(self, frame: Frame) -> None:
        """Rewrite the page if its text differs; a new page starts at the top, the same one stays scrolled."""
        width, height = self.scrollable_content_region.size
        if not width or not self.is_on_screen:
            return
        page, row = frame.looks.hand, frame.selected
        written_for = (frame.run.history, frame.index, page, row, width, height)
        if written_for == self._written_for:
            return
        self._written_for = written_for
        self._lines = by_hand(frame, width, height)
        self._drawn.clear()
        self.set_length(len(self._lines))
        turned, chosen = page != self._page_and_row[0], row != self._page_and_row[1]
        self._page_and_row = (page, row)
        if turned:
            self.scroll_to(y=0, animate=False, force=True, immediate=True)
            self.border_title = self._title(page)
        elif chosen:
            self._keep_selected_in_sight(height)
        self.show_lines()

    def retranslate(self) -> None:
        self._written_for = None
        self.border_title = self._title(self.frame.looks.hand if self.frame else 0)
        super().retranslate()

    def on_resize(self) -> None:
        self.retranslate()

    def render_line(self, y: int) -> Strip:
        """The line of the page at height `y` of the panel."""
        place = y + round(self.scroll_y)
        width = self.scrollable_content_region.width
        strip = self._drawn.get(place)
        if strip is None:
            line = self._lines[place] if place < len(self._lines) else Line(())
            strip = self._drawn[place] = self._draw(line, width)
        return strip

    def on_click(self, event: events.Click) -> None:
        """Select the row that the clicked line is about."""
        offset = event.get_content_offset(self)
        place = offset.y + round(self.scroll_y) if offset else len(self._lines)
        if place < len(self._lines) and (row := self._lines[place].row) is not None:
            self.post_message(Select(row))

    def _title(self, page: int) -> str:
        parts = title(page, self.outer_size.width - 6)
        roles = {"current": "bold $primary", "quiet": "$quiet"}
        return Content.assemble(*((text, roles.get(role, "")) for text, role in parts)).markup

    def _keep_selected_in_sight(self, height: int) -> None:
        """Scroll the first line of the selected row into view."""
        place = next((i for i, line in enumerate(self._lines) if line.here and line.row is not None), None)
        if place is not None:
            self.keep_in_sight(place, height)

    def _draw(self, line: Line, width: int) -> Strip:
        under = ("here",) if line.here else ()
        segments = [Segment(text, self.style_of(*under, role)) for text, role in line.spans]
        return Strip(segments).adjust_cell_length(width, self.style_of(*under))
