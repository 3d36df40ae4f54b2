"""What recipes and options accept: facts for gd.Refused in addition to the engine's."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

import gdengine as gd
from tui.lab.text.language import _N


class Wanted(Enum):
    """What is accepted in a place of a recipe, with the sentence if something else is given."""

    NUMBERS = _N("{name}: {value} is not a list of numbers, such as [1, 0]")
    SCHEDULES = _N("{name}: give a list of schedules, each with its name")
    RULES = _N("{name}: give each rule as [[stop]] with a name and its settings")
    TABLE = _N("{name}: {value} is not a table; write [{name}] and its settings below")
    IN_A_TABLE = _N("{name}: {value} goes into no table of the recipe")
    ONE_WAY = _N("{name}: give only one of them")
    KEY_AND_VALUE = _N("{name}: {value} is not KEY=VALUE, such as optimizer.momentum=0.5")
    COMMAS = _N("{name}: {value} is not numbers with commas between them, such as 1,0")
    A_VARIABLE = _N("{name}: {value} has no x in it, so there is no slope to follow")
    A_VALUE = _N("{name}: the formula has no value or no slope at {value}; start elsewhere")
    ONE_NUMBER = _N("{name}: {value} is not a number, such as 2")
    TWO_NUMBERS = _N("{name}: {value} is not two numbers, such as -3, 3")
    FOUR_NUMBERS = _N("{name}: {value} is not four numbers, such as -3, 3, -2, 2")
    UTF_8 = _N("{name}: this is not UTF-8 text")
    SHALLOW = _N("{name}: this is nested too deeply")
    A_NAME = _N("a recipe has no name for {kind}")

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        kind = type(given).__name__
        return str(self.value.format(name=setting, value=gd.refusals.shown(given), kind=kind))


class Known(NamedTuple):
    """One of the settings that exist in a place."""

    names: tuple[str, ...]

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        return f"{setting}: there is no such setting; there are {', '.join(self.names)}"


class Missing(NamedTuple):
    """Settings that are missing and have no default."""

    names: tuple[str, ...]

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        return f"{setting}: give {', '.join(self.names)} too"


class Toml(NamedTuple):
    """Valid TOML; it is not at `line` and `column`, counted from 1."""

    line: int
    column: int

    @classmethod
    def of(cls, text: str, error: ValueError) -> Toml:
        """The place of the fault in `text`, from tomllib's `error`; if that has none, the end of the text."""
        at = re.search(r"line (\d+), column (\d+)", str(error))
        return cls(int(at[1]), int(at[2])) if at else cls(text.count("\n") + 1, 1)

    def said(self, setting: str, given: object) -> str:
        """The English sentence, in which `given` is what tomllib says."""
        return f"{setting}: {given}"
