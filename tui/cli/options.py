"""The options that describe an experiment, shared by the commands that run or judge one."""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from copy import deepcopy
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import typer

import gdengine as gd
from tui.lab.files import recipe
from tui.lab.files.data_file import TABLES
from tui.lab.session import catalogue
from tui.lab.text.language import LANGUAGES, _
from tui.lab.text.wanted import Wanted

SETTERS: Final = {
    "learning_rate": "--lr",
    "max_steps": "--steps",
    "start": "--start",
    "update": "--update",
    "objective.gradient_scale": "--gradient",
    "batch.size": "--batch",
    "batch.seed": "--seed",
}
"""Settings of a recipe, and the options that give them a value."""

Chosen = TypeVar("Chosen")

PATIENCE: Final = 0.2
"""Seconds after which the reading of a file shows how far it is."""

Language = Annotated[str, typer.Option("--lang", metavar="|".join(LANGUAGES), help="Language of the output.")]
"""Read before all others, by `main`; declared for the help."""


def takes_experiment(command: Callable[..., None]) -> Callable[..., None]:
    """Let `command`, whose first argument is an experiment, take the options that describe one.

    An argument `file` of it is no option: it is told the name of the table with the points, if any.
    """
    described, own = (
        list(inspect.signature(taken, eval_str=True).parameters.values()) for taken in (_described, command)
    )

    def described_command(**options: Any) -> None:
        experiment = _described(**{each.name: options[each.name] for each in described})
        if takes_file:
            options["file"] = _table_name(options)
        command(experiment, **{each.name: options[each.name] for each in own[1:]})

    takes_file = any(each.name == "file" for each in own)
    # Typer reads what a command takes from its signature and its annotations.
    shown = [each for each in own[1:] if each.name != "file"]
    taken = list({each.name: each for each in (*described, *shown)}.values())
    described_command.__signature__ = inspect.Signature(taken)  # type: ignore[attr-defined]
    described_command.__annotations__ = {parameter.name: parameter.annotation for parameter in taken}
    described_command.__doc__ = command.__doc__
    return described_command


def _table_name(options: dict[str, Any]) -> str:
    named = [Path(options["data"])] if options["data"] else [options["recipe_file"] or Path()]
    return named[0].name if options["data"] or named[0].suffix.lower() in TABLES else ""


def _described(
    recipe_file: Annotated[
        Path | None,
        typer.Argument(metavar="RECIPE.toml|DATA.csv", help="An experiment; the article's if left out."),
    ] = None,
    data: Annotated[str | None, typer.Option(metavar="FILE", help="Points from a CSV file.")] = None,
    preset: Annotated[str | None, typer.Option(metavar="NAME", help="Points that teach.")] = None,
    terrain: Annotated[
        str | None, typer.Option(metavar="NAME", help="A curve or surface that teaches.")
    ] = None,
    formula: Annotated[str | None, typer.Option(help="A curve over x, or a surface over x and y.")] = None,
    domain: Annotated[
        str | None, typer.Option(metavar="LO,HI[,LO,HI]", help="Where the formula is looked at.")
    ] = None,
    lr: Annotated[
        str | None, typer.Option(metavar="<float>", help="Learning rate.", show_default="0.1")
    ] = None,
    steps: Annotated[
        str | None, typer.Option(metavar="<int>", help="Updates to make.", show_default="20")
    ] = None,
    start: Annotated[
        str | None, typer.Option(metavar="W1,W0", help="Where to start.", show_default="1,0")
    ] = None,
    update: Annotated[
        str | None,
        typer.Option(metavar="|".join(gd.UPDATE_ORDERS), help="Update order.", show_default="sequential"),
    ] = None,
    gradient: Annotated[
        str | None,
        typer.Option(metavar="|".join(gd.GRADIENT_SCALES), help="Gradient scale.", show_default="sum"),
    ] = None,
    optimizer: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(part.name for part in catalogue.OPTIMIZERS), help="Optimizer.", show_default="gd"
        ),
    ] = None,
    batch: Annotated[str | None, typer.Option(metavar="SIZE", help="Rows in a mini-batch.")] = None,
    seed: Annotated[
        str | None, typer.Option(metavar="<int>", help="Seed of the mini-batches.", show_default="0")
    ] = None,
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="A recipe's setting, e.g. optimizer.momentum=0.5."),
    ] = None,
    lang: Language = "",
) -> gd.Experiment:
    """The experiment of the recipe, with what the options say in its place."""
    tree: dict[str, Any] = {}
    folder = recipe_file.parent if recipe_file else Path()
    if recipe_file is not None and recipe_file.suffix.lower() in TABLES:
        tree["objective"] = {"data": recipe_file.name}
    elif recipe_file is not None:
        tree = deepcopy(dict(recipe.read(recipe_file)))
    objectives = {"data": data, "preset": preset, "terrain": terrain, "formula": formula}
    chosen = {name: value for name, value in objectives.items() if value is not None}
    if len(chosen) > 1:
        raise gd.Refused(", ".join(f"--{name}" for name in chosen), tuple(chosen.values()), Wanted.ONE_WAY)
    if chosen:
        # Files named on the command line are found from where one stands, not from where the recipe is.
        tree["objective"] = {"data": str(Path(data).resolve())} if data is not None else chosen
    if domain is not None:
        _put(tree, "objective.domain", _domain(domain))
    said = {
        "learning_rate": lr and number(lr),
        "max_steps": steps and number(steps),
        "start": start and numbers("--start", start),
        "update": update,
        "objective.gradient_scale": gradient,
        "batch.size": batch and number(batch),
        "batch.seed": seed and number(seed),
    }
    for key, value in said.items():
        if value is not None:
            _put(tree, key, value)
    if optimizer is not None:
        optimizers = catalogue.by_name(catalogue.OPTIMIZERS)
        part = one_of("--optimizer", optimizer, optimizers)
        tree["optimizer"] = {"name": part.recipe_name, **part.settings}
    for text in setting or []:
        key, value = _setting(text)
        _put(tree, key, value)
    try:
        with reading() as progress:
            return recipe.experiment(tree, folder, progress=progress)
    except gd.Refused as refused:
        key = ".".join([*refused.places, refused.setting])
        if said.get(key) is not None:
            raise gd.Refused(SETTERS[key], refused.given, refused.takes) from None
        raise (refused.at(str(recipe_file)) if recipe_file else refused) from None


