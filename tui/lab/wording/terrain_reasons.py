"""Why a ball on a curve or a surface does what it does: curvature, momentum, the two ways of a valley."""

from __future__ import annotations

import math
from dataclasses import replace

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.session.terrains import terrain_of, valley_of
from tui.lab.text.language import _
from tui.lab.text.notation import MINUS, number
from tui.lab.wording.terrain_limits import limit_here

RESTING = (gd.Verdict.ARRIVED, gd.Verdict.LOCAL_MINIMUM, gd.Verdict.ZERO_LR, gd.Verdict.NONFINITE)
"""Verdicts on runs in which nothing more moves."""


def terrain_reasons(frame: Frame) -> tuple[str, ...]:
    """Sentences on why the run does what it does, the most important first."""
    if frame.diagnosis.verdict in RESTING:
        return ()
    found = (_decay(frame), _momentum(frame), _close_to_bottom(frame), _two_ways(frame))
    return tuple(sentence for sentence in found if sentence)


def _decay(frame: Frame) -> str:
    """What weight decay does; "" without it."""
    decay = gd.weight_decay(frame.experiment.optimizer)
    if not decay:
        return ""
    text = _("Weight decay {decay} pulls the ball towards 0, so it rests beside a minimum, not in it.")
    return text.format(decay=number(decay))


def _momentum(frame: Frame) -> str:
    """How momentum changes the limit of this valley; "" without it, and where no valley is known."""
    experiment, optimizer, limit = frame.experiment, frame.experiment.optimizer, limit_here(frame)
    if not isinstance(optimizer, gd.SGD) or not optimizer.momentum or not limit or limit == math.inf:
        return ""
    still = replace(optimizer, momentum=0.0, dampening=0.0, nesterov=False)
    plain = limit_here(replace(frame, experiment=replace(experiment, optimizer=still)))
    if plain is None:
        return ""
    text = _(
        "Momentum {momentum} carries on what earlier steps began: it moves the limit of this valley from "
        "{plain} to {limit}."
    )
    return text.format(momentum=number(optimizer.momentum), plain=number(plain, 3), limit=number(limit, 3))


def _close_to_bottom(frame: Frame) -> str:
    """By what a step of plain descent multiplies a small distance from the bottom; "" for other runs."""
    optimizer, rate = frame.experiment.optimizer, gd.theory.constant_rate(frame.experiment)
    home = valley_of(frame)
    if rate is None or home is None or not isinstance(optimizer, gd.SGD) or not optimizer.plain:
        return ""
    [bend] = home.curvatures
    if not 0.0 < bend < math.inf:
        return ""
    factor = 1.0 - rate * bend
    if factor >= 0.0:
        text = _(
            "Close to the bottom (curvature {bend}) a step leaves 1−{lr}·{bend} = {factor} of the distance."
        )
    else:
        text = _(
            "Close to the bottom (curvature {bend}) a step multiplies the distance by 1−{lr}·{bend} = "
            "{factor}, to the other side."
        )
    sign = MINUS if factor < 0.0 else ""
    return text.format(bend=number(bend), lr=number(rate, 6), factor=f"{sign}{number(abs(factor), 3)}")


def _two_ways(frame: Frame) -> str:
    """How much steeper a surface's nearest minimum is one way than the other; "" if it hardly is."""
    terrain = terrain_of(frame.experiment)
    if len(terrain.names) == 1 or not terrain.minima:
        return ""
    nearest = min(terrain.minima, key=lambda point: math.dist(point.params, frame.step.params))
    most, least = nearest.curvatures[0], nearest.curvatures[-1]
    if not 0.0 < 2.0 * least < most < math.inf:
        return ""
    text = _(
        "At the nearest minimum it is {condition} times as curved across as along: the steep way limits the "
        "learning rate, the flat one makes it slow."
    )
    return text.format(condition=number(most / least, 3))
