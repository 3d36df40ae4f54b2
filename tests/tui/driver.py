"""Drives an app as a user does: press and click, then read what was said, shown and saved.

When a call returns, everything that follows from it is done: the driver waits for messages, never for
a duration, so that tests do not depend on the speed of the machine.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final, Self

from textual import events
from textual.app import App
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from tui.app import GdlabApp
from tui.lab.files import preferences
from tui.lab.files.session_file import SessionFile
from tui.lab.keys.key_names import CHARACTERS
from tui.lab.session.frame import Frame
from tui.lab.session.saved import SavedSession
from tui.lab.session.session import Session
from tui.lab.wording.happening import happening
from tui.panels.happening import HappeningPanel
from tui.screens.lab_screen import LabScreen

TIMEOUT_SECONDS: Final = 120.0
"""Seconds until a condition that never comes true fails the test."""

POLL_SECONDS: Final = 0.005
"""Seconds between two checks of a condition."""

MOST_ROUNDS: Final = 100
"""The most rounds through all widgets."""

ROUNDS_WHILE_PLAYING: Final = 20
"""Rounds after which an app that plays, and so never rests, has done what was asked."""

LOOP_TURNS: Final = 10
"""Turns of the event loop within which an idle widget has received a message."""

KEYS: Final = {character: name for name, character in CHARACTERS.items()} | {
    " ": "space", "\n": "enter", "\r": "enter", "\t": "tab",
}  # fmt: skip
"""Textual's names of characters."""


def key_event(name: str) -> events.Key:
    """The event of a key, given as a character or by Textual's name for it."""
    name = KEYS.get(name, name)
    character = name if len(name) == 1 else CHARACTERS.get(name, " " if name == "space" else None)
    return events.Key(name, character)


