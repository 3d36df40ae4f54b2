"""Random starts, the same on every version of Python."""

from __future__ import annotations

import math
from random import Random
from typing import Final

from gdengine.checks import checked_whole
from gdengine.objectives.curves import Curve, Surface
from gdengine.objectives.regression import LinearRegression
from gdengine.step import Params

REACH_DEVIATIONS: Final = 2.0
"""A random line is at most this many standard deviations of y off the best one."""


def random_start(objective: LinearRegression | Curve | Surface, seed: int) -> Params:
    """A random start, uniform in a box; the same `seed` gives the same start.

    On a curve or surface the box is its domain. For a line the minimum is in the middle of the box,
    and each side of it is as far off as moves the line by REACH_DEVIATIONS standard deviations of y
    (for w1: the root mean square over the points), so starts are on either side, near or far, in the
    data's own size. Where all y are equal, their distance from 0 takes the deviation's place, and 1
    where that is 0 too; where all x are 0, w1 reaches as far as w0. Raises Refused unless `seed` is a
    whole number of at least 0.
    """
    checked_whole("seed", seed, 0)
    box = _box(objective) if isinstance(objective, LinearRegression) else objective.box
    # Of random's methods, only this one gives the same numbers on every version.
    random = Random(seed).random
    return tuple([low + (high - low) * random() for low, high in box])


def _box(objective: LinearRegression) -> tuple[tuple[float, float], ...]:
    y = objective.data.y
    mean = math.fsum(y) / len(y)
    spread = math.sqrt(math.fsum([(value - mean) * (value - mean) for value in y]) / len(y))
    rise = REACH_DEVIATIONS * (spread or abs(mean) or 1.0)
    (slant, _), (_, level) = objective.hessian()
    # The Hessian's diagonal is Σx² and N, up to the same constant.
    reaches = (rise / (math.sqrt(slant / level) or 1.0), rise)
    return tuple(
        [(best - reach, best + reach) for best, reach in zip(objective.minimum, reaches, strict=True)]
    )
