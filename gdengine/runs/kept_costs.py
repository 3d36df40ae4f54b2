"""The costs of a run: the newest ones, and of all the lowest and the highest of each short range."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from math import inf, isfinite
from typing import Final

NEWEST_COSTS: Final = 1 << 15
"""The costs that are kept in any case; up to twice this number are."""

RANGES: Final = 4096
"""Ranges from step 2^n to 2^(n+1): a chart of a run up to any of its steps has fewer columns."""

STEPS_PER_RANGE: Final = 64
"""Steps of a range near the start."""

Extremes = tuple[float, float] | None
"""The lowest and the highest finite cost; None where there is none."""


class KeptCosts:
    """What is kept of the costs of the steps from `first` on.

    Ranges begin at multiples of their length, a power of 2 that grows with the step's index: the memory
    that they take grows with the logarithm of the number of steps.
    """

    def __init__(self, first: int, cost: float) -> None:
        self.first = self.stop = self.newest = first
        self._newest = array("d")
        self._starts, self._lows, self._highs = array("q"), array("d"), array("d")
        self._low, self._high = inf, -inf
        self._begin_range()
        self.extend([cost])

    def extend(self, costs: list[float]) -> None:
        """Add the costs of the next steps."""
        self._newest.extend(costs)
        if len(self._newest) >= 2 * NEWEST_COSTS:
            self.newest += len(self._newest) - NEWEST_COSTS
            del self._newest[:-NEWEST_COSTS]
        while costs:
            part, costs = costs[: self._end - self.stop], costs[self._end - self.stop :]
            if found := extremes(part):
                self._low, self._high = min(self._low, found[0]), max(self._high, found[1])
            self.stop += len(part)
            if self.stop == self._end:
                self._starts.append(self._start)
                self._lows.append(self._low)
                self._highs.append(self._high)
                self._begin_range()

    def _begin_range(self) -> None:
        """A range from here on."""
        length = max(STEPS_PER_RANGE, (1 << self.stop.bit_length()) // 2 // RANGES)
        self._start, self._end = self.stop, (self.stop // length + 1) * length
        self._low, self._high = inf, -inf

    def known(self, start: int, stop: int) -> array[float]:
        """The costs of the steps start, …, stop − 1, all of them from step `newest` on."""
        return self._newest[start - self.newest : stop - self.newest]

    def extremes(self, start: int, stop: int, costs: Callable[[int, int], Iterable[float]]) -> Extremes:
        """The extremes of the steps start, …, stop − 1; `costs` gives those of a part of a range."""
        if start >= stop:
            return None
        found = array("d")
        if stop == self.stop and start <= self._start:
            found.extend((self._low, self._high))
            stop = self._start
        left = bisect_left(self._starts, start)
        right = bisect_right(self._starts, stop) - 1
        if stop == self._start:
            right = len(self._starts)
        if left < right:
            found.extend(self._lows[left:right])
            found.extend(self._highs[left:right])
            found.extend(costs(start, self._starts[left]))
            start = self._starts[right] if right < len(self._starts) else self._start
        found.extend(costs(start, stop))
        return extremes(found)


def extremes(costs: Iterable[float]) -> Extremes:
    """The lowest and the highest finite cost; None where there is none."""
    finite = [cost for cost in costs if isfinite(cost)]
    return (min(finite), max(finite)) if finite else None
