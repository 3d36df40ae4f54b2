"""Batches: from which rows each update's gradient is computed.

The rows of an update are a pure function of the seed, the number of rows and the update's
number, so any step can be reached without replaying those before. All randomness comes from
`random.Random(seed).random()`, which is the same on every version of Python.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isqrt
from random import Random
from typing import Any, Final

from gdengine.checks import check_switch, check_whole
from gdengine.data.dataset import Arrays, Dataset

MOST_ROWS_SHUFFLED: Final = 1024
"""Up to this many rows an epoch's order is shuffled; above, it is computed place by place."""

PART_WORTH_ALL: Final = 32
"""Once one in this many places has been computed, all are at once: it takes a tenth of the time each."""

PART_WORTH_COPYING: Final = 8
"""Once one in this many rows has been asked for, x and y are copied in the epoch's order."""

FEISTEL_ROUNDS: Final = 4
"""Rounds that make a Feistel network look random (Luby and Rackoff 1988)."""

Points = tuple[tuple[int, ...], Sequence[float], Sequence[float]]
"""Some rows, the x of each and the y of each."""


@dataclass(frozen=True, slots=True)
class FullBatch:
    """Every update uses all rows, and is an epoch of its own."""


@dataclass(frozen=True, slots=True)
class MiniBatch:
    """Every update uses the next `size` rows; the last batch of an epoch has what is left.

    With `reshuffle` each epoch goes through the rows in another random order, that of
    (`seed`, epoch); without it, each goes through them in the data's own order. Raises
    Refused unless `size` is a whole number of at least 1 and `seed` one of at least 0.
    """

    size: int
    reshuffle: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        check_whole(self, 1, "size")
        check_whole(self, 0, "seed")
        check_switch(self, "reshuffle")

    def updates_per_epoch(self, n: int) -> int:
        """How many updates go once through `n` rows."""
        return -(-n // self.size)

    def epoch(self, update: int, n: int) -> int:
        """The epoch, counted from 0, that update number `update`, counted from 0, belongs to."""
        return update // self.updates_per_epoch(n)

    def rows(self, update: int, n: int) -> tuple[int, ...]:
        """Which of `n` rows, counted from 0, update number `update`, counted from 0, uses."""
        return next(self.rows_from(update, n))

    def rows_from(self, update: int, n: int) -> Iterator[tuple[int, ...]]:
        """The `rows` of update number `update` and of all that follow it."""
        epoch, batch = divmod(update, self.updates_per_epoch(n))
        first = batch * self.size
        while True:
            if not self.reshuffle:
                order: Sequence[int] | _LargeOrder = range(n)
            elif n <= MOST_ROWS_SHUFFLED:
                order = _order(self.seed, epoch, n)
            else:
                order = _large_order(self.seed, epoch, n)
            for start in range(first, n, self.size):
                yield tuple(order[start : start + self.size])
            epoch, first = epoch + 1, 0

    def points_from(self, update: int, data: Dataset) -> Iterator[Points]:
        """The rows of update number `update` and of all that follow, each with its x and its y.

        For many rows: in random order they are far from each other in the memory, so once much of an
        epoch is asked for, x and y are copied in its order.
        """
        n = len(data)
        epoch, batch = divmod(update, self.updates_per_epoch(n))
        first = batch * self.size
        while True:
            order = _large_order(self.seed, epoch, n) if self.reshuffle else None
            near = None if order else data.arrays
            for start in range(first, n, self.size):
                places = slice(start, start + self.size)
                rows = tuple(order[places] if order else range(n)[places])
                if order and near is None and order.often_asked:
                    near = order.arranged(data)
                if near:
                    yield rows, near[0][places], near[1][places]
                else:
                    yield rows, *data.picked(rows)
            epoch, first = epoch + 1, 0


Batch = FullBatch | MiniBatch


def single(reshuffle: bool = True, seed: int = 0) -> MiniBatch:
    """One row an update: stochastic gradient descent in its original sense."""
    return MiniBatch(1, reshuffle, seed)


@lru_cache(maxsize=64)
def _order(seed: int, epoch: int, n: int) -> tuple[int, ...]:
    """All `n` rows in (seed, epoch)'s order, by Fisher and Yates's shuffle."""
    random, order = _source(seed, epoch).random, list(range(n))
    for last in range(n - 1, 0, -1):
        other = int(random() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return tuple(order)


class _LargeOrder:
    """The random order of many rows in one epoch: a Feistel network on a grid of at least `n` cells.

    Row by row the cells are numbered. Each is moved up or down by its column, sideways by its row, up
    or down and sideways again: a bijection of the grid. A row that lands beyond `n` is moved again
    until it does not.
    """

    def __init__(self, seed: int, epoch: int, n: int) -> None:
        self._n = n
        self._width = isqrt(n - 1) + 1
        self._height = -(-n // self._width)
        self._cells = self._width * self._height
        random = _source(seed, epoch).random
        by_column, by_row = (self._width, self._height), (self._height, self._width)
        self._moves = tuple(
            [int(random() * most) for _ in range(count)]
            for count, most in (by_column, by_row) * (FEISTEL_ROUNDS // 2)
        )
        self._asked = 0
        self._all: array[int] | None = None
        self._led_back: list[tuple[int, int]] = []
        self._arranged: tuple[Dataset, Arrays] | None = None

    def __getitem__(self, places: slice) -> Sequence[int]:
        """The rows at `places`."""
        asked = range(self._n)[places]
        self._asked += len(asked)
        if self._all is None:
            if self._asked * PART_WORTH_ALL < self._n:
                return [self._row_at(place) for place in asked]
            self._all = self._computed()
        return self._all[places]

    @property
    def often_asked(self) -> bool:
        """Whether so many rows were asked for that what belongs to them is worth copying in this order."""
        return self._asked * PART_WORTH_COPYING >= self._n and self._all is not None

    def arranged(self, data: Dataset) -> Arrays:
        """x and y of all rows in this order, which must have been asked for often; kept for these data."""
        if self._arranged is None or self._arranged[0] is not data:
            x, y = data.arrays
            self._arranged = data, (self._in_order(x), self._in_order(y))
        return self._arranged[1]

    def _in_order(self, values: array[float]) -> array[float]:
        cells = values + array(values.typecode, bytes(values.itemsize * (self._cells - self._n)))
        self._turn(cells)
        for place, row in self._led_back:
            cells[place] = values[row]
        return cells[: self._n]

    def _row_at(self, place: int) -> int:
        width, height, (first, second, third, fourth) = self._width, self._height, self._moves
        row = place
        while True:
            y, x = divmod(row, width)
            y = (y + first[x]) % height
            x = (x + second[y]) % width
            y = (y + third[x]) % height
            x = (x + fourth[y]) % width
            row = y * width + x
            if row < self._n:
                return row

    def _computed(self) -> array[int]:
        """The rows at all places: what moves one cell turns whole columns and rows, in slices."""
        n, cells = self._n, _numbered(self._cells)[:]
        self._turn(cells)
        led_back = []
        for beyond in range(n, len(cells)):
            place = self._place_before(beyond)
            if place < n:
                row = beyond
                while row >= n:
                    row = cells[row]
                cells[place] = row
                led_back.append((place, row))
        self._led_back = led_back
        return cells[:n]

    def _turn(self, cells: array[Any]) -> None:
        width, (first, second, third, fourth) = self._width, self._moves
        # From the last move to the first, as each asks what stands where it leads.
        for turned, step in ((fourth, 1), (third, width), (second, 1), (first, width)):
            for line, by in enumerate(turned):
                cut = slice(line, None, width) if step == width else slice(line * width, (line + 1) * width)
                old = cells[cut]
                cells[cut] = old[by:] + old[:by]

    def _place_before(self, cell: int) -> int:
        """The cell that is moved, once, to `cell`."""
        width, height, (first, second, third, fourth) = self._width, self._height, self._moves
        y, x = divmod(cell, width)
        x = (x - fourth[y]) % width
        y = (y - third[x]) % height
        x = (x - second[y]) % width
        y = (y - first[x]) % height
        return y * width + x


@lru_cache(maxsize=1)
def _numbered(n: int) -> array[int]:
    """The numbers 0, …, n − 1; kept, since writing them takes longer than moving them all."""
    return array("I", range(n))


@lru_cache(maxsize=2)
def _large_order(seed: int, epoch: int, n: int) -> _LargeOrder:
    return _LargeOrder(seed, epoch, n)


def _source(seed: int, epoch: int) -> Random:
    """The random numbers of one epoch; the pair becomes one int, as only int seeds are portable."""
    return Random((seed << 64) + epoch)
