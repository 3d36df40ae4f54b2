"""Work in a thread, with a progress bar, that Escape cancels."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Final, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Label, ProgressBar
from textual.worker import get_current_worker

from tui.dialogs.dialog import Dialog
from tui.lab.files.data_file import Report
from tui.lab.text.clean import cleaned
from tui.lab.text.language import _

Made = TypeVar("Made")

Job = Callable[[Report], Made]
"""A function that runs in a thread: it gets a callback for the fraction done, and returns its result."""

HIDDEN_SECONDS: Final = 0.2
"""Seconds before the box appears, so that short work shows none."""

PROGRESS_SECONDS: Final = 1 / 30
"""Seconds between two updates of the progress bar."""


class CancelledError(Exception):
    """Raised in the job by its progress callback after Escape."""


class Loading(Dialog[Made | ValueError]):
    """Runs `job` in a thread; returns its result, the ValueError it raised, or None after Escape.

    What else it raises becomes a ValueError with a sentence.
    """

    def __init__(self, title: str, job: Job[Made]) -> None:
        super().__init__(classes="-early")
        self._title, self._job = title, job
        self._done = 0.0
        self._made: tuple[Made | ValueError] | None = None
        self._cancelled = Event()

    def compose(self) -> ComposeResult:
        """The title of the work, and the progress bar."""
        with Vertical(classes="dialog small") as box:
            box.border_title = _("Reading")
            box.border_subtitle = _("Escape stops")
            yield Label(cleaned(self._title), markup=False)
            yield ProgressBar(total=1.0, show_eta=False)

    def on_mount(self) -> None:
        self.set_timer(HIDDEN_SECONDS, lambda: self.remove_class("-early"))
        self.set_interval(PROGRESS_SECONDS, self._look)
        self._work()

    def action_close(self) -> None:
        """Cancel the work, and close with None."""
        self._cancelled.set()
        super().action_close()

    def _look(self) -> None:
        """Update the bar; close once the work is done."""
        self.query_one(ProgressBar).update(progress=self._done)
        if self._made is not None:
            self.dismiss(*self._made)

    @work(thread=True)
    def _work(self) -> None:
        worker = get_current_worker()

        def report(done: float) -> None:
            self._done = done
            if self._cancelled.is_set() or worker.is_cancelled:
                raise CancelledError

        try:
            self._made = (self._job(report),)
        except CancelledError:
            pass
        except ValueError as trouble:
            self._made = (trouble,)
        except MemoryError:
            self._made = (ValueError(_("There is not enough memory for this.")),)
        except Exception as fault:
            sentence = _("This could not be done: {error}").format(error=cleaned(repr(fault)))
            self._made = (ValueError(sentence),)
