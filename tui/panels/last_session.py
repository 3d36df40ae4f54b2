"""The offer to resume the last session: one line that needs no answer."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widget import Widget

from tui.lab.session.saved import SavedSession
from tui.lab.text.language import _
from tui.lab.wording.last_session import facts
from tui.panels.messages import GoOn
from tui.panels.panel import first_content


class LastSession(Widget):
    """Describes the last session; a click resumes it. Hidden unless there is an offer."""

    kept: SavedSession | None = None
    """The session on offer; None while there is no offer."""

    progress: float | None = None
    """The fraction of its steps that was replayed; None before the offer is accepted."""

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(GoOn())

    def show(self, kept: SavedSession | None, progress: float | None = None) -> None:
        """Offer `kept`, hide the offer for None, or show the `progress` of the replay."""
        self.kept, self.progress = kept, progress
        self.set_class(kept is not None, "shown")
        self.refresh()

    def render(self) -> Content:
        """The facts that fit, or the progress; the keys are always shown."""
        if self.kept is None:
            return Content("")
        if self.progress is not None:
            going = _("Taking its steps again: {percent} %").format(percent=int(100 * self.progress))
            return self._fitting([[going]], [("Esc", _("stop"))])
        told = facts(self.kept)
        choices = [told[:end] for end in range(len(told), 0, -1)]
        return self._fitting(choices, [("Enter", _("go on with it")), ("Esc", _("not now"))])

    def _fitting(self, choices: list[list[str]], keys: list[tuple[str, str]]) -> Content:
        right = Content("  ").join(Content.assemble((key, "bold $primary"), f" {word}") for key, word in keys)
        room = self.size.width - right.cell_length - 3
        lefts = [Content(f" {' · '.join(choice)}") for choice in choices]
        left = first_content(lefts, room).truncate(max(room, 0))
        return left + Content(" " * max(1, room + 2 - left.cell_length)) + right
