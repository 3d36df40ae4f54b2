"""The Fit lab: the article's linear regression, all its panels fed with the same frame."""

from __future__ import annotations

import time
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Static

from tui.actions import ACTIONS
from tui.frame import Frame
from tui.language import _
from tui.session import Session
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.cost import CostPlot
from tui.widgets.data import DataPanel
from tui.widgets.fit import FitPlot
from tui.widgets.happening import HappeningPanel, HappeningStrip
from tui.widgets.log import LogPanel
from tui.widgets.messages import Seek, Set
from tui.widgets.panel import FrameView
from tui.widgets.settings import SettingsPanel
from tui.widgets.timeline import TimeLine
from tui.widgets.views import VIEWS, ViewTabs

TICK: Final = 1 / 60
"""Seconds between two frames while playing."""

LEAST: Final = (60, 20)
"""The smallest terminal, in columns and rows, that the lab has room in."""


class FitScreen(Screen[None]):
    """Keys and clicks go to the session; its frame goes to the panels."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(action.keys), action.name, show=False) for action in ACTIONS
    ]
    AUTO_FOCUS = ""

    frame: reactive[Frame | None] = reactive(None, init=False, repaint=False)
    """What the panels show."""

    def __init__(self, session: Session) -> None:
        super().__init__(classes="view-plots")
        self._session = session
        self._clock = 0.0
        self.set_reactive(FitScreen.frame, session.frame())

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
                with Vertical(id="right"):
                    with Horizontal(id="plots"):
                        yield CostPlot(id="cost", classes="panel").data_bind(FitScreen.frame)
                        yield FitPlot(id="fit", classes="panel").data_bind(FitScreen.frame)
                    yield LogPanel(id="log", classes="panel").data_bind(FitScreen.frame)
            yield HappeningStrip(id="strip").data_bind(FitScreen.frame)
            yield TimeLine(id="timeline").data_bind(FitScreen.frame)
            yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Show the first frame; the clock stands until play."""
        self._timer = self.set_interval(TICK, self._tick, pause=True)

    def retranslate(self) -> None:
        """Put every panel into the language in use."""
        for view in self.query(FrameView):
            view.retranslate()
        self.query_one(KeyBar).refresh()
        self.query_one(ViewTabs).refresh()
        self._say_what_is_needed()

    # The clock

    def _tick(self) -> None:
        now = time.perf_counter()
        elapsed, self._clock = now - self._clock, now
        self._session.advance(elapsed)
        self._update()

    def _update(self) -> None:
        """Hand the session's new frame to all panels, which change together."""
        frame = self._session.frame()
        if self.frame is None or frame.revision == self.frame.revision:
            return
        with self.app.batch_update():
            self.frame = frame
        if frame.playing:
            self._timer.resume()
        else:
            self._timer.pause()

    # Actions, named in tui.actions

    def action_play(self) -> None:
        """Play, or pause."""
        self._clock = time.perf_counter()
        self._session.toggle_play()
        self._update()

    def action_step(self, steps: int) -> None:
        """Go so many steps on, or back."""
        self._session.pause()
        self._session.forward(steps) if steps > 0 else self._session.back(-steps)
        self._update()

    def action_first(self) -> None:
        """Go to the start."""
        self._session.pause()
        self._session.first()
        self._update()

    def action_newest(self) -> None:
        """Go to the newest step."""
        self._session.newest()
        self._update()

    def action_speed(self, notches: int) -> None:
        """Play faster or slower."""
        self._session.change_speed(notches)
        self._update()

    def action_restart(self) -> None:
        """Begin again from the same start."""
        self._session.restart()
        self._update()

    def action_nudge(self, direction: int) -> None:
        """Move the learning rate a little."""
        self._session.nudge_learning_rate(direction)
        self._update()

    def action_edit(self, name: str) -> None:
        """Type into the field of a setting, which is brought on screen."""
        if self.has_class("-narrow"):
            self.action_open_view("settings")
        self.query_one(SettingsPanel).edit(name)

    def action_cycle(self, name: str) -> None:
        """Take the next value of a setting."""
        self.query_one(SettingsPanel).cycle(name)

    def action_unfold(self) -> None:
        """Show all settings, or the first few."""
        if self.has_class("-narrow"):
            self.action_open_view("settings")
        self.query_one(SettingsPanel).unfold()

    def action_give_up(self) -> None:
        """Leave the fields, and take back what was refused."""
        self.query_one(SettingsPanel).give_up()

    def action_log_scale(self) -> None:
        """Log axis or linear."""
        self._session.toggle_log_scale()
        self._update()

    def action_clear_ghosts(self) -> None:
        """Forget the earlier runs."""
        self._session.clear_ghosts()
        self._update()

    def action_view(self, places: int) -> None:
        """Turn to another view."""
        self.query_one(ViewTabs).turn(places)

    def action_open_view(self, name: str) -> None:
        """Open the view `name`."""
        self.query_one(ViewTabs).current = name

    # What the panels tell

    def on_seek(self, event: Seek) -> None:
        """Go to a step."""
        self._session.pause()
        self._session.seek(event.index)
        self._update()

    def on_set(self, event: Set) -> None:
        """Change a setting; what the engine refuses is said, and changes nothing."""
        try:
            self._session.set(event.name, event.value)
        except ValueError as refusal:
            self.notify(str(refusal), severity="error")
        self._update()

    def on_view_tabs_opened(self, event: ViewTabs.Opened) -> None:
        """Show the panels of that view only."""
        for view in VIEWS:
            self.set_class(view.name == event.name, f"view-{view.name}")

    def on_resize(self, event: events.Resize) -> None:
        """Say what is needed where there is too little room."""
        self._wear_size(event.size)
        self.query_one(ViewTabs).narrow = self.has_class("-narrow")
        self._say_what_is_needed()

    def _wear_size(self, size: Size) -> None:
        """Put on the classes that the styles go by."""
        columns, rows = size
        self.set_class(columns < LEAST[0] or rows < LEAST[1], "-too-small")
        self.set_class(columns < 80, "-narrow")
        self.set_class(80 <= columns < 120, "-medium")
        self.set_class(columns >= 120, "-wide")

    def _say_what_is_needed(self) -> None:
        sentence = _("gdlab needs a terminal of {columns}x{rows}; this one is {width}x{height}.")
        self.query_one("#too-small", Static).update(
            sentence.format(columns=LEAST[0], rows=LEAST[1], width=self.size.width, height=self.size.height)
        )
