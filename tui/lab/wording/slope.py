"""What the slope under the ball makes of the next step, as a sentence with numbers to check it by."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import gdengine as gd
from tui.lab.session import catalogue
from tui.lab.session.coming import at_rest, coming_step, push
from tui.lab.session.frame import Frame
from tui.lab.text.cells import first_fitting
from tui.lab.text.language import _
from tui.lab.text.notation import MINUS, number
from tui.lab.wording.setting_names import name_of

DIGITS: Final = 4
"""Significant digits of slope and step."""

RATE_DIGITS: Final = 6
"""Significant digits of the learning rate."""


def slope_text(slope: float) -> str:
    """The slope as it is written everywhere on a terrain."""
    return number(slope, DIGITS)


def slope_sentence(frame: Frame, room: int | None = None) -> str:
    """Which way the slope sends the ball on a curve, and what the step is made of.

    Of several wordings it is the fullest that takes at most `room` cells. Each number in it is computed
    from the others as they are written, so that it can be checked by hand; it differs from the true one
    by a few units in the last place at most.
    """
    wordings = _wordings(frame)
    return wordings[0] if room is None else first_fitting(wordings, room)


def _wordings(frame: Frame) -> tuple[str, ...]:
    x, slope = frame.step.params[0], frame.step.gradient[0]
    coming = coming_step(frame)
    if not math.isfinite(x):
        return _("x is beyond all numbers: there is no next step"), _("no next step")
    if not math.isfinite(frame.step.cost):
        sentence = _("E has no value at x {x}: there is no next step")
        return sentence.format(x=number(x)), _("no next step")
    if not math.isfinite(slope) or coming is None:
        sentence = _("E has no slope at x {x}: there is no next step")
        return sentence.format(x=number(x)), _("no next step")
    delta = coming.params[0] - x
    if at_rest(frame, coming):
        return _at_rest(frame, slope)
    if delta == 0.0 and not any(push(frame) or ()):
        return _stays(frame, slope)
    return _moves(frame, slope, delta)


def _at_rest(frame: Frame, slope: float) -> tuple[str, ...]:
    if frame.diagnosis.verdict is gd.Verdict.LOCAL_MINIMUM:
        shortest = _("at rest in a local minimum")
        sentence = _("slope {slope}, next to nothing, and so are the steps: at rest in a local minimum")
        short = _("no slope, no steps: at rest in a local minimum")
    else:
        shortest = _("at rest in the minimum")
        sentence = _("slope {slope}, next to nothing, and so are the steps: at rest in the minimum")
        short = _("no slope, no steps: at rest in the minimum")
    return sentence.format(slope=slope_text(slope)), short, shortest


def _stays(frame: Frame, slope: float) -> tuple[str, ...]:
    """Why the ball stays where it is."""
    if slope == 0.0:
        match frame.diagnosis.verdict:
            case gd.Verdict.AT_MAXIMUM:
                sentence = _("slope 0 on top of a hill: nothing says which way, so the ball stays")
            case gd.Verdict.AT_SADDLE:
                sentence = _("slope 0 where the hill levels out: nothing says which way, so the ball stays")
            case _:
                sentence = _("slope 0, level ground: nothing says which way, so the ball stays")
        return sentence, _("slope 0: the ball stays")
    sentence = _("slope {slope} leads {way}, but lr {lr} × {size} moves nothing: the ball stays")
    short = _("lr {lr} × {size} moves nothing: the ball stays")
    parts = {
        "slope": slope_text(slope),
        "way": _way(-slope),
        "lr": number(frame.learning_rate, RATE_DIGITS),
        "size": number(abs(slope), DIGITS),
    }
    return sentence.format(**parts), short.format(**parts)


class _Product(NamedTuple):
    """Learning rate times slope: the text of the factors, and the value of what is written."""

    text: str
    value: float


def _moves(frame: Frame, slope: float, delta: float) -> tuple[str, ...]:
    optimizer = frame.experiment.optimizer
    if not isinstance(optimizer, gd.SGD):
        return _adapted(frame, slope, delta)
    pull, named = slope, slope_text(slope)
    if optimizer.weight_decay:
        pull, named = _with_decay(optimizer.weight_decay, frame.step.params[0], slope)
    if pull == 0.0:
        return _carried_on(delta)
    pushed = push(frame)
    product = _product(frame.learning_rate, pull, _factor(optimizer, pushed is not None))
    parts = {"slope": named, "way": _way(-pull), "product": product.text}
    if not pushed:
        parts["step"] = number(product.value, DIGITS)
        sentence, short = _("slope {slope}, so {way}; {product} = {step}"), _("{way}; {product} = {step}")
        return sentence.format(**parts), short.format(**parts), f"{product.text} = {parts['step']}"
    own, more = _to_one_place(math.copysign(product.value, -pull), pushed[0])
    step = _cleaned(own + more, own, more)
    parts |= {"own": number(abs(own), 12), "push": number(abs(more), 12), "step": number(abs(step), 12)}
    parts["other"] = _way(step)
    if own * more >= 0.0:
        sentence = _("slope {slope}, so {way}; {product} = {own}, and the push adds {push}: {step}")
        short = _("{own} {way}, and the push adds {push}: {step}")
    elif own * step >= 0.0:
        sentence = _("slope {slope}, so {way}; {product} = {own}, less the push {push} against it: {step}")
        short = _("{own} {way}, less the push {push} against it: {step}")
    else:
        sentence = _("slope {slope}, so {way}; {product} = {own}, but the push {push} wins: {step} {other}")
        short = _("{own} {way}, but the push {push} wins: {step} {other}")
    return sentence.format(**parts), short.format(**parts)


def _adapted(frame: Frame, slope: float, delta: float) -> tuple[str, ...]:
    """The step of an optimizer that scales the slope, beside the one of plain descent."""
    if slope == 0.0:
        return _carried_on(delta)
    optimizer, pushed = frame.experiment.optimizer, push(frame)
    product = _product(frame.learning_rate, slope, 1.0)
    if slope * delta <= 0.0:
        sentence = _("slope {slope}, so {way}; {optimizer} goes {step}, plain descent {product} = {plain}")
        short = _("{way}; {optimizer} goes {step}, plain descent {plain}")
    elif pushed and pushed[0] * delta > 0.0:
        sentence = _("slope {slope} leads {way}, but {optimizer} remembers earlier slopes: {step} {other}")
        short = _("{optimizer} remembers earlier slopes: {step} {other}")
    else:
        sentence = _("slope {slope} leads {way}, but {optimizer} goes {step} {other}")
        short = _("{optimizer} goes {step} {other}")
    parts = {
        "slope": slope_text(slope),
        "way": _way(-slope),
        "other": _way(delta),
        "step": number(abs(delta), DIGITS),
        "optimizer": name_of(catalogue.optimizer_of(optimizer).name),
        "product": product.text,
        "plain": number(product.value, DIGITS),
    }
    return sentence.format(**parts), short.format(**parts)


def _carried_on(delta: float) -> tuple[str, ...]:
    sentence = _("slope 0, but what came before carries the ball on: {step} {way}")
    return (sentence.format(step=number(abs(delta), DIGITS), way=_way(delta)),)


def _with_decay(decay: float, x: float, slope: float) -> tuple[float, str]:
    """The slope with weight decay added, and the sum as it is written."""
    own, more = _to_one_place(_rounded(slope, DIGITS), decay * x)
    total = _cleaned(own + more, own, more)
    terms = f"{number(own, 12)} {MINUS if more < 0.0 else '+'} {number(abs(more), 12)}"
    return total, _("{terms} (weight decay) = {total}").format(terms=terms, total=number(total, 12))


def _factor(optimizer: gd.SGD, moving: bool) -> float:
    """What the slope itself is multiplied with, besides the learning rate."""
    fresh = 1.0 - optimizer.dampening if moving else 1.0
    return fresh * (1.0 + optimizer.momentum) if optimizer.nesterov else fresh


def _product(rate: float, slope: float, factor: float) -> _Product:
    factors = [_rounded(rate, RATE_DIGITS), _rounded(abs(slope), DIGITS)]
    text = _("lr {lr}").format(lr=number(factors[0], RATE_DIGITS)) + " × "
    if factor != 1.0:
        factors.append(_rounded(factor, RATE_DIGITS))
        text += f"{number(factors[2], RATE_DIGITS)} × "
    return _Product(text + number(factors[1], DIGITS), _rounded(math.prod(factors), DIGITS))


def _to_one_place(a: float, b: float) -> tuple[float, float]:
    """Both numbers to the place of the larger one's last digit, so that they can be added as written."""
    largest = max(abs(a), abs(b))
    if not 0.0 < largest < math.inf:
        return a, b
    last = math.floor(math.log10(largest)) - DIGITS + 1
    return _to_place(a, last), _to_place(b, last)


def _cleaned(total: float, *parts: float) -> float:
    """A sum of numbers written to one place, without the rounding error of adding them."""
    largest = max(map(abs, parts))
    if not 0.0 < largest < math.inf:
        return total
    return _to_place(total, math.floor(math.log10(largest)) - DIGITS + 1)


def _to_place(value: float, last: int) -> float:
    """`value` rounded to the power of ten `last`."""
    if value == 0.0 or not math.isfinite(value):
        return value
    digits = math.floor(math.log10(abs(value))) - last + 1
    return _rounded(value, digits) if digits > 0 else 0.0


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")


def _way(change: float) -> str:
    return _("to the right") if change > 0.0 else _("to the left")
