"""Terrain: a ball on a curve or a surface, with all panels bound to the same frame."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widgets import Static

from tui.lab.keys.actions import TERRAIN
from tui.lab.session.session import Session
from tui.panels.bars import KeyBar, TitleBar
from tui.panels.by_hand import HandPanel
from tui.panels.fates import FatesStrip
from tui.panels.happening import HappeningPanel, HappeningStrip
from tui.panels.last_session import LastSession
from tui.panels.log import LogPanel
from tui.panels.settings import SettingsPanel
from tui.panels.timeline import TimeLine
from tui.panels.views import TERRAIN_VIEWS, ViewTabs
from tui.plots.cost_plot import CostPlot
from tui.plots.terrain_plot import TerrainPlot
from tui.screens.playing import key_bindings
from tui.screens.terrain_actions import TerrainActions


class TerrainScreen(TerrainActions):
    """The panels of Terrain; the style sheet places them by terminal size."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = key_bindings(TERRAIN)

    mode = TERRAIN

    def __init__(self, session: Session) -> None:
        super().__init__(session, classes="view-terrain")

    def compose(self) -> ComposeResult:
        """The picture and what decides it on the left; cost, arithmetic, words and log on the right."""
        self.set_size_classes(self.app.size)  # before the widgets exist, or all would be styled twice
        yield Static(id="too-small")
        with Vertical(id="lab"):
            yield TitleBar(self.mode, id="title").data_bind(TerrainScreen.frame)
            yield ViewTabs(TERRAIN_VIEWS, id="views")
            with Container(id="panels"):
                yield TerrainPlot(id="terrain", classes="panel").data_bind(TerrainScreen.frame)
                yield CostPlot(id="cost", classes="panel").data_bind(TerrainScreen.frame)
                yield HandPanel(id="hand", classes="panel").data_bind(TerrainScreen.frame)
                yield FatesStrip(id="fates", classes="panel").data_bind(TerrainScreen.frame)
                yield HappeningPanel(id="happening", classes="panel").data_bind(TerrainScreen.frame)
                yield SettingsPanel(id="settings", classes="panel").data_bind(TerrainScreen.frame)
                yield LogPanel(id="log", classes="panel").data_bind(TerrainScreen.frame)
            yield HappeningStrip(id="strip").data_bind(TerrainScreen.frame)
            yield TimeLine(id="timeline").data_bind(TerrainScreen.frame)
            yield KeyBar(self.mode, id="keys")
            yield LastSession(id="last-session")
