"""The options that describe an experiment, shared by the commands that run or judge one."""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Annotated, Any, Final

import typer

import gdengine as gd
from tui.lab.files import recipe
from tui.lab.session import catalogue
from tui.lab.text.language import LANGUAGES, _, language_of_locale, set_language

TABLES: Final = (".csv", ".tsv", ".txt")
"""Endings of files that hold points, not a recipe."""

PATIENCE: Final = 0.2
"""Seconds after which the reading of a file shows how far it is."""

Language = Annotated[str, typer.Option("--lang", metavar="|".join(LANGUAGES), help="Language of the output.")]


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
    lr: Annotated[float | None, typer.Option(help="Learning rate.", show_default="0.1")] = None,
    steps: Annotated[int | None, typer.Option(help="Updates to make.", show_default="20")] = None,
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
    batch: Annotated[int | None, typer.Option(metavar="SIZE", help="Rows in a mini-batch.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the mini-batches.", show_default="0")] = None,
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="A recipe's setting, e.g. optimizer.momentum=0.5."),
    ] = None,
    lang: Language = "",
) -> gd.Experiment:
    """The experiment of the recipe, with what the options say in its place."""
    set_language(lang or language_of_locale())
    tree: dict[str, Any] = {}
    folder = recipe_file.parent if recipe_file else Path()
    if recipe_file is not None and recipe_file.suffix.lower() in TABLES:
        tree["objective"] = {"data": recipe_file.name}
    elif recipe_file is not None:
        tree = deepcopy(dict(recipe.read(recipe_file)))
    objectives = {"data": data, "preset": preset, "terrain": terrain, "formula": formula}
    chosen = {name: value for name, value in objectives.items() if value is not None}
    if len(chosen) > 1:
        raise ValueError(f"{' and '.join(f'--{name}' for name in chosen)}: give only one of them")
    if chosen:
        # Files named on the command line are found from where one stands, not from where the recipe is.
        tree["objective"] = {"data": str(Path(data).resolve())} if data is not None else chosen
    if domain is not None:
        _put(tree, "objective.domain", _domain(domain))
    said = {
        "learning_rate": lr,
        "max_steps": steps,
        "start": None if start is None else _numbers("--start", start),
        "update": update,
        "objective.gradient_scale": gradient,
        "batch.size": batch,
        "batch.seed": seed,
    }
    for key, value in said.items():
        if value is not None:
            _put(tree, key, value)
    if optimizer is not None:
        optimizers = catalogue.by_name(catalogue.OPTIMIZERS)
        if optimizer not in optimizers:
            raise ValueError(f"--optimizer: {optimizer!r} is none of {', '.join(optimizers)}")
        part = optimizers[optimizer]
        tree["optimizer"] = {"name": part.recipe_name, **part.settings}
    for text in setting or []:
        key, value = _setting(text)
        _put(tree, key, value)
    try:
        with reading() as progress:
            return recipe.experiment(tree, folder, progress=progress)
    except gd.DataError:
        raise
    except ValueError as trouble:
        raise ValueError(f"{recipe_file}: {trouble}" if recipe_file else str(trouble)) from None


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
            raise ValueError(f"--set {key}: {table} is not a table in the recipe")
        tree = below
    tree[name] = value


def _setting(text: str) -> tuple[str, Any]:
    """A KEY=VALUE, the value as TOML has it; a bare word is a text."""
    import tomllib

    key, equals, value = text.partition("=")
    if not (key and equals and value):
        raise ValueError(f"--set: {text!r} is not KEY=VALUE, such as optimizer.momentum=0.5")
    try:
        return key.strip(), tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return key.strip(), value.strip()


def _numbers(option: str, text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise ValueError(f"{option}: {text!r} is not numbers with commas between them, such as 1,0") from None


def _domain(text: str) -> list[Any]:
    numbers = _numbers("--domain", text)
    return [numbers[:2], numbers[2:]] if len(numbers) == 4 else numbers
