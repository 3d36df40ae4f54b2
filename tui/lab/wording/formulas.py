"""What is wrong with a typed formula, in the language in use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import gdengine as gd
from tui.lab.text.language import _N, _

MISTAKES: Final[Mapping[gd.Mistake, str]] = {
    gd.Mistake.NOT_TEXT: _N("{found} is not text; give a formula such as 'x**2'"),
    gd.Mistake.TOO_LONG: _N("{found} characters; at most {most} are read"),
    gd.Mistake.NO_FORMULA: _N("this is not a formula; give one such as 'x**2 + 3*x'"),
    gd.Mistake.NOTHING_BEFORE: _N("a number or a name is missing before “{found}”"),
    gd.Mistake.NOTHING_HERE: _N("a number or a name is missing here"),
    gd.Mistake.NO_OPERATOR: _N("an operator is missing before “{found}”; to multiply, write *"),
    gd.Mistake.NOT_OPENED: _N("this “)” closes nothing; take it away or open it with “(”"),
    gd.Mistake.NOT_CLOSED: _N("this “(” is never closed; add “)”"),
    gd.Mistake.COMMA: _N("a comma has no place here; functions take one number, and decimals a point"),
    gd.Mistake.CHARACTER: _N("“{found}” has no meaning here; write numbers, names, + - * / ** and ( )"),
    gd.Mistake.UNKNOWN_NAME: _N("unknown name “{found}”; known are {names}"),
    gd.Mistake.MISSPELT_NAME: _N("unknown name “{found}”; did you mean {names}?"),
    gd.Mistake.NO_ARGUMENT: _N("{found} needs its number in parentheses: {found}(…)"),
    gd.Mistake.NO_FUNCTION: _N("{found} is not a function; to multiply, write {found}*(…)"),
    gd.Mistake.TOO_LARGE: _N("{found} is too large for the computer (1.8e308 at most)"),
    gd.Mistake.NOT_FINITE: _N("{found} is not a finite real number; change it"),
    gd.Mistake.TOO_DEEP: _N("nested deeper than {most} levels; write it shorter"),
    gd.Mistake.TOO_MANY_TERMS: _N("more than {most} numbers, names and operations; write it shorter"),
    gd.Mistake.SHAPE: _N("only numbers, names, + - * / **, ( ) and functions of one number are read"),
}


def formula_sentence(error: gd.FormulaError) -> str:
    """A sentence on where a formula cannot be read, and how to correct it."""
    found = error.given if isinstance(error.given, str | int) else gd.refusals.shown(error.given)
    problem = _(MISTAKES[error.takes]).format(found=found, names=", ".join(error.names), most=error.most)
    return _("formula, column {column}: {problem}").format(column=error.column, problem=problem)
