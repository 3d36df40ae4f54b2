"""The base of every mode's screen: what its session plays is stepped, sought, undone, and shown."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, ClassVar, Final, Protocol

from textual.binding import Binding, BindingType
from textual.reactive import reactive

from tui.lab.keys.actions import ACTIONS
from tui.lab.session.frame import Looks
from tui.lab.text.language import _
from tui.lab.wording.refusals import in_words
from tui.look.textual_seams import paint_wanted_lines_only
from tui.panels.bars import KeyBar
from tui.panels.last_session import LastSession
from tui.panels.messages import Seek
from tui.panels.panel import FrameView
from tui.panels.views import ViewTabs
from tui.screens.layout import PanelLayout

TICK_SECONDS: Final = 1 / 30
"""Seconds between two frames while playing; steps take a part of it, so that keys are answered."""


class PlayingFrame(Protocol):
    """What a screen needs of a frame to play it."""

    @property
    def revision(self) -> int: ...
    @property
    def playing(self) -> bool: ...
    @property
    def undoable(self) -> bool: ...
    @property
    def redoable(self) -> bool: ...


class Playable(Protocol):
    """What a screen needs of a session to play it; see Session."""

    def frame(self) -> PlayingFrame: ...
    def forward(self, steps: int = 1) -> None: ...
    def back(self, steps: int = 1) -> None: ...
    def leap(self, tenths: int) -> None: ...
    def seek(self, index: int) -> None: ...
    def first(self) -> None: ...
    def newest(self) -> None: ...
    def toggle_play(self) -> None: ...
    def pause(self) -> None: ...
    def change_speed(self, notches: int) -> None: ...
    def advance(self, seconds: float) -> None: ...
    def restart(self) -> None: ...
    def undo(self) -> None: ...
    def redo(self) -> None: ...
    def look(self, change: Callable[[Looks], Looks]) -> None: ...


def key_bindings(mode: str) -> list[BindingType]:
    """The keys of the actions of a mode."""
    own = (action for action in ACTIONS if mode in action.modes)
    return [Binding(",".join(action.keys), action.name, show=False, id=action.id) for action in own]


class PlayingScreen(PanelLayout):
    """A screen over a session: each action changes the session, then all panels get the new frame."""

    mode: ClassVar[str]
    """The mode whose screen this is."""

    frame: reactive[Any] = reactive(None, init=False, repaint=False)
    """What the panels show."""

    def __init__(self, session: Playable, classes: str) -> None:
        super().__init__(classes=classes)
        paint_wanted_lines_only(self)
        self.session = session
        self._last_tick = 0.0
        self.set_reactive(type(self).frame, session.frame())

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

    def action_restart(self) -> None:
        self.do(self.session.restart)

    def action_undo(self) -> None:
        if self.frame is not None and not self.frame.undoable:
            self.notify(_("There is nothing to take back."), markup=False)
        self.do(self.session.undo)

    def action_redo(self) -> None:
        if self.frame is not None and not self.frame.redoable:
            self.notify(_("There is nothing to do again."), markup=False)
        self.do(self.session.redo)

    def action_look(self, name: str) -> None:
        """Toggle one of the switches of Looks."""
        self.do(lambda: self.session.look(lambda looks: looks.toggled(name)))

    def retranslate(self) -> None:
        """Rewrite every panel in the current language."""
        for view in self.query(FrameView):
            view.retranslate()
        for widget in (KeyBar, ViewTabs, LastSession):
            self.query_one(widget).refresh()
        self.say_what_is_needed()
