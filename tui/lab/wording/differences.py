"""The differences between two experiments, in a few words each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import gdengine as gd
from tui.lab.session import catalogue
from tui.lab.text import notation
from tui.lab.text.language import _
from tui.lab.wording.setting_names import (
    label_of,
    name_of,
    own_values,
    part_name,
    rules_of,
    schedule_name,
    switched,
    typed_text,
    value_name,
    with_value,
)

ROWS_PER_BLOCK: Final = 4096
"""Rows of two data sets compared at once."""


def unusual(experiment: gd.Experiment) -> list[str]:
    """The settings off their defaults that are not always shown: a schedule, batches, stop rules …"""
    usual = replace(
        experiment,
        optimizer=_usual(experiment.optimizer),
        learning_rate=gd.initial_rate(experiment.learning_rate),
        batch=gd.FullBatch(),
        stop=None,
    )
    return differences(usual, experiment)


def _usual(optimizer: Any) -> Any:
    """`optimizer` with the defaults, except for the setting that is always shown."""
    part = catalogue.part_of(catalogue.OPTIMIZERS, optimizer)
    if part is None:
        return optimizer
    telling, usual = part.telling, part.new()
    return with_value(usual, telling, own_values(optimizer)[telling]) if telling else usual


def differences(before: gd.Experiment, after: gd.Experiment) -> list[str]:
    """The changes from `before` to `after`, in a few words each; empty if the experiments are equal."""
    return [
        *_rate_differences(before.learning_rate, after.learning_rate),
        *_optimizer_differences(before.optimizer, after.optimizer),
        *([value_name(after.update)] if after.update != before.update else []),
        *_objective_differences(before.objective, after.objective),
        *_start_differences(before.start, after.start),
        *_batch_differences(before.batch, after.batch),
        *_stop_differences(before.stop, after.stop),
    ]


def _rate_differences(before: gd.LearningRate, after: gd.LearningRate) -> Iterator[str]:
    rate = gd.initial_rate(after)
    if rate != gd.initial_rate(before):
        yield f"lr {notation.number(rate)}"
    kind = schedule_name(after)
    if kind != schedule_name(before):
        yield name_of(kind)
    elif isinstance(after, gd.Joined):
        if rate == gd.initial_rate(before) and after != before:
            yield name_of(kind)
    elif not isinstance(before, float) and not isinstance(after, float):
        yield from _own_differences(before, after)


def _optimizer_differences(before: gd.Optimizer, after: gd.Optimizer) -> Iterator[str]:
    if type(before) is type(after):
        yield from _own_differences(before, after)
    else:
        yield catalogue.optimizer_of(after).name
        if part := catalogue.part_of(catalogue.OPTIMIZERS, after):
            yield from _own_differences(part.new(), after)


def _own_differences(before: Any, after: Any) -> Iterator[str]:
    former = own_values(before)
    for name, value in own_values(after).items():
        if value != former.get(name):
            shown = name_of(switched(value)) if isinstance(value, bool) else _written(value)
            yield f"{label_of(name)} {shown}"


def _written(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else typed_text(value)


def _objective_differences(before: gd.Objective, after: gd.Objective) -> Iterator[str]:
    if not (isinstance(before, gd.LinearRegression) and isinstance(after, gd.LinearRegression)):
        if before != after:
            yield str(getattr(after, "name", "") or getattr(after, "formula", "") or type(after).__name__)
        return
    if after.gradient_scale != before.gradient_scale:
        yield value_name(after.gradient_scale)
    old, new = before.data, after.data
    if old is new or old == new:
        return
    if len(old) != len(new):
        yield _("{before} points → {after} points").format(before=f"{len(old):,}", after=f"{len(new):,}")
        return
    moved = _moved(old, new)
    count = len(moved)
    if count == 1:
        [row] = moved
        x, y = notation.number(new.x[row]), notation.number(new.y[row])
        yield _("point {row} → ({x}, {y})").format(row=f"{row + 1:,}", x=x, y=y)
    else:
        yield _("{count} points moved").format(count=f"{count:,}")


def _moved(old: gd.Dataset, new: gd.Dataset) -> list[int]:
    """The rows that differ, counted from 0; equal blocks are skipped as a whole."""
    found: list[int] = []
    for first in range(0, len(new), ROWS_PER_BLOCK):
        rows = slice(first, first + ROWS_PER_BLOCK)
        if old.x[rows] != new.x[rows] or old.y[rows] != new.y[rows]:
            points = zip(old.x[rows], new.x[rows], old.y[rows], new.y[rows], strict=True)
            found += [row for row, (a, b, c, d) in enumerate(points, first) if a != b or c != d]
    return found


def _start_differences(before: gd.Params, after: gd.Params) -> Iterator[str]:
    if after != before:
        yield _("start ({start})").format(start=", ".join(map(notation.number, after)))


def _batch_differences(before: gd.Batch, after: gd.Batch) -> Iterator[str]:
    if isinstance(after, gd.FullBatch):
        if before != after:
            yield name_of("full")
        return
    if isinstance(before, gd.FullBatch) or after.size != before.size:
        yield _("batch {size}").format(size=f"{after.size:,}")
    former = gd.MiniBatch(1) if isinstance(before, gd.FullBatch) else before
    yield from _own_differences(replace(former, size=after.size), after)


def _stop_differences(before: gd.StopRule | None, after: gd.StopRule | None) -> Iterator[str]:
    former, now = rules_of(before), rules_of(after)
    for rule in now:
        if rule not in former:
            yield f"{_rule_name(rule)} {', '.join(map(_written, own_values(rule).values()))}".rstrip()
    kept = {type(rule) for rule in now}
    for rule in former:
        if type(rule) not in kept:
            yield f"{_rule_name(rule)} {name_of('off')}"


def _rule_name(rule: gd.StopRule) -> str:
    return name_of(part_name(rule, catalogue.STOP_RULES))
