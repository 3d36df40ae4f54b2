"""Curves and surfaces to descend: a typed formula, its derivatives, and where it is level."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from gdengine.checks import checked_numbers, is_finite_number
from gdengine.objectives import critical_points
from gdengine.objectives.base import Matrix
from gdengine.objectives.critical_points import CriticalPoint, Kind
from gdengine.refusals import Form, LowHigh, Numbers, Refused, Within
from gdengine.step import Params

if TYPE_CHECKING:
    from gdengine.formulas.expressions import Formula

Interval = tuple[float, float]
"""A part of an axis, as (low, high)."""

VALLEY_SAMPLES: Final = 32
"""Places that are looked at on the way down to a minimum."""

START_FRACTIONS: Final = (0.9, 0.1, 0.7, 0.3, 0.5)
"""Suggested starts, as fractions of the way through the domain, where none are given."""


class _Terrain:
    """What curves and surfaces share: all that follows from a formula and a box."""

    _variables: tuple[str, ...] = ()
    formula: str
    start: Any
    other_starts: tuple[Any, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters' names, in the order of params."""
        return self._variables

    @property
    def box(self) -> tuple[Interval, ...]:
        """The domain as (low, high) for each parameter."""
        raise NotImplementedError

    def evaluate(self, params: Params) -> tuple[float, Params]:
        """Cost and gradient at `params`; NaN where the formula, or its slope, has no value there."""
        try:
            return self._evaluate(params)
        except (ArithmeticError, ValueError):
            return self.cost(params), (math.nan,) * len(self._variables)

    def cost(self, params: Params) -> float:
        """The formula's value at `params`; NaN where it has none."""
        try:
            return self._value(params)
        except (ArithmeticError, ValueError):
            if len(params) != len(self._variables):
                raise Refused("params", params, Numbers(self._variables, finite=False)) from None
            return math.nan

    def gradient(self, params: Params) -> Params:
        """The first derivatives at `params`."""
        return self.evaluate(params)[1]

    def hessian(self, params: Params) -> Matrix:
        """The second derivatives at `params`; NaN where they have no value."""
        try:
            # Asked first, since −1/x² has a value where log(x) has none.
            self._value(params)
            return self._hessian(params)
        except (ArithmeticError, ValueError):
            self.cost(params)  # raises for a wrong number of params
            return ((math.nan,) * len(self._variables),) * len(self._variables)

    def learning_rate_limit(self, params: Params) -> float:
        """2/λmax of the Hessian at `params`; at a minimum, the limit below which plain descent converges."""
        return critical_points.local_limit(critical_points.symmetric_eigenvalues(self.hessian(params)))

    def classify(self, params: Params) -> Kind:
        """What kind of level place `params` is; it is not checked that the gradient is zero there."""
        return critical_points.classify(self, params)

    @cached_property
    def critical_points(self) -> tuple[CriticalPoint, ...]:
        """The level places found in the domain, from left to right; searched for once."""
        return critical_points.find(self)

    @property
    def minima(self) -> tuple[CriticalPoint, ...]:
        """The minima found in the domain, from left to right."""
        return tuple(point for point in self.critical_points if point.kind is Kind.MINIMUM)

    @property
    def minimum_cost(self) -> float:
        """The lowest cost known of a level place in the domain; −inf where none is known."""
        bottoms = (Kind.MINIMUM, Kind.FLAT)
        return min((point.cost for point in self.critical_points if point.kind in bottoms), default=-math.inf)

    @cached_property
    def starts(self) -> tuple[Params, ...]:
        """Where a run may start: the given places, or some in the domain from which the cost can fall."""
        given = [self.start, *self.other_starts] if self.start is not None else list(self.other_starts)
        if given:
            return tuple(given)
        places = [tuple(_part(low, high, part) for low, high in self.box) for part in START_FRACTIONS]
        sloping = [
            place
            for place in places
            if any(self.gradient(place))
            and all(map(math.isfinite, (self.cost(place), *self.gradient(place))))
        ]
        return tuple(sloping or places[-1:])

    @cached_property
    def parsed(self) -> Formula:
        """The formula as it was read, for `autodiff.formula_tape`."""
        # Formulas are read by modules that take a while to import, and regressions need none.
        from gdengine.formulas.expressions import parse

        return parse(self.formula, self._variables)

    @cached_property
    def _value(self) -> Callable[[Params], float]:
        from gdengine.formulas.derivatives import compile_value

        return compile_value(self.parsed)

    @cached_property
    def _evaluate(self) -> Callable[[Params], tuple[float, Params]]:
        from gdengine.formulas.derivatives import compile_gradient

        return compile_gradient(self.parsed)

    @cached_property
    def _hessian(self) -> Callable[[Params], Matrix]:
        from gdengine.formulas.derivatives import compile_hessian

        return compile_hessian(self.parsed)

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return type(self), tuple(getattr(self, each.name) for each in fields(self))  # type: ignore[arg-type]

    def _check(self) -> None:
        """Read the formula, and make each start a tuple of floats."""
        _ = self.parsed
        if self.start is not None:
            object.__setattr__(self, "start", self._checked_start("start", self.start))
        others = tuple(self._checked_start("other_starts", each) for each in _listed(self.other_starts))
        object.__setattr__(self, "other_starts", others)

    def _checked_start(self, argument: str, given: object) -> Params:
        place = (given,) if is_finite_number(given) else _listed(given)
        if len(place) != len(self._variables):
            raise Refused(argument, given, Numbers(self._variables))
        start = checked_numbers(argument, place, self._variables)
        for name, number, (low, high) in zip(self._variables, start, self.box, strict=True):
            if not low <= number <= high:
                raise Refused(argument, number, Within(name, low, high))
        return start


