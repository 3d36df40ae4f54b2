"""Sentences on refused values in the language in use, made from the facts of a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import gdengine as gd
from tui.lab.text.clean import cleaned
from tui.lab.text.language import _N, _
from tui.lab.text.wanted import Known, Missing, Toml, Wanted

FROM_0: Final = _N("{name} {value}: give a number from 0 on.")
TOO_LARGE: Final = _N(
    "The numbers are so large that the computer cannot hold their squares: make them smaller."
)

REFUSALS: Final[Mapping[object, str]] = {
    gd.refusals.Range.ANY: _N("{name} {value}: give a number."),
    gd.refusals.Range.AT_LEAST_0: FROM_0,
    gd.refusals.Range.ABOVE_0: _N("{name} {value}: give a number above 0."),
    gd.refusals.Range.BELOW_1: _N("{name} {value}: give a number from 0 to below 1."),
    gd.refusals.Range.UP_TO_1: _N("{name} {value}: give a number from 0 to 1."),
    gd.refusals.Range.ABOVE_0_UP_TO_1: _N("{name} {value}: give a number above 0, and 1 at most."),
    gd.refusals.Form.SWITCH: _N("{name} {value}: give True or False."),
    gd.refusals.Form.BETAS: _N("{name} {value}: give two numbers from 0 to below 1."),
    gd.refusals.Form.SEQUENCE: _N("{name} {value}: give several values in a list."),
    gd.refusals.Form.OBJECTIVE: _N("{name} {value}: give a LinearRegression, Curve or Surface."),
    gd.refusals.Form.TERRAIN: _N("{name} {value}: give a Curve or Surface."),
    gd.refusals.Form.OPTIMIZER: _N("{name} {value}: give an optimizer, such as sgd()."),
    gd.refusals.Form.LEARNING_RATE: FROM_0,
    gd.refusals.Form.BATCH: _N("{name} {value}: give FullBatch() or MiniBatch(size)."),
    gd.refusals.Form.STOP: _N("{name} {value}: give a stop rule, or None."),
    gd.refusals.Form.STOP_RULE: _N("{name} {value}: give a stop rule."),
    gd.refusals.Form.STOP_RULES: _N("{name} {value}: give stop rules in a list."),
    gd.refusals.Form.SCHEDULE: _N("{name} {value}: give a schedule that does not follow the cost."),
    gd.refusals.Form.SCHEDULES: _N("{name} {value}: give schedules in a list."),
    gd.refusals.Form.INITIAL: _N("{name} {kind}: give a schedule that can begin with a number."),
    gd.refusals.Form.RUN: _N("{name} {kind}: give a History, or steps in a list."),
    gd.refusals.Form.TWO_INTERVALS: _N("{name} {value}: give two pairs of numbers, for x and for y."),
    gd.refusals.Need.SMALLER: TOO_LARGE,
    gd.refusals.Need.SMALLER_SQUARES: TOO_LARGE,
    gd.refusals.Need.A_POINT: _N("There are no points: give at least one."),
    gd.refusals.Need.ANOTHER_POINT: _N("This is the only point left: a line needs at least one."),
    gd.refusals.Need.A_ROW: _N("{name}: there are none, give at least one."),
    gd.refusals.Need.A_STEP: _N("{name}: there are no steps, give at least one."),
    gd.refusals.Need.FINITE_STEP: _N("{name} {value}: it is not finite, so no update follows it."),
    gd.refusals.Need.ONE_OF_TWO: _N("{name}: give one of the two."),
    gd.refusals.Whole: _N("{name} {value}: give a whole number from {least} on."),
    gd.refusals.OneOf: _N("{name}: {value} is none of {choices}"),
    gd.refusals.AsMany: _N("{other} has {wanted} values and {name} has {value}: give each point both."),
    gd.refusals.LowHigh: _N("{name} {value}: give two numbers, the lower first."),
    gd.refusals.Within: _N("{name}: {parameter} = {value} is outside the domain, {low} to {high}."),
    gd.refusals.MoreThan: _N("{name} {value}: give a number above {other}, {bound}."),
    gd.refusals.Rising: _N("{name} {value}: give rising whole numbers from 1 on, {many} in all."),
    gd.refusals.NeedsRows: _N("{name}: {objective} has no rows to take a batch of."),
    Known: _N("{name}: there is no such setting; there are {names}"),
    Missing: _N("{name}: give {names} too"),
    Toml: _N("{name}, line {line}, column {column}: this is not TOML"),
    **{wanted: wanted.value for wanted in Wanted},
}
"""The sentence for each fact on what a setting takes, or for the fact's class."""

NEEDS: Final = {
    "momentum": _N("Nesterov needs a momentum above 0, such as 0.9."),
    "dampening": _N("Nesterov needs a dampening of 0."),
}
"""The sentence for a setting that another one needs."""


def in_words(error: ValueError, whole_paths: bool = False) -> str:
    """A sentence on why something was refused, in the language in use.

    A file of data is called by its name, with `whole_paths` by its path. A ValueError without facts
    has its sentence already.
    """
    if not isinstance(error, gd.Refused):
        return str(error)
    # Not at the top: the lab starts without files and formulas.
    if isinstance(error, gd.DataError):
        from tui.lab.wording.file_troubles import data_sentence

        return cleaned(data_sentence(error, whole_paths))
    if isinstance(error, gd.FormulaError):
        from tui.lab.wording.formulas import formula_sentence

        what = formula_sentence(error)
    else:
        what = _sentence(error)
    return cleaned(": ".join([*error.places, what]))


def _sentence(refused: gd.Refused) -> str:
    takes, given = refused.takes, refused.given
    facts: dict[str, Any] = getattr(takes, "_asdict", dict)()
    return _(_template(takes, given)).format(
        name=refused.setting,
        value=gd.refusals.shown(given),
        kind=type(given).__name__,
        **{name: ", ".join(fact) if isinstance(fact, tuple) else fact for name, fact in facts.items()},
    )


def _template(takes: object, given: object) -> str:
    match takes:
        case gd.refusals.Needs(other=other):
            return NEEDS[other]
        case gd.refusals.NumberInRow():
            if isinstance(given, int | float):
                return _N("{name} of point {row} would be {value}: make it smaller.")
            return _N("{name} of point {row} is {value}: give a number.")
        case gd.refusals.Numbers(wrong="") if isinstance(given, tuple | list):
            return _N("{name}: give a finite number for each of {names}; got {value}")
        case gd.refusals.Numbers(wrong=""):
            return _N("{name} {value}: give a number for each of {names}.")
        case gd.refusals.Numbers() if isinstance(given, float):
            return _N("The start weights must be numbers that the computer can hold.")
        case gd.refusals.Numbers():
            return _N("{name}: {wrong} is {value}; give a number.")
    return REFUSALS[takes] if takes in REFUSALS else REFUSALS[type(takes)]
