"""The derivatives of a formula in closed form, compiled to Python functions.

The rules are the textbook's, applied term by term from first to last. Equal terms are kept
once, so that a derivative has a few times as many terms as the formula, however it is nested.
The compiled code is made from these terms, never from what was typed.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from typing import Any, Final

from gdengine.formulas.expressions import OPERATIONS, Formula, FormulaTerm, FormulaTerms
from gdengine.step import Params

MAX_PRODUCT_EXPONENT: Final = 32
"""Powers up to this exponent become a few products: faster than `pow`, and inf where it overflows."""

MAX_INLINE_HEIGHT: Final = 15
"""Expressions are nested no deeper than this, because Python's compiler has a limit."""

_SYMBOLS: Final[dict[str, type[ast.operator]]] = {
    "+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div,
}  # fmt: skip


def compile_value(formula: Formula) -> Callable[[Params], float]:
    """The function params -> f, which raises ArithmeticError or ValueError where f has no value."""
    terms, result = simplified(formula)
    return _compiled(terms, formula.variables, result)


def compile_gradient(formula: Formula) -> Callable[[Params], tuple[float, Params]]:
    """The function params -> (f, (∂f/∂x, …)); it raises as that of `compile_value`."""
    terms, result = simplified(formula)
    gradient = [derivative_term(terms, result, name) for name in formula.variables]
    return _compiled(terms, formula.variables, (result, gradient))


def compile_hessian(formula: Formula) -> Callable[[Params], tuple[Params, ...]]:
    """The function params -> ((∂²f/∂x², …), …); it raises as that of `compile_value`."""
    terms, result = simplified(formula)
    gradient = [derivative_term(terms, result, name) for name in formula.variables]
    rows = [[derivative_term(terms, slope, name) for name in formula.variables] for slope in gradient]
    return _compiled(terms, formula.variables, rows)


class _Simplifying(FormulaTerms):
    """Terms that leave out what does nothing: + 0, · 1, · 0, and constant factors kept apart."""

    def apply(self, operation: str, *inputs: int) -> int:
        try:
            if all(self.value(position) is not None for position in inputs):
                return super().apply(operation, *inputs)
        except (ArithmeticError, ValueError):
            # It has no value: evaluating it raises.
            return self.add(FormulaTerm(operation, inputs))
        if operation == "negate" and self.items[inputs[0]].operation == "negate":
            return self.items[inputs[0]].inputs[0]
        rules = {
            "+": self._sum, "-": self._difference, "*": self._product, "/": self._quotient, "**": self._power,
        }  # fmt: skip
        return rules[operation](*inputs) if operation in rules else self.add(FormulaTerm(operation, inputs))

    def _sum(self, a: int, b: int) -> int:
        if self.value(a) == 0.0:
            return b
        if self.value(b) == 0.0:
            return a
        if self.items[b].operation == "negate":
            return self.apply("-", a, self.items[b].inputs[0])
        return self.apply("*", self.number(2.0), a) if a == b else self.add(FormulaTerm("+", (a, b)))

    def _difference(self, a: int, b: int) -> int:
        if self.value(a) == 0.0:
            return self.apply("negate", b)
        if self.value(b) == 0.0:
            return a
        if self.items[b].operation == "negate":
            return self.apply("+", a, self.items[b].inputs[0])
        return self.add(FormulaTerm("-", (a, b)))

    def _product(self, a: int, b: int) -> int:
        if self.value(b) is not None:
            a, b = b, a
        factor, other = self.value(a), self.items[b]
        if factor is None:
            return self.add(FormulaTerm("*", (a, b)))
        if factor == 0.0:
            return a
        if factor == 1.0:
            return b
        if factor == -1.0:
            return self.apply("negate", b)
        if other.operation == "*" and self.value(other.inputs[0]) is not None:
            joined = factor * self.items[other.inputs[0]].number
            if math.isfinite(joined) and joined:
                return self.apply("*", self.number(joined), other.inputs[1])
        return self.add(FormulaTerm("*", (a, b)))

    def _quotient(self, a: int, b: int) -> int:
        divisor, over = self.value(b), self.items[a]
        if self.value(a) == 0.0 or divisor == 1.0:
            return a
        if divisor and over.operation == "*" and self.value(over.inputs[0]) is not None:
            joined = self.items[over.inputs[0]].number / divisor
            if math.isfinite(joined) and joined:
                return self.apply("*", self.number(joined), over.inputs[1])
        return self.add(FormulaTerm("/", (a, b)))

    def _power(self, a: int, b: int) -> int:
        exponent = self.value(b)
        if exponent == 0.0:
            return self.number(1.0)
        return a if exponent == 1.0 else self.add(FormulaTerm("**", (a, b)))


