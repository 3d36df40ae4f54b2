"""The strip of fates: where a run ends for each learning rate, or from each start, found bit by bit."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Final, TypeVar

import gdengine as gd
from tui.lab.session.terrains import Terrain, terrain_of

UPDATES: Final = 2000
"""Updates after which the end of a run is looked at."""

SMALLEST_LIMIT: Final = 1e-100
"""Limits below this number, or above 1 over it, do not decide which learning rates are shown."""

MOST_STRIPS: Final = 64
"""Strips whose fates are kept."""

USUAL_LIMITS: Final = (0.1, 5.0)
"""The lowest and highest limit of a terrain for which none is known."""

PARTS_PER_LOOK: Final = 4
"""Parts of a fate that are found between two looks at the clock."""

FIRST_STRIDE: Final = 8
"""At first the fate of every eighth cell is found, then those between."""


Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True)
class Strip:
    """What is asked: the fate for each of `values`, learning rates, or the starts' first parameter.

    `experiment` is that of the run, without what makes no difference to its fates.
    """

    experiment: gd.Experiment
    by_start: bool
    values: tuple[float, ...]

    def at(self, cell: int) -> gd.Experiment:
        """The experiment of a cell."""
        return self.with_value(self.values[cell])

    def with_value(self, value: float) -> gd.Experiment:
        """The experiment with this learning rate, or this start."""
        given = self.experiment
        if self.by_start:
            return replace(given, start=(value, *given.start[1:]))
        return replace(given, learning_rate=gd.starting_at(given.learning_rate, value))

    @property
    def ends(self) -> tuple[float, float]:
        """The first and the last value."""
        return self.values[0], self.values[-1]

    def cell(self, value: float) -> int | None:
        """The cell that is nearest to `value`, None where it lies outside of the strip."""
        low, high = self.ends
        if not low <= value <= high:
            return None
        position = _position if self.by_start else _log_position
        return round(position(value, low, high) * (len(self.values) - 1))


def strip_of(experiment: gd.Experiment, cells: int, by_start: bool) -> Strip:
    """The strip of `cells` cells, at least two, for the run of `experiment`."""
    settled = replace(experiment, max_steps=None, stop=None)
    if by_start:
        low, high = terrain_of(experiment).box[0]
        values = [low + (high - low) * i / (cells - 1) for i in range(cells)]
        step = (high - low) / (cells - 1)
        rounded = (low, *(_short(value, step) for value in values[1:-1]), high)
        return Strip(replace(settled, start=(low, *settled.start[1:])), True, rounded)
    rates = gd.geometric(*_rate_ends(terrain_of(experiment)), cells)
    short = tuple([float(f"{rate:.3g}") for rate in rates])
    return Strip(
        replace(settled, learning_rate=gd.starting_at(settled.learning_rate, short[0])), False, short
    )


class Fates:
    """The fates of strips, as far as they have been found: `ask` for a strip, and `work` on it."""

    def __init__(self) -> None:
        self._kept: dict[Strip, list[gd.Fate | None]] = {}
        self._here: dict[gd.Experiment, list[gd.Fate | None]] = {}
        self._asked: tuple[Strip, float | None] | None = None
        self._work: Iterator[None] = iter(())
        self.complete = True
        """Whether nothing is left to be found of the strip that was asked for last."""

    def ask(self, strip: Strip, here: float | None = None) -> list[gd.Fate | None]:
        """The fates of `strip`, cell by cell; None where one has not been found, until `work` has.

        The cell that is nearest to `here` gets the fate of just that value, not of the cell's own.
        """
        found = _kept(self._kept, strip, len(strip.values))
        cell = None if here is None else strip.cell(here)
        if here is None or cell is None:
            exact, work = found, _finding(strip, found)
        else:
            exact = _kept(self._here, strip.with_value(here), 1)
            work = chain(_into(exact, 0, strip.with_value(here)), _finding(strip, found))
        if (strip, here) != self._asked:
            self._asked, self._work = (strip, here), work
            self.complete = None not in found and None not in exact
        return found if cell is None else [*found[:cell], *exact, *found[cell + 1 :]]

    def work(self, seconds: float) -> None:
        """Find fates of the strip that was asked for last, for `seconds` or until all are found."""
        deadline = time.perf_counter() + seconds
        while not self.complete:
            for _ in range(PARTS_PER_LOOK):
                if next(self._work, self) is self:
                    self.complete = True
                    break
            if time.perf_counter() > deadline:
                break


def _finding(strip: Strip, found: list[gd.Fate | None]) -> Iterator[None]:
    """Put the missing fates of `strip` into `found`: a coarse picture first; yields in between."""
    stride, cells = FIRST_STRIDE, range(len(found))
    while stride:
        for cell in cells[::stride]:
            yield from _into(found, cell, strip.at(cell))
        stride //= 2


def _into(found: list[gd.Fate | None], cell: int, experiment: gd.Experiment) -> Iterator[None]:
    """Put the fate of `experiment` into a cell of `found`, unless it is known; yields in between."""
    if found[cell] is None:
        for part in gd.fate_in_parts(experiment, UPDATES):
            found[cell] = part
            yield


def _kept(kept: dict[Asked, list[gd.Fate | None]], asked: Asked, cells: int) -> list[gd.Fate | None]:
    """What is known of what was `asked`, moved to the end of what is `kept`; the oldest is forgotten."""
    found = kept.pop(asked, None) or [None] * cells
    kept[asked] = found
    if len(kept) > MOST_STRIPS:
        del kept[next(iter(kept))]
    return found


@lru_cache(maxsize=64)
def _rate_ends(terrain: Terrain) -> tuple[float, float]:
    """Learning rates from far below the limit of the narrowest valley to beyond that of the widest."""
    limits = [minimum.learning_rate_limit for minimum in terrain.minima]
    known = [limit for limit in limits if limit is not None and SMALLEST_LIMIT < limit < 1.0 / SMALLEST_LIMIT]
    lowest, highest = (min(known), max(known)) if known else USUAL_LIMITS
    return 10.0 ** math.floor(math.log10(lowest / 100.0)), float(f"{2.0 * highest:.1g}")


def _position(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low)


def _log_position(value: float, low: float, high: float) -> float:
    return math.log(value / low) / math.log(high / low)


def _short(value: float, step: float) -> float:
    """`value` with as many decimals as tell neighbours that are `step` apart."""
    return round(value, 2 - math.floor(math.log10(step)))
