"""Readers of typed numbers; each raises ValueError with a sentence on what to type instead."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from tui.lab.text.language import _
from tui.lab.text.notation import MINUS, exact

MOST_STEPS: Final = 10_000_000
"""The largest number of steps that a field takes."""

LARGEST_WHOLE: Final = 1_000_000_000
"""The largest whole number that a field takes."""


def at_least_0(text: str) -> float:
    """A finite number of at least 0."""
    return _number(text, lambda value: value >= 0.0, _("{text}: type a number of at least 0, such as 0.1"))


def above_0(text: str) -> float:
    """A finite number above 0."""
    return _number(text, lambda value: value > 0.0, _("{text}: type a number above 0, such as 0.5"))


def below_1(text: str) -> float:
    """A number of at least 0 and below 1."""
    sentence = _("{text}: type a number of at least 0 and below 1, such as 0.9")
    return _number(text, lambda value: 0.0 <= value < 1.0, sentence)


def up_to_1(text: str) -> float:
    """A number from 0 to 1."""
    sentence = _("{text}: type a number from 0 to 1, such as 0.9")
    return _number(text, lambda value: 0.0 <= value <= 1.0, sentence)


def above_0_up_to_1(text: str) -> float:
    """A number above 0 and up to 1."""
    sentence = _("{text}: type a number above 0 and up to 1, such as 1/3")
    return _number(text, lambda value: 0.0 < value <= 1.0, sentence)


def any_number(text: str) -> float:
    """Any finite number."""
    return _number(text, lambda value: True, _("{text}: type a number, such as 1 or −0.5"))


learning_rate = at_least_0
weight = any_number


def whole_from_0(text: str) -> int:
    """A whole number from 0 to LARGEST_WHOLE."""
    return whole_between(text, 0, LARGEST_WHOLE)


def whole_from_1(text: str) -> int:
    """A whole number from 1 to LARGEST_WHOLE."""
    return whole_between(text, 1, LARGEST_WHOLE)


def max_steps(text: str) -> int:
    """A number of steps: whole, from 1 to MOST_STEPS."""
    return whole_between(text, 1, MOST_STEPS)


def whole_between(text: str, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    sentence = _("{text}: type a whole number from {least} to {most}")
    said = {"least": str(least), "most": f"{most:,}"}
    return int(_number(text, lambda value: value.is_integer() and least <= value <= most, sentence, **said))


def _number(text: str, holds: Callable[[float], bool], sentence: str, **said: str) -> float:
    """The number in `text`; raises ValueError with `sentence` if it is none, or `holds` is False for it."""
    value = _value(text)
    if value is not None and holds(value):
        return value
    value = _value(text.replace(",", ".")) if text.count(",") == 1 else None
    if value is not None and holds(value):
        sentence = _("{text}: type a point for the decimals, such as {pointed}")
        said["pointed"] = exact(value)
    raise ValueError(sentence.format(text=_quoted(text), **said))


def _value(text: str) -> float | None:
    """The number or the fraction in `text`; None if it is neither, or not finite."""
    above, slash, below = text.replace(MINUS, "-").replace("_", "?").partition("/")
    try:
        value = float(above) / float(below) if slash else float(above)
    except (ValueError, ZeroDivisionError):
        return None
    return value if math.isfinite(value) else None


def _quoted(text: str) -> str:
    shown = text.strip()
    return f"“{shown if len(shown) <= 20 else shown[:19] + '…'}”" if shown else _("Nothing typed")