@dataclass(frozen=True)
class Curve(_Terrain):
    """A formula of x to descend, such as Curve("x**4 - 4*x**2 + x", domain=(-3, 3)).

    `domain` is the part that is shown and searched for minima; a run may leave it. `start` is a
    suggested x, `other_starts` are more of them. What can be typed: see `expressions.parse`.
    Raises FormulaError for a formula that cannot be read, Refused for the other fields.
    """

    formula: str
    domain: Interval = (-3.0, 3.0)
    start: Params | float | None = None
    name: str | None = None
    other_starts: tuple[Params | float, ...] = ()

    _variables = ("x",)

    def __post_init__(self) -> None:
        object.__setattr__(self, "domain", _checked_interval(self.domain))
        self._check()

    @property
    def box(self) -> tuple[Interval, ...]:
        """The domain as (low, high) for each parameter."""
        return (self.domain,)

    def valley(self, x: float) -> CriticalPoint | None:
        """The minimum to which the curve falls all the way from `x`; None where there is none.

        A level place between that is no minimum, a pole, and a part without a value end the way, as far
        as VALLEY_SAMPLES places between `x` and the minimum show them.
        """
        slope = self.gradient((x,))[0]
        if slope == 0.0:
            return next((point for point in self.minima if point.params[0] == x), None)
        if not math.isfinite(slope):
            return None
        side = -1.0 if slope > 0.0 else 1.0
        ahead = [point for point in self.critical_points if (point.params[0] - x) * side >= 0.0]
        if not ahead:
            return None
        nearest = min(ahead, key=lambda point: abs(point.params[0] - x))
        way = nearest.params[0] - x
        heights = [self.cost((x + way * i / VALLEY_SAMPLES,)) for i in range(VALLEY_SAMPLES + 1)]
        falls = all(after <= before for before, after in pairwise(heights))
        return nearest if nearest.kind is Kind.MINIMUM and falls else None


@dataclass(frozen=True)
class Surface(_Terrain):
    """A formula of x and y to descend, such as Surface("(x**2 + 10*y**2)/2", start=(2, 1)).

    `domain` is ((x low, x high), (y low, y high)); the rest is as for Curve.
    """

    formula: str
    domain: tuple[Interval, Interval] = ((-3.0, 3.0), (-3.0, 3.0))
    start: Params | None = None
    name: str | None = None
    other_starts: tuple[Params, ...] = ()

    _variables = ("x", "y")

    def __post_init__(self) -> None:
        intervals = _listed(self.domain)
        if len(intervals) != 2:
            raise Refused("domain", self.domain, Form.TWO_INTERVALS)
        checked = tuple(map(_checked_interval, intervals, self._variables))
        object.__setattr__(self, "domain", checked)
        self._check()

    @property
    def box(self) -> tuple[Interval, ...]:
        """The domain as (low, high) for each parameter."""
        return self.domain


def _part(low: float, high: float, part: float) -> float:
    """The place at the fraction `part` of the way from low to high, rounded to two digits of the way."""
    width = high - low
    return min(max(round(low + part * width, 2 - math.floor(math.log10(width))), low), high)


def _listed(value: object) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else ()


def _checked_interval(given: object, axis: str = "") -> Interval:
    ends = _listed(given)
    if len(ends) == 2 and all(map(is_finite_number, ends)):
        low, high = map(float, ends)
        # In a narrower one, neighbouring places would round to the same float.
        if low < high and high - low < math.inf and high - low > 1e-9 * max(abs(low), abs(high)):
            return low, high
    raise Refused("domain", given, LowHigh(axis))
