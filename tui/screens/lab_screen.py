"""The base of the screens over one run: keys and messages change it, and panels get its frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.reactive import reactive

from tui.lab.by_hand.pages import PAGE_COUNT
from tui.lab.session.frame import Frame, View
from tui.lab.session.session import Session
from tui.lab.session.suggestion import Idea, suggest
from tui.lab.text.language import _
from tui.panels.messages import GoOn, Select, Set
from tui.panels.settings import SettingsPanel
from tui.screens.playing import PlayingScreen
from tui.screens.resuming import Resuming


class LabScreen(PlayingScreen):
    """A screen over a session: settings are changed, suggestions taken, and the last session resumed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "take_offer", show=False)]

    frame: reactive[Frame | None] = reactive(None, init=False, repaint=False)
    """What the panels show."""

    session: Session

    def __init__(self, session: Session, classes: str) -> None:
        super().__init__(session, classes)
        self.resuming = Resuming(self, session, self.do)

    def watch_frame(self, before: Frame | None, frame: Frame | None) -> None:
        self.resuming.on_new_frame(before, frame)

    # Trying

    def action_take_suggestion(self) -> None:
        suggestion = suggest(self.frame) if self.frame is not None else None
        if suggestion is None:
            self.notify(_("There is nothing to suggest here."), markup=False)
        elif suggestion.idea is Idea.STANDARDISE:
            self.standardise()
        else:
            self.do(lambda: self.session.take(suggestion.changes, suggestion.restart))

    def standardise(self) -> None:
        """Standardise the points."""
        self.do(self.session.standardise)

    def action_nudge(self, direction: int) -> None:
        self.do(lambda: self.session.nudge_learning_rate(direction))

    def action_random_start(self) -> None:
        self.do(self.session.start_at_random)

    def on_set(self, event: Set) -> None:
        self.do(lambda: self.session.set(event.name, event.value))

    def action_edit(self, name: str) -> None:
        """Show the settings panel, and type into the field of a setting."""
        self.bring_on_screen("settings")
        first = self.session.frame().names[0]
        self.query_one(SettingsPanel).edit(first if name == "start" else name)

    def action_cycle(self, name: str) -> None:
        self.query_one(SettingsPanel).cycle(name)

    def action_unfold(self) -> None:
        if self.has_class("-narrow"):
            self.action_open_view("settings")
        self.query_one(SettingsPanel).unfold()

    # Looking

    def action_zoom(self, times: int) -> None:
        self.do(lambda: self.session.look(lambda looks: looks.zoomed(times)))

    def action_reset_view(self) -> None:
        self.do(lambda: self.session.look(lambda looks: looks.viewing(View())))

    def action_hand(self, pages: int) -> None:
        self.do(lambda: self.session.look(lambda looks: looks.turned(pages, PAGE_COUNT)))

    def action_clear_ghosts(self) -> None:
        self.do(self.session.clear_ghosts)

    # The last session

    def action_take_offer(self) -> None:
        self.resuming.accept()

    def action_resume(self) -> None:
        self.resuming.begin()

    def on_go_on(self, event: GoOn) -> None:
        self.resuming.begin()

    # Escape

    def action_give_up(self) -> None:
        """Escape: try each of `escapes` until one had something to do."""
        next((escape for escape in self.escapes() if escape()), None)

    def escapes(self) -> tuple[Callable[[], bool], ...]:
        """What Escape tries, in order; each returns whether it had anything to do."""
        return (
            self.resuming.cancel_offer,
            self.give_back,
            self.query_one(SettingsPanel).give_up,
            self.let_go,
        )

    def let_go(self) -> bool:
        """Deselect the row and take the focus from the panel; always True."""
        if self.frame is not None and self.frame.selected is not None:
            self.on_select(Select(None))
        self.set_focus(None)
        return True

    def on_select(self, event: Select) -> None:
        self.do(lambda: self.session.select(event.row))
