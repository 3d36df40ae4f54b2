"""Reading a typed formula, such as `x**4 - 4*x**2 + x`, without ever running it.

The text is cut into tokens, each of which must be known; Python's own parser then finds the
structure, and of what it can find only a few shapes are let through. The outcome is a list of
terms, each made from earlier ones, so that it can be evaluated from first to last without recursion.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, NamedTuple

from gdengine.formulas.mistakes import FormulaError, Mistake

MAX_CHARACTERS: Final = 200
"""The longest formula that is read."""

MAX_NESTING: Final = 50
"""The deepest nesting of operations that is read."""

MAX_TERMS: Final = 150
"""The most terms that a formula may have."""

FUNCTIONS: Final[dict[str, Callable[[float], float]]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": math.fabs,
    "tanh": math.tanh,
}

CONSTANTS: Final = {"pi": math.pi, "e": math.e}

# math.pow stays among floats: `**` makes a complex number of (-8.0) ** (1 / 3).
OPERATIONS: Final[dict[str, Callable[..., float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": math.pow,
    "negate": operator.neg,
    **FUNCTIONS,
}


class FormulaTerm(NamedTuple):
    """One term of a formula: a number, a variable, or an operation on earlier terms.

    `operation` is "number", "variable" or a key of OPERATIONS; `inputs` are positions in the
    list of terms.
    """

    operation: str
    inputs: tuple[int, ...] = ()
    number: float = 0.0
    name: str = ""


class FormulaTerms:
    """A growing list of terms in which equal terms are kept once."""

    def __init__(self) -> None:
        self.items: list[FormulaTerm] = []
        self._positions: dict[FormulaTerm, int] = {}

    def add(self, term: FormulaTerm) -> int:
        """The position of `term`, put at the end if it is new."""
        position = self._positions.setdefault(term, len(self.items))
        if position == len(self.items):
            self.items.append(term)
        return position

    def number(self, value: float) -> int:
        """The position of a number."""
        return self.add(FormulaTerm("number", number=value))

    def value(self, position: int) -> float | None:
        """The number at `position`, None where there is another term."""
        term = self.items[position]
        return term.number if term.operation == "number" else None

    def apply(self, operation: str, *inputs: int) -> int:
        """The position of an operation on earlier terms; of numbers alone, that of the result.

        Raises OverflowError, ValueError or ZeroDivisionError where numbers have no finite result.
        """
        numbers = [number for number in map(self.value, inputs) if number is not None]
        if len(numbers) < len(inputs):
            return self.add(FormulaTerm(operation, inputs))
        result = OPERATIONS[operation](*numbers)
        if not math.isfinite(result):
            raise OverflowError("not finite")
        return self.number(result)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read: its text, its variables, and its terms, of which the last is the result."""

    text: str
    variables: tuple[str, ...]
    terms: tuple[FormulaTerm, ...]


