"""Stepping a learning rate through a series of round numbers."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from typing import Final

E24: Final = (1.0, 1.1, 1.2, 1.3, 1.5, 1.6, 1.8, 2.0, 2.2, 2.4, 2.7, 3.0, 3.3, 3.6, 3.9, 4.3, 4.7, 5.1, 5.6,
              6.2, 6.8, 7.5, 8.2, 9.1)  # fmt: skip
"""The E24 series of IEC 60063: about 10 % apart, so that each step changes the rate about equally."""


def nudged(learning_rate: float, direction: int) -> float:
    """The next (+1) or previous (−1) number of the E24 series; the next after 0 is 0.001."""
    if learning_rate == 0.0:
        return 0.001 if direction > 0 else 0.0
    exponent = math.floor(math.log10(learning_rate))
    ladder = [float(f"{mantissa}e{exponent + decade}") for decade in (-1, 0, 1) for mantissa in E24]
    place = bisect_right(ladder, learning_rate) if direction > 0 else bisect_left(ladder, learning_rate) - 1
    # At the ends of the range of floats there is no further number.
    return ladder[place] if math.isfinite(ladder[place]) else learning_rate
