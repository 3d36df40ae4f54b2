"""Batches: from which rows each update's gradient is computed.

The rows of an update are a pure function of the seed, the number of rows and the update's
number, so any step can be reached without replaying those before. All randomness comes from
`random.Random(seed).random()`, which is the same on every version of Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import isqrt
from random import Random
from typing import Final

from gdengine.checks import check_switch, check_whole

MOST_ROWS_SHUFFLED: Final = 1024
"""Up to this many rows an epoch's order is drawn at once; above, each row's place is computed."""

FEISTEL_ROUNDS: Final = 4
"""Rounds that make a Feistel network look random (Luby and Rackoff 1988)."""


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
        epoch, batch = divmod(update, self.updates_per_epoch(n))
        first = batch * self.size
        places = range(first, min(first + self.size, n))
        return _shuffled(self.seed, epoch, n, places) if self.reshuffle else tuple(places)


Batch = FullBatch | MiniBatch


def single(reshuffle: bool = True, seed: int = 0) -> MiniBatch:
    """One row an update: stochastic gradient descent in its original sense."""
    return MiniBatch(1, reshuffle, seed)


def _shuffled(seed: int, epoch: int, n: int, places: range) -> tuple[int, ...]:
    """Which rows stand at `places` in the random order of `n` rows that is (seed, epoch)'s."""
    if n <= MOST_ROWS_SHUFFLED:
        return _order(seed, epoch, n)[places.start : places.stop]
    width = isqrt(n - 1) + 1
    height = -(-n // width)
    first, second, third, fourth = _keys(seed, epoch, width, height)
    rows = []
    for row in places:
        # A cell of a grid of width·height ≥ n is moved up or down by its column and sideways by
        # its row, in turn: a bijection of the grid. What lands beyond n is moved again until it does not.
        while True:
            y, x = divmod(row, width)
            y = (y + first[x]) % height
            x = (x + second[y]) % width
            y = (y + third[x]) % height
            x = (x + fourth[y]) % width
            row = y * width + x
            if row < n:
                break
        rows.append(row)
    return tuple(rows)


@lru_cache(maxsize=64)
def _order(seed: int, epoch: int, n: int) -> tuple[int, ...]:
    """All `n` rows in (seed, epoch)'s order, by Fisher and Yates's shuffle."""
    random, order = _source(seed, epoch).random, list(range(n))
    for last in range(n - 1, 0, -1):
        other = int(random() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return tuple(order)


@lru_cache(maxsize=8)
def _keys(seed: int, epoch: int, width: int, height: int) -> tuple[tuple[int, ...], ...]:
    """For each round, how far each column (even rounds) or row (odd rounds) of the grid is moved."""
    random = _source(seed, epoch).random
    return tuple(
        tuple([int(random() * height) for _ in range(width)])
        if turn % 2 == 0
        else tuple([int(random() * width) for _ in range(height)])
        for turn in range(FEISTEL_ROUNDS)
    )


def _source(seed: int, epoch: int) -> Random:
    """The random numbers of one epoch; the pair becomes one int, as only int seeds are portable."""
    return Random((seed << 64) + epoch)
