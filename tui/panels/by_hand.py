"""The update by hand: three pages of real numbers, scrolled where they are longer than the panel."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.lab.by_hand.pages import by_hand, title
from tui.lab.by_hand.writing import Line
from tui.lab.session.frame import Frame
from tui.panels.messages import Select
from tui.panels.panel import FrameView, repaint_changed, role_color


class HandPanel(FrameView, ScrollView, inherit_bindings=False, can_focus=True):
    """The page that is open; a click on a term selects its row of the data."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", show=False),
        Binding("down", "scroll_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
    ]

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._lines: list[Line] = []
        self._strips: dict[int, Strip] = {}
        self._painted: list[Strip] = []
        self._styles: dict[str, Style] = {}
        self._written_for: Hashable = None
        self._page_and_row: tuple[int, int | None] = (0, None)

    def show(self, frame: Frame) -> None:
        """Write the page anew where it says something else, and stay at the place one reads."""
        width, height = self.scrollable_content_region.size
        if not width or not self.is_on_screen:
            return
        page, row = frame.looks.hand, frame.fit.selected
        written_for = (frame.run.history, frame.index, page, row, width, height)
        if written_for == self._written_for:
            return
        self._written_for = written_for
        self._lines = by_hand(frame, width, height)
        self._strips.clear()
        self._fit_scrolling(width)
        turned, chosen = page != self._page_and_row[0], row != self._page_and_row[1]
        self._page_and_row = (page, row)
        if turned:
            self.scroll_to(y=0, animate=False, force=True, immediate=True)
            self.border_title = self._title(page)
        elif chosen:
            self._keep_selected_in_sight(height)
        before, self._painted = self._painted, [self.render_line(y) for y in range(height)]
        repaint_changed(self, before, self._painted)

    def retranslate(self) -> None:
        """Write it in the language in use."""
        self._forget()
        self.border_title = self._title(self.frame.looks.hand if self.frame else 0)
        super().retranslate()

    def notify_style_update(self) -> None:
        """Draw anew in the new colours."""
        self._styles.clear()
        self._strips.clear()
        super().notify_style_update()

    def on_resize(self) -> None:
        """Write for the new size."""
        self.retranslate()

    def on_show(self) -> None:
        """Write what was not written while it was out of sight."""
        if self.frame is not None:
            self.show(self.frame)

    def render_line(self, y: int) -> Strip:
        """A line of the page, as far as it is scrolled."""
        place = y + round(self.scroll_y)
        width = self.scrollable_content_region.width
        strip = self._strips.get(place)
        if strip is None:
            line = self._lines[place] if place < len(self._lines) else Line(())
            strip = self._strips[place] = self._drawn(line, width)
        return strip

    def on_click(self, event: events.Click) -> None:
        """Select the row that the clicked line tells of."""
        offset = event.get_content_offset(self)
        place = offset.y + round(self.scroll_y) if offset else len(self._lines)
        if place < len(self._lines) and (row := self._lines[place].row) is not None:
            self.post_message(Select(row))

    def _title(self, page: int) -> str:
        parts = title(page, self.outer_size.width - 6)
        roles = {"current": "bold $primary", "quiet": "$quiet"}
        return Content.assemble(*((text, roles.get(role, "")) for text, role in parts)).markup

    def _fit_scrolling(self, width: int) -> None:
        """Tell the scroll bar the length; the reactive `virtual_size` would lay out the whole screen."""
        length = len(self._lines)
        self.set_reactive(HandPanel.virtual_size, Size(width, length))
        self.vertical_scrollbar.window_virtual_size = length
        if self.scroll_y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True, immediate=True)

    def _keep_selected_in_sight(self, height: int) -> None:
        """Scroll as little as it takes to have the first line of the selected row on screen."""
        place = next((i for i, line in enumerate(self._lines) if line.here and line.row is not None), None)
        top = round(self.scroll_y)
        if place is not None and not top <= place < top + height:
            y = place if place < top else place - height + 1
            self.scroll_to(y=y, animate=False, force=True, immediate=True)

    def _drawn(self, line: Line, width: int) -> Strip:
        base = self._style("")
        if line.here:
            base += self._style("here")
        segments = [Segment(text, base + self._style(role) if role else base) for text, role in line.spans]
        return Strip(segments).adjust_cell_length(width, base)

    def _style(self, role: str) -> Style:
        """The colours of a role, to lay over the panel's own, which is role ""."""
        if role not in self._styles:
            if not role:
                style = self.visual_style.rich_style
            elif role == "strong":
                style = Style(bold=True)
            elif role == "here":
                style = Style(bgcolor=role_color(self.app, "here-background").rich_color, bold=True)
            else:
                style = Style(color=role_color(self.app, role).rich_color)
            self._styles[role] = style
        return self._styles[role]

    def _forget(self) -> None:
        self._written_for = None
        self._styles.clear()