class Driver:
    """A running app: do something, and read what is on the screen."""

    pilot: Pilot[Any]

    def __init__(self, app: App[Any]) -> None:
        self.app = app
        self._messages = 0
        self._said: list[str] = []
        notify, clear = app.notify, app.clear_notifications

        def noted(message: str, **options: Any) -> None:
            self._said.append(message)
            notify(message, **options)

        def cleared() -> None:
            self._said.clear()
            clear()

        # Recorded, because toasts disappear with time, and Textual shows none in tests.
        app.notify, app.clear_notifications = noted, cleared  # type: ignore[method-assign]

    @asynccontextmanager
    async def running(self, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Self]:
        """Run the app on a screen of `size` in columns and rows."""

        def heard(message: Message) -> None:
            self._messages += 1

        async with self.app.run_test(size=size, message_hook=heard) as self.pilot:
            await self.quiet()
            yield self

    # Doing

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each a character or Textual's name of a key."""
        for name in keys:
            self.app.post_message(key_event(name))
            await self.quiet()

    async def press_at_once(self, *keys: str) -> None:
        """Press keys without waiting between them, as when they are typed ahead."""
        for name in keys:
            self.app.post_message(key_event(name))
        await self.quiet()

    async def click(
        self, where: str | type[Widget] | Widget, offset: tuple[int, int] = (0, 0), times: int = 1
    ) -> None:
        """Click into a widget, at an offset from its upper left corner."""
        # Whether clicks are one double click must not depend on the seconds that the machine needs for them.
        self.app.CLICK_CHAIN_TIME_THRESHOLD = math.inf if times > 1 else -1.0  # type: ignore[misc]
        await self.pilot.click(where, offset=offset, times=times)
        await self.quiet()

    async def act(self, action: str) -> None:
        """Run an action by its name, as the palette does."""
        await self.app.run_action(action)
        await self.quiet()

    async def tell(self, message: Message) -> None:
        """Send the screen a message, as a panel on it does."""
        self.app.screen.post_message(message)
        await self.quiet()

    async def paste(self, text: str) -> None:
        """Paste `text`, or drop a file of that name."""
        self.app.post_message(events.Paste(text))
        await self.quiet()

    async def resize(self, columns: int, rows: int) -> None:
        """Resize the terminal."""
        await self.pilot.resize_terminal(columns, rows)
        await self.quiet()

    # Waiting

    async def quiet(self) -> None:
        """Wait until all messages are handled and the screen is painted."""
        painted = False
        for rounds in range(MOST_ROUNDS):
            if not self.app.is_running or (rounds >= ROUNDS_WHILE_PLAYING and self._plays()):
                return
            if not await self._nothing_waits():
                painted = False
            elif painted:
                return
            else:
                await self.pilot.wait_for_animation()  # and paint what is to be painted
                painted = True

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until `condition()` holds and is painted; fails with the screen's text if it never does."""
        last = time.monotonic() + TIMEOUT_SECONDS
        while not condition():
            assert time.monotonic() < last, f"waited in vain; said: {self.said()}, shown:\n{self.text()}"
            await asyncio.sleep(POLL_SECONDS)
            await self.quiet()
        await self.quiet()

    async def work_done(self) -> None:
        """Wait until all workers of the app are finished."""
        await self.quiet()  # a worker whose message is still queued has not started
        await self.until(lambda: all(worker.is_finished for worker in self.app.workers))

    def _plays(self) -> bool:
        """Whether the app goes on by itself."""
        return False

    async def _nothing_waits(self) -> bool:
        """Let every widget handle its queued messages; returns whether there were none."""
        before = self._messages
        # First without messages of ours, which could change the order of the app's own.
        for _ in range(MOST_ROUNDS):
            heard = self._messages
            for _ in range(LOOP_TURNS):
                await asyncio.sleep(0)
            if heard == self._messages:
                break
        widgets = [self.app, *self.app.screen.walk_children(with_self=True)]
        left = 0

        def pass_by() -> None:
            nonlocal left, before
            left -= 1
            before += 1

        for widget in widgets:
            left += widget.call_later(pass_by)
        last = time.monotonic() + TIMEOUT_SECONDS
        while left and self.app.is_running:
            assert time.monotonic() < last, f"{left} widgets never came to rest"
            await asyncio.sleep(0)
        return self._messages == before and not any(widget.message_queue_size for widget in widgets)

    # Looking

    def said(self) -> list[str]:
        """The toasts since they were last cleared, the oldest first."""
        return list(self._said)

    def shown(self, panel: str | type[Widget] | None = None) -> list[str]:
        """The lines on the screen, or those of one panel without its frame and trailing blanks."""
        if panel is None:
            return [strip.text for strip in self.painted()]
        return [strip.text.rstrip() for strip in self.painted(panel)]

    def text(self) -> str:
        """What is on the screen, row by row."""
        return "\n".join(self.shown())

    def painted(self, panel: str | type[Widget] | None = None) -> list[Strip]:
        """The rows on the screen with their colours, or those of one panel without its frame."""
        width, height = self.app.size
        # Textual has no public way to get the rows of a whole screen.
        rows = [row.crop(0, width) for row in self.app.screen._compositor.render_strips()]
        assert len(rows) == height
        if panel is None:
            return rows
        area = self.app.screen.query_one(panel).scrollable_content_region
        return [row.crop(area.x, area.right) for row in rows[area.y : area.bottom]]


class Lab(Driver):
    """A running lab."""

    app: GdlabApp

    @property
    def screen(self) -> LabScreen:
        """The lab screen of the mode that is open."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, LabScreen))

    @property
    def session(self) -> Session:
        return self.screen.session

    @property
    def frame(self) -> Frame:
        assert self.screen.frame is not None
        return self.screen.frame

    def _plays(self) -> bool:
        return self.frame.playing

    @property
    def happening(self) -> str:
        """What the lab says is happening."""
        told = happening(self.frame)
        shown = str(self.screen.query_one(HappeningPanel).render())
        assert shown.startswith(f"{told.headline}\n{told.text}")
        return f"{told.headline}: {told.text}"

    def saved(self) -> SavedSession | None:
        """What the session file holds."""
        return SessionFile().load()

    def preferences(self) -> preferences.Preferences:
        """The preferences that the lab saved."""
        return preferences.load()

    async def type(self, text: str) -> None:
        """Replace the text of the focused field by typing `text`."""
        field = self.app.focused
        assert field is not None
        field.value = ""  # type: ignore[attr-defined]
        await self.press(*text)
