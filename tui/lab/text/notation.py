"""How numbers and lines are written everywhere in the lab."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

import gdengine as gd
from tui.lab.text.cells import first_fitting

MINUS = "−"

LINE_PARAMETERS: Final = ("w1", "w0")
"""The parameter names of a line, which is written as a formula."""


def number(value: float, digits: int = 4) -> str:
    """`value` to `digits` significant digits: 0.4333, 12.5, 1.2e-07, inf."""
    if not math.isfinite(value):
        return _nonfinite(value)
    return _typeset(f"{value:.{digits}g}")


def scientific(value: float, places: int) -> str:
    """`value` as a power of ten with `places` decimals: 2.05e−7."""
    return _typeset(f"{value:.{max(0, places)}e}")


def fitting(value: float, width: int) -> str:
    """`value` with up to four significant digits, as many as fit into `width`; 0.00 if it is too small.

    From 10 000 on there are up to six, to avoid powers of ten.
    """

    def texts() -> Iterator[str]:
        for digits in range(6 if abs(value) >= 1e4 else 4, 0, -1):
            yield number(value, digits)
        yield fixed(value, 2, width)

    return first_fitting(texts(), width)


def exact(value: float) -> str:
    """`value` as it would be typed: the shortest text that is read as the same number."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e6 else repr(value)


def cost(value: float, width: int = 12) -> str:
    """A cost with the article's five decimals, or as many as fit, or as a power of ten."""
    if not math.isfinite(value):
        return _nonfinite(value)
    if value == 0.0 or 1e-4 <= abs(value) < 1e6:
        return fixed(value, 5, width)
    return _typeset(f"{value:.3e}")


def fixed(value: float, decimals: int = 2, width: int = 9) -> str:
    """`value` with up to `decimals` decimals, as many as fit into `width`, or else with a power of ten."""
    if not math.isfinite(value):
        return _nonfinite(value)
    for places in range(decimals, -1, -1):
        text = f"{value:.{places}f}"
        if len(text) <= width:
            return (text if float(text) else text.replace("-", "")).replace("-", MINUS)
    return first_fitting((_typeset(f"{value:.{places}e}") for places in range(decimals, -1, -1)), width)


def percent(ratio: float) -> str:
    """A relative change with its sign: −26.0 %, +1e5 %; "" if it is not finite."""
    if not math.isfinite(ratio):
        return ""
    value = 100.0 * ratio
    text = f"{value:+.1f}" if abs(value) < 1e4 else f"{value:+.0e}"
    return f"{_typeset(text)} %"


def signed(value: float) -> tuple[str, str]:
    """The sign of a number and its absolute value with two decimals, to be written after another term."""
    size = fixed(abs(value))
    return (MINUS if math.copysign(1.0, value) < 0 and size != "0.00" else "+"), size


def line_formula(params: gd.Params) -> str:
    """The line of `params` as a formula: f(x) = 1.92x − 0.84."""
    sign, size = signed(params[1])
    return f"f(x) = {fixed(params[0])}x {sign} {size}"


def place(names: Sequence[str], params: gd.Params) -> str:
    """`params` with their `names`: the line of a regression, or x = −1.473, y = 0.5."""
    if names == LINE_PARAMETERS:
        return line_formula(params)
    return ", ".join(f"{name} = {number(value)}" for name, value in zip(names, params, strict=True))


def _typeset(text: str) -> str:
    """Python's number text with a true minus and a bare exponent: −1.2e−7 for -1.2e-07."""
    mantissa, _, exponent = text.partition("e")
    return (f"{mantissa}e{int(exponent)}" if exponent else mantissa).replace("-", MINUS)


def _nonfinite(value: float) -> str:
    return "NaN" if math.isnan(value) else f"{MINUS}inf" if value < 0 else "inf"
