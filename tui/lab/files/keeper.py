"""When the session file is written: as the session goes on, without losing an older one of more worth."""

from __future__ import annotations

from threading import Lock

import gdengine as gd
from tui.lab.files.session_file import SessionFile
from tui.lab.session.saved import SavedSession


class Keeper:
    """Keeps a session that began as `opened` in `file`.

    A session of the `usual` experiment, with which its mode opens, is easily repeated if only steps
    were taken, so it does not replace an older session. Any other one does, and the older one is kept
    as the previous session. `write` may be called from any thread.
    """

    def __init__(self, opened: SavedSession, file: SessionFile, usual: gd.Experiment) -> None:
        self._opened = opened
        self._usual = usual
        self._file = file
        self._lock = Lock()
        self._last: SavedSession | None = None
        self._ours = False

    def wants(self, kept: SavedSession) -> bool:
        """Whether `kept` should be written: it has steps or changes, and differs from the last written."""
        return kept != self._last and (kept.newest > 0 or self._changed(kept))

    def write(self, kept: SavedSession) -> None:
        """Write `kept` if it should be; raises OSError if it cannot be written."""
        with self._lock:
            if not self.wants(kept):
                return
            if not self._ours and self._file.path.exists():
                if not self._replaces(kept):
                    return
                self._file.set_aside()
            self._file.save(kept)
            self._last, self._ours = kept, True

    def take_over(self) -> None:
        """Treat the session in the file as this one, which may be overwritten: it was resumed."""
        self._ours = True

    def _changed(self, kept: SavedSession) -> bool:
        return any(
            getattr(kept, name) != getattr(self._opened, name) for name in ("stretches", "planned", "source")
        )

    def _replaces(self, kept: SavedSession) -> bool:
        return self._changed(kept) or kept.stretches[0].experiment != self._usual
