"""Keeping the session of a mode as it goes on, and offering the last one."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial

from textual.app import App
from textual.worker import Worker

from tui.lab.files import recipe
from tui.lab.files.keeper import Keeper
from tui.lab.files.session_file import SessionFile
from tui.lab.session.saved import SavedSession
from tui.lab.session.session import Session
from tui.lab.text.language import _
from tui.screens.lab_screen import LabScreen


class Keeping:
    """The session of a mode, and the file in which it is kept."""

    def __init__(self, app: App[None], mode: str, session: Session) -> None:
        self._app = app
        self.session = session
        self.file = SessionFile(mode=mode)
        self._keeper = Keeper(session.saved(), self.file, recipe.first(mode))
        self._kept_revision = session.revision
        self._writing: Worker[None] | None = None
        self._failed = False

    async def offer_last(self, screen: LabScreen) -> None:
        """Offer on `screen` to go on with the last session, if there is one."""
        kept = await asyncio.to_thread(self.file.load)
        if kept is not None:
            screen.resuming.offer(kept)

    def keep(self) -> None:
        """Save the session in a thread if it changed since the last save."""
        if self.session.revision != self._kept_revision and (
            self._writing is None or self._writing.is_finished
        ):
            self._kept_revision = self.session.revision
            kept = self.session.saved()
            if self._keeper.wants(kept):
                self._writing = self._app.run_worker(partial(self._write, kept))  # see GdlabApp._begin

    def keep_now(self) -> bool:
        """Save the session at once; returns whether that succeeded. At exit nobody can be told why not."""
        with suppress(Exception):
            self._keeper.write(self.session.saved())
            return True
        return False

    def take_over(self) -> None:
        """The last session goes on: from now on its file is this session's."""
        self._keeper.take_over()

    async def _write(self, kept: SavedSession) -> None:
        """Write the session file; only the first failure is reported."""
        try:
            await asyncio.to_thread(self._keeper.write, kept)
        except OSError as trouble:
            if not self._failed:
                self._failed = True
                message = _("This session cannot be kept for the next time: {why}").format(
                    why=trouble.strerror or trouble
                )
                self._app.notify(message, severity="warning", markup=False)
