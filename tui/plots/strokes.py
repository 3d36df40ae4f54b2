"""Series laid into cells one by one: for strokes by the dozen, each of which costs plotext 0.1 ms."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from tui.lab.charts.chart import Axis, Series
from tui.plots.canvas import EMPTY, Area, Cells, in_cells
from tui.plots.markers import Markers

BLANK: Final = 0x2800
"""The braille character without a dot."""

DOTS: Final = ((0x40, 0x80), (0x04, 0x20), (0x02, 0x10), (0x01, 0x08))
"""Braille's dots by row, from the lowest, and column."""


def lay(cells: Cells, series: Iterable[Series], x: Axis, y: Axis, area: Area, markers: Markers) -> None:
    """Put `series` on top of what is in `cells`, at the places where plotext would put them."""
    if area.columns < 1 or area.rows < 1:
        return
    for each in series:
        glyph = markers.of(each)
        wide, tall = (1, 1) if glyph else (2, 4)
        columns = [math.floor(round(place * wide, 8)) for place in in_cells(each.xs, x, area.columns)]
        rows = [math.floor(round(place * tall, 8)) for place in in_cells(each.ys, y, area.rows)]
        places = list(zip(columns, rows, strict=True))
        for column, row in _joined(places) if each.path else places:
            place = area.top + area.rows - 1 - row // tall, area.left + column // wide
            dot = glyph or chr(BLANK | DOTS[row % 4][column % 2])
            cells[place] = (over(cells.get(place, EMPTY)[0], dot), each.role)


def over(under: str, glyph: str) -> str:
    """What two characters in one cell become: braille dots add up, and anything else covers them."""
    return chr(ord(under) | ord(glyph)) if is_braille(under) and is_braille(glyph) else glyph


def is_braille(glyph: str) -> bool:
    """Whether a character is made of braille dots."""
    return BLANK <= ord(glyph) < BLANK + 256


def _joined(places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """All places along a path, each once and the next beside it."""
    yield places[0]
    for (a, b), (c, d) in pairwise(places):
        most = max(abs(c - a), abs(d - b))
        for i in range(1, most + 1):
            yield round(a + (c - a) * i / most), round(b + (d - b) * i / most)
