"""The rows of the catalogue: what the lab knows of each part of an experiment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, NamedTuple

import gdengine as gd


@dataclass(frozen=True, slots=True)
class Part:
    """A part by its name, and how it is made.

    `kind` is its class, a frozen dataclass; a string is a name in gdengine, which is looked up only
    when it is used, because its import takes time. `settings` replace the class's defaults in a new
    one, and distinguish the parts of one class. `recipe` is the name of the class in recipes if that
    is not `name`. `label` is the name on screen, to be translated; without it, `name` is used in every
    language. `readers` read those of its fields, by name, that take something else than other parts'
    fields of the same name and type.
    """

    name: str
    kind: type[Any] | str
    label: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    recipe: str = ""
    readers: Mapping[str, Callable[[str], Any]] = field(default_factory=dict)

    @property
    def made_by(self) -> type[Any]:
        """The class itself, imported if need be."""
        found: type[Any] = getattr(gd, self.kind) if isinstance(self.kind, str) else self.kind
        return found

    @property
    def recipe_name(self) -> str:
        """The name of the class in recipes."""
        return self.recipe or self.name

    def new(self) -> Any:
        """A new object of the class with the part's settings, and defaults for the others."""
        return self.made_by(**self.settings)

    def has_made(self, made: object) -> bool:
        """Whether `made` is an object of the part's class."""
        if isinstance(self.kind, str) and type(made).__name__ != self.kind:
            return False  # without importing the class
        return type(made) is self.made_by

    def likeness(self, made: Any) -> int:
        """In how many of its settings `made` differs from its class, minus those where it does not."""
        known = type(made).__dataclass_fields__ if self.settings else {}
        return sum(1 if getattr(made, name) != known[name].default else -1 for name in self.settings)


class StepSize(Enum):
    """How far an update moves a weight, as far as that is known beforehand."""

    BY_SLOPE = auto()
    """The learning rate times the slope."""

    UP_TO_RATE = auto()
    """At most about the learning rate, whatever the slope."""

    ABOUT_RATE = auto()
    """About the learning rate in the long run, whatever the slope; at first it may be more."""

    SHRINKING = auto()
    """About the learning rate at first, then less and less."""

    GROWING = auto()
    """Tiny at first, then as far as the optimizer determines by itself."""

    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class OptimizerPart(Part):
    """An optimizer, and what is known of it without running it.

    `telling` is the field that is always shown beside its name. `first_step` gives, for an
    optimizer and a learning rate, how far the first update of ABOUT_RATE moves a weight, None if that
    is not known. `scale_free` optimizers make the same step of a gradient multiplied by a constant:
    without weight decay, or with a `decoupled_decay`, which is not added to the gradient. `word` is a
    sentence on how a slope becomes a change, to be translated.
    """

    telling: str = ""
    steps: StepSize = StepSize.UNKNOWN
    first_step: Callable[[Any, float], float | None] | None = None
    scale_free: bool = False
    decoupled_decay: bool = False
    word: str = ""


@dataclass(frozen=True, slots=True)
class SchedulePart(Part):
    """A schedule, whose class has the learning rate that it begins with in a field `initial`.

    `fitting` makes one from that rate and the number of steps within which it takes its course. A
    schedule that is not `offered` can be run but not chosen.
    """

    fitting: Callable[[float, int], gd.LearningRate] | None = None
    offered: bool = True

    def fitted(self, rate: float, steps: int) -> gd.LearningRate:
        """A schedule that begins with `rate` and takes its course within `steps`."""
        if self.fitting:
            return self.fitting(rate, steps)
        made: gd.LearningRate = self.made_by(initial=rate, **self.settings)
        return made


class Preset(NamedTuple):
    """A data set of gd.PRESETS: its name on screen, its special feature, and what to look for."""

    name: str
    label: str
    special: str
    look: str

    def data(self) -> gd.Dataset:
        """The points."""
        return gd.PRESETS[self.name]()


class Terrain(NamedTuple):
    """A curve or surface of gd.TERRAINS; `caption` asks what can be found out on it, to be translated."""

    name: str
    caption: str

    def ground(self) -> gd.Curve | gd.Surface:
        """The curve or surface."""
        return gd.TERRAINS[self.name]
