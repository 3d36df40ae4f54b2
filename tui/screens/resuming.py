"""Going on with the last session: offered once, in one line, and gone as soon as one begins anew."""

from __future__ import annotations

import time
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.timer import Timer

from tui.lab.session.frame import Frame
from tui.lab.session.replay import Replay
from tui.lab.session.saved import SavedSession
from tui.lab.text.language import _
from tui.panels.last_session import LastSession
from tui.panels.messages import Resumed
from tui.screens.lab_screen import DrivingScreen

TICK: Final = 1 / 30
"""Seconds between two looks at how far the run is back."""

SLICE: Final = 0.02
"""Seconds of a tick that go into taking steps again: the keys are answered all the while."""


class ResumingScreen(DrivingScreen):
    """A lab screen on which the last session is offered.

    The offer asks for no answer: the first step or change of one's own lets it go. It can be
    taken up later all the same, for as long as the lab is open.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "take_offer", show=False)]

    _offered: SavedSession | None = None
    _on_offer = False
    _replay: Replay | None = None
    _replaying: Timer | None = None

    def offer(self, kept: SavedSession) -> None:
        """Offer to go on with `kept`, unless something has been done already."""
        self._offered = kept
        frame = self._session.frame()
        if frame.newest == 0 and not frame.undoable:
            self._on_offer = True
            self.query_one(LastSession).show(kept)

    def withdraw(self) -> bool:
        """Offer it no longer, and stop what was begun; whether there was anything to stop."""
        if not self._on_offer:
            return False
        self._on_offer = False
        self.query_one(LastSession).show(None)
        if self._replaying is not None:
            self._replaying.stop()
            self._replay = self._replaying = None
        return True

    def watch_frame(self, before: Frame | None, frame: Frame | None) -> None:
        """Who steps, or changes something, has begun anew."""
        if (
            self._on_offer
            and before
            and frame
            and (frame.run, frame.experiment) != (before.run, before.experiment)
        ):
            self.withdraw()

    def action_take_offer(self) -> None:
        """Go on with the last session, while that is offered."""
        if self._on_offer:
            self.action_resume()

    def action_resume(self) -> None:
        """Go on with the last session."""
        if self._offered is None:
            self.notify(_("There is no earlier session to go on with."), markup=False)
        elif self._replay is None:
            self._on_offer = True
            self._replay = Replay(self._offered)
            self._replaying = self.set_interval(TICK, self._take_again)
            self._take_again()

    def on_go_on(self) -> None:
        """Go on with it."""
        self.action_resume()

    def _take_again(self) -> None:
        if (replay := self._replay) is None:
            return
        try:
            done = replay.advance(time.perf_counter() + SLICE)
        except (ArithmeticError, ValueError):
            self._offered = None
            self.withdraw()
            self.notify(_("The last session cannot be gone on with: its file was changed."), markup=False)
            return
        if done:
            self._offered = None
            self._session.resume(replay.kept, replay.history)
            self.post_message(Resumed())
            self._update()
        else:
            self.query_one(LastSession).show(replay.kept, replay.progress)
