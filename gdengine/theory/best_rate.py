"""The learning rate with which updates converge fastest on a quadratic."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from gdengine.theory.rate_limit import rate_limit
from gdengine.theory.spectrum import Quadratic, Rule, factors_of_slope, spectrum

RANGE_PARTS: Final = 32
"""Parts of the range below the limit in the search for the best rate, where no formula gives it."""


@lru_cache(maxsize=256)
def best_rate(quadratic: Quadratic, rule: Rule) -> float:
    """The learning rate below the limit with the smallest spectral radius; 0 where none converges.

    Exact but for sequential updates with momentum, where it is searched for to some five digits.
    """
    largest, smallest = quadratic.eigenvalues
    end = rate_limit(quadratic, rule)
    if end in (0.0, math.inf):
        return end
    if rule.sequential and quadratic.b:
        return _best_in_search(quadratic, rule, end) if rule.momentum else _best_in_sequence(quadratic, end)
    if rule.nesterov:
        return _best_of_nesterov(rule.momentum, largest, smallest)
    # The spectrum's ends are equally far from 1 + μ, where an eigenvalue alone would be fastest.
    return (1.0 + rule.momentum) / rule.fresh * (2.0 / (largest + smallest) if smallest else 1.0 / largest)


def _best_in_sequence(quadratic: Quadratic, end: float) -> float:
    """Of plain sequential updates: where both factors meet, or where they are equal and opposite."""
    if not quadratic.determinant:
        return 1.0 / max(quadratic.a, quadratic.c)
    total, coupling, root = (
        quadratic.a + quadratic.c,
        quadratic.b * quadratic.b,
        math.sqrt(quadratic.determinant),
    )
    meet = (total - 2.0 * root) / coupling if coupling else math.inf
    candidates = [meet] if meet < end else []
    split = total * total - 8.0 * coupling
    if split >= 0.0:
        candidates.append(4.0 / (total + math.sqrt(split)))
    # Where det H is almost 0, rounding may leave neither.
    candidates = candidates or [1.0 / max(quadratic.a, quadratic.c)]
    return min(candidates, key=lambda rate: spectrum(quadratic, Rule(sequential=True), rate)[0])


def _best_of_nesterov(mu: float, largest: float, smallest: float) -> float:
    """Where the steepest and the flattest part are equally fast: each is the faster the nearer ηλ is to 1."""
    low, high = 1.0 / largest, 1.0 / (smallest or largest)
    rule = Rule(mu, nesterov=True)
    for _ in range(80):
        middle = math.sqrt(low * high)
        steep, flat = (max(map(abs, factors_of_slope(rule, middle * slope))) for slope in (largest, smallest))
        if not low < middle < high:
            break
        if steep < flat:
            low = middle
        else:
            high = middle
    return low


def _best_in_search(quadratic: Quadratic, rule: Rule, end: float) -> float:
    """The best of a grid, refined by golden section, since a factor's size has corners."""
    if end == math.inf:
        return end

    def radius(part: float) -> float:
        return spectrum(quadratic, rule, part * end)[0]

    best = min((i / RANGE_PARTS for i in range(1, RANGE_PARTS)), key=radius)
    low, high = best - 1.0 / RANGE_PARTS, best + 1.0 / RANGE_PARTS
    golden = (math.sqrt(5.0) - 1.0) / 2.0
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = radius(left), radius(right)
    while high - low > 1e-6:
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = radius(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = radius(right)
    return (low + high) / 2.0 * end
