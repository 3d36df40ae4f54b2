"""The learning rate up to which updates converge on a quadratic."""

from __future__ import annotations

import math
from functools import lru_cache

from gdengine.theory.spectrum import Quadratic, Rule


@lru_cache(maxsize=256)
def rate_limit(quadratic: Quadratic, rule: Rule) -> float:
    """The learning rate up to which, counted from 0, an update converges; 0 where none does."""
    mu, fresh = rule.momentum, rule.fresh
    steepest = quadratic.eigenvalues[0]
    if fresh <= 0.0 or mu > 1.0 or (mu == 1.0 and not rule.nesterov):
        return 0.0
    if steepest <= 0.0:
        return math.inf
    if not rule.sequential or not quadratic.b:
        by = 1.0 + 2.0 * mu if rule.nesterov else fresh
        return 2.0 * (1.0 + mu) / (steepest * by)
    if mu:
        # Fractions take as long to import as all of the engine, and only this needs them.
        from gdengine.theory.stability import first_unstable

        return first_unstable(quadratic, rule)
    a, b, c, _ = quadratic
    split = (a - c) ** 2 - 4.0 * b * b
    return (a + c - math.sqrt(split)) / (a * c + b * b) if split >= 0.0 else 1.0 / a + 1.0 / c
