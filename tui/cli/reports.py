"""Theory and sweeps as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import gdengine as gd
from tui.lab.text import notation
from tui.lab.text.cells import cell_len
from tui.lab.text.language import _
from tui.lab.wording.happening import verdict_name


def theory_lines(experiment: gd.Experiment) -> Iterator[str]:
    """A line for each number that theory gives for an experiment; on curves, for each minimum."""
    local = gd.theory.local_limits(experiment)
    rows = _global_rows(experiment) if local is None else _local_rows(local)
    width = max((cell_len(name) for name, _value in rows), default=0)
    for name, value in rows:
        yield f"{name}{' ' * (width - cell_len(name))}  {value}"
    if local == () or (local is None and gd.theory.learning_rate_limit(experiment) is None):
        yield _("Theory has no word on this optimizer, batch or terrain: run it, and see.")


def sweep_lines(experiment: gd.Experiment, learning_rates: Iterable[float]) -> Iterator[str]:
    """A table with a row for each learning rate: the verdict, the last cost, the steps to the tolerance."""
    trials = list(gd.sweep(experiment, learning_rates=learning_rates))
    head = ["lr", _("verdict"), _("cost"), _("steps")]
    table = [head, *(_trial_row(trial) for trial in trials)]
    widths = [max(cell_len(row[column]) for row in table) for column in range(len(head))]
    for row in table:
        yield "  ".join(
            " " * (width - cell_len(cell)) + cell for cell, width in zip(row, widths, strict=True)
        )
    limit = gd.theory.learning_rate_limit(experiment)
    if limit is not None:
        yield _("Theory: the limit is {limit}.").format(limit=notation.number(limit, 6))


def _global_rows(experiment: gd.Experiment) -> list[tuple[str, str]]:
    theory = gd.theory
    eigenvalues, forecast = theory.eigenvalues(experiment), theory.forecast(experiment)
    rows = []
    if eigenvalues is not None:
        rows.append((_("eigenvalues of the Hessian"), ", ".join(map(_number, eigenvalues))))
        rows.append((_("condition number"), _number(theory.condition_number(experiment))))
    if theory.identifiable(experiment) is False:
        rows.append((_("minimum"), _("a valley: all x are equal, so many lines fit equally well")))
    if theory.learning_rate_limit(experiment) is not None:
        rows.append((_("learning rate limit"), _number(theory.learning_rate_limit(experiment))))
        rows.append((_("best learning rate"), _number(theory.best_learning_rate(experiment))))
    if forecast is not None:
        rows.append((_("factor on the error, a step"), _number(forecast.radius)))
        rows.append((_("factor on the cost, a step"), _number(forecast.cost_factor)))
        rows.append((_("at the best learning rate"), _number(forecast.best_radius * forecast.best_radius)))
        rows.append((_("steps to 1e−6 above the minimum"), _whole(theory.steps_to(experiment))))
    return rows


def _local_rows(local: tuple[gd.LocalLimit, ...]) -> list[tuple[str, str]]:
    rows = []
    for minimum, limit in local:
        place = ", ".join(notation.number(value, 7) for value in minimum.params)
        name = _("lowest minimum at {place}") if minimum.is_global else _("minimum at {place}")
        rows.append((name.format(place=place), _("learning rate limit {limit}").format(limit=_number(limit))))
    return rows


def _trial_row(trial: gd.Trial) -> list[str]:
    assert isinstance(trial.value, float)
    verdict = verdict_name(trial.diagnosis.verdict)
    return [notation.exact(trial.value), verdict, notation.cost(trial.cost), _whole(trial.steps_to_tolerance)]


def _number(value: float | None) -> str:
    return "–" if value is None else notation.number(value, 7)


def _whole(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"