def parse(text: str, variables: Sequence[str] = ("x",)) -> Formula:
    """Read `text` as a formula of `variables`.

    It takes + - * / ** (also written ^, · × − ÷ and raised digits: x² is x**2), parentheses,
    numbers, pi, e and sin cos tan exp log sqrt abs tanh; log is the natural logarithm. `^` is
    the power here, never Python's exclusive or. At most 200 characters. Raises FormulaError,
    also for a part without variables that has no finite value, such as 9**9**9 or (-8)**(1/3).
    """
    if not isinstance(text, str):
        raise FormulaError(1, Mistake.NOT_TEXT, text)
    if len(text) > MAX_CHARACTERS:
        raise FormulaError(MAX_CHARACTERS + 1, Mistake.TOO_LONG, len(text), most=MAX_CHARACTERS)
    python, columns = _respelled(_tokens(text), tuple(variables), len(text.rstrip()) + 1)
    try:
        tree = ast.parse(python, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise FormulaError(1, Mistake.NO_FORMULA) from None
    reader = _Reader(tuple(variables), columns)
    result = reader.read(tree)
    terms = reader.terms.items
    # A formula may end in a term that it used before, as in `x`; the result is to be the last.
    return Formula(text, tuple(variables), tuple(terms[: result + 1]))


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<word>[A-Za-z_][A-Za-z_0-9]*|π)
      | (?P<operator>\*\*|[-+*/^−–·⋅×∗÷])
      | (?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
      | (?P<open>\() | (?P<close>\))
      | (?P<other>.))""",
    re.VERBOSE | re.DOTALL,
)

_SPELLINGS: Final = {
    "^": "**", "−": "-", "–": "-", "·": "*", "⋅": "*", "×": "*", "∗": "*", "÷": "/", "π": "pi",
}  # fmt: skip

_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(match.lastgroup or "", match[match.lastgroup or 0], match.start(match.lastgroup or 0) + 1)
        for match in _TOKEN.finditer(text.rstrip())
    ]


def _respelled(tokens: list[_Token], variables: tuple[str, ...], end: int) -> tuple[str, list[int]]:
    """The tokens as Python writes them, and for each of its characters the column it stems from."""
    python, columns = "", list[int]()
    opened: list[int] = []
    operand_next = True
    for token, following in zip(tokens, [*tokens[1:], _Token("end", "", end)], strict=False):
        kind, text, column = token
        if kind == "other":
            raise FormulaError(column, Mistake.COMMA if text == "," else Mistake.CHARACTER, text)
        if kind == "word":
            text = _SPELLINGS.get(text, text)
            _check_word(token._replace(text=text), following, variables)
        if operand_next and (
            kind in ("raised", "close") or (kind == "operator" and _spell(token) not in "+-")
        ):
            raise FormulaError(column, Mistake.NOTHING_BEFORE, text)
        if not operand_next and kind in ("number", "word", "open"):
            raise FormulaError(column, Mistake.NO_OPERATOR, text)
        if kind == "open":
            opened.append(column)
        elif kind == "close":
            if not opened:
                raise FormulaError(column, Mistake.NOT_OPENED)
            opened.pop()
        operand_next = kind in ("open", "operator") or (kind == "word" and text in FUNCTIONS)
        spelled = _spell(token)
        python += spelled
        columns += [column] * len(spelled)
    if operand_next:
        raise FormulaError(end, Mistake.NOTHING_HERE)
    if opened:
        raise FormulaError(opened[-1], Mistake.NOT_CLOSED)
    return python, columns


def _spell(token: _Token) -> str:
    kind, text, column = token
    if kind == "raised":
        return f"**{float(text.translate(_RAISED))!r}"
    if kind != "number":
        return _SPELLINGS.get(text, text)
    if not math.isfinite(float(text)):
        raise FormulaError(column, Mistake.TOO_LARGE, text)
    return repr(float(text))


def _check_word(token: _Token, following: _Token, variables: tuple[str, ...]) -> None:
    """Raise FormulaError for a word that is not known, or is used for what it is not."""
    _, word, column = token
    if word in FUNCTIONS:
        if following.kind != "open":
            raise FormulaError(column, Mistake.NO_ARGUMENT, word)
    elif word not in variables and word not in CONSTANTS:
        known = [*variables, *CONSTANTS, *FUNCTIONS]
        close = get_close_matches(word.lower(), known, n=1, cutoff=0.5)
        mistake = Mistake.MISSPELT_NAME if close else Mistake.UNKNOWN_NAME
        raise FormulaError(column, mistake, word, close or known)
    elif following.kind == "open":
        raise FormulaError(following.column, Mistake.NO_FUNCTION, word)


_BINARY: Final[dict[type[ast.operator], str]] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**",
}  # fmt: skip


class _Reader:
    """Turns Python's tree into terms; what is not listed here is refused."""

    def __init__(self, variables: tuple[str, ...], columns: list[int]) -> None:
        self.terms = FormulaTerms()
        self._variables = variables
        self._columns = columns
        self._count = 0

    def read(self, tree: ast.expr, depth: int = 1) -> int:
        self._count += 1
        column = self._columns[tree.col_offset]
        if depth > MAX_NESTING:
            raise FormulaError(column, Mistake.TOO_DEEP, most=MAX_NESTING)
        if self._count > MAX_TERMS:
            raise FormulaError(column, Mistake.TOO_MANY_TERMS, most=MAX_TERMS)
        match tree:
            case ast.Constant(value=float(value)):
                return self.terms.number(value)
            case ast.Name(id=name) if name in self._variables:
                return self.terms.add(FormulaTerm("variable", name=name))
            case ast.Name(id=name) if name in CONSTANTS:
                return self.terms.number(CONSTANTS[name])
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand, depth + 1)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._apply(tree, "negate", self.read(operand, depth + 1))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                inputs = self.read(left, depth + 1), self.read(right, depth + 1)
                return self._apply(tree, _BINARY[type(op)], *inputs)
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
                return self._apply(tree, name, self.read(argument, depth + 1))
        raise FormulaError(column, Mistake.SHAPE)

    def _apply(self, tree: ast.expr, operation: str, *inputs: int) -> int:
        try:
            return self.terms.apply(operation, *inputs)
        except (ArithmeticError, ValueError):
            column = self._columns[tree.col_offset]
            raise FormulaError(column, Mistake.NOT_FINITE, ast.unparse(tree)) from None
