"""Where the roots of a polynomial leave the unit circle, decided exactly.

The factors z of sequential updates with momentum are the roots of a polynomial whose coefficients
are polynomials in the learning rate η (see `spectrum`). As η grows from 0, a root can cross the
circle only at z = 1, at z = −1, or in a pair e^(±iθ). Each is an equation in η alone:

- p(1) = 0 and p(−1) = 0;
- a pair with u = 2·cos θ, where z² − u·z + 1 divides p. Of a quartic Σ cₖzᵏ that needs
  u = (c₁ − c₃)/(c₄ − c₀), and so (c₂ − c₄ − c₀)(c₄ − c₀)² + (c₁ − c₃)(c₄c₁ − c₀c₃) = 0;
  of a cubic u = (c₀ − c₂)/c₃, and so c₃² − c₀² + c₀c₂ − c₁c₃ = 0.

Floats are fractions, so these equations are exact. Sturm's theorem counts their roots in any
interval, so none is missed however close they lie; and between two neighbouring roots one test of
stability (Schur 1917, Cohn 1922) holds for all learning rates. (Jury 1964; Basu, Pollack, Roy 2006, 2.2.)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, zip_longest
from typing import Final

from gdengine.theory.spectrum import Quadratic, Rule

Polynomial = list[Fraction]
"""Coefficients, the lowest power first."""

BITS: Final = 60
"""Binary digits to which a root is closed in on: more than a float has."""


def first_unstable(quadratic: Quadratic, rule: Rule) -> float:
    """The learning rate from which on updates do not converge; 0 if none does, inf if all do."""
    factors = characteristic(quadratic, rule)
    crossings = sorted(
        root for equation in _crossing_equations(factors) for root in _positive_roots(equation)
    )
    low = Fraction(0)
    for crossing, high in crossings:
        if not is_stable(factors, (low + crossing) / 2):
            return float(low)
        low = high
    return math.inf if is_stable(factors, 2 * low + 1) else float(low)


def exact_radius(quadratic: Quadratic, rule: Rule, rate: float) -> float:
    """The spectral radius where it is between 1/2 and 2, right to the last digits."""
    factors = [_value(coefficient, Fraction(rate)) for coefficient in characteristic(quadratic, rule)]
    low, high = Fraction(1, 2), Fraction(2)
    for _ in range(BITS):
        middle = (low + high) / 2
        # The roots of p(middle·z) are those of p, divided by it.
        if _within_circle([factor * middle**power for power, factor in enumerate(factors)]):
            high = middle
        else:
            low = middle
    return float(high)


def characteristic(quadratic: Quadratic, rule: Rule) -> list[Polynomial]:
    """The coefficients of z⁰, z¹, … as polynomials in the learning rate, exactly."""
    a, b, c, determinant = map(Fraction, quadratic)
    mu, fresh = Fraction(rule.momentum), Fraction(rule.fresh)
    zero, one = Fraction(0), Fraction(1)
    d = [[mu], [-1 - mu], [one]]
    n = [[zero, -mu], [zero, 1 + mu]] if rule.nesterov else [[zero], [zero, fresh]]
    coupling = b * b
    # Where the determinant is 0, divided by z − 1: that root is the valley's, along which nothing moves.
    last = [[determinant + coupling], [-coupling]] if determinant else [[-coupling]]
    other = d if determinant else [[-mu], [one]]
    terms = (_product(d, other), _product(_product(other, n), [[a + c]]), _product(_product(n, n), last))
    nothing: Polynomial = []
    return [_sum(_sum(x, y), z) for x, y, z in zip_longest(*terms, fillvalue=nothing)]


def is_stable(factors: Sequence[Polynomial], rate: Fraction) -> bool:
    """Whether all roots lie within the unit circle at that learning rate."""
    return _within_circle([_value(coefficient, rate) for coefficient in factors])


def _within_circle(c: list[Fraction]) -> bool:
    while len(c) > 1:
        if not abs(c[0]) < abs(c[-1]):
            return False
        c = [c[-1] * c[i] - c[0] * c[-1 - i] for i in range(1, len(c))]
    return True


def _crossing_equations(factors: list[Polynomial]) -> list[Polynomial]:
    """Polynomials in the learning rate, of which one is 0 wherever a root has size 1."""
    at_1: Polynomial = []
    at_minus_1: Polynomial = []
    for power, coefficient in enumerate(factors):
        at_1 = _sum(at_1, coefficient)
        at_minus_1 = _sum(at_minus_1, [(-1) ** power * each for each in coefficient])
    if len(factors) == 5:
        c0, c1, c2, c3, c4 = factors
        outer, inner = _difference(c4, c0), _difference(c1, c3)
        pair = _sum(
            _times(_difference(_difference(c2, c4), c0), _times(outer, outer)),
            _times(inner, _difference(_times(c4, c1), _times(c0, c3))),
        )
    else:
        c0, c1, c2, c3 = factors
        pair = _sum(_difference(_times(c3, c3), _times(c0, c0)), _difference(_times(c0, c2), _times(c1, c3)))
    return [at_1, at_minus_1, pair]


# Polynomials


def _value(polynomial: Polynomial, x: Fraction) -> Fraction:
    value = Fraction(0)
    for coefficient in reversed(polynomial):
        value = value * x + coefficient
    return value


def _sum(one: Polynomial, other: Polynomial) -> Polynomial:
    return [x + y for x, y in zip_longest(one, other, fillvalue=Fraction(0))]


def _difference(one: Polynomial, other: Polynomial) -> Polynomial:
    return [x - y for x, y in zip_longest(one, other, fillvalue=Fraction(0))]


def _times(one: Polynomial, other: Polynomial) -> Polynomial:
    product = [Fraction(0)] * (len(one) + len(other) - 1)
    for i, x in enumerate(one):
        for j, y in enumerate(other):
            product[i + j] += x * y
    return product


def _product(one: list[Polynomial], other: list[Polynomial]) -> list[Polynomial]:
    """Of two polynomials in z, whose coefficients are polynomials in the learning rate."""
    product: list[Polynomial] = [[] for _ in range(len(one) + len(other) - 1)]
    for i, x in enumerate(one):
        for j, y in enumerate(other):
            product[i + j] = _sum(product[i + j], _times(x, y))
    return product


# Their roots, by Sturm's theorem, in whole numbers


def _positive_roots(equation: Polynomial) -> list[tuple[Fraction, Fraction]]:
    """For each positive root the two ends, close together, between which it lies."""
    chain = _sturm_chain(_whole(equation))
    if len(chain) < 2:
        return []
    leading = abs(chain[0][-1])
    # No root is larger (Cauchy).
    end = 1 << (max(map(abs, chain[0])) // leading + 1).bit_length()
    found = []
    waiting = [(0, end, 0, _changes(chain, 0, 0), _changes(chain, end, 0))]
    while waiting:
        low, high, shift, at_low, at_high = waiting.pop()
        roots = at_low - at_high
        if roots and (roots > 1 or high.bit_length() < BITS or (high - low) << BITS > high):
            # Halved until one root is left, and then until both ends are the same float.
            low, middle, high, shift = 2 * low, low + high, 2 * high, shift + 1
            if shift > 20 * BITS:
                continue  # two roots that no float tells apart: the ends stand for both
            at_middle = _changes(chain, middle, shift)
            waiting.append((low, middle, shift, at_low, at_middle))
            waiting.append((middle, high, shift, at_middle, at_high))
        elif roots:
            found.append((Fraction(low, 1 << shift), Fraction(high, 1 << shift)))
    return found


def _whole(polynomial: Polynomial) -> list[int]:
    """A multiple with whole coefficients, without its roots at 0."""
    factor = math.lcm(*(coefficient.denominator for coefficient in polynomial))
    whole = _trimmed([int(coefficient * factor) for coefficient in polynomial])
    while whole and whole[0] == 0:
        del whole[0]
    return whole


def _trimmed(polynomial: list[int]) -> list[int]:
    """Without leading zeros, divided by what all coefficients share."""
    while polynomial and polynomial[-1] == 0:
        polynomial.pop()
    shared = math.gcd(*polynomial) or 1
    return [coefficient // shared for coefficient in polynomial]


def _sturm_chain(polynomial: list[int]) -> list[list[int]]:
    """The polynomial, its derivative, and the negated remainders of dividing each by the next."""
    derivative = _trimmed([power * coefficient for power, coefficient in enumerate(polynomial)][1:])
    chain = [polynomial, derivative]
    while chain[-1]:
        chain.append([-coefficient for coefficient in _remainder(chain[-2], chain[-1])])
    return chain[:-1]


def _remainder(dividend: list[int], divisor: list[int]) -> list[int]:
    """A positive multiple of the remainder."""
    rest, size = list(dividend), abs(divisor[-1])
    sign = 1 if divisor[-1] > 0 else -1
    while len(rest) >= len(divisor):
        quotient, offset = sign * rest[-1], len(rest) - len(divisor)
        rest = [size * coefficient for coefficient in rest]
        for i, coefficient in enumerate(divisor):
            rest[i + offset] -= quotient * coefficient
        rest.pop()
    return _trimmed(rest)


def _changes(chain: list[list[int]], numerator: int, shift: int) -> int:
    """How often the sign changes along the chain at numerator/2^shift."""
    signs = [value > 0 for each in chain if (value := _scaled(each, numerator, shift))]
    return sum(one != other for one, other in pairwise(signs))


def _scaled(polynomial: list[int], numerator: int, shift: int) -> int:
    """The value at numerator/2^shift, times a power of 2 that makes it whole."""
    value, degree = 0, len(polynomial) - 1
    for power in range(degree, -1, -1):
        value = value * numerator + (polynomial[power] << shift * (degree - power))
    return value
