"""The parts that an experiment is made of: a table for each kind, and a row for each part.

Recipes, options, settings and sentences read the tables each time they are used. A new optimizer is
one class and one row: name and class are enough, and the lab shows whatever else the row says.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final, TypeVar

import gdengine as gd
from tui.lab.session.parts import OptimizerPart, Part, Preset, SchedulePart, StepSize, Terrain
from tui.lab.text import entry
from tui.lab.text.language import _N

AnyPart = TypeVar("AnyPart", bound=Part)
CatalogueRow = TypeVar("CatalogueRow", bound=Part | Preset | Terrain)


def _first_step_of_rmsprop(optimizer: gd.RMSprop, rate: float) -> float | None:
    """rate/√(1 − alpha), as the first mean square is only that part of the first slope's square."""
    if optimizer.centered or optimizer.alpha == 1.0:
        return None
    return rate / math.sqrt(1.0 - optimizer.alpha)


OPTIMIZERS: Final[tuple[OptimizerPart, ...]] = (
    OptimizerPart("gd", gd.SGD, recipe="sgd", steps=StepSize.BY_SLOPE),
    OptimizerPart(
        "momentum",
        gd.SGD,
        recipe="sgd",
        settings={"momentum": 0.9},
        telling="momentum",
        steps=StepSize.BY_SLOPE,
    ),
    OptimizerPart(
        "nesterov",
        gd.SGD,
        recipe="sgd",
        settings={"momentum": 0.9, "nesterov": True},
        telling="momentum",
        steps=StepSize.BY_SLOPE,
    ),
    OptimizerPart(
        "adagrad",
        "Adagrad",
        steps=StepSize.SHRINKING,
        scale_free=True,
        word=_N("Adagrad divides the slope by the root of all its squares so far: the steps get shorter."),
    ),
    OptimizerPart(
        "rmsprop",
        "RMSprop",
        telling="alpha",
        steps=StepSize.ABOUT_RATE,
        first_step=_first_step_of_rmsprop,
        scale_free=True,
        word=_N("RMSprop divides the slope by its usual size: a small one goes as far as a large one."),
    ),
    OptimizerPart(
        "adam",
        "Adam",
        telling="betas.0",
        steps=StepSize.UP_TO_RATE,
        scale_free=True,
        word=_N(
            "Adam divides the mean slope by its usual size: lr far while the slope keeps its sign, less once "
            "it turns."
        ),
    ),
    OptimizerPart(
        "adamw",
        "AdamW",
        telling="betas.0",
        steps=StepSize.UP_TO_RATE,
        scale_free=True,
        decoupled_decay=True,
        word=_N("AdamW does what Adam does, and pulls the weights a little towards 0."),
    ),
    OptimizerPart(
        "nadam",
        "NAdam",
        telling="betas.0",
        steps=StepSize.UP_TO_RATE,
        scale_free=True,
        word=_N("NAdam does what Adam does, but looks one push ahead."),
    ),
    OptimizerPart(
        "adadelta",
        "Adadelta",
        telling="rho",
        steps=StepSize.GROWING,
        scale_free=True,
        word=_N("Adadelta goes as far as its steps of late, further where a slope is larger than usual."),
    ),
)


