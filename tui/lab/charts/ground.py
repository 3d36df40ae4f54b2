"""The ground of a landscape: its levels at round heights, and the shade of each cell between them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from tui.lab.text import notation

SHADES: Final = 8
"""Shades from the lowest ground to the highest."""

NO_SHADE: Final = 0
"""The shade of a cell where the ground has no finite height; the others are 1 to SHADES."""

LONGEST_NUMBER: Final = 7
"""Characters of a level's number at most; a longer one is not written."""

PLAIN_PLACES: Final = 4
"""Numbers of up to this many places before the point are written without a power of ten."""

SMALLEST_GAP: Final = 1e-290
"""Between heights that are closer than this there are no round floats."""

FINEST_GAP_RATIO: Final = 1e-12
"""The smallest distance between levels relative to their height."""

Shades = tuple[tuple[int, ...], ...]
"""The shade of each cell, by row from the top and column from the left."""


class Level(NamedTuple):
    """A height at which a line is drawn, and the number to be written into the line ("": none)."""

    height: float
    text: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A height at every place, and the levels, the lowest first, between which the shades change.

    Two grounds are equal if `of` and `levels` are: `of` is what the heights are computed from.
    """

    of: Hashable
    height: Callable[[tuple[float, float]], float] = field(compare=False, repr=False)
    levels: tuple[float, ...]


@lru_cache(maxsize=16)
def shades(ground: Ground, x: tuple[float, float], y: tuple[float, float], columns: int, rows: int) -> Shades:
    """The shades of `columns` x `rows` cells over a view, whose ends are the centres of the end cells."""
    across, up = middles(*x, columns), middles(*y, rows)
    steps = max(1, len(ground.levels))
    by_band = [1 + round(band * (SHADES - 1) / steps) for band in range(steps + 1)]

    def shade(place: tuple[float, float]) -> int:
        height = ground.height(place)
        return by_band[bisect_right(ground.levels, height)] if math.isfinite(height) else NO_SHADE

    return tuple(tuple(shade((a, b)) for a in across) for b in reversed(up))


def middles(low: float, high: float, cells: int) -> list[float]:
    """The centres of `cells` cells on an axis; those of the end cells are its ends."""
    parts = (cell / (cells - 1) if cells > 1 else 0.5 for cell in range(cells))
    return [min(low + (high - low) * part, high) for part in parts]


def round_levels(heights: Sequence[float]) -> tuple[Level, ...]:
    """Each of the ascending `heights`, except the first and the last, moved to a round number near it.

    They stay apart and in order: each moves by at most a quarter of the way to its neighbours. Where
    floats are too coarse for that, and where differences overflow, a level is left out.
    """
    found: list[Level] = []
    for before, height, after in zip(heights, heights[1:], heights[2:], strict=False):
        gap = min(height - before, after - height)
        if not max(SMALLEST_GAP, FINEST_GAP_RATIO * abs(height)) < gap < math.inf:
            continue
        step = _round_step(gap / 2.0)
        rounded = round(height / step) * step
        place = _place(rounded) if rounded else 0
        digits = max(1, place - _place(step) + 1, place + 1 if place < PLAIN_PLACES else 0)
        text = notation.number(rounded, digits)
        found.append(Level(rounded, text if len(text) <= LONGEST_NUMBER else ""))
    return tuple(found)


def _round_step(most: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is at most `most`."""
    power = 10.0 ** _place(most)
    return next((factor * power for factor in (5.0, 2.0) if factor * power <= most), power)


def _place(value: float) -> int:
    return math.floor(math.log10(abs(value)) + 1e-12)
