"""What counts as a number, and checks of the values of settings."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any, Final, TypeGuard

from gdengine.refusals import Form, Numbers, Range, Refused, Whole

ANY: Final = Range.ANY
AT_LEAST_0: Final = Range.AT_LEAST_0
ABOVE_0: Final = Range.ABOVE_0
BELOW_1: Final = Range.BELOW_1
UP_TO_1: Final = Range.UP_TO_1
ABOVE_0_UP_TO_1: Final = Range.ABOVE_0_UP_TO_1


def is_finite_number(value: object) -> TypeGuard[float]:
    """Whether `value` is a real number (not a bool) that a float holds without becoming inf or NaN."""
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(float(value))
    except (OverflowError, ValueError):
        return False


def is_whole(value: object) -> TypeGuard[int]:
    """Whether `value` is an int (not a bool)."""
    return isinstance(value, int) and not isinstance(value, bool)


def checked_number(name: str, value: Any, takes: Range) -> float:
    """`value` as a float; raises Refused where it is not a number that the setting `name` takes."""
    if not (is_finite_number(value) and takes.holds(float(value))):
        raise Refused(name, value, takes)
    return float(value)


def checked_numbers(name: str, given: tuple[Any, ...], parameters: tuple[str, ...]) -> tuple[float, ...]:
    """`given` as floats; raises Refused unless they are a finite number for each of `parameters`."""
    if len(given) != len(parameters):
        raise Refused(name, given, Numbers(parameters))
    for parameter, value in zip(parameters, given, strict=True):
        if not is_finite_number(value):
            raise Refused(name, value, Numbers(parameters, wrong=parameter))
    return tuple(map(float, given))


def checked_whole(name: str, value: Any, least: int) -> int:
    """`value`; raises Refused unless it is a whole number of at least `least`."""
    if not (is_whole(value) and value >= least):
        raise Refused(name, value, Whole(least))
    return value


def settle(owner: object, takes: Range, *names: str) -> None:
    """Make the named fields of a frozen dataclass floats; raises Refused as `checked_number` does."""
    for name in names:
        object.__setattr__(owner, name, checked_number(name, getattr(owner, name), takes))


def check_whole(owner: object, least: int, *names: str) -> None:
    """Raise Refused unless the named fields are whole numbers of at least `least`."""
    for name in names:
        checked_whole(name, getattr(owner, name), least)


def check_switch(owner: object, *names: str) -> None:
    """Raise Refused unless the named fields are True or False."""
    for name in names:
        value = getattr(owner, name)
        if not isinstance(value, bool):
            raise Refused(name, value, Form.SWITCH)
