"""What one update does to the distance from a minimum: a fixed matrix, and its eigenvalues.

Near a minimum a cost is a quadratic with a constant Hessian H. Write g for its gradient, v for
the velocity, and let an update be v ← μ·v + s·g, w ← w − η·v (heavy ball; s = 1 − dampening) or
w ← w − η·(g + μ·v) (Nesterov). A part of the error that is multiplied by z each update then
obeys d(z)·e = −η·n(z)·H·e with

    d(z) = (z − 1)·(z − μ)      n(z) = s·z (heavy ball),   (1 + μ)·z − μ (Nesterov)

so for each eigenvalue λ of H its factors z are the roots of d + ηλ·n = 0. With sequential updates
H's lower left entry sees the first parameter's step already and becomes z·b: then, with
H = [[a, b], [b, c]] and Δ = det H, the z are the roots of

    d² + η·d·n·(a + c) + η²·n²·(Δ − b²·(z − 1)) = 0

Plain descent is μ = 0, s = 1. (Polyak 1964; Nesterov 2004, 2.1; the forms of v are torch's.)
"""

from __future__ import annotations

import cmath
import math
from functools import lru_cache
from typing import Final, NamedTuple

RELATIVE_ROUNDING: Final = 1e-7
"""An imaginary part at most this large, relative to its number, comes from rounding."""


class Quadratic(NamedTuple):
    """A quadratic's Hessian [[a, b], [b, c]] and its determinant; of one parameter, a alone.

    Where the determinant is 0 there is slope in one direction only, and only that one counts.
    """

    a: float
    b: float = 0.0
    c: float = 0.0
    determinant: float = 0.0

    @property
    def eigenvalues(self) -> tuple[float, float]:
        """The largest and the smallest; where the determinant is 0 so is the second."""
        largest = (self.a + self.c + math.hypot(self.a - self.c, 2.0 * self.b)) / 2.0
        return largest, self.determinant / largest if largest else 0.0

    @property
    def slopes(self) -> tuple[float, ...]:
        """The eigenvalues that are not 0, the largest first."""
        largest, smallest = self.eigenvalues
        return (largest, smallest) if smallest else (largest,)


def in_unit(a: float, b: float, c: float) -> tuple[float, float, float, float]:
    """[[a, b], [b, c]] divided by a power of 2 near its size, and that power.

    So squares do not overflow; an entry b whose own square vanishes beside the others counts as 0.
    """
    size = max(abs(a), abs(b), abs(c))
    unit = math.ldexp(1.0, math.frexp(size)[1] - 1) if 0.0 < size < math.inf else 1.0
    a, b, c = a / unit, b / unit, c / unit
    return a, b if b * b > 1e-280 else 0.0, c, unit


class Rule(NamedTuple):
    """How an update is made: momentum μ, s = 1 − dampening, whether Nesterov's, whether sequential."""

    momentum: float = 0.0
    fresh: float = 1.0
    nesterov: bool = False
    sequential: bool = False


@lru_cache(maxsize=1024)
def spectrum(quadratic: Quadratic, rule: Rule, rate: float) -> tuple[float, bool]:
    """The spectral radius at a learning rate, and whether the slowest part changes sign or turns."""
    factors = _factors(quadratic, rule, rate)
    if not all(map(cmath.isfinite, factors)):
        return math.inf, True
    dominant = max(factors, key=abs)
    # Two equal factors may come out with an imaginary part that is nothing but rounding.
    turns = abs(dominant.imag) > RELATIVE_ROUNDING * abs(dominant)
    return abs(dominant), dominant.real < 0.0 or turns


