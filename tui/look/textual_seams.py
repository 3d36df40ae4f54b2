"""The only place that uses parts of Textual that are not in its public interface.

Each function says what it does, why the public way is not enough, and the version it was checked at.
Each has a test of its effect in tests/tui/test_seams.py, to be run when Textual is updated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.content import Content
from textual.geometry import Region, Size
from textual.message_pump import MessagePump
from textual.scroll_view import ScrollView
from textual.widget import Widget


def paint_edges(view: Widget, title: Content, subtitle: Content) -> None:
    """Write into the upper and the lower edge of `view`, and repaint only the edges.

    The public `border_title` parses markup and paints the whole widget. Checked at Textual 8.2.8.
    """
    corner, (width, height) = view.content_offset, view.outer_size
    for place, y, content in (("_border_title", 0, title), ("_border_subtitle", height - 1, subtitle)):
        if getattr(view, place) != content:
            setattr(view, place, content)
            view.refresh(Region(0, y, width, 1).translate(-corner))


def scroll_without_layout(view: ScrollView, size: Size) -> None:
    """Set the scrollable size of `view`, whose scroll bar has to be always visible.

    Setting the public `virtual_size` lays out the whole screen. Checked at Textual 8.2.8.
    """
    view.set_reactive(Widget.virtual_size, size)
    view.vertical_scrollbar.window_virtual_size = size.height


def start_in_theme(app: App[Any], theme: str) -> None:
    """Set the theme of an app before it runs.

    Setting the public `theme` computes all styles a second time. Checked at Textual 8.2.8.
    """
    app.set_reactive(App.theme, theme)
    app.stylesheet.set_variables(app.get_css_variables())


def key_path(app: App[Any]) -> list[MessagePump]:
    """The widgets that a key pressed now bubbles through, from the focused one to the app.

    Textual has no public way to ask for it. Checked at Textual 8.2.8.
    """
    return [*(app.focused or app.screen).ancestors_with_self]


def after_messages(path: list[MessagePump], done: Callable[[], object]) -> None:
    """Call `done` after each of `path`, in turn, has handled its queued messages.

    Textual's own `call_later` waits for one of them only. Checked at Textual 8.2.8.
    """
    for place, pump in enumerate(path):
        # A pump that is closing accepts no calls, so the next one is tried.
        if pump.call_later(after_messages, path[place + 1 :], done):
            return
    done()
