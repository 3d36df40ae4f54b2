"""Experiments from recipes: TOML files, or the same tree built from options.

    start = [1, 0]                       # one number for each parameter
    learning_rate = 0.1                  # or a [schedule]
    update = "sequential"                # or "simultaneous"
    max_steps = 20                       # inf for no end

    [objective]
    data = "points.csv"                  # or preset = "article", or x = […] and y = […],
                                         # of a file also: header = true, decimal = ","
    gradient_scale = "sum"               # or terrain = "two valleys", or formula = "x**2" and domain = […]

    [optimizer]
    name = "adam"                        # and its settings, named as in torch
    betas = [0.9, 0.99]

    [schedule]
    name = "cosine"
    T_max = 100

    [batch]
    size = 32

    [[stop]]
    name = "gradient_norm"
    tolerance = 1e-8

What is left out is as in the article; on a curve or surface the start is the objective's first
suggested one, and updates are simultaneous.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, Final

import gdengine as gd
from tui.lab.keys.actions import FIT
from tui.lab.session import catalogue
from tui.lab.session.parts import Part, Preset
from tui.lab.text import toml
from tui.lab.text.wanted import Known, Missing, Toml, Wanted

Tree = Mapping[str, Any]

MOST_BYTES: Final = 16 * 1024 * 1024
"""A longer recipe is not read."""

READING: Final = ("header", "decimal", "thousands")
"""Arguments of gd.read_csv that a recipe may give beside its data file."""

ARTICLE: Final[Tree] = {
    "start": [1.0, 0.0],
    "learning_rate": 0.1,
    "update": "sequential",
    "max_steps": 20,
    "objective": {"preset": "article", "gradient_scale": "sum"},
}
"""The article's experiment as a tree: its three points, start f(x) = 1x + 0, 20 sequential updates."""


FIRST_TERRAIN: Final[Tree] = {
    "learning_rate": 0.1,
    "max_steps": 60,
    "objective": {"terrain": "three valleys"},
}
"""The experiment with which Terrain opens, as a tree."""


def first(mode: str) -> gd.Experiment:
    """The experiment with which a mode opens."""
    return article() if mode == FIT else experiment(FIRST_TERRAIN)


def article() -> gd.Experiment:
    """The article's experiment."""
    return experiment({})


