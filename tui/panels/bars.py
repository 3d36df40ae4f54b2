"""The title bar at the top, with the main numbers, and the key bar at the bottom."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

import gdengine as gd
from tui.lab.keys.actions import Action
from tui.lab.keys.user_keymap import actions
from tui.lab.session.frame import Frame
from tui.lab.text import notation
from tui.lab.text.cells import cell_len
from tui.lab.text.language import _
from tui.lab.text.roles import PARAMETERS
from tui.panels.panel import FrameText


class TitleBar(FrameText):
    """The name of the program, the tabs of its modes, and the learning rate, weights, cost and step."""

    def __init__(self, mode: str, *, id: str) -> None:
        super().__init__(id=id)
        self._mode = mode

    async def on_click(self, event: events.Click) -> None:
        if does := event.style.meta.get("does"):
            await self.run_action(does)

    def write(self, frame: Frame) -> Content:
        """The bar; where it does not fit, the weights are left out, then the tabs of the other modes."""
        # A schedule made the step on screen with another rate than the next one.
        named = "lr" if gd.theory.constant_rate(frame.experiment) is not None else _("next lr")
        rate = Content.assemble((f"{named} ", "$quiet"), notation.number(frame.learning_rate))
        weights = Content("").join(
            Content.assemble((f"   {name} ", "$quiet"), (notation.fixed(value, 4), f"${role}"))
            for name, value, role in zip(frame.names, frame.step.params, PARAMETERS, strict=False)
        )
        reached = Content.assemble(
            ("   " + _("cost") + " ", "$quiet"),
            (notation.cost(frame.step.cost), "$cost"),
            ("   " + _("step") + " ", "$quiet"),
            f"{frame.index:,} ",
        )
        name = Content.styled(" gdlab ", "bold $primary")
        tabs = [action for action in actions() if action.name.startswith("app.mode(")]
        lefts = [
            name + Content(" ").join([Content(""), *(self._tab(tab) for tab in tabs)]),
            name
            + Content(" ").join([Content(""), *(self._tab(tab) for tab in tabs if tab.id == self._mode)]),
            name,
        ]
        rights = [rate + weights + reached, rate + reached]
        for left, right in ((lefts[0], rights[0]), (lefts[0], rights[1]), (lefts[1], rights[1])):
            if left.cell_length + right.cell_length < self.size.width:
                break
        else:
            left, right = lefts[2], rights[1]
        return left + Content(" " * max(1, self.size.width - left.cell_length - right.cell_length)) + right

    def _tab(self, action: Action) -> Content:
        """The key and the name of a mode, marked if it is the one on screen; a click opens it."""
        style = "bold reverse $primary" if action.id == self._mode else "$quiet"
        tab = Content.styled(f" {action.symbol} {_(action.label)} ", style)
        return tab.stylize(Style.from_meta({"does": action.command}))


class KeyBar(Widget):
    """The keys of a mode by rank, as many as fit; a click runs the action of the key."""

    def __init__(self, mode: str, *, id: str) -> None:
        super().__init__(id=id)
        self._mode = mode

    async def on_click(self, event: events.Click) -> None:
        if does := event.style.meta.get("does"):
            await self.run_action(does)

    def render(self) -> Content:
        """The keys that fit, labelled in the current language."""
        wanted, room = set[str](), self.size.width
        for action in sorted((a for a in actions(self._mode) if a.rank), key=lambda a: a.rank):
            needed = cell_len(_item(action)) + 2
            if needed <= room:
                room -= needed
                wanted.add(action.name)
        shown = [action for action in actions(self._mode) if action.name in wanted]
        parts = [_key(action) for action in sorted(shown, key=lambda a: a.rank)]
        return Content("  ").join(parts)


def _item(action: Action) -> str:
    return f"{action.symbol} {_(action.label)}"


def _key(action: Action) -> Content:
    words = Content.assemble((action.symbol, "bold $primary"), (f" {_(action.label)}", "$quiet"))
    return words.stylize(Style.from_meta({"does": action.command}))
