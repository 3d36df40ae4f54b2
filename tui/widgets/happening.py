"""What is happening: a headline and a sentence, why it is so, and what to try, as far as there is room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual import events
from textual.content import Content
from textual.style import Style

from tui.actions import ACTIONS
from tui.frame import Frame
from tui.language import _
from tui.widgets.panel import FrameText
from tui.wording import Happening, happening

TAKE: Final = next(action for action in ACTIONS if action.name == "take_suggestion")
"""The action that does what is offered."""


class HappeningPanel(FrameText):
    """Theory's word before the first step, then what is seen; below it the reasons, and a suggestion."""

    def write(self, frame: Frame) -> Content:
        """As much as there is room for, each part on its own line, with air between if there is enough."""
        return self.fitted(happening(frame), ("\n\n", "\n"), "\n")

    def retranslate(self) -> None:
        """Put the title and the sentence into the language in use."""
        self.border_title = _("What is happening")
        super().retranslate()

    async def on_click(self, event: events.Click) -> None:
        """A click on the suggestion takes it."""
        if event.style.meta.get("offer"):
            await self.run_action(TAKE.command)

    def fitted(self, told: Happening, gaps: tuple[str, ...], after_headline: str) -> Content:
        """The fullest of the choices that fits, the headline alone where none does."""
        width, height = self.size
        headline = Content.styled(told.headline, f"bold ${told.tone}")
        for parts in choices(told):
            for gap in gaps:
                content = Content.assemble(headline, after_headline, Content(gap).join(parts))
                if not width or content.get_height({}, width) <= height:
                    return content
        return headline


class HappeningStrip(HappeningPanel):
    """The same in a few lines across a small screen."""

    def write(self, frame: Frame) -> Content:
        """As much as there is room for, one part behind the other."""
        return self.fitted(happening(frame), ("  ",), "  ")

    def retranslate(self) -> None:
        """A strip has no frame to put a title on."""
        FrameText.retranslate(self)


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
