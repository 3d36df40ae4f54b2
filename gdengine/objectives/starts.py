"""Where a run may start when chance decides, the same on every version of Python."""

from __future__ import annotations

import math
from random import Random
from typing import Final

from gdengine.checks import whole
from gdengine.objectives.curves import Curve, Surface
from gdengine.objectives.regression import LinearRegression
from gdengine.step import Params

REACH: Final = 2.0
"""A line starts at most so many standard deviations of y off the best one."""


def random_start(objective: LinearRegression | Curve | Surface, seed: int) -> Params:
    """A start that `seed` decides, uniform in a box.

    On a curve or surface the box is its domain. For a line it has the minimum in its middle, and
    reaches as far in w0, and in w1, as moves the line by REACH standard deviations of y (in w1 as the
    root mean square over the points), so starts are good and bad alike, on either side, and of the
    data's own size. Where all y are equal their distance from 0 stands in for the deviation, and 1
    where that is 0 too; where all x are 0 w1 reaches as far as w0. Raises Refused unless `seed` is a
    whole number of at least 0.
    """
    whole("seed", seed, 0)
    box = _box(objective) if isinstance(objective, LinearRegression) else objective.box
    # Of random's methods, only this one gives the same numbers on every version.
    random = Random(seed).random
    return tuple([low + (high - low) * random() for low, high in box])


def _box(objective: LinearRegression) -> tuple[tuple[float, float], ...]:
    y = objective.data.y
    mean = math.fsum(y) / len(y)
    spread = math.sqrt(math.fsum([(value - mean) * (value - mean) for value in y]) / len(y))
    rise = REACH * (spread or abs(mean) or 1.0)
    (slant, _), (_, level) = objective.hessian()
    # The Hessian's diagonal is Σx² and N, up to the same constant.
    reaches = (rise / (math.sqrt(slant / level) or 1.0), rise)
    return tuple(
        [(best - reach, best + reach) for best, reach in zip(objective.minimum, reaches, strict=True)]
    )
