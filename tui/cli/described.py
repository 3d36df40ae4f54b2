"""Builds the experiment that the options of a command describe."""

from __future__ import annotations

import inspect
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from copy import deepcopy
from dataclasses import fields
from pathlib import Path
from typing import Any, Final, TypeVar

import typer

import gdengine as gd
from tui.cli.options import Options
from tui.lab.files import recipe
from tui.lab.files.data_file import TABLE_ENDINGS
from tui.lab.session import catalogue
from tui.lab.text import toml
from tui.lab.text.language import _
from tui.lab.text.wanted import Wanted

Chosen = TypeVar("Chosen")

STDIN: Final = "/dev/stdin"
"""The path by which the engine reads what is piped in."""

SILENT_SECONDS: Final = 0.2
"""Seconds that reading a file may take before a progress bar appears."""


def takes_experiment(command: Callable[..., None]) -> Callable[..., None]:
    """Let `command`, whose first argument is an experiment, take the options that describe one.

    If `command` has an argument `file`, it is not an option: it gets the name of the file with the
    points, "" without one.
    """
    described_by = list(inspect.signature(Options, eval_str=True).parameters.values())
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    takes_file = any(each.name == "file" for each in own)

    def described_command(**given: Any) -> None:
        options = Options(**{field.name: given[field.name] for field in fields(Options)})
        if takes_file:
            given["file"] = options.table
        command(described(options), **{each.name: given[each.name] for each in own})

    # Typer reads what a command takes from its signature and its annotations.
    shown = [each for each in own if each.name != "file"]
    taken = list({each.name: each for each in (*described_by, *shown)}.values())
    described_command.__signature__ = inspect.Signature(taken)  # type: ignore[attr-defined]
    described_command.__annotations__ = {parameter.name: parameter.annotation for parameter in taken}
    described_command.__doc__ = command.__doc__
    return described_command


def described(options: Options) -> gd.Experiment:
    """The experiment of the recipe, overridden by the options; raises gd.Refused where it cannot be built."""
    file = options.recipe_file
    tree = _source(file)
    _choose_objective(tree, options)
    said = _given_settings(options)
    for key, (_option, value) in said.items():
        _put(tree, key, value)
    if options.optimizer is not None:
        part = one_of("--optimizer", options.optimizer, catalogue.by_name(catalogue.OPTIMIZERS))
        tree["optimizer"] = {"name": part.recipe_name, **part.settings}
    for text in options.setting or []:
        _put(tree, *_setting(text))
    try:
        with reading_progress() as progress:
            return recipe.experiment(tree, file.parent if file else Path(), progress=progress)
    except gd.Refused as refused:
        key = ".".join([*refused.places, refused.setting])
        if key in said:
            raise gd.Refused(said[key][0], refused.given, refused.takes) from None
        raise (refused.at(str(file)) if file else refused) from None


def _source(file: Path | None) -> dict[str, Any]:
    """The tree of a recipe file, or one around a table of points."""
    if file is None:
        return {}
    if file.suffix.lower() in TABLE_ENDINGS:
        return {"objective": {"data": file.name}}
    return deepcopy(dict(recipe.read(file)))


def _choose_objective(tree: dict[str, Any], options: Options) -> None:
    """Put the objective that the options name into the tree."""
    named = {name: getattr(options, name) for name in ("data", "preset", "terrain", "formula")}
    chosen = {name: value for name, value in named.items() if value is not None}
    if len(chosen) > 1:
        raise gd.Refused(", ".join(f"--{name}" for name in chosen), tuple(chosen.values()), Wanted.ONE_WAY)
    if options.data is not None:
        # Paths on the command line are relative to the working directory, not to the recipe.
        tree["objective"] = {"data": STDIN if options.data == "-" else os.path.abspath(options.data)}
    elif chosen:
        tree["objective"] = chosen
    if options.domain is not None:
        _put(tree, "objective.domain", _domain(options.domain))


def _given_settings(options: Options) -> dict[str, tuple[str, Any]]:
    """The settings given by their own options: by recipe key, the name of the option and the value."""
    said = {
        "learning_rate": ("--lr", options.lr and parse_number(options.lr)),
        "max_steps": ("--steps", options.steps and parse_number(options.steps)),
        "start": ("--start", options.start and parse_numbers("--start", options.start)),
        "update": ("--update", options.update),
        "objective.gradient_scale": ("--gradient", options.gradient),
        "objective.header": ("--header", options.header),
        "objective.decimal": ("--decimal", options.decimal),
        "batch.size": ("--batch", options.batch and parse_number(options.batch)),
        "batch.seed": ("--seed", options.seed and parse_number(options.seed)),
    }
    return {key: (option, value) for key, (option, value) in said.items() if value is not None}


@contextmanager
def reading_progress() -> Iterator[Callable[[float], None]]:
    """A callback for the fraction read, 0 to 1; shows a bar on a terminal once reading takes long enough."""
    began = time.monotonic()
    with ExitStack() as stack:
        bar: Any = None

        def progress(done: float) -> None:
            nonlocal bar
            if (
                bar is None
                and done < 1.0
                and time.monotonic() - began > SILENT_SECONDS
                and sys.stderr.isatty()
            ):
                shown = typer.progressbar(length=100, label=_("reading"), file=sys.stderr)
                bar = stack.enter_context(shown)
            if bar is not None:
                bar.update(int(100.0 * done) - bar.pos)

        yield progress


def _put(tree: dict[str, Any], key: str, value: Any) -> None:
    """Set `key`, a path such as "batch.size", to a value; raises gd.Refused if "batch" is no table."""
    *tables, name = key.split(".")
    for table in tables:
        below = tree.setdefault(table, {})
        if not isinstance(below, dict):
            raise gd.Refused("--set", key, Wanted.IN_A_TABLE)
        tree = below
    tree[name] = value


def _setting(text: str) -> tuple[str, Any]:
    """Parse KEY=VALUE, the value as TOML; a value that is not TOML is a string. Raises gd.Refused."""
    key, equals, value = text.partition("=")
    if not (key and equals and value):
        raise gd.Refused("--set", text, Wanted.KEY_AND_VALUE)
    if toml.LONG_KEY.search(key):
        raise gd.Refused("--set", key, Wanted.SHALLOW)
    try:
        return key.strip(), toml.table(f"value = {value}")["value"]
    except ValueError:
        return key.strip(), value.strip()


def parse_number(text: str) -> int | float | str:
    """`text` as an int or a float; unchanged if it is neither, for the engine to refuse."""
    for kind in (int, float):
        with suppress(ValueError):
            return kind(text)
    return text


def parse_numbers(option: str, text: str) -> list[float]:
    """The numbers of a comma-separated list; raises gd.Refused if a part is not a number."""
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise gd.Refused(option, text, Wanted.COMMAS) from None


def one_of(option: str, text: str, choices: Mapping[str, Chosen]) -> Chosen:
    """The choice named `text`; raises gd.Refused if there is none."""
    if text not in choices:
        raise gd.Refused(option, text, gd.refusals.OneOf(tuple(choices)))
    return choices[text]


def _domain(text: str) -> list[Any]:
    ends = parse_numbers("--domain", text)
    return [ends[:2], ends[2:]] if len(ends) == 4 else ends
