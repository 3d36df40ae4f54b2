"""Panels painted line by line in the colours of roles; only lines that changed are repainted."""

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

MOST_CACHED_LINES: Final = 500
"""The most lines that a panel caches."""


class StripPanel(FrameView):
    """A panel that draws its lines itself."""

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._styles: dict[tuple[str, ...], Style] = {}
        self._strips: list[Strip] = []

    def show_strips(self, strips: list[Strip]) -> None:
        """Show `strips`, repainting those that changed; all if their number changed."""
        before, self._strips = self._strips, strips
        if len(before) != len(strips):
            self.refresh()
        elif changed := [y for y, (old, new) in enumerate(zip(before, strips, strict=True)) if old != new]:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def style_of(self, *roles: str) -> Style:
        """The panel's style, overlaid with that of each role in turn; the role "" adds nothing."""
        found = self._styles.get(roles)
        if found is None:
            found = self.visual_style.rich_style
            for role in roles:
                found += self._overlay(role)
            self._styles[roles] = found
        return found

    def notify_style_update(self) -> None:
        self._styles.clear()
        super().notify_style_update()

    def _overlay(self, role: str) -> Style:
        if role == "strong":
            return Style(bold=True)
        if role == "here":
            return Style(bgcolor=self._color("here-background"), bold=True, reverse=self.app.no_color)
        return Style(color=self._color(role)) if role else Style()

    def _color(self, role: str) -> RichColor:
        """The theme's colour of a role: first, second, cost, quiet …

        Not a component class: those are styled again with every change of the screen.
        """
        return Color.parse(self.app.theme_variables[role]).rich_color


class ScrolledStrips(StripPanel, ScrollView, inherit_bindings=False):
    """A scrolling panel that draws only the lines on screen."""

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._drawn: LRUCache[Hashable, Strip] = LRUCache(MOST_CACHED_LINES)

    def show_lines(self) -> None:
        """Repaint the lines on screen that changed."""
        self.show_strips([self.render_line(y) for y in range(self.scrollable_content_region.height)])

    def set_length(self, lines: int) -> None:
        """Set the number of lines to scroll over."""
        scroll_without_layout(self, Size(self.scrollable_content_region.width, lines))
        if self.scroll_y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True, immediate=True)

    def keep_in_sight(self, line: int, height: int) -> None:
        """Scroll as little as needed to have `line` among the `height` visible lines."""
        top = round(self.scroll_y)
        if height > 0 and not top <= line < top + height:
            y = line if line < top else line - height + 1
            self.scroll_to(y=y, animate=False, force=True, immediate=True)

    def on_show(self) -> None:
        """Draw the current frame, which is skipped while the panel is hidden."""
        if self.frame is not None:
            self.show(self.frame)

    def notify_style_update(self) -> None:
        self._drawn.clear()
        super().notify_style_update()

    def retranslate(self) -> None:
        self._drawn.clear()
        super().retranslate()