def simplified(formula: Formula) -> tuple[FormulaTerms, int]:
    """The terms of `formula` without those that do nothing, and the position of the result."""
    terms, moved = _Simplifying(), list[int]()
    for term in formula.terms:
        moved.append(
            terms.apply(term.operation, *[moved[i] for i in term.inputs]) if term.inputs else terms.add(term)
        )
    return terms, moved[-1]


def derivative_term(terms: FormulaTerms, result: int, name: str) -> int:
    """The position of ∂(term at `result`)/∂`name`, added to `terms`."""
    slopes: list[int] = []
    for position in range(result + 1):
        term = terms.items[position]
        if term.inputs:
            slopes.append(_rule(terms, position, [slopes[i] for i in term.inputs]))
        else:
            slopes.append(terms.number(1.0 if term.name == name else 0.0))
    return slopes[result]


def _rule(terms: FormulaTerms, position: int, slopes: list[int]) -> int:
    """The derivative of the term at `position`, given those of its inputs."""
    operation, inputs, *_ = terms.items[position]
    apply, number = terms.apply, terms.number
    u, du = inputs[0], slopes[0]
    if all(terms.value(slope) == 0.0 for slope in slopes):
        return number(0.0)
    match operation:
        case "+" | "-":
            return apply(operation, du, slopes[1])
        case "*":
            return apply("+", apply("*", du, inputs[1]), apply("*", u, slopes[1]))
        case "/":
            return apply("/", apply("-", du, apply("*", position, slopes[1])), inputs[1])
        case "**":
            v, dv = inputs[1], slopes[1]
            lowered = apply("**", u, apply("-", v, number(1.0)))
            by_base = apply("*", apply("*", v, lowered), du)
            by_exponent = number(0.0)
            if terms.value(dv) != 0.0:
                by_exponent = apply("*", apply("*", position, apply("log", u)), dv)
            return apply("+", by_base, by_exponent)
        case "negate":
            return apply("negate", du)
        case "exp":
            return apply("*", position, du)
        case "log":
            return apply("/", du, u)
        case "sqrt":
            return apply("/", apply("*", number(0.5), du), position)
        case "sin":
            return apply("*", apply("cos", u), du)
        case "cos":
            return apply("*", apply("negate", apply("sin", u)), du)
        case "tan":
            return apply("*", apply("+", number(1.0), apply("*", position, position)), du)
        case "tanh":
            return apply("*", apply("-", number(1.0), apply("*", position, position)), du)
        case "abs":
            return apply("*", apply("sign", u), du)
        case _:  # "sign", which is flat
            return number(0.0)


def sign(value: float) -> float:
    """1, −1, or at 0 the 0 itself; NaN of NaN."""
    return 1.0 if value > 0.0 else -1.0 if value < 0.0 else value * 0.0


_NAMESPACE: Final[dict[str, object]] = {
    name: function for name, function in OPERATIONS.items() if name.isidentifier() and name != "negate"
} | {"pow": math.pow, "sign": sign, "__builtins__": {}}


