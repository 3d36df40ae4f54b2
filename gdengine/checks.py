"""What counts as a number, and what the settings of optimizers, schedules, batches and stop rules may be."""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Real
from typing import Any, Final, NamedTuple, TypeGuard


class Range(NamedTuple):
    """Which numbers a setting takes, in words and as a test."""

    words: str
    holds: Callable[[float], bool]


ANY: Final = Range("", lambda value: True)
AT_LEAST_0: Final = Range(" of at least 0", lambda value: value >= 0.0)
ABOVE_0: Final = Range(" above 0", lambda value: value > 0.0)
BELOW_1: Final = Range(" of at least 0 and below 1", lambda value: 0.0 <= value < 1.0)
UP_TO_1: Final = Range(" from 0 to 1", lambda value: 0.0 <= value <= 1.0)
ABOVE_0_UP_TO_1: Final = Range(" above 0 and up to 1", lambda value: 0.0 < value <= 1.0)


def is_finite_number(value: object) -> TypeGuard[float]:
    """Whether `value` is a real number (bool apart) that a float holds without becoming inf or NaN."""
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(float(value))
    except (OverflowError, ValueError):
        return False


def is_whole(value: object) -> TypeGuard[int]:
    """Whether `value` is an int (bool apart)."""
    return isinstance(value, int) and not isinstance(value, bool)


def number(name: str, value: Any, takes: Range) -> float:
    """`value` as a float; raises ValueError that names what it got and what it takes."""
    if not (is_finite_number(value) and takes.holds(float(value))):
        raise ValueError(f"{name}: {value!r} is not a finite number{takes.words}")
    return float(value)


def settle(owner: object, takes: Range, *names: str) -> None:
    """Make the named fields of a frozen dataclass floats; raises ValueError as `number` does."""
    for name in names:
        object.__setattr__(owner, name, number(name, getattr(owner, name), takes))


def check_whole(owner: object, least: int, *names: str) -> None:
    """Raise ValueError unless the named fields are whole numbers of at least `least`."""
    for name in names:
        value = getattr(owner, name)
        if not (is_whole(value) and value >= least):
            raise ValueError(f"{name}: {value!r} is not a whole number of at least {least}")


def check_switch(owner: object, *names: str) -> None:
    """Raise ValueError unless the named fields are True or False."""
    for name in names:
        value = getattr(owner, name)
        if not isinstance(value, bool):
            raise ValueError(f"{name}: {value!r} is neither True nor False")
