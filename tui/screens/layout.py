"""Which panels are on screen, by terminal size, open view, and enlarged panel."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.geometry import Size
from textual.widgets import Static

from tui.lab.text.language import _
from tui.panels.views import ViewTabs
from tui.screens.panel_focus import PanelFocus

LEAST_SIZE: Final = (60, 20)
"""Columns and rows of the smallest terminal that the lab fits in."""

TALL_ROWS: Final = 38
"""Rows from which on the panel "By hand" is as high as an update of a few points is long."""

TALL_ROWS_IF_VAST: Final = 44
"""The same where the log is beside that panel: the plots above both are then still the larger part."""


class PanelLayout(PanelFocus):
    """A screen styled by its classes: -too-small, -narrow, -medium, -wide, -vast, -tall, and view-NAME."""

    def action_view(self, places: int) -> None:
        """Open the view `places` tabs further."""
        self.restore()
        self.query_one(ViewTabs).turn(places)

    def action_open_view(self, name: str) -> None:
        """Open the view `name`."""
        self.restore()
        self.query_one(ViewTabs).current = name

    def bring_on_screen(self, name: str) -> None:
        """Show the panel `name`: restore an enlarged one, and open a view that has it."""
        super().bring_on_screen(name)
        if not self.has_class("-wide") and self.maximised is None:
            self.query_one(ViewTabs).open_panel(name)

    def on_view_tabs_opened(self, event: ViewTabs.Opened) -> None:
        """Show only the panels of the opened view."""
        for view in self.query_one(ViewTabs).among:
            self.set_class(view.name == event.name, f"view-{view.name}")

    def on_resize(self, event: events.Resize) -> None:
        self.set_size_classes(event.size)
        self.query_one(ViewTabs).screen_size = event.size
        self.say_what_is_needed()

    def set_size_classes(self, size: Size) -> None:
        """Set the classes for a terminal of `size` in columns and rows."""
        columns, rows = size
        self.set_class(columns < LEAST_SIZE[0] or rows < LEAST_SIZE[1], "-too-small")
        self.set_class(columns < 80, "-narrow")
        self.set_class(80 <= columns < 120, "-medium")
        self.set_class(columns >= 120, "-wide")
        self.set_class(columns >= 160, "-vast")
        self.set_class(rows >= (TALL_ROWS_IF_VAST if columns >= 160 else TALL_ROWS), "-tall")

    def say_what_is_needed(self) -> None:
        """Write how large a terminal has to be; shown only in one that is too small."""
        sentence = _("gdlab needs a terminal of {columns}x{rows}; this one is {width}x{height}.")
        columns, rows = LEAST_SIZE
        self.query_one("#too-small", Static).update(
            sentence.format(columns=columns, rows=rows, width=self.size.width, height=self.size.height)
        )
