"""What is typed into a field, read; what cannot be is refused with a sentence that helps."""

from __future__ import annotations

import math

from tui.language import _
from tui.notation import MINUS

MOST_STEPS = 10_000_000


def learning_rate(text: str) -> float:
    """A learning rate: a finite number of at least 0; raises ValueError with what to type instead."""
    value = _number(text)
    if value is None or value < 0.0:
        raise ValueError(_("{text}: type a number of at least 0, such as 0.1").format(text=_quoted(text)))
    return value


def weight(text: str) -> float:
    """A weight: any finite number; raises ValueError with what to type instead."""
    value = _number(text)
    if value is None:
        raise ValueError(_("{text}: type a number, such as 1 or −0.5").format(text=_quoted(text)))
    return value


def max_steps(text: str) -> int:
    """A number of steps: whole, from 1 to MOST_STEPS; raises ValueError with what to type instead."""
    value = _number(text)
    if value is None or not value.is_integer() or not 1 <= value <= MOST_STEPS:
        raise ValueError(
            _("{text}: type a whole number from 1 to {most}").format(
                text=_quoted(text), most=f"{MOST_STEPS:,}"
            )
        )
    return int(value)


def _number(text: str) -> float | None:
    """The number that `text` is; None where it is none, or not finite."""
    try:
        value = float(text.strip().replace(MINUS, "-").replace("_", "?"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _quoted(text: str) -> str:
    shown = text.strip()
    return f"“{shown if len(shown) <= 20 else shown[:19] + '…'}”" if shown else _("Nothing typed")
