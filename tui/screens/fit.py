"""The Fit lab: the article's linear regression, all its panels fed with the same frame."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.geometry import Size
from textual.widgets import Input, Static

from tui.lab.session.session import Session
from tui.lab.text.language import _
from tui.panels.bars import KeyBar, TitleBar
from tui.panels.by_hand import HandPanel
from tui.panels.data import DataPanel
from tui.panels.happening import HappeningPanel, HappeningStrip
from tui.panels.last_session import LastSession
from tui.panels.log import LogPanel
from tui.panels.messages import Select
from tui.panels.panel import FrameView
from tui.panels.settings import SettingsPanel
from tui.panels.timeline import TimeLine
from tui.panels.views import VIEWS, ViewTabs
from tui.plots.cost import CostPlot
from tui.plots.fit import FitPlot
from tui.plots.landscape import LandscapePlot
from tui.screens.data_actions import DataActions
from tui.screens.panel_focus import PanelFocus
from tui.screens.resuming import ResumingScreen

LEAST: Final = (60, 20)
"""The smallest terminal, in columns and rows, that the lab has room in."""


class FitScreen(PanelFocus, DataActions, ResumingScreen):
    """The panels of the Fit lab, and where each is at which size."""

    AUTO_FOCUS = ""

    def __init__(self, session: Session) -> None:
        super().__init__(session, classes="view-plots")

    def compose(self) -> ComposeResult:
        """Data, hyperparameters and what is happening at the left; curves and log at the right."""
        self._wear_size(self.app.size)  # before there are widgets, which would all be styled again
        yield Static(id="too-small")
        with Vertical(id="lab"):
            yield TitleBar(id="title").data_bind(FitScreen.frame)
            yield ViewTabs(id="views")
            with Horizontal(id="panels"):
                with Vertical(id="left"):
                    yield DataPanel(id="data", classes="panel").data_bind(FitScreen.frame)
                    yield SettingsPanel(id="settings", classes="panel").data_bind(FitScreen.frame)
                    yield HappeningPanel(id="happening", classes="panel").data_bind(FitScreen.frame)
                with Container(id="right"):
                    yield CostPlot(id="cost", classes="panel").data_bind(FitScreen.frame)
                    yield FitPlot(id="fit", classes="panel").data_bind(FitScreen.frame)
                    yield LandscapePlot(id="landscape", classes="panel").data_bind(FitScreen.frame)
                    yield HandPanel(id="hand", classes="panel").data_bind(FitScreen.frame)
                    yield LogPanel(id="log", classes="panel").data_bind(FitScreen.frame)
            yield HappeningStrip(id="strip").data_bind(FitScreen.frame)
            yield TimeLine(id="timeline").data_bind(FitScreen.frame)
            yield KeyBar(id="keys")
            yield LastSession(id="last-session")

    def retranslate(self) -> None:
        """Put every panel into the language in use."""
        for view in self.query(FrameView):
            view.retranslate()
        self.query_one(KeyBar).refresh()
        self.query_one(ViewTabs).refresh()
        self.query_one(LastSession).refresh()
        self._say_what_is_needed()

    # Actions on the panels themselves, named in tui.actions as those of DataActions are

    def action_edit(self, name: str) -> None:
        """Type into the field of a setting, which is brought on screen."""
        self.bring_on_screen("settings")
        self.query_one(SettingsPanel).edit(name)

    def action_cycle(self, name: str) -> None:
        """Take the next value of a setting."""
        self.query_one(SettingsPanel).cycle(name)

    def action_unfold(self) -> None:
        """Show all settings, or the first few."""
        if self.has_class("-narrow"):
            self.action_open_view("settings")
        self.query_one(SettingsPanel).unfold()

    def action_add_point(self) -> None:
        """Type a point into a new row of the data, which are brought on screen."""
        self.bring_on_screen("data")
        self.query_one(DataPanel).add()

    def action_edit_point(self) -> None:
        """Type another x and y into the selected row."""
        self.bring_on_screen("data")
        self.query_one(DataPanel).edit()

    def action_give_up(self) -> None:
        """Leave the fields, take back what was refused, or select no row."""
        if not (self.withdraw() or self.give_back()):
            if self.frame is not None and self.frame.fit.selected is not None and not self._typing:
                self.on_select(Select(None))
            self.query_one(DataPanel).give_up()
            self.query_one(SettingsPanel).give_up()

    @property
    def _typing(self) -> bool:
        return isinstance(self.focused, Input)

    def action_view(self, places: int) -> None:
        """Turn to another view."""
        self.restore()
        self.query_one(ViewTabs).turn(places)

    def action_open_view(self, name: str) -> None:
        """Open the view `name`."""
        self.restore()
        self.query_one(ViewTabs).current = name

    def bring_on_screen(self, name: str) -> None:
        """Show the panel `name`, where another one hides it, or another view is open."""
        super().bring_on_screen(name)
        if not self.has_class("-wide") and self.maximised is None:
            self.query_one(ViewTabs).open_panel(name)

    def on_view_tabs_opened(self, event: ViewTabs.Opened) -> None:
        """Show the panels of that view only."""
        for view in VIEWS:
            self.set_class(view.name == event.name, f"view-{view.name}")

    # Sizes

    def on_resize(self, event: events.Resize) -> None:
        """Say what is needed where there is too little room."""
        self._wear_size(event.size)
        self.query_one(ViewTabs).screen_size = event.size
        self._say_what_is_needed()

    def _wear_size(self, size: Size) -> None:
        """Put on the classes that the styles go by."""
        columns, rows = size
        self.set_class(columns < LEAST[0] or rows < LEAST[1], "-too-small")
        self.set_class(columns < 80, "-narrow")
        self.set_class(80 <= columns < 120, "-medium")
        self.set_class(columns >= 120, "-wide")
        self.set_class(columns >= 160, "-vast")

    def _say_what_is_needed(self) -> None:
        sentence = _("gdlab needs a terminal of {columns}x{rows}; this one is {width}x{height}.")
        self.query_one("#too-small", Static).update(
            sentence.format(columns=LEAST[0], rows=LEAST[1], width=self.size.width, height=self.size.height)
        )
