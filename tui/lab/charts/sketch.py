"""A terrain drawn small, as lines of text: a curve in braille dots, a surface in shades of its height."""

from __future__ import annotations

import math

import gdengine as gd

DOTS_ACROSS = 2
DOTS_UP = 4
"""Braille dots of a cell."""

DOT_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Bits of the dots of a cell, by row from the top and column."""

SHADES = "█▓▒░ "
"""From the lowest ground to the highest."""

HIGHEST_QUANTILE = 0.8
"""Of a curve with steep walls or poles, only the lowest part of its heights is drawn, up to this quantile."""


def sketch(terrain: gd.Curve | gd.Surface, columns: int, rows: int) -> list[str]:
    """`rows` lines of `columns` cells; blank where the formula has no value."""
    return (
        _curve(terrain, columns, rows) if isinstance(terrain, gd.Curve) else _surface(terrain, columns, rows)
    )


def _curve(curve: gd.Curve, columns: int, rows: int) -> list[str]:
    low, high = curve.domain
    wide, tall = columns * DOTS_ACROSS, rows * DOTS_UP
    heights = [curve.cost((low + (high - low) * i / (wide - 1),)) for i in range(wide)]
    known = sorted(height for height in heights if math.isfinite(height))
    cells = [[0] * columns for _ in range(rows)]
    if known:
        bottom, top = known[0], _top(known)
        last: int | None = None
        for i, height in enumerate(heights):
            inside = math.isfinite(height) and height <= top
            dot = round((top - height) / ((top - bottom) or 1.0) * (tall - 1)) if inside else None
            if dot is not None:
                # A steep stretch is joined to the dot before it.
                for y in range(*sorted((dot, dot if last is None else last))) or (dot,):
                    _set(cells, i, y)
                _set(cells, i, dot)
            last = dot
    return ["".join(chr(0x2800 + cell) if cell else " " for cell in line) for line in cells]


def _set(cells: list[list[int]], x: int, y: int) -> None:
    cells[y // DOTS_UP][x // DOTS_ACROSS] |= DOT_BITS[y % DOTS_UP][x % DOTS_ACROSS]


def _surface(surface: gd.Surface, columns: int, rows: int) -> list[str]:
    (left, right), (bottom, top) = surface.domain
    xs = [left + (right - left) * (i + 0.5) / columns for i in range(columns)]
    ys = [top - (top - bottom) * (j + 0.5) / rows for j in range(rows)]
    heights = [[surface.cost((x, y)) for x in xs] for y in ys]
    known = sorted(height for line in heights for height in line if math.isfinite(height))

    def shade(height: float) -> str:
        if not math.isfinite(height):
            return " "
        rank = sum(other < height for other in known) / len(known)
        return SHADES[min(int(rank * len(SHADES)), len(SHADES) - 1)]

    return ["".join(map(shade, line)) for line in heights]


def _top(known: list[float]) -> float:
    """The highest height that is drawn: all of them, unless the rest is more than that much higher."""
    usual = known[int(HIGHEST_QUANTILE * (len(known) - 1))]
    room = 2.0 * (usual - known[0])
    return known[-1] if known[-1] - known[0] <= room or not room else known[0] + room
