"""Resuming the last session: offered in one line until the first step or change."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from textual.screen import Screen
from textual.timer import Timer

from tui.lab.session.frame import Frame
from tui.lab.session.replay import Replay
from tui.lab.session.saved import SavedSession
from tui.lab.session.session import Session
from tui.lab.text.language import _
from tui.panels.last_session import LastSession
from tui.panels.messages import Resumed

REPLAY_TICK_SECONDS: Final = 1 / 30
"""Seconds between two updates of the progress while the steps are replayed."""

REPLAYING_SECONDS: Final = 0.02
"""Seconds of each tick that go into replaying steps; the rest is left for keys."""


class Resuming:
    """The offer on a lab screen to resume the last session.

    It needs no answer: the first step or change cancels it. `begin` still works later, as long as the
    lab is open.
    """

    def __init__(self, screen: Screen[None], session: Session, do: Callable[..., bool]) -> None:
        """`do` changes the session and shows what came of it, as LabScreen.do."""
        self._screen, self._session, self._do = screen, session, do
        self._offered: SavedSession | None = None
        self._on_offer = False
        self._replay: Replay | None = None
        self._timer: Timer | None = None

    def offer(self, saved: SavedSession) -> None:
        """Offer to resume `saved`, unless there was a step or a change already."""
        self._offered = saved
        frame = self._session.frame()
        if frame.newest == 0 and not frame.undoable:
            self._on_offer = True
            self._show(saved)

    def cancel_offer(self) -> bool:
        """Hide the offer and stop a replay; returns whether it was on offer."""
        if not self._on_offer:
            return False
        self._on_offer = False
        self._show(None)
        if self._timer is not None:
            self._timer.stop()
            self._replay = self._timer = None
        return True

    def on_new_frame(self, before: Frame | None, frame: Frame | None) -> None:
        """Cancel the offer after a step or a change."""
        if (
            self._on_offer
            and before
            and frame
            and (frame.run, frame.experiment) != (before.run, before.experiment)
        ):
            self.cancel_offer()

    def accept(self) -> None:
        """Resume the last session, if it is on offer."""
        if self._on_offer:
            self.begin()

    def begin(self) -> None:
        """Resume the last session: replay its steps, some in each tick; says so if there is none."""
        if self._offered is None:
            self._screen.notify(_("There is no earlier session to go on with."), markup=False)
        elif self._replay is None:
            self._on_offer = True
            self._replay = Replay(self._offered)
            self._timer = self._screen.set_interval(REPLAY_TICK_SECONDS, self._advance)
            self._advance()

    def _advance(self) -> None:
        if (replay := self._replay) is None:
            return
        try:
            done = replay.advance(time.perf_counter() + REPLAYING_SECONDS)
        except (ArithmeticError, ValueError):
            self._offered = None
            self.cancel_offer()
            message = _("The last session cannot be gone on with: its file was changed.")
            self._screen.notify(message, markup=False)
            return
        if done:
            self._offered = None
            self._do(lambda: self._session.resume(replay.kept, replay.history))
            self._screen.post_message(Resumed())
        else:
            self._show(replay.kept, replay.progress)

    def _show(self, saved: SavedSession | None, progress: float | None = None) -> None:
        self._screen.query_one(LastSession).show(saved, progress)
