"""Recipes from experiments: the tree, and the TOML text, that `recipe` reads as the same experiment.

Only what differs from a recipe's defaults is written; presets and terrains by their names, and
numbers with as few digits as possible.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any, Final

import gdengine as gd
from tui.lab.files import recipe
from tui.lab.session import catalogue
from tui.lab.session.parts import Part, Preset
from tui.lab.text.language import _
from tui.lab.text.wanted import Wanted

MOST_CHARACTERS_IN_A_LINE: Final = 100
"""A longer list is written on several lines."""


def dumps(experiment: gd.Experiment) -> str:
    """`experiment` as the text of a recipe file; raises gd.Refused if a recipe cannot describe it."""
    written = tree(experiment)
    note = _("A gdlab recipe. What is left out is the article's.")
    parts = ["\n".join([f"# {note}", *_lines(written, tables=False)])]
    for name, value in written.items():
        for table in value if name == "stop" else [value]:
            if isinstance(table, dict):
                heading = f"[[{name}]]" if name == "stop" else f"[{name}]"
                parts.append("\n".join([heading, *_lines(table)]))
    return "\n\n".join(parts) + "\n"


def tree(experiment: gd.Experiment, objective: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """`experiment` as the tree of a recipe, from which `recipe.experiment` makes an equal one.

    A given `objective` table is used as it is. A stop rule alone in an AnyOf comes back as the rule
    itself. Raises gd.Refused if `experiment` has a part that recipes have no name for, such as an
    optimizer that a user wrote.
    """
    descended: Any = experiment.objective
    objective = objective_tree(descended) if objective is None else objective
    rate, stop, steps = experiment.learning_rate, experiment.stop, experiment.max_steps
    line = isinstance(descended, gd.LinearRegression)
    written = _differing(
        recipe.ARTICLE
        if line
        else {**recipe.ARTICLE, "start": _plain(descended.starts[0]), "update": "simultaneous"},
        start=_plain(experiment.start),
        learning_rate=gd.initial_rate(rate),
        update=experiment.update,
        max_steps=math.inf if steps is None else steps,
    )
    written["objective"] = objective
    if not _same(experiment.optimizer, gd.SGD()):
        written["optimizer"] = _named("optimizer", catalogue.OPTIMIZERS, experiment.optimizer)
    if not isinstance(rate, float):
        written["schedule"] = _schedule(rate, gd.initial_rate(rate))
    if isinstance(experiment.batch, gd.MiniBatch):
        written["batch"] = _settings(experiment.batch)
    if stop:
        rules = stop.rules if isinstance(stop, gd.AnyOf) else [stop]
        written["stop"] = [_named("stop", catalogue.STOP_RULES, rule) for rule in rules]
    return written


def objective_tree(objective: object) -> dict[str, Any]:
    """The [objective] table of a recipe; raises gd.Refused if a recipe cannot describe it."""
    if isinstance(objective, gd.LinearRegression):
        name = preset_name(objective.data)
        points = {"preset": name} if name else {"x": list(objective.data.x), "y": list(objective.data.y)}
        return {**points, **scale_tree(objective)}
    if isinstance(objective, gd.Curve | gd.Surface):
        terrain = catalogue.by_name(catalogue.TERRAINS).get(str(objective.name))
        if terrain and objective == terrain.ground():
            return {"terrain": objective.name}
        # A recipe distinguishes a surface from a curve by its domain.
        return {"formula": objective.formula, "domain": _plain(objective.domain), **_settings(objective)}
    raise gd.Refused("objective", objective, Wanted.A_NAME)


def scale_tree(objective: gd.LinearRegression) -> dict[str, Any]:
    """The [objective] table without the points: the gradient scale, if it is not the default."""
    return _differing(recipe.ARTICLE["objective"], gradient_scale=objective.gradient_scale)


def preset_name(data: gd.Dataset) -> str:
    """The name of the preset with the points of `data`; "" if there is none."""
    return next((preset.name for preset in catalogue.PRESETS if _same(data, _points(preset))), "")


@cache
def _points(preset: Preset) -> gd.Dataset:
    return preset.data()


def _schedule(schedule: Any, learning_rate: float) -> dict[str, Any]:
    """The table of a schedule, without the rate that it begins with if that is `learning_rate`."""
    written = _named("schedule", catalogue.SCHEDULES, schedule)
    if isinstance(schedule, gd.Joined):
        return {**written, "schedules": [_schedule(part, learning_rate) for part in schedule.schedules]}
    if written["initial"] == learning_rate:
        del written["initial"]
    return written


def _named(place: str, parts: Sequence[Part], made: object) -> dict[str, Any]:
    """The table, with name and settings, of a part; raises gd.Refused with `place` if it has no name."""
    part = catalogue.part_of(parts, made)
    if part is None:
        raise gd.Refused(place, made, Wanted.A_NAME)
    return {"name": part.recipe_name, **_settings(made)}


def _settings(made: Any) -> dict[str, Any]:
    """The fields of a dataclass that differ from their defaults."""
    given = {field.name: (getattr(made, field.name), _default(field)) for field in fields(made) if field.init}
    return {name: _plain(value) for name, (value, default) in given.items() if not _same(value, default)}


def _default(field: Field[Any]) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _plain(value: Any) -> Any:
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _differing(defaults: Mapping[str, Any], **settings: Any) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if not _same(value, defaults.get(name))}


def _same(value: object, other: object) -> bool:
    """Whether they are equal, including the sign of a zero."""
    return value == other and repr(value) == repr(other)


# TOML. A library would write each number of a list on a separate line.


def _lines(table: Mapping[str, Any], tables: bool = True) -> Iterator[str]:
    """The lines of one table; inner tables are written inline, or left out if `tables` is False."""
    for key, value in table.items():
        if tables or not (isinstance(value, dict) or key == "stop"):
            yield f"{key} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return f"{{{', '.join(_lines(value))}}}"
    return _list(value) if isinstance(value, list) else str(value)


def _number(value: float) -> str:
    """A float with as few digits as possible."""
    whole = value.is_integer() and abs(value) < 1e15 and (value or math.copysign(1.0, value) > 0.0)
    return str(int(value)) if whole else repr(value)


def _text(value: str) -> str:
    """A TOML basic string; characters that are not allowed in it are escaped as \\u…."""
    escaped = "".join(
        f"\\{letter}"
        if letter in '"\\'
        else f"\\u{ord(letter):04x}"
        if ord(letter) < 32 or letter == "\x7f"
        else letter
        for letter in value
    )
    return f'"{escaped}"'


def _list(values: list[Any]) -> str:
    """A list on one line, or on several if it is long or has tables."""
    parts = [_value(value) for value in values]
    line = f"[{', '.join(parts)}]"
    if len(line) <= MOST_CHARACTERS_IN_A_LINE and not any(isinstance(value, dict) for value in values):
        return line
    rows, row = [], ""
    for part, value in zip(parts, values, strict=True):
        if row and (isinstance(value, dict) or len(row) + len(part) > MOST_CHARACTERS_IN_A_LINE):
            rows.append(row)
            row = ""
        row += f"{' ' if row else ''}{part},"
    return "\n".join(["[", *(f"    {row}" for row in [*rows, row]), "]"])
