"""The commands of the command line."""

from __future__ import annotations

import math
from typing import Annotated, Final

import typer

import gdengine as gd
from tui.cli.described import one_of, parse_number, parse_numbers, takes_experiment
from tui.cli.launch import open_lab
from tui.cli.output import put, tell
from tui.cli.reports import sweep_lines, theory_lines
from tui.lab.export.formats import FORMATS, every
from tui.lab.files import keys_file
from tui.lab.keys import user_keymap
from tui.lab.text.language import _

LAB: Final = "lab"
"""The command that plain `gdlab` stands for."""

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    help="A laboratory for gradient descent in the terminal. Without a command it opens the lab: "
    "gdlab [RECIPE.toml|DATA.csv] [OPTIONS]; gdlab lab --help lists the options.",
)


@app.command(LAB, hidden=True)
@takes_experiment
def lab(experiment: gd.Experiment, file: str = "") -> None:
    """Open the lab on an experiment: a recipe, points from a file, or what the options say."""
    open_lab(experiment, file)


@app.command("run")
@takes_experiment
def run(
    experiment: gd.Experiment,
    output: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="|".join(FORMATS),
            help="What to print. Cost and slopes are at the row's weights, over all points.",
        ),
    ] = "log",
    each: Annotated[
        str, typer.Option("--every", metavar="K", help="Print each K-th step, and the last.")
    ] = "1",
) -> None:
    """Run an experiment and print its steps."""
    lines, k = one_of("--format", output, FORMATS), parse_number(each)
    if not (isinstance(k, int) and k >= 1):
        raise gd.Refused("--every", k, gd.refusals.Whole(1))
    if not math.isfinite(experiment.objective.evaluate(experiment.start)[0]):
        told = _("The cost is not a finite number at the start, so no step can follow.")
        tell(told)
    for line in lines(experiment.objective.names, every(gd.descend(experiment), k)):
        put(line)


@app.command("theory")
@takes_experiment
def theory(experiment: gd.Experiment) -> None:
    """Say what theory knows of an experiment before its first step."""
    for line in theory_lines(experiment):
        put(line)


@app.command("sweep")
@takes_experiment
def sweep(
    experiment: gd.Experiment,
    lrs: Annotated[
        str, typer.Option(metavar="LR,LR,…", help="Learning rates to compare.")
    ] = "0.001,0.003,0.01,0.03,0.1,0.3,1",
) -> None:
    """Run an experiment with many learning rates, and compare what became of it."""
    for line in sweep_lines(experiment, parse_numbers("--lrs", lrs)):
        put(line)


@app.command("keys")
def keys() -> None:
    """Print the keys of the lab as TOML, ready to be edited and kept."""
    for fault in keys_file.use().faults:
        tell(fault)
    for line in user_keymap.as_toml():
        put(line)
