"""What is happening: a headline and a sentence, why it is so, and what to try, as far as there is room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from textual import events
from textual.content import Content
from textual.style import Style

from tui.lab.keys.actions import ACTIONS
from tui.lab.session.frame import Frame
from tui.lab.text.language import _
from tui.lab.wording.happening import Happening, happening
from tui.panels.panel import FrameText

TAKE: Final = next(action for action in ACTIONS if action.name == "take_suggestion")
"""The action that does what is offered."""


class Telling(FrameText):
    """Theory's word before the first step, then what is seen: as many whole sentences as fit."""

    BETWEEN: ClassVar[str]
    """What stands between two parts."""

    AIR: ClassVar[str]
    """What more stands there as far as there are rows to spare, below first."""

    def write(self, frame: Frame) -> Content:
        """The fullest of the choices that fits; the headline alone where none does."""
        told = happening(frame)
        width, height = self.size
        headline = Content.styled(told.headline, f"bold ${told.tone}")
        for text, *others in choices(told):
            content = Content(self.BETWEEN).join([headline, text, *others])
            spare = height - content.get_height({}, width) if width else 0
            if spare >= 0:
                close = max(0, len(others) - spare)
                airy = [Content.assemble(self.AIR, part) for part in others[close:]]
                return Content(self.BETWEEN).join([headline, text, *others[:close], *airy])
        return headline

    async def on_click(self, event: events.Click) -> None:
        if event.style.meta.get("offer"):
            await self.run_action(TAKE.command)


class HappeningPanel(Telling):
    """Each part on its own line, with air between if there is enough."""

    BETWEEN, AIR = "\n", "\n"

    def retranslate(self) -> None:
        """Put the title and the sentence into the language in use."""
        self.border_title = _("What is happening")
        super().retranslate()


class HappeningStrip(Telling):
    """A few lines across a small screen, one part behind the other."""

    BETWEEN, AIR = "  ", ""


def choices(told: Happening) -> Iterator[list[Content]]:
    """The parts to show, from all of them down to the sentence alone; the last reasons go first."""
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
    content = Content.assemble((TAKE.symbol, "bold $primary"), "  ", offer)
    return content.stylize(Style.from_meta({"offer": True}))
