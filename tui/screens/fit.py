"""The Fit lab: linear regression, with all panels bound to the same frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.widgets import Static

from tui.lab.keys.actions import FIT
from tui.lab.session.session import Session
from tui.panels.bars import KeyBar, TitleBar
from tui.panels.by_hand import HandPanel
from tui.panels.data import DataPanel
from tui.panels.happening import HappeningPanel, HappeningStrip
from tui.panels.last_session import LastSession
from tui.panels.log import LogPanel
from tui.panels.settings import SettingsPanel
from tui.panels.timeline import TimeLine
from tui.panels.views import FIT_VIEWS, ViewTabs
from tui.plots.cost_plot import CostPlot
from tui.plots.fit_plot import FitPlot
from tui.plots.landscape_plot import LandscapePlot
from tui.screens.data_actions import DataActions
from tui.screens.playing import key_bindings


class FitScreen(DataActions):
    """The panels of the Fit lab; the style sheet places them by terminal size."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = key_bindings(FIT)

    mode = FIT

    def __init__(self, session: Session) -> None:
        super().__init__(session, classes="view-plots")

    def compose(self) -> ComposeResult:
        """Data, hyperparameters and what is happening on the left; plots, arithmetic and log on the right."""
        self.set_size_classes(self.app.size)  # before the widgets exist, or all would be styled twice
        yield Static(id="too-small")
        with Vertical(id="lab"):
            yield TitleBar(self.mode, id="title").data_bind(FitScreen.frame)
            yield ViewTabs(FIT_VIEWS, id="views")
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
            yield KeyBar(self.mode, id="keys")
            yield LastSession(id="last-session")

    def escapes(self) -> tuple[Callable[[], bool], ...]:
        return (
            self.resuming.cancel_offer,
            self.give_back,
            self.query_one(DataPanel).give_up,
            self.query_one(SettingsPanel).give_up,
            self.let_go,
        )
