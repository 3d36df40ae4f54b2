"""The page on the curvature of a curve or a surface: how large a learning rate each valley holds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import gdengine as gd
from tui.lab.by_hand.on_terrain import MOST_CHARACTERS
from tui.lab.by_hand.writing import Line, Span, Spans, breadth, decimal_text, filled, spans, table, wrapped
from tui.lab.session.frame import Frame
from tui.lab.session.terrains import Terrain, terrain_of, valley_of
from tui.lab.text import notation
from tui.lab.text.language import _
from tui.lab.text.roles import PARAMETERS

LAYOUTS: Final = ((4, 2), (3, 2), (2, 2), (2, 1))
"""Decimals of the table and the gap between its columns, tried until it fits."""


def curvature(frame: Frame, width: int) -> list[list[Line]]:
    """The blocks of the page for a panel `width` cells wide."""
    terrain = terrain_of(frame.experiment)
    here = _on_curve if isinstance(terrain, gd.Curve) else _on_surface
    return [
        here(frame, terrain, width),
        _minima(frame, terrain, width),
        wrapped(_meaning(frame), width, 0) if terrain.minima else [],
    ]


def _on_curve(frame: Frame, terrain: Terrain, width: int) -> list[Line]:
    """The second derivative written out, its value at the ball, and what that looks like."""
    written, [bend] = gd.derivative(terrain.parsed, "x", "x").text(), terrain.curvatures(frame.step.params)
    name = spans(Span("E″"), "(", Span("x", PARAMETERS[0]), ")")
    lines = wrapped(spans(name, " = ", Span(written)), width) if len(written) <= MOST_CHARACTERS else []
    if not math.isfinite(bend):
        return [*lines, *wrapped(spans(_("At the ball it has no value.")), width, 0)]
    sentence = (
        _("At the ball it is {value}: curved upwards, as in a valley. The slope shrinks on the way down.")
        if bend > 0.0
        else _("At the ball it is {value}: curved downwards, as on a hill. The slope grows on the way down.")
        if bend < 0.0
        else _("At the ball it is {value}: not curved at all.")
    )
    return [*lines, *wrapped(filled(sentence, value=Span(decimal_text(bend), "strong")), width, 0)]


def _on_surface(frame: Frame, terrain: Terrain, width: int) -> list[Line]:
    """The two curvatures at the ball, their ratio, and how far the slope points past the minimum."""
    most, least = terrain.curvatures(frame.step.params)
    if not math.isfinite(most) or not math.isfinite(least):
        return wrapped(spans(_("At the ball the curvature has no value.")), width, 0)
    numbers = {"most": Span(decimal_text(most), "strong"), "least": Span(decimal_text(least), "strong")}
    if least > 0.0:
        sentence = _(
            "At the ball the ground is curved {most} across and {least} along the valley: {condition} times "
            "as much."
        )
        numbers["condition"] = Span(notation.number(most / least), "strong")
    elif most > 0.0:
        sentence = _("At the ball the ground is curved {most} one way and {least} the other, as on a saddle.")
    else:
        sentence = _("At the ball the ground is curved {most} and {least}: upwards nowhere, as on a hill.")
    lines = wrapped(filled(sentence, **numbers), width, 0)
    angle = _angle(frame, terrain)
    if angle is not None:
        sentence = _("Against the gradient and straight to the nearest minimum: {angle}° apart.")
        lines += wrapped(filled(sentence, angle=Span(f"{angle:.1f}", "strong")), width, 0)
    return lines


def _angle(frame: Frame, terrain: Terrain) -> float | None:
    """Degrees between the negative gradient and the way to the nearest minimum; None if one is 0."""
    params, gradient = frame.step.params, frame.step.gradient
    nearest = min(terrain.minima, key=lambda point: math.dist(point.params, params), default=None)
    if nearest is None:
        return None
    way = [there - here for there, here in zip(nearest.params, params, strict=True)]
    lengths = math.hypot(*way) * math.hypot(*gradient)
    if not 0.0 < lengths < math.inf:
        return None
    cosine = -sum(a * b for a, b in zip(way, gradient, strict=True)) / lengths
    return math.degrees(math.acos(max(-1.0, min(cosine, 1.0))))


def _minima(frame: Frame, terrain: Terrain, width: int) -> list[Line]:
    """A table of the minima: place, height, curvature and limit; the ball's valley stands out."""
    if not terrain.minima:
        return wrapped(spans(_("No minimum is known here, so no limit either.")), width, 0)
    limits = limits_of(frame.experiment)
    home = valley_of(frame)
    lines: list[Line] = []
    for decimals, gap in LAYOUTS:
        rows: list[Sequence[Spans]] = [_headings(frame)]
        for point, limit in zip(terrain.minima, limits, strict=True):
            mark = Span("▸" if point == home else " ", "mark")
            place = ", ".join(decimal_text(value, decimals) for value in point.params)
            cells = [point.cost, *point.curvatures, limit]
            rows.append(
                [
                    spans(mark, Span(f"({place})" if len(point.params) > 1 else place)),
                    *((Span(decimal_text(value, decimals)),) for value in cells[:-1]),
                    (Span(decimal_text(limit, decimals), "strong"),),
                    (Span(_("global") if point.is_global else _("local")),),
                ]
            )
        marks = [False, *(point == home for point in terrain.minima)]
        lines = [line._replace(here=mark) for line, mark in zip(table(rows, gap), marks, strict=True)]
        if breadth(lines[0].spans) <= width:
            return lines
    return [line._replace(spans=part.spans) for line in lines for part in wrapped(line.spans, width)]


