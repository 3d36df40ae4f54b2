"""The offer to go on with the last session: one line that asks for no answer."""

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
    """Says what the last session was; a click goes on with it. Anything else one does lets it go."""

    kept: SavedSession | None = None
    """What is offered, while it is."""

    progress: float | None = None
    """How much of its run was taken again, once it is wanted."""

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(GoOn())

    def show(self, kept: SavedSession | None, progress: float | None = None) -> None:
        """Offer `kept`, or nothing, or say how far it is back."""
        self.kept, self.progress = kept, progress
        self.set_class(kept is not None, "shown")
        self.refresh()

    def render(self) -> Content:
        """As much of it as there is room for; the keys at any rate."""
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
