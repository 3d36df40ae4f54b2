"""Screens over the lab that close once, however often they are told to."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette
from textual.screen import Screen

Result = TypeVar("Result")


class ClosesOnce(Screen[Result]):
    """A screen that is closed only while it is the one on top.

    Textual's `dismiss` takes away whatever is on top: a second click on a screen that is closing
    already would close the lab under it. Name it after the other base, whose styles a class goes by.
    """

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close, unless that is done."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()


class Palette(CommandPalette, ClosesOnce[None]):
    """The palette of all actions."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the list alone while it has no line: Textual would look for one in vain, and fail."""
        return action != "command_list" or self.query_one(CommandList).size.height > 0
