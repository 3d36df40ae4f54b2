"""Preset data sets, each of which teaches something, and points generated on a line."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from gdengine.checks import ANY, AT_LEAST_0, checked_number, checked_whole
from gdengine.data.dataset import Dataset


def article() -> Dataset:
    """The three points of the article: X = (0, 1, 3), Y = (-1, 1, 5), on the line 2x - 1."""
    return Dataset(x=(0, 1, 3), y=(-1, 1, 5))


def noisy_line() -> Dataset:
    """Forty points about the line 2x - 1: the cost has a floor above 0."""
    return _rounded(line(40, sigma=0.5, seed=1))


def outlier() -> Dataset:
    """Ten points on the line 2x - 1, the last far off it: squares let one point bend the line."""
    x = [i / 2 for i in range(10)]
    return Dataset(x, [*(2.0 * value - 1.0 for value in x[:-1]), -20.0])


def ill_scaled() -> Dataset:
    """Twenty prices against areas of 1000 to 5000: a condition number of about 7e7."""
    return _rounded(line(20, slope=0.05, intercept=10.0, sigma=10.0, seed=2, low=1000.0, high=5000.0))


def shifted() -> Dataset:
    """A value for each of the years 2000 to 2020: far from the origin; subtracting the mean of x helps."""
    years = Dataset(range(2000, 2021), [0.5 * (year - 2000) + 3.0 for year in range(2000, 2021)])
    return _rounded(noisy(years, sigma=0.3, seed=3))


def steep() -> Dataset:
    """Twenty points about the line 50x - 20: the start is far off, but the limit stays the same."""
    return _rounded(line(20, slope=50.0, intercept=-20.0, sigma=5.0, seed=4))


def two_clusters() -> Dataset:
    """Two clouds of fifteen points, about (1, 1) and (5, 4)."""
    centres = Dataset([1.0] * 15 + [5.0] * 15, [1.0] * 15 + [4.0] * 15)
    swapped = noisy(Dataset(centres.y, centres.x), sigma=0.4, seed=5)
    return _rounded(noisy(Dataset(swapped.y, centres.y), sigma=0.4, seed=6))


def vertical_stack() -> Dataset:
    """Five points above one x: many lines fit equally well, so w1 depends on the start."""
    return Dataset(x=(2, 2, 2, 2, 2), y=(1, 2, 3, 4, 5))


PRESETS: Final[Mapping[str, Callable[[], Dataset]]] = MappingProxyType(
    {
        "article": article,
        "noisy_line": noisy_line,
        "outlier": outlier,
        "ill_scaled": ill_scaled,
        "shifted": shifted,
        "steep": steep,
        "two_clusters": two_clusters,
        "vertical_stack": vertical_stack,
    }
)
"""The preset data sets by name."""


def line(
    n: int,
    slope: float = 2.0,
    intercept: float = -1.0,
    sigma: float = 0.0,
    seed: int = 0,
    low: float = 0.0,
    high: float = 3.0,
) -> Dataset:
    """`n` points at even distances from `low` to `high`, on a line, with noise as `noisy` adds it."""
    checked_whole("n", n, 1)
    for name, value in (("slope", slope), ("intercept", intercept), ("low", low), ("high", high)):
        checked_number(name, value, ANY)
    steps = max(n - 1, 1)
    # A weighted mean of the ends neither overflows nor misses the high end, as low + i·step may.
    x = [low * ((steps - i) / steps) + high * (i / steps) for i in range(n)]
    return noisy(Dataset(x, [slope * value + intercept for value in x]), sigma, seed)


def noisy(data: Dataset, sigma: float, seed: int) -> Dataset:
    """`data` with Gaussian noise of standard deviation `sigma` ≥ 0 added to y, decided by `seed` ≥ 0.

    The same seed gives the same noise on every Python version: only `random.random` is
    promised to stay as it is, so the Gaussians are made from it (Box and Muller, 1958). Between
    platforms the last bit may differ, as their logarithms and cosines do.
    """
    checked_number("sigma", sigma, AT_LEAST_0)
    checked_whole("seed", seed, 0)
    uniform = random.Random(seed).random
    return Dataset(data.x, [y + sigma * _gaussian(uniform(), uniform()) for y in data.y], data.names)


def _gaussian(u: float, v: float) -> float:
    """A standard normal number from two uniform ones of [0, 1)."""
    return math.sqrt(-2.0 * math.log(1.0 - u)) * math.cos(2.0 * math.pi * v)


def _rounded(data: Dataset) -> Dataset:
    """`data` in two decimals: short in a table, and the same to the bit on every platform."""
    return Dataset([round(x, 2) for x in data.x], [round(y, 2) for y in data.y])
