"""The points that a line is fitted to."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dataset:
    """Points (x, y): two equally long sequences of finite numbers, at least one point.

    Raises ValueError that names the sequence and the row, counted from 1, where a value is
    not a finite number, and where the lengths differ or there is no point at all.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]

    def __init__(self, x: Iterable[float], y: Iterable[float]) -> None:
        object.__setattr__(self, "x", _finite("x", x))
        object.__setattr__(self, "y", _finite("y", y))
        if len(self.x) != len(self.y):
            raise ValueError(f"x has {len(self.x)} values and y has {len(self.y)}: give each point both")
        if not self.x:
            raise ValueError("no points: give at least one")

    def __len__(self) -> int:
        return len(self.x)


def article() -> Dataset:
    """The three points of the article: X = (0, 1, 3), Y = (-1, 1, 5), on the line 2x - 1."""
    return Dataset(x=(0, 1, 3), y=(-1, 1, 5))


def _finite(name: str, values: Iterable[float]) -> tuple[float, ...]:
    """`values` as floats; they are checked all at once, and one by one only to name the bad one."""
    given = tuple(values)
    try:
        numbers = tuple(map(float, given))
        if all(map(math.isfinite, numbers)):
            return numbers
    except (TypeError, ValueError, OverflowError):
        pass
    row, value = next((row, value) for row, value in enumerate(given, start=1) if not _is_finite(value))
    raise ValueError(f"{name}, row {row}: {value!r} is not a finite number")


def _is_finite(value: object) -> bool:
    try:
        return math.isfinite(float(value))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return False
