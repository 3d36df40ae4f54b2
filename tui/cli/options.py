"""The options that describe an experiment, shared by the commands that run or judge one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

import gdengine as gd
from tui.lab.files.data_file import TABLE_ENDINGS
from tui.lab.session import catalogue
from tui.lab.text.language import LANGUAGES

Language = Annotated[str, typer.Option("--lang", metavar="|".join(LANGUAGES), help="Language of the output.")]
"""`main` reads it before the parser runs; it is declared only to appear in the help."""


@dataclass(frozen=True)
class Options:
    """The options that describe an experiment; None for each that was not given."""

    recipe_file: Annotated[
        Path | None,
        typer.Argument(metavar="RECIPE.toml|DATA.csv", help="An experiment; the article's if left out."),
    ] = None
    data: Annotated[
        str | None, typer.Option(metavar="FILE", help="Points from a CSV file; - for what is piped in.")
    ] = None
    header: Annotated[
        bool | None,
        typer.Option("--header/--no-header", help="Whether the first row of the file holds names."),
    ] = None
    decimal: Annotated[
        str | None, typer.Option(metavar=".|,", help="The mark before the decimals in the file.")
    ] = None
    preset: Annotated[str | None, typer.Option(metavar="NAME", help="Points that teach.")] = None
    terrain: Annotated[str | None, typer.Option(metavar="NAME", help="A curve or surface that teaches.")] = (
        None
    )
    formula: Annotated[str | None, typer.Option(help="A curve over x, or a surface over x and y.")] = None
    domain: Annotated[
        str | None, typer.Option(metavar="LO,HI[,LO,HI]", help="Where the formula is looked at.")
    ] = None
    lr: Annotated[str | None, typer.Option(metavar="<float>", help="Learning rate.", show_default="0.1")] = (
        None
    )
    steps: Annotated[
        str | None, typer.Option(metavar="<int>", help="Updates to make.", show_default="20")
    ] = None
    start: Annotated[
        str | None, typer.Option(metavar="W1,W0", help="Where to start.", show_default="1,0")
    ] = None
    update: Annotated[
        str | None,
        typer.Option(metavar="|".join(gd.UPDATE_ORDERS), help="Update order.", show_default="sequential"),
    ] = None
    gradient: Annotated[
        str | None,
        typer.Option(metavar="|".join(gd.GRADIENT_SCALES), help="Gradient scale.", show_default="sum"),
    ] = None
    optimizer: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(part.name for part in catalogue.OPTIMIZERS), help="Optimizer.", show_default="gd"
        ),
    ] = None
    batch: Annotated[str | None, typer.Option(metavar="SIZE", help="Rows in a mini-batch.")] = None
    seed: Annotated[
        str | None, typer.Option(metavar="<int>", help="Seed of the mini-batches.", show_default="0")
    ] = None
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="A recipe's setting, e.g. optimizer.momentum=0.5."),
    ] = None
    lang: Language = ""

    @property
    def table(self) -> str:
        """The name of the file with the points; "" if they are not from a file."""
        if self.data:
            return Path(self.data).name
        file = self.recipe_file
        return file.name if file is not None and file.suffix.lower() in TABLE_ENDINGS else ""
