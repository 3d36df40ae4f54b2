"""A formula and its derivatives written as on paper: 4x³ − 8x + 1.

Like terms are added up and equal factors become powers, so that nothing is written that does
nothing: no + 0, no 1·, no 2·3. Products of sums stay as they are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from gdengine.formulas.derivatives import derivative_term, simplified
from gdengine.formulas.expressions import Formula, FormulaTerms
from gdengine.formulas.written_sums import Call, Power, Product, Sum, product_value, sum_text
from gdengine.step import Params


@dataclass(frozen=True, slots=True)
class Written:
    """A formula as a sum of terms, to be written and to be computed term by term."""

    variables: tuple[str, ...]
    sum: Sum

    def text(self, numbers: Mapping[str, str] | None = None) -> str:
        """The formula; with `numbers`, these in place of the variables: 4·2.2³ − 8·2.2 + 1."""
        return sum_text(self.sum, numbers)

    def values(self, params: Params) -> tuple[float, ...]:
        """The value of each term at `params`; NaN where it has none."""
        known = dict(zip(self.variables, params, strict=True))
        return tuple(_value_or_nan(product, known) for product in self.sum.products)


@lru_cache(maxsize=64)
def written(formula: Formula) -> Written:
    """`formula`, written as on paper."""
    terms, result = simplified(formula)
    return Written(formula.variables, _sums(terms, result))


@lru_cache(maxsize=64)
def derivative(formula: Formula, *names: str) -> Written:
    """The derivative of `formula` by the variables `names`, one after the other, written as on paper."""
    terms, result = simplified(formula)
    for name in names:
        result = derivative_term(terms, result, name)
    return Written(formula.variables, _sums(terms, result))


# From terms to sums


def _sums(terms: FormulaTerms, result: int) -> Sum:
    """The term at `result` as a sum."""
    needed = {result}
    for position in range(result, -1, -1):
        if position in needed:
            needed.update(terms.items[position].inputs)
    found: dict[int, Sum] = {}
    for position in sorted(needed):
        operation, inputs, number, name = terms.items[position]
        of = [found[i] for i in inputs]
        match operation:
            case "number":
                made = Sum((Product(number),)) if number else Sum()
            case "variable":
                made = _single(Power(name, 1.0))
            case "+":
                made = _added(*of)
            case "-":
                made = _added(of[0], _times(-1.0, of[1]))
            case "negate":
                made = _times(-1.0, of[0])
            case "*":
                made = _multiplied(*of)
            case "/":
                made = _divided(*of)
            case "**":
                made = _raised(*of)
            case _:
                made = _single(Power(Call(operation, of[0]), 1.0))
        found[position] = made
    return found[result]


def _single(*powers: Power) -> Sum:
    return Sum((Product(1.0, powers),))


def _number(given: Sum) -> float | None:
    """The value of a sum that is a number; None for others."""
    match given.products:
        case ():
            return 0.0
        case (Product(number, ()),):
            return number
    return None


def _added(a: Sum, b: Sum) -> Sum:
    found: dict[tuple[Power, ...], float] = {}
    apart: list[Product] = []
    for number, powers in (*a.products, *b.products):
        total = found.get(powers, 0.0) + number
        if math.isfinite(total):
            found[powers] = total
        else:
            apart.append(Product(number, powers))
    return Sum((*(Product(number, powers) for powers, number in found.items() if number), *apart))


def _times(number: float, given: Sum) -> Sum:
    """A number times a sum: term by term, unless it is shorter to write it before brackets."""
    if number == 1.0 or not given.products:
        return given
    each = Sum(tuple(_product(Product(number), product) for product in given.products))
    if len(given.products) == 1:
        return each
    whole = Sum((Product(number, (Power(given, 1.0),)),))
    return each if len(sum_text(each)) < len(sum_text(whole)) else whole


def _multiplied(a: Sum, b: Sum) -> Sum:
    for number, other in ((_number(a), b), (_number(b), a)):
        if number is not None:
            return _times(number, other) if number else Sum()
    return Sum((_product(_shortened(_factor(a)), _shortened(_factor(b))),))


def _shortened(product: Product) -> Product:
    """A sum in brackets without the factor of its first term, where that is no longer: −20(x + 2)."""
    match product:
        case Product(1.0, (Power(Sum() as inner, 1.0),)):
            first = inner.products[0].number
            each = Sum(tuple(Product(number / first, powers) for number, powers in inner.products))
            if len(sum_text(each)) < len(sum_text(inner)):
                return Product(first, (Power(each, 1.0),))
    return product


def _divided(a: Sum, b: Sum) -> Sum:
    below = _factor(b)
    if not below.number:
        return _single(Power(a, 1.0), Power(0.0, -1.0))
    inverse = tuple(
        Power(base, -exponent if isinstance(exponent, float) else _times(-1.0, exponent))
        for base, exponent in below.powers
    )
    if not inverse and len(a.products) > 1:
        each = Sum(tuple(_product(product, Product(1.0), below.number) for product in a.products))
        whole = Sum((_product(_factor(a), Product(1.0), below.number),))
        return each if len(sum_text(each)) < len(sum_text(whole)) else whole
    return Sum((_product(_factor(a), Product(1.0, inverse), below.number),)) if a.products else a


def _raised(a: Sum, b: Sum) -> Sum:
    exponent, base = _number(b), _factor(a)
    if exponent == 0.0:
        return Sum((Product(1.0),))
    if exponent is None:
        number = _number(a)
        single = base.powers[0] if base.number == 1.0 and len(base.powers) == 1 else None
        plain = single.base if single and single.exponent == 1.0 else a
        return _single(Power(plain if number is None else number, b))
    if exponent.is_integer() and all(isinstance(each.exponent, float) for each in base.powers):
        try:
            number = math.pow(base.number, exponent)
        except (ArithmeticError, ValueError):
            number = 0.0
        if number and math.isfinite(number):
            powers = tuple(Power(each.base, each.exponent * exponent) for each in base.powers)  # type: ignore[operator]
            return Sum((Product(number, powers),))
    if base.number == 1.0 and len(base.powers) == 1 and base.powers[0].exponent == 1.0:
        return _single(Power(base.powers[0].base, exponent))
    return _single(Power(a, exponent))


def _factor(given: Sum) -> Product:
    """A sum as a factor of a product: its only term, or all of it in brackets."""
    if len(given.products) == 1:
        return given.products[0]
    return Product(1.0, (Power(given, 1.0),)) if given.products else Product(0.0)


def _product(a: Product, b: Product, divisor: float = 1.0) -> Product:
    """a·b/divisor, equal bases joined; numbers stay apart where their product is beyond floats."""
    joined: dict[object, Power] = {}
    for power in (*a.powers, *b.powers):
        key: object = power.base if isinstance(power.exponent, float) else power
        before = joined.get(key)
        if before is None:
            joined[key] = power
        elif isinstance(before.exponent, float) and isinstance(power.exponent, float):
            joined[key] = Power(power.base, before.exponent + power.exponent)
        else:
            joined[key] = Power(power.base, _times(2.0, _exponent_sum(power)))
    powers = tuple(power for power in joined.values() if power.exponent != 0.0)
    number = a.number * b.number / divisor
    if number and math.isfinite(number):
        return Product(number, powers)
    parts = [Power(part, 1.0) for part in (a.number, b.number) if part != 1.0]
    return Product(1.0, (*parts, *([Power(divisor, -1.0)] if divisor != 1.0 else []), *powers))


def _exponent_sum(power: Power) -> Sum:
    return power.exponent if isinstance(power.exponent, Sum) else Sum((Product(power.exponent),))


def _value_or_nan(product: Product, known: Mapping[str, float]) -> float:
    try:
        return product_value(product, known)
    except (ArithmeticError, ValueError):
        return math.nan
