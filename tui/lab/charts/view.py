"""The ranges that charts show: a base that rests, extended by whole octaves while a run leaves it."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Final, NamedTuple

from tui.lab.charts.axes import LARGEST_ON_AXIS
from tui.lab.charts.chart import Extent, Point
from tui.lab.charts.run_path import (
    MOST_STEPS_AHEAD,
    STEPS_PER_VIEW,
    Stretch,
    params_at,
    run_path,
)
from tui.lab.session.frame import Frame

WIDEST_PATH: Final = 16.0
"""A path is shown whole up to this number of times the range of its last swings; beyond, only these."""

ROOM_RATIO: Final = 1.05
"""How much farther than a value an extended range reaches, relative to the distance from the base."""


def extended(base: Extent, values: Iterable[float]) -> Extent:
    """`base`, extended at either end by once, three times, seven times … its size to hold `values`.

    Values that are not finite or too large for an axis are left out.
    """
    shown = [value for value in values if abs(value) < LARGEST_ON_AXIS]
    (low, high), size = base, base[1] - base[0]
    if not shown:
        return base
    return low - _octaves(low - min(shown), size), high + _octaves(max(shown) - high, size)


class Way(NamedTuple):
    """What a view has to hold of a run: its last swings, and if they are not much wider, what is about.

    That are the steps to come in the same view, and the path up to there. Of a `whole` run it has to
    hold the path, however wide that is.
    """

    swings: Sequence[Point]
    coming: Sequence[Point]
    path: Sequence[Point]
    whole: bool

    @classmethod
    def of(cls, frame: Frame) -> Way:
        """The way to the step on screen, or of the whole run if that is to be shown."""
        first, length = Stretch.of(frame)
        near = first + STEPS_PER_VIEW + 1
        last = frame.newest if frame.looks.whole else first
        return cls(
            list(params_at(frame, first - STEPS_PER_VIEW, near)),
            list(params_at(frame, near, first + min(length, MOST_STEPS_AHEAD) + 1)),
            list(run_path(frame.run, last)),
            frame.looks.whole,
        )

    def framed(self, base: Extent, values: Callable[[Iterable[Point]], list[float]]) -> Extent:
        """`base`, extended for the `values` of the last swings, and of the rest unless that is much wider."""
        near = extended(base, values(self.swings))
        if self.whole:
            return extended(near, values(self.path))
        for rest in (self.coming, self.path):
            wider = extended(near, values(rest))
            if wider[1] - wider[0] <= WIDEST_PATH * (near[1] - near[0]):
                near = wider
        return near


def view_key(frame: Frame) -> Hashable:
    """What a `Way` depends on, apart from the history."""
    return Stretch.of(frame), frame.newest if frame.looks.whole else None


def direction(x: float, y: float, across: Extent, up: Extent) -> str:
    """An arrow from a view to a place outside of it; "" for a place in it, or one that is no number."""
    signs = _side(x, across), _side(y, up)
    return ARROWS.get(signs, "")


ARROWS: Final = {
    (-1, 0): "←", (1, 0): "→", (0, 1): "↑", (0, -1): "↓", (-1, 1): "↖", (1, 1): "↗", (-1, -1): "↙",
    (1, -1): "↘",
}  # fmt: skip


def _side(value: float, extent: Extent) -> int:
    return (value > extent[1]) - (value < extent[0])


def _octaves(beyond: float, size: float) -> float:
    """The smallest of 0, 1, 3, 7, 15 … times `size` that is at least `beyond`, with some room."""
    if beyond <= 0.0:
        return 0.0
    # By the difference of logarithms, as the ratio itself could overflow.
    ratio = math.log2(ROOM_RATIO * beyond) - math.log2(size)
    octaves = math.ceil(ratio) if ratio > 50.0 else math.ceil(math.log2(2.0**ratio + 1.0))
    return math.ldexp(size, octaves) - size
