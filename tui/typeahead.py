"""Keys taken one by one, however fast they come."""

from __future__ import annotations

import time
from collections import deque
from typing import Final

from textual import events

from tui.look.textual_seams import KeepsItsCrash, after_messages, key_path

UNANSWERED_KEY_SECONDS: Final = 1.0
"""Seconds after which a key counts as handled although its widget never answered (it was removed)."""

LARGEST_WINDOW: Final = 10_000
"""Columns or rows; a terminal that claims more is not believed, for each cell costs memory."""


class KeyByKey(KeepsItsCrash):
    """An app that handles a key only after everything that the previous key caused.

    Textual sends keys that arrive together (typed ahead, or over a slow line) all to the widget that
    has the focus at that moment. In l 0 . 5 Enter r the first key moves the focus to a field, so the
    others would go to the wrong widget.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Key] = deque()
        self._busy_until = 0.0

    async def on_event(self, event: events.Event) -> None:
        """Queue a key while another one is being handled; drop a size that no window has."""
        if isinstance(event, events.Resize) and max(event.size) > LARGEST_WINDOW:
            return
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        self._waiting.append(event)
        if time.monotonic() >= self._busy_until:
            await self._handle_next()

    async def _handle_next(self) -> None:
        if not self._waiting:
            return  # handled already, after the time limit of the key before it
        self._busy_until = time.monotonic() + UNANSWERED_KEY_SECONDS
        path = key_path(self)
        await super().on_event(self._waiting.popleft())
        # An unhandled key bubbles up its path to the app, which runs the bound action. The messages of
        # that action to the focused widget can take the same path again, so it is followed twice.
        after_messages([*path, *path], self._take_next)

    def _take_next(self) -> None:
        if self._waiting:
            self.call_later(self._handle_next)
        else:
            self._busy_until = 0.0
