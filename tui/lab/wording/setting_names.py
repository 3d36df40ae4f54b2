"""Names of settings and of their values, and how values are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any, Final

import gdengine as gd
from tui.lab.session import catalogue
from tui.lab.session.parts import Part
from tui.lab.text import notation
from tui.lab.text.language import _N, _

CHOICE_NAMES: Final = {
    "simultaneous": _N("simultaneous"),
    "sequential": _N("sequential"),
    "exact": _N("exact · 2/N"),
    "mean": _N("mean · 1/N"),
    "sum": _N("sum"),
}
"""Names of the update orders and gradient scales."""

VALUE_NAMES: Final = {
    **CHOICE_NAMES,
    "full": _N("all rows"),
    "mini": _N("mini-batch"),
    "on": _N("on"),
    "off": _N("off"),
}
"""Names of values; those of schedules and stop rules are in the catalogue."""

OWN_LABELS: Final = {"initial_accumulator_value": "accumulator", "betas.0": "beta1", "betas.1": "beta2"}
"""Labels of settings whose name in torch is not shown."""


def name_of(value: str) -> str:
    """The name on screen of a value of a setting, a schedule or a stop rule."""
    label = VALUE_NAMES.get(value) or catalogue.label_of_part(value)
    return _(label) if label else value


def label_of(name: str) -> str:
    """The label of a setting of the engine: in every language the name in torch."""
    return OWN_LABELS.get(name, name)


def schedule_name(rate: gd.LearningRate) -> str:
    """The name of a schedule in the catalogue; "constant" for a number."""
    return "constant" if isinstance(rate, float) else part_name(rate, catalogue.SCHEDULES)


def rules_of(stop: gd.StopRule | None) -> tuple[gd.StopRule, ...]:
    """The single rules that `stop` is made of."""
    return () if stop is None else stop.rules if isinstance(stop, gd.AnyOf) else (stop,)


def part_name(owner: object, table: Iterable[Part]) -> str:
    """The name of `owner` in a `table` of the catalogue, or else its class name."""
    part = catalogue.part_of(table, owner)
    return part.name if part else type(owner).__name__


def own_values(owner: Any) -> dict[str, Any]:
    """The fields of `owner` by name, pairs as name.0 and name.1, without the initial learning rate."""
    found: dict[str, Any] = {}
    for field in fields(owner):
        value = getattr(owner, field.name)
        if isinstance(value, tuple):
            found.update({f"{field.name}.{i}": part for i, part in enumerate(value)})
        elif field.name != "initial":
            found[field.name] = value
    return found


def with_value(owner: Any, name: str, value: Any) -> Any:
    """`owner` with another value in the field `name`, as `own_values` names it."""
    field, pair, place = name.partition(".")
    if pair:
        parts = list(getattr(owner, field))
        parts[int(place)] = value
        value = tuple(parts)
    return replace(owner, **{field: value})


def switched(value: bool) -> str:
    """The value of a switch: "on" or "off"."""
    return "on" if value else "off"


def typed_text(value: float) -> str:
    """A number as a user would type it: 0.1, 1e-6, 1/3."""
    text = notation.exact(float(value))
    if len(text) > 12 and abs(value) < 1e6:
        fraction = Fraction(value).limit_denominator(1000)
        if float(fraction) == value:
            return str(fraction)
    return text.replace("e-0", "e-").replace("e+", "e")


def value_name(value: str) -> str:
    """The name on screen of an update order or a gradient scale."""
    return _(CHOICE_NAMES[value])
