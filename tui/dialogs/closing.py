"""Screens over the lab that close only once, however often `dismiss` is called."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette
from textual.screen import Screen

Result = TypeVar("Result")


class ClosesOnce(Screen[Result]):
    """A screen that `dismiss` closes only while it is on top.

    Textual's `dismiss` removes the top screen: a second click on a screen that is already closing
    would close the lab below. As a base class it comes last, because the first base decides the
    styles.
    """

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()


class Palette(CommandPalette, ClosesOnce[None]):
    """The palette of all actions."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable the list's actions while it is empty: Textual would fail on them."""
        return action != "command_list" or self.query_one(CommandList).size.height > 0
