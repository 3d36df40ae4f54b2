"""What help knows of a panel, and of a whole mode."""

from __future__ import annotations

from typing import NamedTuple


class Panel(NamedTuple):
    """A panel: its id on the screen, its title, a line on what it is, and what to see and try in it.

    `keys` are the ids of the actions that matter there. A panel that is not `framed` is a single line.
    """

    name: str
    title: str
    brief: str
    text: str
    keys: tuple[str, ...]
    framed: bool = True


class Overview(NamedTuple):
    """What a mode is for, and the ids of the actions that matter most in it."""

    text: str
    keys: tuple[str, ...]
