"""Panels painted line by line in the colours of roles; a line that stays as it is, is not painted again."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from rich.color import Color as RichColor
from rich.style import Style
from textual.cache import LRUCache
from textual.color import Color
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.look.textual_seams import scroll_without_layout
from tui.panels.panel import FrameView

KEPT: Final = 500
"""Lines that are kept drawn."""


class StripPanel(FrameView):
    """A panel that draws its lines itself."""

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._styles: dict[tuple[str, ...], Style] = {}
        self._strips: list[Strip] = []

    def show_strips(self, strips: list[Strip]) -> None:
        """Paint those lines that are no longer what they were; all of them where their number differs."""
        before, self._strips = self._strips, strips
        if len(before) != len(strips):
            self.refresh()
        elif changed := [y for y, (old, new) in enumerate(zip(before, strips, strict=True)) if old != new]:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def style_of(self, *roles: str) -> Style:
        """The panel's own colours, and over them those of each role in turn; "" is a role without any."""
        found = self._styles.get(roles)
        if found is None:
            found = self.visual_style.rich_style
            for role in roles:
                found += self._overlay(role)
            self._styles[roles] = found
        return found

    def notify_style_update(self) -> None:
        """Draw in the new colours."""
        self._styles.clear()
        super().notify_style_update()

    def _overlay(self, role: str) -> Style:
        if role == "strong":
            return Style(bold=True)
        if role == "here":
            return Style(bgcolor=self._color("here-background"), bold=True, reverse=self.app.no_color)
        return Style(color=self._color(role)) if role else Style()

    def _color(self, role: str) -> RichColor:
        """What the theme gives to a role: w1, w0, cost, quiet …

        Component classes would do the same, and be styled again with every change of the screen.
        """
        return Color.parse(self.app.theme_variables[role]).rich_color


class ScrolledStrips(StripPanel, ScrollView, inherit_bindings=False):
    """A panel of any number of lines, of which only those on screen are drawn."""

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._drawn: LRUCache[Hashable, Strip] = LRUCache(KEPT)

    def show_lines(self) -> None:
        """Paint what is on screen, as far as it is no longer what it was."""
        self.show_strips([self.render_line(y) for y in range(self.scrollable_content_region.height)])

    def set_length(self, lines: int) -> None:
        """Have `lines` to scroll over."""
        scroll_without_layout(self, Size(self.scrollable_content_region.width, lines))
        if self.scroll_y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True, immediate=True)

    def keep_in_sight(self, line: int, height: int) -> None:
        """Scroll as little as it takes to have `line` among the `height` lines that are scrolled."""
        top = round(self.scroll_y)
        if height > 0 and not top <= line < top + height:
            y = line if line < top else line - height + 1
            self.scroll_to(y=y, animate=False, force=True, immediate=True)

    def on_show(self) -> None:
        """Draw what was not drawn while it was out of sight."""
        if self.frame is not None:
            self.show(self.frame)

    def notify_style_update(self) -> None:
        self._drawn.clear()
        super().notify_style_update()

    def retranslate(self) -> None:
        """Draw in the language in use."""
        self._drawn.clear()
        super().retranslate()
