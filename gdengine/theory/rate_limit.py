"""The learning rate up to which updates converge on a quadratic."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from gdengine.theory.spectrum import Quadratic, Rule, spectrum

CIRCLE_PARTS: Final = 240
"""Parts of half the unit circle, each of which is searched for a root."""


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
        found = _first_crossing(quadratic, rule)
        return found if spectrum(quadratic, rule, found / 2.0)[0] < 1.0 else 0.0
    a, b, c, _ = quadratic
    split = (a - c) ** 2 - 4.0 * b * b
    return (a + c - math.sqrt(split)) / (a * c + b * b) if split >= 0.0 else 1.0 / a + 1.0 / c


def _first_crossing(quadratic: Quadratic, rule: Rule) -> float:
    """The smallest learning rate at which a factor of sequential updates has size 1.

    For a factor z on the unit circle d(z)/n(z) = η·w, where (w + a)·(w + c) = b²·z: so η is found
    wherever the quotient of the two is real, along half of the circle.
    """
    a, b, c, determinant = quadratic

    def quotient(angle: float, sign: float) -> complex:
        z = cmath.rect(1.0, angle) if angle < math.pi else complex(-1.0)
        d = (z - 1.0) * (z - rule.momentum)
        n = (1.0 + rule.momentum) * z - rule.momentum if rule.nesterov else rule.fresh * z
        w = (sign * cmath.sqrt((a - c) ** 2 + 4.0 * b * b * z) - (a + c)) / 2.0
        return d / (n * w) if w else complex(math.inf)

    found = []
    if not determinant:
        at_1 = 1.0 if rule.nesterov else rule.fresh
        found.append((1.0 - rule.momentum) * (a + c) / (b * b * at_1))
    for sign in (1.0, -1.0):
        low, before = 0.0, 0.0
        for i in range(1, CIRCLE_PARTS + 1):
            high = math.pi * i / CIRCLE_PARTS
            now = quotient(high, sign)
            if abs(now.imag) <= 1e-14 * abs(now):
                found.append(now.real)
            elif before * now.imag < 0.0:
                found.append(_crossing(lambda angle, sign=sign: quotient(angle, sign), low, high))  # type: ignore[misc]
            low, before = high, now.imag
    return min((rate for rate in found if rate > 0.0), default=math.inf)


def _crossing(function: Callable[[float], complex], low: float, high: float) -> float:
    """The real part of `function` where its imaginary part changes sign."""
    rising = function(high).imag > 0.0
    for _ in range(60):
        middle = (low + high) / 2.0
        if (function(middle).imag > 0.0) == rising:
            high = middle
        else:
            low = middle
    return function(high).real
