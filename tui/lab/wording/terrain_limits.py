"""Sentences on terrains: which learning rates a valley holds, and places and lengths in words."""

from __future__ import annotations

import math
from enum import Enum, auto
from typing import Final

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.session.terrains import terrain_of, valley_of
from tui.lab.text.language import _
from tui.lab.text.notation import number, place
from tui.lab.wording.phrases import sentences, told_apart

MOST_LIMITS: Final = 3
"""Minima named at most: the one of this valley, the deepest, and the nearest of the others."""

REST_FRACTION: Final = 1e-6
"""A step shorter than this part of the domain's width is no movement that one sees."""


def width_of(frame: Frame) -> float:
    """The length of the domain's diagonal."""
    return math.hypot(*(high - low for low, high in terrain_of(frame.experiment).box))


def limit_here(frame: Frame) -> float | None:
    """The limit of the valley that the ball is in; None without a valley, and where theory knows none."""
    home = valley_of(frame)
    known = gd.theory.local_limits(frame.experiment) or ()
    return next((each.limit for each in known if each.minimum == home), None)


class TooFast(Enum):
    """For which valleys the constant rate in force is too large."""

    NONE = auto()
    THIS = auto()
    ALL = auto()


def too_fast_for(frame: Frame) -> TooFast:
    """For which valleys the rate is too large for a ball to stay; NONE where theory does not know."""
    rate, limits = gd.theory.constant_rate(frame.experiment), gd.theory.local_limits(frame.experiment)
    if rate is None or not limits:
        return TooFast.NONE
    if len(limits) > 1 and all(0.0 < each.limit <= rate for each in limits):
        return TooFast.ALL
    here = limits[0].limit if len(limits) == 1 else limit_here(frame)
    return TooFast.THIS if here is not None and 0.0 < here <= rate else TooFast.NONE


def too_fast(frame: Frame) -> str:
    """A sentence on a rate that is too large for this valley, or for all of them; "" if it is not."""
    found, limit = too_fast_for(frame), limit_here(frame)
    if found is TooFast.NONE:
        return ""
    if found is TooFast.ALL:
        text = _("lr {lr} is too large for every minimum: the widest holds a ball only below {limit}.")
    elif limit is None:
        text = _("lr {lr} is too large for the minimum: it holds a ball only below {limit}.")
    else:
        text = _("This valley holds a ball only below lr {limit}: with lr {lr} it cannot come to rest here.")
    if limit is None or found is TooFast.ALL:
        limit = max(each.limit for each in gd.theory.local_limits(frame.experiment) or ())
    shown, _none, rate = told_apart(limit, None, frame.learning_rate)
    return text.format(limit=shown, lr=rate)


def fast_headline(fast: TooFast) -> str:
    """A headline on a rate that is too large; "" if it is not."""
    match fast:
        case TooFast.THIS:
            return _("Too fast for this valley")
        case TooFast.ALL:
            return _("Too fast for every valley")
    return ""


def held(frame: Frame) -> str:
    """Up to which learning rate this valley holds a ball, and others; "" where theory does not know it."""
    known = gd.theory.local_limits(frame.experiment)
    if not known:
        return ""
    home = valley_of(frame)
    own = next((each for each in known if each.minimum == home), None)
    listed = [_other(frame, each, own) for each in _others(frame, known, own)]
    # What is too fast for this valley alone has been said with its limit.
    said = too_fast_for(frame) is TooFast.THIS
    if said and len(known) == 1:
        return ""
    return sentences("" if said or own is None else _first(own), *listed)


def _others(frame: Frame, known: tuple[gd.LocalLimit, ...], own: gd.LocalLimit | None) -> list[gd.LocalLimit]:
    """The nearest of the other minima, and the deepest, in this order; as many as may be named."""
    rest = [each for each in known if each is not own]
    rest.sort(key=lambda each: math.dist(each.minimum.params, frame.step.params))
    deepest = [each for each in rest if each.minimum.is_global][:1]
    near = [each for each in rest if each not in deepest]
    return [*near[: MOST_LIMITS - 1 - len(deepest)], *deepest]


def _first(own: gd.LocalLimit) -> str:
    if own.limit == 0.0:
        return _("The bottom of this valley is a corner: the slope does not get small there.")
    if own.limit == math.inf:
        return _("The bottom of this valley is flat: it holds a ball that is close enough, whatever lr.")
    text = _("This valley holds a ball up to lr {limit}.")
    if own.minimum.is_global:
        text = _("This valley, the deepest, holds a ball up to lr {limit}.")
    return text.format(limit=number(own.limit, 3))


def _other(frame: Frame, each: gd.LocalLimit, own: gd.LocalLimit | None) -> str:
    if not 0.0 < each.limit < math.inf:
        return ""
    if each.minimum.is_global and not (own and own.minimum.is_global):
        text = _("The deepest, at {place}, holds one up to {limit}.")
    else:
        text = _("The one at {place} holds one up to {limit}.")
    if own is None:
        text = _("The minimum at {place} holds a ball up to lr {limit}.")
    return text.format(place=place(frame.names, each.minimum.params), limit=number(each.limit, 3))


def below(frame: Frame, lower: gd.CriticalPoint | None) -> str:
    """That a lower minimum is known, and where; "" without one."""
    if lower is None:
        return ""
    text = _("It is lower elsewhere: at {place}, by {less}.")
    if frame.diagnosis.verdict is gd.Verdict.LOCAL_MINIMUM:
        text = _("A deeper valley is known: at {place}, lower by {less}.")
    return text.format(place=place(frame.names, lower.params), less=number(frame.step.cost - lower.cost, 3))


def height(frame: Frame) -> str:
    """How high the ball is above the lowest minimum that is known; "" at it, and where none is known."""
    lowest = frame.lowest
    if lowest is None or not math.isfinite(frame.step.cost):
        return ""
    above = frame.step.cost - lowest.cost
    if above < 0.0:
        return _("E is {cost}, lower than any minimum known here.").format(cost=number(frame.step.cost))
    text = _("E is {cost}, {above} above the lowest minimum known.")
    return text.format(cost=number(frame.step.cost), above=number(above, 3))


def length(step: gd.Step) -> float:
    """How far the step led."""
    return math.hypot(*step.delta)


def is_outside(frame: Frame) -> bool:
    """Whether the ball is outside of the domain."""
    box = terrain_of(frame.experiment).box
    return any(not low <= at <= high for at, (low, high) in zip(frame.step.params, box, strict=True))
