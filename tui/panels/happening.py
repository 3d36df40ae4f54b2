"""The panel "What is happening": a headline, a sentence, the reasons and a suggestion, as far as they fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from textual import events
from textual.content import Content
from textual.style import Style

from tui.lab.keys.actions import ACTIONS
from tui.lab.keys.user_keymap import symbol
from tui.lab.session.frame import Frame
from tui.lab.text.language import _
from tui.lab.wording.happening import Happening, happening
from tui.panels.panel import FrameText

TAKE_SUGGESTION: Final = next(action for action in ACTIONS if action.name == "take_suggestion")
"""The action that takes the suggestion."""


class HappeningText(FrameText):
    """A forecast before the first step, later a diagnosis; as many whole sentences as fit."""

    SEPARATOR: ClassVar[str]
    """Separates two parts."""

    EXTRA_SPACE: ClassVar[str]
    """Added before a part if there is a row to spare; the lowest parts get it first."""

    def write(self, frame: Frame) -> Content:
        """The first of the choices that fits; the headline alone if none does."""
        told = happening(frame)
        width, height = self.size
        headline = Content.styled(told.headline, f"bold ${told.tone}")
        for text, *others in choices(told):
            content = Content(self.SEPARATOR).join([headline, text, *others])
            spare = height - content.get_height({}, width) if width else 0
            if spare >= 0:
                close = max(0, len(others) - spare)
                airy = [Content.assemble(self.EXTRA_SPACE, part) for part in others[close:]]
                return Content(self.SEPARATOR).join([headline, text, *others[:close], *airy])
        return headline

    async def on_click(self, event: events.Click) -> None:
        if event.style.meta.get("offer"):
            await self.run_action(TAKE_SUGGESTION.command)


class HappeningPanel(HappeningText):
    """The parts below each other, with blank lines between them if there is room."""

    SEPARATOR, EXTRA_SPACE = "\n", "\n"

    def retranslate(self) -> None:
        self.border_title = _("What is happening")
        super().retranslate()


class HappeningStrip(HappeningText):
    """The parts one after the other, in a few lines across a small screen."""

    SEPARATOR, EXTRA_SPACE = "  ", ""


def choices(told: Happening) -> Iterator[list[Content]]:
    """Selections of the parts, from all down to the sentence alone; the last reasons are dropped first."""
    offer = [_offered(told.offer)] if told.offer else []
    guess = [Content.styled(told.guess, "$quiet")] if told.guess else []
    text, more = Content(told.text), Content(f"{told.text} {told.more}")
    whys = [Content.assemble(("· ", "$quiet"), reason) for reason in told.why]
    if guess:
        yield [more, *whys, *offer, *guess]
    for count in range(len(whys), -1, -1):
        if told.more:
            yield [more, *whys[:count], *offer]
        yield [text, *whys[:count], *offer]
    yield [text]


def _offered(offer: str) -> Content:
    """The suggestion with the key that takes it."""
    content = Content.assemble((symbol("try-it"), "bold $primary"), "  ", offer)
    return content.stylize(Style.from_meta({"offer": True}))