def _quarter(steps: int) -> int:
    return max(1, steps // 4)


def _exponential(rate: float, steps: int) -> gd.Exponential:
    """A schedule that has a tenth of the rate left after `steps`."""
    return gd.Exponential(rate, gamma=round(1.0 - float(f"{1.0 - 0.1 ** (1.0 / steps):.2g}"), 12))


SCHEDULES: Final[tuple[SchedulePart, ...]] = (
    SchedulePart("constant", gd.Constant, _N("constant"), fitting=lambda rate, steps: rate),
    SchedulePart(
        "step",
        gd.StepDecay,
        _N("step by step"),
        fitting=lambda rate, steps: gd.StepDecay(rate, _quarter(steps), gamma=0.5),
    ),
    SchedulePart("exponential", gd.Exponential, _N("exponential"), fitting=_exponential),
    SchedulePart("cosine", gd.Cosine, _N("cosine"), fitting=lambda rate, steps: gd.Cosine(rate, T_max=steps)),
    SchedulePart("inverse_scaling", gd.InverseScaling, _N("inverse scaling")),
    SchedulePart(
        "warm_up",
        gd.WarmUp,
        _N("warm-up"),
        fitting=lambda rate, steps: gd.WarmUp(rate, total_iters=_quarter(steps)),
    ),
    SchedulePart("joined", gd.Joined, _N("joined"), offered=False),
    SchedulePart(
        "reduce_on_plateau",
        gd.ReduceOnPlateau,
        _N("plateau"),
        readers={"patience": entry.whole_from_0},
        fitting=lambda rate, steps: gd.ReduceOnPlateau(rate, patience=max(1, min(10, steps // 10))),
    ),
)

STOP_RULES: Final[tuple[Part, ...]] = (
    Part("gradient_norm", gd.GradientNorm, _N("stop: gradient")),
    Part("cost_tolerance", gd.CostTolerance, _N("stop: cost")),
    Part("cycle", gd.Cycle, _N("stop: cycle")),
    Part("wall_time", gd.WallTime, _N("stop: time"), settings={"seconds": 10.0}),
)

PRESETS: Final[tuple[Preset, ...]] = (
    Preset(
        "article",
        _N("article"),
        _N("the three points of the article"),
        _N("They lie on the line 2x − 1, so the cost can fall to 0."),
    ),
    Preset(
        "noisy_line",
        _N("noisy line"),
        _N("40 points scattered about a line"),
        _N("No line meets all of them: the cost stops falling above 0, and that is no failure."),
    ),
    Preset(
        "outlier",
        _N("outlier"),
        _N("one point far off the line"),
        _N("Errors are squared, so a single far point bends the whole line. Delete it and look again."),
    ),
    Preset(
        "ill_scaled",
        _N("large numbers"),
        _N("areas in the thousands"),
        _N(
            "The limit of the learning rate becomes tiny, and then w0 hardly moves. Standardise the data, "
            "and both weights learn."
        ),
    ),
    Preset(
        "shifted",
        _N("years"),
        _N("x far from 0: 2000 to 2020"),
        _N("w1 and w0 pull against each other, so descent crawls. With the mean taken off x it is quick."),
    ),
    Preset(
        "steep",
        _N("steep"),
        _N("a line about 50 times as steep"),
        _N("The start is far away, but the limit of the learning rate comes from x alone."),
    ),
    Preset(
        "two_clusters",
        _N("two clouds"),
        _N("two clouds of 15 points"),
        _N("The line goes through the middle of both clouds: within one it says little."),
    ),
    Preset(
        "vertical_stack",
        _N("all x equal"),
        _N("five points above one x"),
        _N("Many lines fit equally well: which one is reached depends on the start."),
    ),
)

TERRAINS: Final[tuple[Terrain, ...]] = (
    Terrain("bowl", _N("Which learning rate arrives in a single step, and which never arrives?")),
    Terrain("two valleys", _N("Which learning rates reach the deeper valley on the left?")),
    Terrain("three valleys", _N("Which learning rates reach the right-hand valley?")),
    Terrain(
        "sharp and wide",
        _N("Which learning rates can stay in the narrow valley, and which are thrown out of it?"),
    ),
    Terrain(
        "road to chaos",
        _N("From which learning rate on does the ball visit two places, then four, then countless ones?"),
    ),
    Terrain("quartic", _N("With one and the same learning rate, which starts arrive and which fly off?")),
    Terrain("inflection", _N("Where does the ball stop halfway, and what carries it on to the minimum?")),
    Terrain("plateau", _N("The minimum is not here, so why does the ball hardly move?")),
    Terrain("ravine", _N("Which way limits the learning rate: the steep one or the long one?")),
    Terrain("three-hump camel", _N("Three hollows: which learning rates find the lowest, in the middle?")),
    Terrain(
        "Rosenbrock", _N("The valley is found at once; how many steps does it take to follow it to its end?")
    ),
)


def by_name(table: Iterable[CatalogueRow]) -> dict[str, CatalogueRow]:
    """The rows of a table by their names."""
    return {row.name: row for row in table}


def by_recipe_name(table: Iterable[AnyPart]) -> dict[str, AnyPart]:
    """A row for each class of a table, by what recipes call it."""
    found: dict[str, AnyPart] = {}
    for part in table:
        found.setdefault(part.recipe_name, part)
    return found


def part_of(table: Iterable[AnyPart], made: object) -> AnyPart | None:
    """The row whose class and settings match `made` best; None if its class is in no row."""
    parts = [part for part in table if part.has_made(made)]
    return max(parts, key=lambda part: part.likeness(made), default=None)


def optimizer_of(optimizer: gd.Optimizer) -> OptimizerPart:
    """The row of `optimizer`; if its class is in none, a new one with its class name only."""
    kind: type[Any] = type(optimizer)
    return part_of(OPTIMIZERS, optimizer) or OptimizerPart(kind.__name__, kind)


def label_of_part(name: str) -> str:
    """The label of the schedule or stop rule `name`, untranslated; "" if there is none."""
    return next((part.label for part in (*SCHEDULES, *STOP_RULES) if part.name == name), "")
