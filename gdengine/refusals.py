"""What is refused, as facts: which setting, what was given for it, and what it takes instead.

Every refusal of the engine is a Refused. Its `takes` is a member of Range, Form or Need, or one of
the small records below, so that a program can say it in any language; `str` says it in English.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Final, NamedTuple, Protocol

MOST_QUOTED_CHARACTERS: Final = 100
"""Characters of a value that a sentence quotes; the rest is cut."""


class Takes(Protocol):
    """What a setting takes."""

    def said(self, setting: str, given: object) -> str:
        """The English sentence that refuses `given`."""


class Refused(ValueError):  # noqa: N818  # not an error of the program
    """A value was refused.

    `setting` is the name of the argument or field, `given` the value, `takes` what is accepted
    instead, and `places` are the parts that the setting is in, the outermost first.
    """

    setting: str
    given: object
    takes: Any
    places: tuple[str, ...]

    def __init__(self, setting: str, given: object, takes: Takes) -> None:
        super().__init__(setting, given, takes)
        self._keep(setting, given, takes, takes.said(setting, given))

    def _keep(self, setting: str, given: object, takes: object, sentence: str) -> None:
        self.setting, self.given, self.takes = setting, given, takes
        self.places = ()
        self._sentence = sentence

    def __str__(self) -> str:
        return ": ".join([*self.places, self._sentence])

    def at(self, place: str) -> Refused:
        """This refusal, to be raised again, with `place` put before its places."""
        self.places = (place, *self.places)
        return self


def shown(value: object) -> str:
    """A value as a sentence quotes it."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # a whole number of more than 4300 digits, or deep nesting
        return "…"
    return text if len(text) <= MOST_QUOTED_CHARACTERS else f"{text[: MOST_QUOTED_CHARACTERS - 1]}…"


def kind_of(value: object) -> str:
    """The name of the type of `value`."""
    return type(value).__name__


class Range(Enum):
    """A finite number in a range."""

    ANY = ""
    AT_LEAST_0 = " of at least 0"
    ABOVE_0 = " above 0"
    BELOW_1 = " of at least 0 and below 1"
    UP_TO_1 = " from 0 to 1"
    ABOVE_0_UP_TO_1 = " above 0 and up to 1"

    def holds(self, value: float) -> bool:
        """Whether the finite number `value` is in the range."""
        match self:
            case Range.AT_LEAST_0:
                return value >= 0.0
            case Range.ABOVE_0:
                return value > 0.0
            case Range.BELOW_1:
                return 0.0 <= value < 1.0
            case Range.UP_TO_1:
                return 0.0 <= value <= 1.0
            case Range.ABOVE_0_UP_TO_1:
                return 0.0 < value <= 1.0
        return True

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        return f"{setting}: {shown(given)} is not a finite number{self.value}"


class Form(Enum):
    """A value of a certain kind, such as a schedule or a sequence."""

    SWITCH = "{value} is neither True nor False"
    BETAS = "{value} are not two numbers of at least 0 and below 1"
    SEQUENCE = "{value} is not a sequence"
    OBJECTIVE = "{value} is none; give a LinearRegression, Curve or Surface"
    TERRAIN = "{value} is neither a Curve nor a Surface"
    OPTIMIZER = "{value} is no optimizer; give one such as sgd()"
    LEARNING_RATE = "{value} is not a finite number of at least 0, nor a schedule"
    BATCH = "{value} is neither FullBatch() nor MiniBatch(size)"
    STOP = "{value} is neither a stop rule nor None"
    STOP_RULE = "{value} is not a stop rule"
    STOP_RULES = "{value} is not a sequence of stop rules"
    SCHEDULE = "{value} is not a schedule without a state"
    SCHEDULES = "{value} is not a sequence of schedules"
    INITIAL = "{kind} has no field initial to begin with"
    RUN = "{kind} is neither a History nor a list of steps"
    TWO_INTERVALS = "{value} is not two pairs (low, high), one for x and one for y"

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        return f"{setting}: {self.value.format(value=shown(given), kind=kind_of(given))}"


