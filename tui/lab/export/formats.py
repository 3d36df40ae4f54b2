"""The lines that `gdlab run` prints, in each of its formats."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import gdengine as gd
from tui.lab.text.language import _
from tui.lab.text.notation import LINE_PARAMETERS

Steps = Iterable[gd.Step]


def log_lines(names: tuple[str, ...], steps: Steps) -> Iterator[str]:
    """The article's block of lines for each update, in the language in use; none for the start."""
    for step in steps:
        if step.index:
            yield _("[update {index}]").format(index=step.index)
            yield _place(names, step.params)
            yield _(" cost: {cost}").format(cost=f"{step.cost:.5f}")
            yield ""


def _place(names: tuple[str, ...], params: gd.Params) -> str:
    if names == LINE_PARAMETERS:
        w1, w0 = params
        return f" f(x) = {w1:.2f}x {w0:.2f}"
    return " " + ", ".join(f"{name} = {value:.5f}" for name, value in zip(names, params, strict=True))


def csv_lines(names: tuple[str, ...], steps: Steps) -> Iterator[str]:
    """A heading and a line per step, with all digits of every number."""
    yield _csv_line(["step", *names, "cost", *(f"d_{name}" for name in names), "learning_rate"])
    for step in steps:
        numbers = [*step.params, step.cost, *step.gradient, step.learning_rate]
        yield _csv_line([str(step.index), *map(repr, numbers)])


def json_lines(names: tuple[str, ...], steps: Steps) -> Iterator[str]:
    """A JSON object per step, one a line, with all digits; inf and NaN, which JSON lacks, are null."""
    for step in steps:
        yield json.dumps(
            {
                "step": step.index,
                "params": _named(names, step.params),
                "cost": _finite(step.cost),
                "gradient": _named(names, step.gradient),
                "learning_rate": step.learning_rate,
                "status": step.status.value,
            }
        )


FORMATS: Final[dict[str, Callable[[tuple[str, ...], Steps], Iterator[str]]]] = {
    "log": log_lines,
    "csv": csv_lines,
    "json": json_lines,
}


def every(steps: Steps, k: int) -> Iterator[gd.Step]:
    """Every `k`-th step from the start on, and always the last one."""
    last = None
    for step in steps:
        last = step
        if step.index % k == 0:
            yield step
    if last is not None and last.index % k:
        yield last


def _csv_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def _named(names: tuple[str, ...], values: gd.Params) -> dict[str, float | None]:
    return {name: _finite(value) for name, value in zip(names, values, strict=True)}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
