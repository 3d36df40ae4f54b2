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
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

CIRCLE_PARTS: Final = 240
"""Parts of half the unit circle, each of which is searched for a root."""

RANGE_PARTS: Final = 32
"""Parts of the range below the limit in the search for the best rate, where no formula gives it."""

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


@lru_cache(maxsize=256)
def limit(quadratic: Quadratic, rule: Rule) -> float:
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


@lru_cache(maxsize=256)
def best(quadratic: Quadratic, rule: Rule) -> float:
    """The learning rate below the limit with the smallest spectral radius; 0 where none converges.

    Exact but for sequential updates with momentum, where it is searched for to some five digits.
    """
    largest, smallest = quadratic.eigenvalues
    end = limit(quadratic, rule)
    if end in (0.0, math.inf):
        return end
    if rule.sequential and quadratic.b:
        return _best_in_search(quadratic, rule, end) if rule.momentum else _best_in_sequence(quadratic, end)
    if rule.nesterov:
        return _best_of_nesterov(rule.momentum, largest, smallest)
    # The spectrum's ends are equally far from 1 + μ, where an eigenvalue alone would be fastest.
    return (1.0 + rule.momentum) / rule.fresh * (2.0 / (largest + smallest) if smallest else 1.0 / largest)


def _factors(quadratic: Quadratic, rule: Rule, rate: float) -> list[complex]:
    """By what the parts of the error are multiplied each update."""
    if not rule.sequential or not quadratic.b:
        return [factor for slope in quadratic.slopes for factor in _pair(rule, rate * slope)]
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


def _pair(rule: Rule, slope: float) -> list[complex]:
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
        steep, flat = (max(map(abs, _pair(rule, middle * slope))) for slope in (largest, smallest))
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
