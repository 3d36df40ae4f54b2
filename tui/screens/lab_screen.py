"""The base of every mode's screen: keys and messages change the session, and panels get its frames."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.reactive import reactive

from tui.lab.by_hand.pages import PAGE_COUNT
from tui.lab.keys.actions import ACTIONS
from tui.lab.session.frame import Frame, View
from tui.lab.session.session import Session
from tui.lab.session.suggestion import Idea, suggest
from tui.lab.text.language import _
from tui.lab.wording.refusals import in_words
from tui.panels.bars import KeyBar
from tui.panels.last_session import LastSession
from tui.panels.messages import GoOn, Seek, Select, Set
from tui.panels.panel import FrameView
from tui.panels.settings import SettingsPanel
from tui.panels.views import ViewTabs
from tui.screens.layout import PanelLayout
from tui.screens.resuming import Resuming

TICK_SECONDS: Final = 1 / 30
"""Seconds between two frames while playing; steps take a part of it, so that keys are answered."""


def key_bindings(mode: str) -> list[BindingType]:
    """The keys of the actions of a mode."""
    own = (action for action in ACTIONS if mode in action.modes)
    return [Binding(",".join(action.keys), action.name, show=False, id=action.id) for action in own]


class LabScreen(PanelLayout):
    """A screen over a session: each action changes the session, then all panels get the new frame."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "take_offer", show=False)]

    mode: ClassVar[str]
    """The mode whose screen this is."""

    frame: reactive[Frame | None] = reactive(None, init=False, repaint=False)
    """What the panels show."""

    def __init__(self, session: Session, classes: str) -> None:
        super().__init__(classes=classes)
        self.session = session
        self.resuming = Resuming(self, session, self.do)
        self._last_tick = 0.0
        self.set_reactive(LabScreen.frame, session.frame())

    def on_mount(self) -> None:
        # It runs only while playing.
        self._timer = self.set_interval(TICK_SECONDS, self._tick, pause=True)

    def do(self, *changes: Callable[[], object]) -> bool:
        """Make the changes to the session and show its new frame; returns whether all were accepted.

        The sentence of a refusal is shown as a notification.
        """
        try:
            for change in changes:
                change()
        except ValueError as refusal:
            self.notify(in_words(refusal), severity="error", markup=False)
            return False
        finally:
            self._show_frame()
        return True

    def _show_frame(self) -> None:
        """Give the session's new frame to all panels, to be painted together."""
        frame = self.session.frame()
        if self.frame is None or frame.revision == self.frame.revision:
            return
        with self.app.batch_update():
            self.frame = frame
        if frame.playing:
            self._timer.resume()
        else:
            self._timer.pause()

    def watch_frame(self, before: Frame | None, frame: Frame | None) -> None:
        self.resuming.on_new_frame(before, frame)

    def _tick(self) -> None:
        now = time.perf_counter()
        elapsed, self._last_tick = now - self._last_tick, now
        self.do(lambda: self.session.advance(elapsed))

    # Moving

    def action_play(self) -> None:
        self._last_tick = time.perf_counter()
        self.do(self.session.toggle_play)

    def action_step(self, steps: int) -> None:
        move = self.session.forward if steps > 0 else self.session.back
        self.do(self.session.pause, lambda: move(abs(steps)))

    def action_leap(self, tenths: int) -> None:
        self.do(self.session.pause, lambda: self.session.leap(tenths))

    def action_first(self) -> None:
        self.do(self.session.pause, self.session.first)

    def action_newest(self) -> None:
        self.do(self.session.newest)

    def action_speed(self, notches: int) -> None:
        self.do(lambda: self.session.change_speed(notches))

    def on_seek(self, event: Seek) -> None:
        self.do(self.session.pause, lambda: self.session.seek(event.index))

    # Trying

    def action_restart(self) -> None:
        self.do(self.session.restart)

    def action_take_suggestion(self) -> None:
        suggestion = suggest(self.frame) if self.frame is not None else None
        if suggestion is None:
            self.notify(_("There is nothing to suggest here."), markup=False)
        elif suggestion.idea is Idea.STANDARDISE:
            self.standardise()
        else:
            self.do(lambda: self.session.take(suggestion.changes, suggestion.restart))

    def standardise(self) -> None:
        """Standardise the points."""
        self.do(self.session.standardise)

    def action_nudge(self, direction: int) -> None:
        self.do(lambda: self.session.nudge_learning_rate(direction))

    def action_random_start(self) -> None:
        self.do(self.session.start_at_random)

    def action_undo(self) -> None:
        if self.frame is not None and not self.frame.undoable:
            self.notify(_("There is nothing to take back."), markup=False)
        self.do(self.session.undo)

    def action_redo(self) -> None:
        if self.frame is not None and not self.frame.redoable:
            self.notify(_("There is nothing to do again."), markup=False)
        self.do(self.session.redo)

    def on_set(self, event: Set) -> None:
        self.do(lambda: self.session.set(event.name, event.value))

    def action_edit(self, name: str) -> None:
        """Show the settings panel, and type into the field of a setting."""
        self.bring_on_screen("settings")
        first = self.session.frame().names[0]
        self.query_one(SettingsPanel).edit(first if name == "start" else name)

    def action_cycle(self, name: str) -> None:
        self.query_one(SettingsPanel).cycle(name)

    def action_unfold(self) -> None:
        if self.has_class("-narrow"):
            self.action_open_view("settings")
        self.query_one(SettingsPanel).unfold()

    # Looking

    def action_look(self, name: str) -> None:
        """Toggle one of the switches of Looks."""
        self.do(lambda: self.session.look(lambda looks: looks.toggled(name)))

    def action_zoom(self, times: int) -> None:
        self.do(lambda: self.session.look(lambda looks: looks.zoomed(times)))

    def action_reset_view(self) -> None:
        self.do(lambda: self.session.look(lambda looks: looks.viewing(View())))

    def action_hand(self, pages: int) -> None:
        self.do(lambda: self.session.look(lambda looks: looks.turned(pages, PAGE_COUNT)))

    def action_clear_ghosts(self) -> None:
        self.do(self.session.clear_ghosts)

    def retranslate(self) -> None:
        """Rewrite every panel in the current language."""
        for view in self.query(FrameView):
            view.retranslate()
        for widget in (KeyBar, ViewTabs, LastSession):
            self.query_one(widget).refresh()
        self.say_what_is_needed()

    # The last session

    def action_take_offer(self) -> None:
        self.resuming.accept()

    def action_resume(self) -> None:
        self.resuming.begin()

    def on_go_on(self, event: GoOn) -> None:
        self.resuming.begin()

    # Escape

    def action_give_up(self) -> None:
        """Escape: try each of `escapes` until one had something to do."""
        next((escape for escape in self.escapes() if escape()), None)

    def escapes(self) -> tuple[Callable[[], bool], ...]:
        """What Escape tries, in order; each returns whether it had anything to do."""
        return (
            self.resuming.cancel_offer,
            self.give_back,
            self.query_one(SettingsPanel).give_up,
            self.let_go,
        )

    def let_go(self) -> bool:
        """Deselect the row and take the focus from the panel; always True."""
        if self.frame is not None and self.frame.selected is not None:
            self.on_select(Select(None))
        self.set_focus(None)
        return True

    def on_select(self, event: Select) -> None:
        self.do(lambda: self.session.select(event.row))
