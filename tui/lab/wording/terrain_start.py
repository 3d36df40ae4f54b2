"""Sentences on a ball on a curve or a surface before its first step."""

from __future__ import annotations

import math

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.text.language import _
from tui.lab.text.notation import number, place
from tui.lab.wording.phrases import Said, Tone, sentences
from tui.lab.wording.terrain_limits import TooFast, fast_headline, held, length, too_fast, too_fast_for


def first_step(frame: Frame) -> Said:
    """Which way the slope points at the start, how far the first step goes, and what this valley holds."""
    after = gd.next_step(frame.experiment, frame.step)
    if after is None or after.status is gd.Status.NONFINITE:
        text = _("The first step leads to where no value can be computed: no step can follow it.")
        return Said(Tone.BAD, _("The first step flies out"), text, held(frame))
    fast = too_fast_for(frame)
    tone = Tone.GOOD if fast is TooFast.NONE else Tone.CAREFUL
    headline = fast_headline(fast) or _slope_headline(frame)
    move = _first_move(frame, after)
    if fast is TooFast.NONE:
        return Said(tone, headline, move, held(frame))
    return Said(tone, headline, too_fast(frame), sentences(move, held(frame)))


def _slope_headline(frame: Frame) -> str:
    if len(frame.names) > 1:
        return _("The slope points downhill")
    slope = frame.step.gradient[0]
    text = _("Slope {slope}, so to the left") if slope > 0.0 else _("Slope {slope}, so to the right")
    return text.format(slope=number(slope))


def _first_move(frame: Frame, after: gd.Step) -> str:
    """How the next step is made: lr times slope, or in the optimizer's own way."""
    optimizer, gradient = frame.experiment.optimizer, frame.step.gradient
    steep, far = math.hypot(*gradient), length(after)
    plain = isinstance(optimizer, gd.SGD) and math.isclose(far, after.learning_rate * steep, rel_tol=1e-9)
    numbers = {
        "lr": number(after.learning_rate, 6),
        "steep": number(steep),
        "far": number(far),
        "there": place(frame.names, after.params),
        "optimizer": type(optimizer).__name__,
        "slope": number(gradient[0]),
    }
    if len(frame.names) > 1:
        text = (
            _("The slope is {steep}: lr {lr} × {steep} = {far} is the length of the first step, to {there}.")
            if plain
            else _("The slope is {steep}: the first step is {far} long, to {there}.")
        )
    elif plain:
        text = (
            _("The slope is {slope}, so to the left: lr {lr} × {steep} = {far}, to {there}.")
            if gradient[0] > 0.0
            else _("The slope is {slope}, so to the right: lr {lr} × {steep} = {far}, to {there}.")
        )
    else:
        text = _("The slope is {slope}; {optimizer} makes the first step {far} long, to {there}.")
    return text.format(**numbers)
