"""The tabs of a small screen: one view at a time of what a large one shows at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from tui.language import _N, _


@dataclass(frozen=True, slots=True)
class View:
    """A tab: while it is open the screen wears the class view-`name`; `narrow` ones are of narrow screens."""

    name: str
    label: str
    narrow: bool = False


VIEWS: Final = (
    View("plots", _N("Cost + Fit")),
    View("cost", _N("Cost")),
    View("fit", _N("Fit")),
    View("log", _N("Log")),
    View("settings", _N("Settings"), narrow=True),
    View("data", _N("Data"), narrow=True),
)


class ViewTabs(Widget):
    """One line with the views there are at this size, the open one marked; a click opens another."""

    current: reactive[str] = reactive("plots", init=False)
    narrow: reactive[bool] = reactive(False, init=False)

    @dataclass
    class Opened(Message):
        """The view `name` was opened."""

        name: str

    def views(self) -> list[View]:
        """The views at this size."""
        return [view for view in VIEWS if self.narrow or not view.narrow]

    def turn(self, places: int) -> None:
        """Open the view so many places further, round and round."""
        names = [view.name for view in self.views()]
        self.current = names[(names.index(self.current) + places) % len(names)]

    def watch_current(self) -> None:
        """Tell the screen."""
        self.post_message(self.Opened(self.current))

    def watch_narrow(self) -> None:
        """Fewer or more views; one that is gone gives way to the first."""
        if self.current not in [view.name for view in self.views()]:
            self.current = VIEWS[0].name

    def on_click(self, event: events.Click) -> None:
        """Open the view that was clicked."""
        self.current = event.style.meta.get("opens", self.current)

    def render(self) -> Content:
        """The views in the language in use."""
        tabs = [
            Content.styled(
                f" {_(view.label)} ", "bold reverse $primary" if view.name == self.current else "$quiet"
            ).stylize(Style.from_meta({"opens": view.name}))
            for view in self.views()
        ]
        return Content(" ").join([*tabs, Content.styled("v", "bold $primary")])