def _headings(frame: Frame) -> list[Spans]:
    bends = ("E″",) if len(frame.names) == 1 else (_("across"), _("along"))
    cost = Span("E", "cost")
    return [spans(" ", _("minimum")), spans(cost), *map(spans, bends), spans(_("limit")), ()]


def limits_of(experiment: gd.Experiment) -> list[float]:
    """The limit of each minimum: that of this optimizer where theory knows it, else that of plain descent."""
    known = gd.theory.local_limits(experiment)
    if known is not None:
        return [each.limit for each in known]
    return [point.learning_rate_limit or 0.0 for point in terrain_of(experiment).minima]


def _meaning(frame: Frame) -> Spans:
    """What the curvature does to a small distance from the bottom."""
    optimizer, home = frame.experiment.optimizer, valley_of(frame)
    if not isinstance(optimizer, gd.SGD):
        text = _("The limits are those of plain descent: they do not hold for {optimizer}.")
        return spans(text.format(optimizer=type(optimizer).__name__))
    if optimizer.weight_decay:
        return spans(_("The limits are those without weight decay, which moves the minima themselves."))
    if optimizer.momentum:
        return spans(_("The limits are those with momentum. Without it they are 2 divided by the curvature."))
    if len(frame.names) > 1:
        return spans(
            _(
                "Close to a minimum its steepest curvature decides: above the limit the distance grows, and "
                "the ball cannot come to rest there."
            )
        )
    if home is None:
        return spans(
            _(
                "Close to a minimum each update multiplies the distance by 1 − lr·E″. Above the limit 2/E″ "
                "that makes it grow, and the ball cannot come to rest there."
            )
        )
    return _factor_at(home, frame.learning_rate)


def _factor_at(home: gd.CriticalPoint, rate: float) -> Spans:
    """By what an update of plain descent multiplies a small distance from the minimum `home`."""
    [bend] = home.curvatures
    if not math.isfinite(bend):
        return spans(
            _("This minimum is a corner: the slope does not get small there, so the ball jumps over it.")
        )
    factor = 1.0 - rate * bend
    sentence = (
        _("Close to this minimum each update multiplies the distance by {formula} = {factor}: it shrinks.")
        if abs(factor) < 1.0
        else _(
            "Close to this minimum each update multiplies the distance by {formula} = {factor}: it does not "
            "shrink, and the ball cannot come to rest here."
        )
    )
    formula = Span(f"1 {notation.MINUS} {notation.number(rate, 6)}·{notation.number(bend)}")
    return filled(sentence, formula=formula, factor=Span(notation.number(factor), "strong"))
