"""What counts as a number: the one check that every public argument goes through."""

from __future__ import annotations

import math
from numbers import Real
from typing import TypeGuard


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
