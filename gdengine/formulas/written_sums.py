"""Sums of products of powers, the shape in which formulas are written as on paper.

What is written can be typed as a formula again once a · stands between a number and what follows
it. Only sign, the derivative of abs, is not among the functions that can be typed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from gdengine.formulas.derivatives import sign
from gdengine.formulas.expressions import FUNCTIONS

MOST_DENOMINATOR: Final = 99
"""A number that takes many decimals is written as a fraction if its denominator is at most this."""

FEW_CHARACTERS: Final = 7
"""A number of at most this many characters is written in decimals."""

RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_VALUES: Final[dict[str, Callable[[float], float]]] = {**FUNCTIONS, "sign": sign}

Numbers = Mapping[str, str] | None
"""What is written in place of each variable; None for their names."""


class Call(NamedTuple):
    """A function of a sum."""

    function: str
    argument: Sum


class Power(NamedTuple):
    """A variable, a call, a sum or a number, raised to a number or a sum."""

    base: str | Call | Sum | float
    exponent: float | Sum


class Product(NamedTuple):
    """A number times powers."""

    number: float
    powers: tuple[Power, ...] = ()


class Sum(NamedTuple):
    """Products that are added; none of them is 0."""

    products: tuple[Product, ...] = ()


# Text


def sum_text(given: Sum, numbers: Numbers = None) -> str:
    """A sum as text: −2 + 2x − 40x·(y − x²)."""
    text = ""
    for product in given.products:
        minus, body = _product_text(product, numbers)
        match product:
            case Product(1.0, (Power(str() as name, 1.0),)) if numbers and not text:
                body = numbers.get(name, name)  # no brackets, even if it is negative
        text += f" {'−' if minus else '+'} {body}" if text else f"{'−' if minus else ''}{body}"
    return text or "0"


def _product_text(product: Product, numbers: Numbers) -> tuple[bool, str]:
    """Whether a product begins with a minus, and the rest of it."""
    ordered = sorted(product.powers, key=_rank)
    below = [p for p in ordered if isinstance(p.exponent, float) and p.exponent < 0.0]
    above = [p for p in ordered if p not in below]
    top, bottom = _fraction(abs(product.number))
    over = _factors(top, [_power_text(power, numbers) for power in above], numbers)
    under = [_power_text(Power(base, -float(exponent)), numbers) for base, exponent in below]  # type: ignore[arg-type]
    divisor = _factors(bottom, under, numbers)
    if not bottom and not under:
        return product.number < 0.0, over
    several = len(under) + (bottom != "") > 1
    return product.number < 0.0, f"{over}/({divisor})" if several else f"{over}/{divisor}"


def _rank(power: Power) -> int:
    """The order of factors: numbers, variables, sums, functions, and powers with a variable exponent."""
    if isinstance(power.exponent, Sum):
        return 4
    kinds = (float, str, Sum, Call)
    return next(rank for rank, kind in enumerate(kinds) if isinstance(power.base, kind))


def _factors(number: str, factors: list[str], numbers: Numbers) -> str:
    """A number and factors, joined: 40x·(y − x²); a 1 is left out."""
    if not factors:
        return number or "1"
    product = "·".join(factors)
    if not number:
        return product
    joint = numbers is None and number[-1].isdigit() and "e" not in number and not factors[0][0].isdigit()
    return f"{number}{'' if joint else '·'}{product}"


def _power_text(power: Power, numbers: Numbers) -> str:
    base, exponent = power
    if isinstance(base, str):
        text = numbers.get(base, base) if numbers else base
        text = f"({text})" if text[:1] in "−-" or "e" in text else text
    elif isinstance(base, Call):
        text = f"{base.function}({sum_text(base.argument, numbers)})"
    elif isinstance(base, Sum):
        text = f"({sum_text(base, numbers)})"
    else:
        text = _number_text(base)
    if exponent == 1.0:
        return text
    if isinstance(exponent, Sum):
        written = sum_text(exponent, numbers)
    else:
        if exponent.is_integer() and 2.0 <= exponent < 1e6:
            return text + str(int(exponent)).translate(RAISED)
        written = _number_text(exponent).removeprefix("(").removesuffix(")")
    plain = written.isalpha() or written.replace(".", "").isdigit()
    return f"{text}^{written}" if plain else f"{text}^({written})"


def _number_text(value: float) -> str:
    """A number as a factor or an exponent of its own, in brackets if it needs them."""
    top, bottom = _fraction(abs(value))
    text = f"{'−' if value < 0.0 else ''}{top or '1'}{'/' if bottom else ''}{bottom}"
    return f"({text})" if bottom or value < 0.0 else text


def _fraction(value: float) -> tuple[str, str]:
    """A number from 0 on as a numerator and a denominator, each "" if it is 1; 2π and e by their names."""
    if value == 1.0:
        return "", ""
    if value == math.e:
        return "e", ""
    times = f"{value / math.pi:.4g}"
    if value and len(times) <= 4 and float(times) * math.pi == value:
        return ("" if times == "1" else times) + "π", ""
    mantissa, _, exponent = f"{value:.12g}".partition("e")
    text = f"{mantissa}e{int(exponent)}" if exponent else mantissa
    if len(text) > FEW_CHARACTERS:
        for below in range(2, MOST_DENOMINATOR + 1):
            above = round(value * below) if value < 1e6 else 0
            if above and abs(above / below - value) <= 2.0 * math.ulp(value):
                return "" if above == 1 else str(above), str(below)
    return text, ""


# Values


def product_value(product: Product, known: Mapping[str, float]) -> float:
    """The value of a product for `known` variables; raises ArithmeticError or ValueError if it has none."""
    found = product.number
    for base, exponent in product.powers:
        raised = exponent if isinstance(exponent, float) else sum_value(exponent, known)
        found *= math.pow(_base_value(base, known), raised)
    return found


def sum_value(given: Sum, known: Mapping[str, float]) -> float:
    """The value of a sum; it raises as `product_value` does."""
    return sum(product_value(product, known) for product in given.products)


def _base_value(base: str | Call | Sum | float, known: Mapping[str, float]) -> float:
    if isinstance(base, str):
        return known[base]
    if isinstance(base, Call):
        return _VALUES[base.function](sum_value(base.argument, known))
    return sum_value(base, known) if isinstance(base, Sum) else base
