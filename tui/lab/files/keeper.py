"""When a session is kept: as it goes, and never at the cost of an older one that says more."""

from __future__ import annotations

from threading import Lock

from tui.lab.files import recipe
from tui.lab.files.session_file import SessionFile
from tui.lab.session.saved import SavedSession


class Keeper:
    """Keeps a session that began as `opened` in `file`.

    A session in which nothing was changed but the place is kept only where there is no other: it
    can be had again at once. One with something of its own takes the place of the older one, which
    is then the previous one. `write` may be called from any thread.
    """

    def __init__(self, opened: SavedSession, file: SessionFile) -> None:
        self._opened = opened
        self._file = file
        self._lock = Lock()
        self._last: SavedSession | None = None
        self._ours = False

    def wants(self, kept: SavedSession) -> bool:
        """Whether `kept` is worth writing: there is something in it, and it is new."""
        return kept != self._last and (kept.newest > 0 or self._changed(kept))

    def write(self, kept: SavedSession) -> None:
        """Write `kept` if it is worth it; raises OSError where it cannot be written."""
        with self._lock:
            if not self.wants(kept):
                return
            if not self._ours and self._file.path.exists():
                if not self._of_its_own(kept):
                    return
                self._file.set_aside()
            self._file.save(kept)
            self._last, self._ours = kept, True

    def take_over(self) -> None:
        """The session goes on with what is in the file, so that this is no older one any more."""
        self._ours = True

    def _changed(self, kept: SavedSession) -> bool:
        return any(
            getattr(kept, name) != getattr(self._opened, name) for name in ("stretches", "planned", "source")
        )

    def _of_its_own(self, kept: SavedSession) -> bool:
        return self._changed(kept) or kept.stretches[0].experiment != recipe.article()
