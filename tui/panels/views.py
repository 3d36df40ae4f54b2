"""The tabs of a small screen, which shows one view at a time of what a large one shows at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from tui.lab.keys.user_keymap import symbol
from tui.lab.text.cells import cell_len, first_within
from tui.lab.text.language import _N, _

ROWS_FOR_TWO_PLOTS: Final = 23
"""Rows from which on two plots fit one above the other."""


class View(NamedTuple):
    """A tab, which shows `panels`; while it is open, the screen has the class view-`name`.

    `short` is the label if `label` does not fit. A `narrow` view exists only on narrow screens, a
    `tall` one only on screens of at least ROWS_FOR_TWO_PLOTS rows.
    """

    name: str
    label: str
    short: str
    panels: tuple[str, ...]
    narrow: bool = False
    tall: bool = False


FIT_VIEWS: Final = (
    View("plots", _N("Cost + Fit"), _N("Both"), ("cost", "fit"), tall=True),
    View("cost", _N("Cost"), _N("Cost"), ("cost",)),
    View("fit", _N("Fit"), _N("Fit"), ("fit",)),
    View("landscape", _N("Landscape"), _N("Map"), ("landscape",)),
    View("hand", _N("By hand"), _N("Hand"), ("hand",)),
    View("log", _N("Log"), _N("Log"), ("log",)),
    View("why", _N("Why"), _N("Why"), ("happening",)),
    View("settings", _N("Settings"), _N("Set"), ("settings",), narrow=True),
    View("data", _N("Data"), _N("Data"), ("data",), narrow=True),
)
"""The views of the Fit lab."""

TERRAIN_VIEWS: Final = (
    View("terrain", _N("Terrain"), _N("Terrain"), ("terrain", "fates")),
    View("cost", _N("Cost"), _N("Cost"), ("cost",)),
    View("hand", _N("By hand"), _N("Hand"), ("hand",)),
    View("log", _N("Log"), _N("Log"), ("log",)),
    View("why", _N("Why"), _N("Why"), ("happening",)),
    View("settings", _N("Settings"), _N("Set"), ("settings",), narrow=True),
)
"""The views of Terrain."""


def views_at(size: Size, among: Sequence[View]) -> list[View]:
    """The views among these that a screen of `size` has."""
    return [
        view
        for view in among
        if (size.width < 80 or not view.narrow) and (size.height >= ROWS_FOR_TWO_PLOTS or not view.tall)
    ]


class ViewTabs(Widget):
    """One line with the views at this size, the open one marked; a click opens another."""

    current: reactive[str] = reactive("", init=False)
    screen_size: reactive[Size] = reactive(Size(80, 24), init=False)

    def __init__(self, among: Sequence[View], *, id: str) -> None:
        super().__init__(id=id)
        self.among = among
        self.set_reactive(ViewTabs.current, among[0].name)

    @dataclass
    class Opened(Message):
        """The view `name` was opened."""

        name: str

    def views(self) -> list[View]:
        """The views at this size."""
        return views_at(self.screen_size, self.among)

    def turn(self, places: int) -> None:
        """Open the view `places` further, wrapping around."""
        names = [view.name for view in self.views()]
        self.current = names[(names.index(self.current) + places) % len(names)]

    def open_panel(self, name: str) -> None:
        """Open the first view with the panel `name`, unless the open one has it or none does."""
        holding = [view.name for view in self.views() if name in view.panels]
        if holding and self.current not in holding:
            self.current = holding[0]

    def watch_current(self) -> None:
        self.post_message(self.Opened(self.current))

    def watch_screen_size(self) -> None:
        """Open the first view if the open one does not exist at this size."""
        names = [view.name for view in self.views()]
        if self.current not in names:
            self.current = names[0]

    def on_click(self, event: events.Click) -> None:
        self.current = event.style.meta.get("opens", self.current)

    def render(self) -> Content:
        """The tabs in the current language, with long labels and padding if they fit."""
        views, room, key = self.views(), self.size.width, symbol("next-view")
        full, short = [_(view.label) for view in views], [_(view.short) for view in views]
        choices = [(full, " "), (full, ""), (short, " "), (short, "")]
        labels, pad = first_within(choices, room - cell_len(key), _width)
        tabs = [
            Content.styled(
                f"{pad}{label}{pad}", "bold reverse $primary" if view.name == self.current else "$quiet"
            ).stylize(Style.from_meta({"opens": view.name}))
            for view, label in zip(views, labels, strict=True)
        ]
        return Content(" ").join([*tabs, Content.styled(key, "bold $primary")])


def _width(tabs: tuple[list[str], str]) -> int:
    labels, pad = tabs
    return sum(cell_len(label) + 2 * len(pad) + 1 for label in labels)