def _factors(quadratic: Quadratic, rule: Rule, rate: float) -> list[complex]:
    """By what the parts of the error are multiplied each update."""
    if not rule.sequential or not quadratic.b:
        return [factor for slope in quadratic.slopes for factor in factors_of_slope(rule, rate * slope)]
    if rule.momentum:
        return _roots(_polynomial(quadratic, rule, rate))
    q = quadratic.a + quadratic.c - rate * quadratic.b * quadratic.b
    under = q * q - 4.0 * quadratic.determinant
    if under < 0.0:
        root = math.sqrt(-under)
        return [1.0 - rate * complex(q, root) / 2.0, 1.0 - rate * complex(q, -root) / 2.0]
    fast = (q + math.copysign(math.sqrt(under), q)) / 2.0
    if not quadratic.determinant:
        return [complex(1.0 - rate * fast)]
    return [complex(1.0 - rate * fast), complex(1.0 - rate * (quadratic.determinant / fast if fast else 0.0))]


def factors_of_slope(rule: Rule, slope: float) -> list[complex]:
    """The roots of d + slope·n: the two factors of one eigenvalue, `slope` = ηλ."""
    mu = rule.momentum
    if not mu:
        return [complex(1.0 - slope)]
    if rule.nesterov:
        total, product = (1.0 + mu) * (1.0 - slope), mu * (1.0 - slope)
    else:
        total, product = 1.0 + mu - slope * rule.fresh, mu
    under = total * total - 4.0 * product
    if under < 0.0:
        root = math.sqrt(-under)
        return [complex(total, root) / 2.0, complex(total, -root) / 2.0]
    first = (total + math.copysign(math.sqrt(under), total)) / 2.0
    return [complex(first), complex(product / first if first else 0.0)]


def _polynomial(quadratic: Quadratic, rule: Rule, rate: float) -> list[float]:
    """The polynomial whose roots are the factors of sequential updates with momentum, lowest power first."""
    mu = rule.momentum
    d = [mu, -1.0 - mu, 1.0]
    n = [-rate * mu, rate * (1.0 + mu)] if rule.nesterov else [0.0, rate * rule.fresh]
    coupling, determinant = quadratic.b * quadratic.b, quadratic.determinant
    if determinant:
        terms = [_times(d, d), _times(_times(d, n), [quadratic.a + quadratic.c])]
        terms.append(_times(_times(n, n), [determinant + coupling, -coupling]))
    else:
        # Divided by z − 1: that root is the valley's, along which nothing moves.
        other = [-mu, 1.0]
        terms = [_times(d, other), _times(_times(other, n), [quadratic.a + quadratic.c])]
        terms.append(_times(_times(n, n), [-coupling]))
    return [sum(term[i] for term in terms if i < len(term)) for i in range(len(terms[0]))]


def _times(one: list[float], other: list[float]) -> list[float]:
    product = [0.0] * (len(one) + len(other) - 1)
    for i, x in enumerate(one):
        for j, y in enumerate(other):
            product[i + j] += x * y
    return product


def _roots(coefficients: list[float]) -> list[complex]:
    """All roots of a polynomial whose last coefficient is 1, at once (Weierstrass 1891, Durand, Kerner)."""
    degree = len(coefficients) - 1
    size = max(abs(c) ** (1.0 / (degree - i)) for i, c in enumerate(coefficients[:-1])) or 1.0
    if not math.isfinite(size):
        return [complex(math.inf)]
    # In units of that size no root is beyond 2, and the polynomial cannot overflow.
    scaled = list(coefficients)
    for i in range(degree):
        for _ in range(degree - i):
            scaled[i] /= size
    roots = [(0.4 + 0.9j) ** i for i in range(degree)]
    for _ in range(100):
        moved = 0.0
        for i, root in enumerate(roots):
            value, apart = 0j, 1.0 + 0j
            for c in reversed(scaled):
                value = value * root + c
            for j, other in enumerate(roots):
                if j != i:
                    apart *= root - other
            step = value / apart if apart else complex(1e-8)
            roots[i] = root - step
            moved = max(moved, abs(step))
        if moved < 1e-14:
            break
    return [complex(z.real, z.imag if abs(z.imag) > 1e-9 else 0.0) * size for z in roots]
