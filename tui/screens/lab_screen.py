"""What every lab screen does: keys and messages drive the session, its frames go to the panels."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.screen import Screen

from tui.lab.by_hand.pages import PAGES
from tui.lab.keys.actions import ACTIONS
from tui.lab.session.frame import Frame
from tui.lab.session.session import Session
from tui.lab.session.suggestion import Idea, suggest
from tui.lab.text.language import _
from tui.lab.wording.refusals import in_words
from tui.panels.messages import AddPoint, DeletePoint, MovePoint, Seek, Select, Set

TICK: Final = 1 / 30
"""Seconds between two frames while playing: a slice of steps, a frame, and time left to hear a key."""


class DrivingScreen(Screen[None]):
    """A screen over a session: each action changes it, and then all panels get the new frame."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(action.keys), action.name, show=False, id=action.id) for action in ACTIONS
    ]

    frame: reactive[Frame | None] = reactive(None, init=False, repaint=False)
    """What the panels show."""

    def __init__(self, session: Session, classes: str) -> None:
        super().__init__(classes=classes)
        self._session = session
        self._clock = 0.0
        self.set_reactive(DrivingScreen.frame, session.frame())

    def on_mount(self) -> None:
        """The clock stands until play."""
        self._timer = self.set_interval(TICK, self._tick, pause=True)

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

    def _attempt(self, change: Callable[[], None]) -> bool:
        """Change the session; what is refused is said, and changes nothing. Whether it was done."""
        try:
            change()
        except ValueError as refusal:
            self.notify(in_words(refusal), severity="error", markup=False)
            return False
        finally:
            self._update()
        return True

    # Moving

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

    def action_leap(self, tenths: int) -> None:
        """Go so many tenths of the run on, or back."""
        self._session.pause()
        self._session.leap(tenths)
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

    def on_seek(self, event: Seek) -> None:
        """Go to a step."""
        self._session.pause()
        self._session.seek(event.index)
        self._update()

    # Trying

    def action_restart(self) -> None:
        """Begin again from the same start."""
        self._session.restart()
        self._update()

    def action_take_suggestion(self) -> None:
        """Do what the lab suggests."""
        suggestion = suggest(self.frame) if self.frame is not None else None
        if suggestion is None:
            self.notify(_("There is nothing to suggest here."), markup=False)
        elif suggestion.idea is Idea.STANDARDISE:
            self._attempt(self._session.standardise)
        else:
            self._attempt(lambda: self._session.take(suggestion.changes, suggestion.restart))

    def action_nudge(self, direction: int) -> None:
        """Move the learning rate a little."""
        self._attempt(lambda: self._session.nudge_learning_rate(direction))

    def action_undo(self) -> None:
        """Take the last change back."""
        if self.frame is not None and not self.frame.undoable:
            self.notify(_("There is nothing to take back."), markup=False)
        self._session.undo()
        self._update()

    def action_redo(self) -> None:
        """Make the change again that was taken back."""
        if self.frame is not None and not self.frame.redoable:
            self.notify(_("There is nothing to do again."), markup=False)
        self._session.redo()
        self._update()

    def on_set(self, event: Set) -> None:
        """Change a setting."""
        self._attempt(lambda: self._session.set(event.name, event.value))

    # The data

    def action_select(self, rows: int) -> None:
        """Select the row so many below, or above; the first where none is."""
        if self.frame is not None:
            row = self.frame.fit.selected
            first = 0 if rows > 0 else len(self.frame.fit.data) - 1
            self._session.select(first if row is None else row + rows)
            self._update()

    def action_delete_point(self) -> None:
        """Do without the selected point."""
        if self.frame is None or self.frame.fit.selected is None:
            self.notify(_("Select a point first, with ↑ or ↓."), markup=False)
        else:
            self.on_delete_point(DeletePoint(self.frame.fit.selected))

    def on_select(self, event: Select) -> None:
        """Highlight a row."""
        self._session.select(event.row)
        self._update()

    def on_add_point(self, event: AddPoint) -> None:
        """One more point."""
        self._attempt(lambda: self._session.add_point(event.x, event.y))

    def on_move_point(self, event: MovePoint) -> None:
        """A point elsewhere."""
        self._attempt(lambda: self._session.move_point(event.row, event.x, event.y))

    def on_delete_point(self, event: DeletePoint) -> None:
        """A point less."""
        self._attempt(lambda: self._session.delete_point(event.row))

    # Looking

    def action_log_scale(self) -> None:
        """Log axis or linear."""
        self._session.look(lambda looks: looks.toggled("log_scale"))
        self._update()

    def action_least_squares(self) -> None:
        """With the line that fits best, or without."""
        self._session.look(lambda looks: looks.toggled("least_squares"))
        self._update()

    def action_zoom(self, times: int) -> None:
        """Enlarge the landscape, or reduce it."""
        self._session.look(lambda looks: looks.zoomed(times))
        self._update()

    def action_follow(self) -> None:
        """Keep the place on screen in the middle of the landscape, or not."""
        self._session.look(lambda looks: looks.toggled("follow"))
        self._update()

    def action_hand(self, pages: int) -> None:
        """Turn the pages of the update by hand."""
        self._session.look(lambda looks: looks.turned(pages, PAGES))
        self._update()

    def action_clear_ghosts(self) -> None:
        """Forget the earlier runs."""
        self._session.clear_ghosts()
        self._update()
