"""The private parts of Textual and plotext still do what the lab uses them for."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import pkgutil
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from rich.segment import Segment
from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.color import Color
from textual.containers import Container
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import Widget
from textual.widgets import Input, Static

import tui
from tests.tui.conftest import Opened
from tests.tui.driver import Driver
from tui.dialogs.closing import ClosesOnce, Palette
from tui.look.safe_lines import SafeLines
from tui.look.textual_seams import (
    after_messages,
    filter_only_unsafe_lines,
    key_path,
    paint_edges,
    paint_wanted_lines_only,
    scroll_without_layout,
    start_in_theme,
    take_any_key_number,
)
from tui.plots import cells_of_curves as canvas

# Painting


def bar_of(driver: Driver) -> list[Strip]:
    """The painted scroll bar of the Lined widget."""
    return [strip.crop(27, 29) for strip in driver.painted()[1:9]]


class Lined(ScrollView):
    """Records which of its lines were painted."""

    DEFAULT_CSS = "Lined { border: round red; width: 30; height: 10; overflow-y: scroll; }"

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[int] = []

    def render_line(self, y: int) -> Strip:
        self.painted.append(y)
        return Strip.blank(self.size.width)


class Bench(App[None]):
    """Shows one widget, and counts how often the screen was laid out."""

    layouts = 0

    def compose(self) -> ComposeResult:
        yield Lined()

    def on_mount(self) -> None:
        def count(screen: object) -> None:
            self.layouts += 1

        self.screen.screen_layout_refresh_signal.subscribe(self.screen, count)


async def test_edges_are_painted_alone() -> None:
    app = Bench()
    async with Driver(app).running() as driver:
        lined = app.query_one(Lined)
        await driver.quiet()
        assert lined.painted
        lined.painted.clear()
        app.layouts = 0
        paint_edges(lined, Content.styled("[the] title", "bold"), Content("below"))
        await driver.quiet()
        rows = driver.shown()
        assert "─ [the] title ─" in rows[0]
        assert "─ below ─" in rows[9]
        assert (lined.painted, app.layouts) == ([], 0)


async def test_a_length_to_scroll_over_needs_no_layout() -> None:
    app = Bench()
    async with Driver(app).running() as driver:
        lined = app.query_one(Lined)
        await driver.quiet()
        assert lined.max_scroll_y == 0
        app.layouts = 0
        before = bar_of(driver)
        scroll_without_layout(lined, Size(28, 108))
        await driver.quiet()
        assert lined.max_scroll_y == 100
        assert bar_of(driver) != before
        lined.scroll_to(y=100, animate=False, immediate=True)
        await driver.quiet()
        assert lined.scroll_y == 100
        assert app.layouts == 0


class Under(Static):
    """Records which of its lines were asked for."""

    DEFAULT_CSS = "Under { width: 30; height: 6; background: blue; }"

    def __init__(self) -> None:
        super().__init__("under\n" * 6)
        self.asked: list[Region] = []

    def render_lines(self, crop: Region) -> list[Strip]:
        self.asked.append(crop)
        return super().render_lines(crop)


class Covered(App[None]):
    """A widget that another one covers, but for its lowest line and its right end."""

    CSS = """
    Screen { layers: below above; }
    Under { layer: below; }
    #over { layer: above; width: 20; height: 5; background: red; }
    """

    def compose(self) -> ComposeResult:
        yield Under()
        yield Static("over\n" * 5, id="over")


async def test_widgets_are_asked_only_for_lines_that_are_painted_and_seen() -> None:
    app = Covered()
    async with Driver(app).running() as driver:
        await driver.quiet()
        before = driver.painted()
        paint_wanted_lines_only(app.screen)
        under = app.query_one(Under)
        app.screen.refresh(layout=True)
        await driver.quiet()
        assert driver.painted() == before
        under.asked.clear()
        app.query_one("#over", Static).update("new\n" * 5)
        await driver.quiet()
        assert under.asked == []
        under.refresh(Region(0, 5, 30, 1))
        await driver.quiet()
        assert under.asked == [Region(0, 5, 30, 1)]
        under.refresh(Region(22, 1, 2, 2))
        await driver.quiet()
        assert under.asked[1:] == [Region(0, 1, 30, 2)]
        assert driver.shown()[:6] == [row.replace("over ", "new  ") for row in _texts(before)[:6]]
        assert driver.shown()[5:] == _texts(before)[5:]


def _texts(strips: list[Strip]) -> list[str]:
    return [strip.text for strip in strips]


class Themed(App[None]):
    """Counts how often styles are computed because something changed."""

    CSS = "Screen { background: $primary; }"
    refreshed = 0

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(Theme(name="mine", primary="#123456"))
        start_in_theme(self, "mine")

    def refresh_css(self, *, animate: bool = True) -> None:
        self.refreshed += 1
        super().refresh_css(animate=animate)


async def test_an_app_starts_in_a_theme_at_once() -> None:
    app = Themed()
    async with Driver(app).running() as driver:
        await driver.quiet()
        assert app.theme == "mine"
        assert app.screen.styles.background.hex == "#123456"
        once = app.refreshed
        app.theme = "textual-light"
        await driver.quiet()
        assert app.refreshed > once == 0


# Keys and messages


class Passed(Container):
    """Appends itself to the list `by` of the app when a key bubbles through it."""

    def on_key(self, event: events.Key) -> None:
        self.app.by.append(self)  # type: ignore[attr-defined]


class Keys(App[None]):
    """A field within two nested containers."""

    def __init__(self) -> None:
        super().__init__()
        self.by: list[Widget] = []

    def compose(self) -> ComposeResult:
        yield Passed(Passed(Input()), id="outer")

    def on_key(self, event: events.Key) -> None:
        assert event.is_forwarded


async def test_a_key_takes_the_path_that_is_told() -> None:
    app = Keys()
    async with Driver(app).running() as driver:
        app.query_one(Input).focus()
        await driver.quiet()
        path = key_path(app)
        assert path[0] is app.query_one(Input)
        assert path[-2:] == [app.screen, app]
        await driver.press("f7")
        assert app.by == [place for place in path if isinstance(place, Passed)]
        assert len(app.by) == 2
        app.screen.set_focus(None)
        assert key_path(app) == [app.screen, app]


class Passing(Widget):
    """Passes a message on to its parent; the app's goes back to the innermost widget."""

    class Handed(Message, bubble=False):
        """A message with a number."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def on_passing_handed(self, event: Handed) -> None:
        assert isinstance(self.app, Chain)
        self.app.handed.append(event.count)
        following = self.parent if event.count % 3 != 2 else self.app.query_one("#inner")
        if event.count < 5 and following is not None:
            following.post_message(Passing.Handed(event.count + 1))


class Chain(App[None]):
    """Three nested widgets."""

    def __init__(self) -> None:
        super().__init__()
        self.handed: list[int] = []

    def compose(self) -> ComposeResult:
        with Passing(id="outer"), Passing():
            yield Passing(id="inner")


async def test_done_is_called_behind_all_that_was_handed_on() -> None:
    app = Chain()
    async with Driver(app).running() as driver:
        inner = app.query_one("#inner")
        path = [node for node in inner.ancestors_with_self if isinstance(node, Passing)]
        inner.post_message(Passing.Handed(0))
        seen: list[object] = []
        after_messages([*path, *path], lambda: seen.append([*app.handed]))
        await driver.until(lambda: seen)
        assert seen == [[0, 1, 2, 3, 4, 5]]


async def test_who_is_gone_holds_nothing_up() -> None:
    app = Chain()
    async with Driver(app).running() as driver:
        outer = app.query_one("#outer")
        path = [*app.query_one("#inner").ancestors_with_self]
        await outer.remove()
        seen: list[object] = []
        after_messages(path, lambda: seen.append(True))
        await driver.until(lambda: seen)
        assert seen == [True]


# Closing


class Over(ModalScreen[None], ClosesOnce[None]):
    """A modal screen over another one."""


async def test_what_is_closed_twice_closes_once() -> None:
    app = App[None]()
    async with Driver(app).running() as driver:
        below, over = Over(), Over()
        await app.push_screen(below)
        await app.push_screen(over)
        over.dismiss()
        over.dismiss()
        await driver.quiet()
        assert app.screen is below


async def test_a_palette_without_a_line_takes_any_key() -> None:
    app = App[None]()
    async with Driver(app).running() as driver:
        palette = Palette()
        await app.push_screen(palette)
        await driver.press("down", "pagedown")
        listed = palette.query_one("CommandList")
        assert listed.size.height
        assert listed.highlighted  # type: ignore[attr-defined]
        await driver.resize(1, 1)
        assert not listed.size.height
        await driver.press("down", "pagedown", "pageup", "up", "ctrl+end", "ctrl+home", "down", "pagedown")
        assert app.screen is palette


# plotext


def test_a_figure_may_be_larger_than_the_terminal() -> None:
    matrix = canvas._matrix(canvas._of_size(700, 300))
    assert [len(row) for row in matrix.marker] == [700] * 300


def test_a_figure_is_read_by_cells_from_the_bottom() -> None:
    figure = canvas._of_size(10, 5)
    for axes in (figure.xaxes, figure.yaxes):
        axes(False, False)
    for ticks in (figure.xticks, figure.yticks):
        ticks([], [])
    figure.xlim(0.25, 9.75)
    figure.ylim(0.125, 4.875)
    figure.scatter([2.5], [0.5], marker="x", color=3)
    figure.scatter([7.5], [4.5], marker="o", color=7)
    matrix = canvas._matrix(figure)
    found = {
        (row, column): (glyph, matrix.fullground[row][column])
        for row, glyphs in enumerate(matrix.marker)
        for column, glyph in enumerate(glyphs)
        if glyph != " "
    }
    assert found == {(0, 2): ("x", 3), (4, 7): ("o", 7)}


# No other private names

SEAMS = {"tui.look.textual_seams", "tui.plots.cells_of_curves"}


def modules() -> Iterator[str]:
    return (found.name for found in pkgutil.walk_packages(tui.__path__, "tui."))


def test_what_is_private_elsewhere_is_used_at_the_seams_only() -> None:
    used = []
    for name in modules():
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        for node in ast.walk(ast.parse(Path(spec.origin).read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr.startswith("_") and name not in SEAMS:
                own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
                if not (
                    own
                    or node.attr.startswith("__")
                    or node.attr == "_replace"
                    or ast.unparse(node) == "os._exit"
                ):
                    used.append(f"{name}: {ast.unparse(node)}")
    assert used == []


@cache
def private_names(kind: type) -> frozenset[str]:
    """The private names that a class defines, or sets on its instances."""
    found = set()
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(kind)))):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                found.add(name)
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
    return frozenset(name for name in found if name.startswith("_") and not name.startswith("__"))


def test_no_private_name_is_one_of_textuals_own_but_at_the_seams() -> None:
    hidden = []
    for name in modules():
        if name in SEAMS:
            continue
        for kind in vars(importlib.import_module(name)).values():
            if inspect.isclass(kind) and kind.__module__ == name and issubclass(kind, Widget | App):
                for base in kind.__mro__:
                    if base.__module__.startswith("textual."):
                        hidden += [f"{name}: {each}" for each in private_names(kind) & private_names(base)]
    assert hidden == []


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[999999999999u",
        "\x1b[1114112u",
        "\x1b[1;1;999999999999u",
        "\x1b[1:2;3u",
        "\x1b[1;1:3;1u",
        "\x1b[:;:u",
    ],
)
def test_a_key_number_that_is_no_character_is_ignored(sequence: str) -> None:
    take_any_key_number()
    take_any_key_number()
    parser = XTermParser()
    keys = [event.key for event in parser.feed(f"a{sequence}b\x1b[99u") if isinstance(event, events.Key)]
    assert keys in (["a", "b", "c"], ["a", "enter", "b", "c"])


async def test_a_window_that_cannot_be_is_not_believed(opened: Opened) -> None:
    async with opened() as lab:
        size = Size(999_999_999, 99_999_999)
        lab.app.post_message(events.Resize(size, size))
        await lab.press("n")
        assert lab.app.size == (120, 40)
        assert lab.frame.index == 1


def test_a_safe_line_goes_through_the_filter_unchanged_and_an_unsafe_one_is_cleaned() -> None:
    filter_only_unsafe_lines()
    filter_only_unsafe_lines()  # a second app does so again
    black = Color(0, 0, 0)
    safe, unsafe = Strip([Segment("f(x) = 1.92x")]), Strip([Segment("a\x1b]0;title\x07b")])
    assert safe.apply_filter(SafeLines(), black) is safe
    cleaned = unsafe.apply_filter(SafeLines(), black)
    assert cleaned is not unsafe
    assert "\x1b" not in cleaned.text
