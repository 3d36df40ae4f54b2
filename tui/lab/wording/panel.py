"""What help knows of a panel, and of a whole mode."""

from __future__ import annotations

from typing import Final, NamedTuple

from tui.lab.text.language import _N


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


TIME_LINE: Final = Panel(
    "timeline",
    _N("Time line"),
    _N("Where in the run you are. Click or drag to go elsewhere."),
    _N(
        "The whole run on one line, from the start at the left to the planned end at the right. The dot "
        "is where the screen is: click or drag, and you are at another step, with the very same numbers "
        "as before. Go back to a step in the middle and change something there: the run goes on from it "
        "in another way, and the old one stays in the picture to compare."
    ),
    (
        "play",
        "step",
        "back",
        "ten-on",
        "ten-back",
        "tenth-on",
        "tenth-back",
        "start",
        "newest",
        "faster",
        "slower",
    ),
    framed=False,
)
"""The same in every mode."""
