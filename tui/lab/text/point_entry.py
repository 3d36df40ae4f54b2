"""Reading a typed point: x and y with almost any separator."""

from __future__ import annotations

import re
from typing import Final

from tui.lab.text.language import _
from tui.lab.text.notation import MINUS

LARGEST_COORDINATE: Final = 1e100
"""No larger number is accepted, so that squares and their sums do not overflow."""

THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
"""A number whose comma may separate thousands."""


def point(text: str) -> tuple[float, float]:
    """x and y from "2 3", "2, 3", "2; 3" or with a tab; "1,5 2,5" has decimal commas.

    Raises ValueError with a short sentence that says what to type.
    """
    plain = text.replace(MINUS, "-").replace("\N{FULLWIDTH COMMA}", ",").strip()
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1].strip()
    parts = _parts(plain)
    if len(parts) == 1 and parts[0].count(",") > 1:
        raise ValueError(_("Put a blank between x and y"))
    if len(parts) != 2:
        raise ValueError(_("Type x and y, such as 2 −1"))
    return _number(parts[0]), _number(parts[1])


def _parts(text: str) -> list[str]:
    """The texts before and after the separator, which is the most certain one in `text`."""
    for separator in "\t;":
        if separator in text:
            return [part.strip() for part in text.split(separator)]
    # A comma next to a blank, or a single one without blanks, is a separator, not a decimal comma.
    parts = re.sub(r"\s,|,\s", " ", text).split()
    return parts[0].split(",") if len(parts) == 1 and parts[0].count(",") == 1 else parts


def _number(text: str) -> float:
    quoted = _quoted(text)
    if THOUSANDS.fullmatch(text):
        raise ValueError(_("{text}: decimals like 1.5").format(text=quoted))
    try:
        value = float(text.replace(",", ".").replace("_", "?"))
    except ValueError:
        raise ValueError(_("{text} is not a number").format(text=quoted)) from None
    if not abs(value) <= LARGEST_COORDINATE:
        raise ValueError(_("{text} is too large").format(text=quoted))
    return value


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= 8 else text[:7] + '…'}”"