def read(path: Path) -> Tree:
    """The tree of a recipe file; raises gd.Refused with the file and, where there is one, line and column."""
    import tomllib  # only recipe files need it, and imports slow the start

    try:
        text = gd.read_bytes(path, MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise gd.Refused(str(path), trouble.object[trouble.start], Wanted.UTF_8) from None
    try:
        if toml.LONG_KEY.search(text):
            raise RecursionError
        return tomllib.loads(text)
    except RecursionError:
        raise gd.Refused(str(path), "", Wanted.SHALLOW) from None
    except ValueError as trouble:
        raise gd.Refused(str(path), str(trouble), Toml.of(text, trouble)) from None


Progress = Callable[[float], object]
"""Called with the fraction of a file that was read, from 0 to 1."""


def experiment(
    tree: Tree, folder: Path = Path(), objective: Any = None, progress: Progress | None = None
) -> gd.Experiment:
    """The experiment that a recipe describes; relative paths in it start at `folder`.

    A given `objective` is used instead of the recipe's. `progress` is called while a file of points
    is read. Raises gd.Refused with the place in the recipe, what is there and what may be.
    """
    _only(tree, [*ARTICLE, "optimizer", "schedule", "batch", "stop"], "")
    if objective is None:
        objective = _objective(_table(tree, "objective") or ARTICLE["objective"], folder, progress)
    regression = isinstance(objective, gd.LinearRegression)
    learning_rate = tree.get("learning_rate", ARTICLE["learning_rate"])
    if "schedule" in tree:
        learning_rate = _schedule(_table(tree, "schedule"), learning_rate, "schedule")
    steps = tree.get("max_steps", ARTICLE["max_steps"])
    start = tree.get("start", ARTICLE["start"] if regression else objective.starts[0])
    if not isinstance(start, list | tuple):
        raise gd.Refused("start", start, Wanted.NUMBERS)
    return gd.Experiment(
        objective,
        start=tuple(start),
        optimizer=_made(catalogue.OPTIMIZERS, {"name": "sgd", **_table(tree, "optimizer")}, "optimizer"),
        learning_rate=learning_rate,
        update=tree.get("update", ARTICLE["update"] if regression else "simultaneous"),
        max_steps=None if steps == math.inf else steps,
        batch=_settled(gd.MiniBatch, _table(tree, "batch"), "batch") if "batch" in tree else gd.FullBatch(),
        stop=_stop(tree.get("stop", [])),
    )


def _objective(table: Tree, folder: Path, progress: Progress | None) -> Any:
    place = "objective"
    if "terrain" in table:
        _only(table, ["terrain"], place)
        terrains = catalogue.by_name(catalogue.TERRAINS)
        return _one_of(terrains, table["terrain"], f"{place}.terrain").ground()
    if "formula" in table:
        # A curve's domain is one interval, a surface's is two.
        domain = table.get("domain")
        flat = not (isinstance(domain, list) and domain and isinstance(domain[0], list))
        return _settled(gd.Curve if flat else gd.Surface, table, place)
    reading = READING if "data" in table else ()
    _only(table, ["preset", "data", "x", "y", "gradient_scale", *reading], place)
    scale = table.get("gradient_scale", ARTICLE["objective"]["gradient_scale"])
    try:
        return gd.LinearRegression(_data(table, folder, progress), scale)
    except gd.Refused as refused:
        raise refused.at(place) from None


def _data(table: Tree, folder: Path, progress: Progress | None) -> gd.Dataset:
    ways = [key for key in ("preset", "data", "x", "y") if key in table]
    if len(ways) > 1 and ways[0] == "preset":
        raise gd.Refused(", ".join(ways), [table[way] for way in ways], Wanted.ONE_WAY)
    if "data" in table:
        path = folder / str(table["data"])
        if not isinstance(table.get("header", True), bool):
            raise gd.Refused("header", table["header"], gd.refusals.Form.SWITCH)
        how = {name: table[name] for name in READING if name in table}
        return gd.read_csv(path, x=table.get("x"), y=table.get("y"), progress=progress, **how)
    if "x" in table or "y" in table:
        for axis in ("x", "y"):
            if not isinstance(table.get(axis), list):
                raise gd.Refused(axis, table.get(axis), Wanted.NUMBERS)
        return gd.Dataset(table["x"], table["y"])
    preset: Preset = _one_of(catalogue.by_name(catalogue.PRESETS), table.get("preset", "article"), "preset")
    return preset.data()


def _schedule(table: Tree, learning_rate: Any, place: str) -> Any:
    """The schedule of `table`; it begins with the recipe's learning rate unless it has its own."""
    if _kind(catalogue.SCHEDULES, table, place) is not gd.Joined:
        return _made(catalogue.SCHEDULES, {"initial": learning_rate, **table}, place)
    parts = table.get("schedules", [])
    if not (isinstance(parts, list) and all(isinstance(part, dict) for part in parts)):
        raise gd.Refused(f"{place}.schedules", parts, Wanted.SCHEDULES)
    made = [
        _schedule(part, learning_rate, f"{place}.schedules[{i}]") for i, part in enumerate(parts, start=1)
    ]
    return _made(catalogue.SCHEDULES, {**table, "schedules": made}, place)


def _stop(tables: Any) -> gd.StopRule | None:
    if not (isinstance(tables, list) and all(isinstance(table, dict) for table in tables)):
        raise gd.Refused("stop", tables, Wanted.RULES)
    rules = [_made(catalogue.STOP_RULES, table, f"stop[{i}]") for i, table in enumerate(tables, start=1)]
    return reduce(or_, rules) if rules else None


def _made(parts: Sequence[Part], table: Tree, place: str) -> Any:
    """An object of the class that `table` names, with its settings."""
    settings = {key: value for key, value in table.items() if key != "name"}
    return _settled(_kind(parts, table, place), settings, place)


def _kind(parts: Sequence[Part], table: Tree, place: str) -> type[Any]:
    """The class that `table` names."""
    part: Part = _one_of(catalogue.by_recipe_name(parts), table.get("name"), f"{place}.name")
    return part.made_by


def _settled(kind: type, settings: Tree, place: str) -> Any:
    """An object of `kind` with `settings` as fields; raises gd.Refused with the place in the recipe."""
    known = {field.name: field for field in fields(kind) if field.init}
    _only(settings, [*known], place)
    needed = [name for name, field in known.items() if field.default is field.default_factory is MISSING]
    if missing := [name for name in needed if name not in settings]:
        raise gd.Refused(place, settings, Missing(tuple(missing)))
    try:
        return kind(**{name: _as_tuple(value) for name, value in settings.items()})
    except gd.Refused as refused:
        raise refused.at(place) from None


def _as_tuple(value: Any) -> Any:
    return tuple(map(_as_tuple, value)) if isinstance(value, list) else value


def _table(tree: Tree, name: str) -> Tree:
    table = tree.get(name, {})
    if not isinstance(table, dict):
        raise gd.Refused(name, table, Wanted.TABLE)
    return table


def _only(table: Tree, known: list[str], place: str) -> None:
    for key in table:
        if key not in known:
            raise gd.Refused(f"{place}.{key}" if place else key, table[key], Known(tuple(known)))


def _one_of(choices: Mapping[str, Any], value: Any, place: str) -> Any:
    if not isinstance(value, str) or value not in choices:
        raise gd.Refused(place, value, gd.refusals.OneOf(tuple(choices)))
    return choices[value]
