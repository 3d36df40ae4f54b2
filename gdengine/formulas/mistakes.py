"""What can be wrong with a typed formula, as facts."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from gdengine.refusals import Refused


class Mistake(Enum):
    """What is wrong with a formula, with the English sentence for it."""

    NOT_TEXT = "{found!r} is not text; give a formula such as 'x**2'"
    TOO_LONG = "{found} characters; at most {most} are read"
    NO_FORMULA = "this is not a formula; give one such as 'x**2 + 3*x'"
    NOTHING_BEFORE = "a number or a name is missing before {found!r}"
    NOTHING_HERE = "a number or a name is missing here"
    NO_OPERATOR = "an operator is missing before {found!r}; to multiply, write *"
    NOT_OPENED = "this ')' closes nothing; take it away or open it with '('"
    NOT_CLOSED = "this '(' is never closed; add ')'"
    COMMA = "',' has no place here; functions take one number, and decimals are written with '.'"
    CHARACTER = "{found!r} has no meaning here; write numbers, names, + - * / ** and ( )"
    UNKNOWN_NAME = "unknown name {found!r}; known are {names}"
    MISSPELT_NAME = "unknown name {found!r}; did you mean {names}?"
    NO_ARGUMENT = "{found} needs its number in parentheses: {found}(…)"
    NO_FUNCTION = "{found} is not a function; to multiply, write {found}*(…)"
    TOO_LARGE = "{found} is too large for a floating-point number (1.8e308 at most)"
    NOT_FINITE = "{found} is not a finite real number; change it"
    TOO_DEEP = "nested deeper than {most} levels; write it shorter"
    TOO_MANY_TERMS = "more than {most} numbers, names and operations; write it shorter"
    SHAPE = "only numbers, names, + - * / **, ( ) and functions of one number are read"


class FormulaError(Refused):
    """A formula that cannot be read: where, what, and how to fix it.

    `takes` is a Mistake and `column` counts the characters from 1; `given` is what stands there.
    `names` are those that could be meant, and `most` is the limit that was passed.
    """

    def __init__(
        self, column: int, mistake: Mistake, found: object = "", names: Sequence[str] = (), most: int = 0
    ) -> None:
        ValueError.__init__(self, column, mistake, found, names, most)
        problem = mistake.value.format(found=found, names=", ".join(names), most=most)
        self._keep("formula", found, mistake, f"formula, column {column}: {problem}")
        self.column = column
        self.names = tuple(names)
        self.most = most
