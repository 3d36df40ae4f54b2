"""A terrain from typed text: a formula, and where to look at it and to start if that is given."""

from __future__ import annotations

import math
import re
from typing import Final

import gdengine as gd
from tui.lab.text.wanted import Wanted

HALF_WIDTHS: Final = (3.0, 10.0, 30.0, 100.0)
"""Half widths of the domains that are tried, until a minimum lies in one."""

WANTED: Final = {1: Wanted.ONE_NUMBER, 2: Wanted.TWO_NUMBERS, 4: Wanted.FOUR_NUMBERS}
"""What a field of this number of numbers takes."""

Interval = tuple[float, float]

SAMPLES: Final = 64
"""Places at which it is looked whether a formula has values on one side of 0."""


def typed_terrain(formula: str, domain: str = "", start: str = "") -> gd.Curve | gd.Surface:
    """The curve over x, or the surface over x and y, that was typed.

    An empty `domain` is chosen so that a minimum lies in it, if there is one near 0; an empty `start` is
    chosen too. Raises gd.Refused, or gd.FormulaError with the column, for what cannot be read.
    """
    names = {term.name for term in gd.parse(formula, ("x", "y")).terms if term.operation == "variable"}
    if not names:
        raise gd.Refused("formula", formula, Wanted.A_VARIABLE)
    count = 2 if "y" in names else 1
    ends = _numbers("domain", domain, 2 * count) if domain.strip() else ()
    place = _numbers("start", start, count) if start.strip() else None
    made: list[gd.Curve | gd.Surface] = []
    # A typed start lies in the domain.
    widths = [half for half in HALF_WIDTHS if not place or half >= max(map(abs, place))]
    widths = widths or [2.0 * max(map(abs, place or (1.0,)))]
    if count == 2:
        boxes = [((ends[0], ends[1]), (ends[2], ends[3]))] if ends else map(_square, widths)
        made += [gd.Surface(formula, box, place) for box in boxes]
    else:
        intervals = [(ends[0], ends[1])] if ends else [_interval(formula, half) for half in widths]
        made += [gd.Curve(formula, interval, place) for interval in intervals]
    return next((terrain for terrain in made if terrain.minima), made[0])


def domain_text(terrain: gd.Curve | gd.Surface) -> str:
    """The domain of `terrain` as it is typed."""
    return ", ".join(f"{end:g}" for interval in terrain.box for end in interval)


def start_text(terrain: gd.Curve | gd.Surface) -> str:
    """The first start on `terrain` as it is typed."""
    return ", ".join(f"{value:.6g}" for value in terrain.starts[0])


def _numbers(name: str, text: str, count: int) -> tuple[float, ...]:
    """The numbers in `text`, separated by commas or blanks; raises gd.Refused unless there are `count`."""
    parts = [part for part in re.split(r"[,;\s]+", text.replace("−", "-").strip()) if part]
    try:
        values = tuple(float(part) for part in parts)
    except ValueError:
        values = ()
    if len(values) != count or not all(map(math.isfinite, values)):
        raise gd.Refused(name, text, WANTED[count])
    return values


def _square(half: float) -> tuple[Interval, Interval]:
    return (-half, half), (-half, half)


def _interval(formula: str, half: float) -> Interval:
    """The interval of this half width about 0, or beside 0 if the formula has values on one side only."""
    curve = gd.Curve(formula, domain=(-half, half))
    left, right = (
        any(math.isfinite(curve.cost((side * half * (i + 0.5) / SAMPLES,))) for i in range(SAMPLES))
        for side in (-1.0, 1.0)
    )
    if left == right:
        return -half, half
    return (0.0, 2.0 * half) if right else (-2.0 * half, 0.0)