@contextmanager
def reading() -> Iterator[Callable[[float], None]]:
    """What shows on a terminal how far the reading of a file is, if it takes long enough to see."""
    began = time.monotonic()
    with ExitStack() as stack:
        bar: Any = None

        def progress(done: float) -> None:
            nonlocal bar
            if bar is None and done < 1.0 and time.monotonic() - began > PATIENCE and sys.stderr.isatty():
                shown = typer.progressbar(length=100, label=_("reading"), file=sys.stderr)
                bar = stack.enter_context(shown)
            if bar is not None:
                bar.update(int(100.0 * done) - bar.pos)

        yield progress


def _put(tree: dict[str, Any], key: str, value: Any) -> None:
    """Give `key`, with a dot between a table and its setting, a value."""
    *tables, name = key.split(".")
    for table in tables:
        below = tree.setdefault(table, {})
        if not isinstance(below, dict):
            raise gd.Refused("--set", key, Wanted.IN_A_TABLE)
        tree = below
    tree[name] = value


def _setting(text: str) -> tuple[str, Any]:
    """A KEY=VALUE, the value as TOML has it; a bare word is a text."""
    import tomllib

    key, equals, value = text.partition("=")
    if not (key and equals and value):
        raise gd.Refused("--set", text, Wanted.KEY_AND_VALUE)
    try:
        return key.strip(), tomllib.loads(f"value = {value}")["value"]
    except ValueError:
        return key.strip(), value.strip()


def number(text: str) -> int | float | str:
    """The number that `text` is; the text itself where it is none, to be refused by what takes numbers."""
    for kind in (int, float):
        with suppress(ValueError):
            return kind(text)
    return text


def numbers(option: str, text: str) -> list[float]:
    """The numbers in a list with commas; raises gd.Refused where some part of it is none."""
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise gd.Refused(option, text, Wanted.COMMAS) from None


def one_of(option: str, text: str, choices: Mapping[str, Chosen]) -> Chosen:
    """What `text` chooses; raises gd.Refused where it is none of the choices."""
    if text not in choices:
        raise gd.Refused(option, text, gd.refusals.OneOf(tuple(choices)))
    return choices[text]


def _domain(text: str) -> list[Any]:
    ends = numbers("--domain", text)
    return [ends[:2], ends[2:]] if len(ends) == 4 else ends
