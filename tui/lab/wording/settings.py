"""The settings of a run as a table: name, value, how text is read, and what it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial, reduce
from operator import or_
from typing import Any, Final, NamedTuple, get_args, get_type_hints

import gdengine as gd
from tui.lab.keys.user_keymap import symbol
from tui.lab.session import catalogue
from tui.lab.session.frame import Frame
from tui.lab.session.parts import Part
from tui.lab.session.setting_changes import Change
from tui.lab.session.terrains import check_start
from tui.lab.text import entry, notation
from tui.lab.text.language import _
from tui.lab.wording.setting_names import (
    label_of,
    name_of,
    own_values,
    rules_of,
    schedule_name,
    switched,
    typed_text,
    with_value,
)

READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "dampening": entry.any_number,
    "alpha": entry.up_to_1,
    "rho": entry.up_to_1,
    "betas.0": entry.below_1,
    "betas.1": entry.below_1,
    "gamma": entry.above_0,
    "start_factor": entry.above_0_up_to_1,
    "factor": entry.below_1,
    "seed": entry.whole_from_0,
    "cooldown": entry.whole_from_0,
}
"""Readers of settings by name; others are numbers of at least 0, or whole and at least 1.

A reader that only one part needs is in the part's row of the catalogue.
"""


class Setting(NamedTuple):
    """A setting: typed as text, or, if there are `values`, one of these.

    `value` is in force and `text` is how it would be typed; `read` makes a value from a text and
    `change` is what the session has to set for a value. Both raise a ValueError for `in_words`.
    `notes` are remarks on the value, the longest first, of which one that fits is shown. A setting
    with `depth` above 0 belongs to the one above; `basic` ones are always shown, the others unfold.
    """

    name: str
    label: str
    value: Any
    text: str
    read: Callable[[str], Any]
    change: Callable[[Any], Change]
    values: tuple[str, ...] = ()
    key: str = ""
    depth: int = 0
    basic: bool = False
    notes: tuple[str, ...] = ()

    def take(self, text: str) -> Change | None:
        """The change that `text` makes, None if it makes none; raises a ValueError for `in_words`."""
        value = self.read(text)
        return None if value == self.value else self.change(value)

    def turned(self, places: int) -> str:
        """The value `places` after the one in force in `values`, cyclically."""
        return self.values[(self.values.index(self.text) + places) % len(self.values)]

    def shown(self, text: str) -> str:
        """`text` as shown on screen."""
        return name_of(text) if self.values else text or "–"


def settings(frame: Frame) -> list[Setting]:
    """All settings of `frame` in the order on screen."""
    experiment, planned = frame.experiment, frame.planned
    rate = experiment.learning_rate
    base = gd.initial_rate(rate)
    steady = gd.theory.constant_rate(experiment) is not None
    return [
        _typed(
            "learning_rate",
            _("learning rate"),
            base,
            entry.at_least_0,
            key=symbol("type-rate"),
            basic=True,
            notes=() if steady else _now(frame.learning_rate),
        ),
        *_optimizer(experiment.optimizer),
        *_order(experiment),
        *_scale(frame),
        *_start(experiment, frame.seed),
        _steps(planned),
        *_schedule(rate, planned),
        *(_batch(experiment.batch, frame.rows) if frame.points else ()),
        *_stop(experiment.stop),
    ]


def _typed(
    name: str,
    label: str,
    value: float,
    read: Callable[[str], Any],
    change: Callable[[Any], Change] | None = None,
    **more: Any,
) -> Setting:
    return Setting(name, label, value, typed_text(value), read, change or (lambda new: (name, new)), **more)


def _chosen(
    name: str,
    label: str,
    values: tuple[str, ...],
    value: str,
    change: Callable[[Any], Change] | None = None,
    **more: Any,
) -> Setting:
    # A value that is in force but not on offer, such as joined schedules, comes first.
    values = values if value in values else (value, *values)
    return Setting(name, label, value, value, str, change or (lambda new: (name, new)), values, **more)


def _now(rate: float) -> tuple[str, ...]:
    now = notation.number(rate, 3)
    return _("→ now {rate}").format(rate=now), f"→ {now}"


def _steps(planned: int) -> Setting:
    steps = _typed("max_steps", _("steps"), planned, entry.max_steps, key=symbol("type-steps"))
    return steps if planned else steps._replace(text="", notes=(_("no end"),))


def _switch(name: str, label: str, value: bool, change: Callable[[Any], Change]) -> Setting:
    return _chosen(name, label, ("off", "on"), switched(value), lambda new: change(new == "on"), depth=1)


# Groups of settings


def _order(experiment: gd.Experiment) -> Iterator[Setting]:
    if len(experiment.objective.names) > 1:  # a single parameter has no order
        yield _chosen(
            "update",
            _("update order"),
            gd.UPDATE_ORDERS,
            experiment.update,
            key=symbol("update-order"),
            basic=True,
        )


def _scale(frame: Frame) -> Iterator[Setting]:
    if frame.points is not None:
        scale = frame.points.regression.gradient_scale
        yield _chosen(
            "gradient_scale",
            _("gradient scale"),
            gd.GRADIENT_SCALES,
            scale,
            key=symbol("gradient-scale"),
            basic=True,
        )


def _start(experiment: gd.Experiment, seed: int | None) -> Iterator[Setting]:
    objective, start = experiment.objective, experiment.start
    for i, (name, value) in enumerate(zip(objective.names, start, strict=True)):
        label = _("start {name}").format(name=name)
        read = partial(_start_value, experiment, i)
        yield _typed(name, label, value, read, key="" if i else symbol("type-start"))
    if isinstance(objective, gd.LinearRegression | gd.Curve | gd.Surface):
        yield Setting(
            "seed",
            _("random, seed"),
            seed,
            "" if seed is None else str(seed),
            entry.whole_from_0,
            lambda typed: ("seed", typed),
        )


def _start_value(experiment: gd.Experiment, place: int, text: str) -> float:
    """The number in `text` for the parameter at `place`, if the terrain can be descended from there."""
    value, start = entry.any_number(text), experiment.start
    if isinstance(experiment.objective, gd.Curve | gd.Surface):
        check_start(experiment.objective, (*start[:place], value, *start[place + 1 :]))
    return value


# Groups of settings from the fields of an engine object


def _optimizer(optimizer: gd.Optimizer) -> Iterator[Setting]:
    part, parts = catalogue.optimizer_of(optimizer), catalogue.by_name(catalogue.OPTIMIZERS)
    yield _chosen(
        "optimizer",
        _("optimizer"),
        tuple(parts),
        part.name,
        lambda new: ("optimizer", parts[new].new()),
        key=symbol("optimizer"),
        basic=True,
    )
    for own in _own("optimizer", optimizer, lambda new: ("optimizer", new), part):
        yield own._replace(basic=own.name == f"optimizer.{part.telling}")


def _schedule(rate: gd.LearningRate, planned: int) -> Iterator[Setting]:
    base = gd.initial_rate(rate)
    offered = catalogue.by_name(part for part in catalogue.SCHEDULES if part.offered)
    yield _chosen(
        "schedule",
        _("schedule"),
        tuple(offered),
        schedule_name(rate),
        lambda kind: ("schedule", offered[kind].fitted(base, planned or 100)),
    )
    if not isinstance(rate, float | gd.Joined):
        part = catalogue.part_of(catalogue.SCHEDULES, rate)
        yield from _own("schedule", rate, lambda new: ("schedule", new), part)


def _batch(batch: gd.Batch, rows: int) -> Iterator[Setting]:
    kind = "full" if isinstance(batch, gd.FullBatch) else "mini"

    def sized(new: gd.MiniBatch) -> Change:
        return "batch", gd.FullBatch() if new.size >= rows else new

    def turned(kind: str) -> Change:
        if kind == "full":
            return "batch", gd.FullBatch()
        if rows == 1:
            raise ValueError(_("There is only one row, and every batch is all of it."))
        return "batch", gd.MiniBatch(max(1, min(32, rows // 4)))

    yield _chosen("batch", _("batch"), ("full", "mini"), kind, turned)
    if kind == "mini":
        yield from _own("batch", batch, sized)


def _stop(stop: gd.StopRule | None) -> Iterator[Setting]:
    rules = rules_of(stop)
    for part in catalogue.STOP_RULES:
        found = next((rule for rule in rules if part.has_made(rule)), None)

        def put(new: Any, found: Any = found) -> Change:
            changed = [new if rule is found else rule for rule in rules]
            return "stop", _any_of(changed if found else [*rules, new])

        def turned(to: str, part: Part = part, put: Callable[[Any], Change] = put) -> Change:
            if to == "off":
                return "stop", _any_of([rule for rule in rules if not part.has_made(rule)])
            return put(part.new())

        group = f"stop.{part.name}"
        yield _chosen(group, name_of(part.name), ("off", "on"), "on" if found else "off", turned)
        if found:
            yield from _own(group, found, put, part)


def _any_of(rules: Sequence[gd.StopRule]) -> gd.StopRule | None:
    return reduce(or_, rules) if rules else None


def _own(
    group: str, owner: Any, change: Callable[[Any], Change], part: Part | None = None
) -> Iterator[Setting]:
    """A setting for each field of `owner`; `change` is what the session has to set for a new `owner`."""
    readers = {**READERS, **part.readers} if part else READERS
    for name, value in own_values(owner).items():
        place, label = f"{group}.{name}", label_of(name)

        def put(new: Any, name: str = name) -> Change:
            return change(with_value(owner, name, new))

        if isinstance(value, bool):
            yield _switch(place, label, value, put)
        elif isinstance(value, str):
            allowed = get_args(get_type_hints(type(owner))[name])
            yield _chosen(place, label, allowed, value, put, depth=1)
        else:
            whole = entry.whole_from_1 if isinstance(value, int) else entry.at_least_0
            yield _typed(place, label, value, readers.get(name, whole), put, depth=1)