class Need(Enum):
    """A condition that no single value decides, such as at least one point."""

    SMALLER = "{name}: the numbers are so large that they overflow; divide them by a common factor"
    SMALLER_SQUARES = (
        "{name}: the numbers are so large that their squares overflow; divide them by a common factor"
    )
    A_POINT = "no points: give at least one"
    ANOTHER_POINT = "{name}: this is the only point left; a line needs at least one"
    A_ROW = "{name}: there are none; give at least one"
    A_STEP = "{name}: there are no steps; give at least one"
    FINITE_STEP = "{name}: step {value} is not finite, so no update follows it"
    ONE_OF_TWO = "{name}: give one of the two"

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        return str(self.value.format(name=setting, value=shown(given)))


class Whole(NamedTuple):
    """A whole number of at least `least`."""

    least: int

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        return f"{setting}: {shown(given)} is not a whole number of at least {self.least}"


class OneOf(NamedTuple):
    """One of `choices`."""

    choices: tuple[str, ...]

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        return f"{setting}: {shown(given)} is none of {', '.join(self.choices)}"


class Numbers(NamedTuple):
    """A number for each of the parameters `names`; `finite` is whether it must be finite.

    Where the count is right, `wrong` is the parameter whose value is refused.
    """

    names: tuple[str, ...]
    wrong: str = ""
    finite: bool = True

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        wanted = f"{'a finite' if self.finite else 'one'} number for each of {', '.join(self.names)}"
        if self.wrong:
            return f"{setting}: give {wanted}; {self.wrong} is {shown(given)}"
        if isinstance(given, tuple | list):
            return f"{setting}: give {wanted}; got {len(given)}"
        return f"{setting}: {shown(given)} is not {wanted}"


class NumberInRow(NamedTuple):
    """A finite number; it is refused in `row` of a column, counted from 1."""

    row: int

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        return f"{setting}, row {self.row}: {shown(given)} is not a finite number"


class AsMany(NamedTuple):
    """As many values as the setting `other` has: `wanted`. `given` is how many there are."""

    other: str
    wanted: int

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        return f"{self.other} has {self.wanted} values and {setting} has {given}: give each point both"


class LowHigh(NamedTuple):
    """A pair of finite numbers, the lower first; of several pairs, that of `axis`."""

    axis: str = ""

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        name = f"{setting} of {self.axis}" if self.axis else setting
        return f"{name}: {shown(given)} is not a pair of finite numbers (low, high) with low < high"


class Within(NamedTuple):
    """A value of `parameter` from `low` to `high`, the ends of the domain."""

    parameter: str
    low: float
    high: float

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        return f"{setting}: {self.parameter} = {given!r} is outside the domain {self.low!r} to {self.high!r}"


class MoreThan(NamedTuple):
    """A number above `bound`, the value of the setting `other`."""

    other: str
    bound: float

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        return f"{setting}: {shown(given)} is not above {self.other}, {self.bound!r}"


class Rising(NamedTuple):
    """`many` whole numbers of at least 1, each above the one before."""

    many: int

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        return f"{setting}: give {self.many} rising whole numbers of at least 1; got {shown(given)}"


class Needs(NamedTuple):
    """The setting `other` in the range `wanted`, or equal to it if it is a number; its value is `found`."""

    other: str
    wanted: Range | float
    found: float

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        wanted = self.wanted.value if isinstance(self.wanted, Range) else f" of {self.wanted:g}"
        return f"{setting}: needs a {self.other}{wanted}; {self.other} is {self.found!r}"


class NeedsRows(NamedTuple):
    """An objective with rows of data; the one given is of the type named `objective`."""

    objective: str

    def said(self, setting: str, given: object) -> str:
        """The English sentence."""
        return f"{setting}: {self.objective} has no rows to take a batch of"
