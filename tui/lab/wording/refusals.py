"""What the engine refuses, in the reader's language: it knows none, and says why in English."""

from __future__ import annotations

import re
from typing import Final

from tui.lab.text.language import _N, _

NUMBER: Final = r"(?P<name>[\w\[\]]+): (?P<value>.+) is not a finite number"

KINDS: Final = (
    (
        r"(data|x|y): the numbers are so large that .* overflow.*",
        _N("The numbers are so large that the computer cannot hold their squares: make them smaller."),
    ),
    (
        r"(?P<name>[xy]), row (?P<row>\d+): (?P<value>.+) is not a finite number",
        _N("{name} of point {row} would be {value}: make it smaller."),
    ),
    (
        r"(?P<name>\w+): (?P<value>.+) is not a whole number of at least (?P<least>\d+)",
        _N("{name} {value}: give a whole number from {least} on."),
    ),
    (NUMBER + " of at least 0 and below 1", _N("{name} {value}: give a number from 0 to below 1.")),
    (NUMBER + " from 0 to 1", _N("{name} {value}: give a number from 0 to 1.")),
    (NUMBER + " above 0 and up to 1", _N("{name} {value}: give a number above 0, and 1 at most.")),
    (NUMBER + " above 0", _N("{name} {value}: give a number above 0.")),
    (NUMBER + " of at least 0.*", _N("{name} {value}: give a number from 0 on.")),
    (NUMBER, _N("{name} {value}: give a number.")),
    (r"start: give a finite number .*", _N("The start weights must be numbers that the computer can hold.")),
    (r"nesterov: needs a momentum above 0.*", _N("nesterov needs a momentum above 0.")),
    (r"nesterov: needs a dampening of 0.*", _N("nesterov needs a dampening of 0.")),
)
"""The engine's sentences that a lab can meet with, and ours for each."""


def in_words(refusal: Exception) -> str:
    """Why something was refused, in the language in use; as the engine says it where we have no words."""
    said = str(refusal)
    for pattern, words in KINDS:
        if found := re.fullmatch(pattern, said):
            return _(words).format(**found.groupdict())
    return said
