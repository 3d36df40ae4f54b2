"""Keys taken one by one, however fast they come."""

from __future__ import annotations

import time
from collections import deque
from typing import Final

from textual import events
from textual.app import App

from tui.look.textual_seams import after_messages, key_path

PATIENCE: Final = 1.0
"""Seconds after which a key that was not heard of again (its widget went away) is taken for done."""


class KeyByKey(App[None]):
    """An app that handles a key only when all that the key before it led to is done.

    Textual sends keys that arrive together (typed ahead, or over a slow line) all to what has the
    focus before the first of them could move it: of l 0 . 5 Enter r each would go astray.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Key] = deque()
        self._busy_until = 0.0

    async def on_event(self, event: events.Event) -> None:
        """Hold a key back while another is at work."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        self._waiting.append(event)
        if time.monotonic() >= self._busy_until:
            await self._handle_next()

    async def _handle_next(self) -> None:
        if not self._waiting:
            return  # it was taken already, when the patience with the one before it was at its end
        self._busy_until = time.monotonic() + PATIENCE
        path = key_path(self)
        await super().on_event(self._waiting.popleft())
        # The key goes along its path, unhandled, up to the app, which does what it is bound to; what
        # that tells the widget in focus takes the same way. So follow it twice.
        after_messages([*path, *path], self._take_next)

    def _take_next(self) -> None:
        if self._waiting:
            self.call_later(self._handle_next)
        else:
            self._busy_until = 0.0
