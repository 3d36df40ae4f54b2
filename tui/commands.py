"""The commands of the command line, but for the lab itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Final, TypeVar

import typer

import gdengine as gd
from tui import recipe
from tui.export.formats import FORMATS, every
from tui.frame import regression
from tui.language import LANGUAGES, language_of_locale, set_language
from tui.launch import open_lab

LAB: Final = "lab"
"""The command that plain `gdlab` stands for."""

OPTIMIZERS: Final = {"gd": gd.SGD}
SCALES: Final = {scale: scale for scale in gd.GRADIENT_SCALES}

T = TypeVar("T")

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    help="A laboratory for gradient descent in the terminal. Without a command it opens the lab.",
)

Language = Annotated[str, typer.Option("--lang", metavar="|".join(LANGUAGES), help="Language of the output.")]


@app.command(LAB, hidden=True)
def lab(lang: Language = "") -> None:
    """Open the lab on the article's experiment."""
    open_lab(lang)


@app.command("run")
def run(
    lr: Annotated[float | None, typer.Option(help="Learning rate.", show_default="0.1")] = None,
    steps: Annotated[int | None, typer.Option(help="Updates to make.", show_default="20")] = None,
    start: Annotated[
        str | None, typer.Option(metavar="W1,W0", help="Start weights.", show_default="1,0")
    ] = None,
    update: Annotated[
        str | None,
        typer.Option(metavar="|".join(gd.UPDATE_ORDERS), help="Update order.", show_default="sequential"),
    ] = None,
    gradient: Annotated[
        str | None,
        typer.Option(metavar="|".join(gd.GRADIENT_SCALES), help="Gradient scale.", show_default="sum"),
    ] = None,
    optimizer: Annotated[str, typer.Option(metavar="|".join(OPTIMIZERS), help="Optimizer.")] = "gd",
    output: Annotated[
        str, typer.Option("--format", metavar="|".join(FORMATS), help="What to print.")
    ] = "log",
    each: Annotated[
        int, typer.Option("--every", metavar="K", help="Print each K-th step, and the last.")
    ] = 1,
    lang: Language = "",
) -> None:
    """Run an experiment, the article's unless told otherwise, and print its steps."""
    set_language(lang or language_of_locale())
    if each < 1:
        raise ValueError(f"--every: {each} is not a whole number of at least 1")
    experiment = recipe.article()
    if gradient is not None:
        objective = gd.LinearRegression(regression(experiment).data, _one_of("--gradient", gradient, SCALES))
        experiment = replace(experiment, objective=objective)
    given: dict[str, Any] = {"learning_rate": lr, "max_steps": steps, "update": update}
    given["start"] = None if start is None else _weights(start)
    experiment = replace(
        experiment,
        optimizer=_one_of("--optimizer", optimizer, OPTIMIZERS)(),
        **{name: value for name, value in given.items() if value is not None},
    )
    lines = _one_of("--format", output, FORMATS)
    for line in lines(experiment.objective.names, every(gd.descend(experiment), each)):
        print(line)


def _one_of(option: str, value: str, choices: dict[str, T]) -> T:
    if value not in choices:
        raise ValueError(f"{option}: {value!r} is none of {', '.join(choices)}")
    return choices[value]


def _weights(text: str) -> gd.Params:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise ValueError(
            f"--start: {text!r} is not two numbers with a comma between them, such as 1,0"
        ) from None