def _compiled(terms: FormulaTerms, variables: tuple[str, ...], results: Any) -> Callable[[Params], Any]:
    """A function of params that returns the terms at `results`, a position or (nested) lists of them."""
    lowered = FormulaTerms()
    results = _in_products(terms, lowered, results)
    body = _Code(lowered.items, list(_flat(results)))
    module = ast.parse(f"def program(params):\n    ({', '.join(variables)},) = params")
    function = module.body[0]
    assert isinstance(function, ast.FunctionDef)
    function.body += [*body.statements, ast.Return(body.result(results))]
    namespace = dict(_NAMESPACE)
    exec(compile(ast.fix_missing_locations(module), "<formula>", "exec"), namespace)
    program: Callable[[Params], Any] = namespace["program"]  # type: ignore[assignment]
    return program


def _flat(results: Any) -> list[int]:
    return [results] if isinstance(results, int) else [i for part in results for i in _flat(part)]


def _in_products(terms: FormulaTerms, lowered: FormulaTerms, results: Any) -> Any:
    """Copy the terms that `results` need, with small whole powers as products; return the new positions."""
    needed = set(_flat(results))
    for position in range(max(needed), -1, -1):
        if position in needed:
            needed.update(terms.items[position].inputs)
    moved: dict[int, int] = {}
    for position in sorted(needed):
        term = terms.items[position]
        inputs = tuple(moved[i] for i in term.inputs)
        exponent = terms.value(term.inputs[1]) if term.operation == "**" else None
        if exponent is not None and exponent.is_integer() and 1.0 <= abs(exponent) <= MAX_PRODUCT_EXPONENT:
            moved[position] = _products(lowered, inputs[0], int(abs(exponent)))
            if exponent < 0.0:
                moved[position] = lowered.add(FormulaTerm("/", (lowered.number(1.0), moved[position])))
        else:
            moved[position] = lowered.add(term._replace(inputs=inputs))

    def renumbered(part: Any) -> Any:
        return moved[part] if isinstance(part, int) else [renumbered(each) for each in part]

    return renumbered(results)


def _products(terms: FormulaTerms, base: int, exponent: int) -> int:
    """base**exponent by halving the exponent; the halves are shared."""
    if exponent == 1:
        return base
    low = _products(terms, base, exponent // 2)
    high = _products(terms, base, exponent - exponent // 2)
    return terms.add(FormulaTerm("*", (high, low)))


class _Code:
    """Python's tree for a list of terms: what is used twice gets a name, the rest is nested."""

    def __init__(self, items: Sequence[FormulaTerm], results: list[int]) -> None:
        uses = [0] * len(items)
        for used in [*results, *(i for term in items for i in term.inputs)]:
            uses[used] += 1
        self.statements: list[ast.stmt] = []
        self._expressions: list[ast.expr] = []
        heights: list[int] = []
        for position, term in enumerate(items):
            height = 1 + max((heights[i] for i in term.inputs), default=-1)
            if height and (uses[position] > 1 or height > MAX_INLINE_HEIGHT):
                name = f"t{position}"
                self.statements.append(ast.Assign([ast.Name(name, ast.Store())], self._of(term)))
                self._expressions.append(ast.Name(name, ast.Load()))
                height = 0
            else:
                self._expressions.append(self._of(term))
            heights.append(height)

    def result(self, results: Any) -> ast.expr:
        """`results` as an expression, lists as tuples."""
        if isinstance(results, int):
            return self._expressions[results]
        return ast.Tuple([self.result(part) for part in results], ast.Load())

    def _of(self, term: FormulaTerm) -> ast.expr:
        inputs = [self._expressions[i] for i in term.inputs]
        match term.operation:
            case "number":
                return ast.Constant(term.number)
            case "variable":
                return ast.Name(term.name, ast.Load())
            case "negate":
                return ast.UnaryOp(ast.USub(), inputs[0])
            case "+" | "-" | "*" | "/":
                return ast.BinOp(inputs[0], _SYMBOLS[term.operation](), inputs[1])
        function = "pow" if term.operation == "**" else term.operation
        return ast.Call(ast.Name(function, ast.Load()), inputs, [])
