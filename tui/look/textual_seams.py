"""The only place that uses parts of Textual that are not in its public interface.

Each function says what it does, why the public way is not enough, and the version it was checked at.
Each has a test of its effect in tests/tui/test_seams.py, to be run when Textual is updated.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, cast

from rich.console import COLOR_SYSTEMS, Console
from rich.segment import Segment
from textual._compositor import ChopsUpdate, Compositor, CompositorUpdate, LayoutUpdate
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.color import Color
from textual.content import Content
from textual.events import Key
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.keys import Keys
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from tui.look.changed_cells import ShownCells
from tui.look.safe_lines import SafeLines, is_safe


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


class KeepsItsCrash(App[None]):
    """An app that keeps the traceback of what ended it, where Textual's prints it with all variables.

    Textual has no public way to get at it. Checked at Textual 8.2.8.
    """

    crash = ""
    """The traceback of the first fault, as text; empty without one."""

    def _handle_exception(self, error: Exception) -> None:
        self.crash = self.crash or "".join(traceback.format_exception(error))
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def panic(self, *renderables: Any) -> None:
        """Keep as the crash what a thread failed with, and exit."""
        if not self.crash:
            with self.console.capture() as shown:
                self.console.print(*renderables, no_wrap=True)
            self.crash = shown.get()
        super().panic(*renderables)

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()


def take_any_key_number() -> None:
    """Ignore keys that the terminal sends with numbers that are no characters.

    Textual's parser, for which there is no public way to take another, fails on them, and ends the app.
    Checked at Textual 8.2.8.
    """
    parse = XTermParser._parse_extended_key

    def parse_or_ignore(self: XTermParser, sequence: str) -> list[Key] | None:
        try:
            return parse(self, sequence)
        except (OverflowError, ValueError):
            return [Key(Keys.Ignore, sequence)]

    if parse.__name__ != parse_or_ignore.__name__:
        XTermParser._parse_extended_key = parse_or_ignore  # type: ignore[method-assign, assignment]


def filter_only_unsafe_lines() -> None:
    """Leave a strip as it is where SafeLines has nothing to take out of it.

    Textual makes a new strip, with its caches, for every line of every frame that goes through a
    filter, which took a third of the time from a key to its frame. Checked at Textual 8.2.8.
    """
    original = Strip.apply_filter
    if getattr(original, "leaves_safe_lines", False):
        return

    def apply_filter(self: Strip, line_filter: LineFilter, background: Color) -> Strip:
        if isinstance(line_filter, SafeLines) and all(map(is_safe, self)):
            return self
        return original(self, line_filter, background)

    apply_filter.leaves_safe_lines = True  # type: ignore[attr-defined]
    Strip.apply_filter = apply_filter  # type: ignore[method-assign, assignment]


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


class _WantedLines(Compositor):
    """A compositor that asks each widget only for lines that have to be painted and that can be seen."""

    def render_partial_update(self) -> ChopsUpdate | None:
        height = self.size.height
        spans = [span for span in self._regions_to_spans(self._dirty_regions) if 0 <= span[0] < height]
        self._dirty_regions.clear()
        return ChopsUpdate(self._filled(spans), spans, [cuts[1:] for cuts in self.cuts]) if spans else None

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        lines = [(y, *crop.column_span) for y in crop.line_range if is_rendered_line(y)]
        return cast(Sequence[Mapping[int, Strip]], self._filled(lines))

    def _filled(self, spans: Iterable[tuple[int, int, int]]) -> list[dict[int, Strip | None]]:
        """The pieces of each line from cut to cut; those outside `spans` (y, x, end) may be None."""
        all_cuts = self.cuts
        unfilled: dict[int, set[int]] = {}
        for y, first, last in spans:
            dirty = {cut for cut, end in pairwise(all_cuts[y]) if cut < last and end > first}
            unfilled.setdefault(y, set()).update(dirty)
        chops: list[dict[int, Strip | None]] = [
            dict.fromkeys(cuts[:-1]) if y in unfilled else {} for y, cuts in enumerate(all_cuts)
        ]
        for widget, (region, clip) in self.visible_widgets.items():  # from front to back
            shown = region.intersection(clip)
            first, last = shown.column_span
            wanted = {
                y: free
                for y in shown.line_range
                if (free := [cut for cut in unfilled.get(y, ()) if first <= cut < last])
            }
            if not wanted:
                continue
            top, bottom = min(wanted), max(wanted) + 1
            lines = Region(shown.x, top, shown.width, bottom - top).translate(-region.offset)
            for y, strip in enumerate(widget.render_lines(lines), top):
                if y in wanted:
                    unfilled[y].difference_update(wanted[y])
                    cuts = [cut for cut in all_cuts[y] if first <= cut <= last]
                    pieces = dict(zip(cuts, strip.divide([cut - first for cut in cuts[1:]]), strict=False))
                    chops[y].update((cut, pieces[cut]) for cut in wanted[y] if cut in pieces)
        return chops


def paint_wanted_lines_only(screen: Screen[Any]) -> None:
    """Ask the widgets of `screen` only for lines that have to be painted and that can be seen.

    Textual asks every widget for all its lines, and cuts them up, also where other widgets cover them.
    Checked at Textual 8.2.8.
    """
    screen._compositor = _WantedLines()


class _ChangedCells(CompositorUpdate):
    """An update of Textual's, of which only the cells that differ from those `shown` are written."""

    def __init__(self, update: ChopsUpdate | LayoutUpdate, shown: ShownCells) -> None:
        self._update = update
        self._shown = shown

    def render_segments(self, console: Console) -> str:
        update = self._update
        if isinstance(update, LayoutUpdate):
            self._shown.forget()
            runs = _lines_of(update)
        else:
            runs = _pieces_of(update)
        return self._shown.update(runs, COLOR_SYSTEMS[console.color_system] if console.color_system else None)


def _lines_of(update: LayoutUpdate) -> Iterator[tuple[int, int, Iterable[Segment]]]:
    for y, strips in enumerate(update.strips, update.region.y):
        yield update.region.x, y, [segment for strip in strips for segment in strip]


def _pieces_of(update: ChopsUpdate) -> Iterator[tuple[int, int, Iterable[Segment]]]:
    """The pieces of lines that Textual would write, as in its own `render_segments`."""
    for y, first, last in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x < last and end > first:
                yield x, y, strip if end <= last else strip.crop(0, last - x)


def write_changed_cells_only(app: App[Any]) -> None:
    """Of each picture of `app`, write to the terminal only the cells that differ from those on it.

    Textual writes all panels that were refreshed, whole, and a full style for each piece of their lines,
    and has no public place between its pictures and the terminal. Checked at Textual 8.2.8.
    """
    shown, display = ShownCells(), app._display

    def display_changes(screen: Any, picture: Any) -> None:
        if isinstance(picture, ChopsUpdate | LayoutUpdate):
            picture = _ChangedCells(picture, shown)
        elif picture is not None:
            shown.forget()
        display(screen, picture)

    setattr(app, "_display", display_changes)  # noqa: B010  # mypy refuses to replace a method
