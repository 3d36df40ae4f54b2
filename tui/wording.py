"""What is happening, in the reader's words: from facts to sentences."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import gdengine as gd
from tui.frame import Frame
from tui.language import _N, _
from tui.notation import line, number

VALUES: Final = {
    "simultaneous": _N("simultaneous"),
    "sequential": _N("sequential"),
    "exact": _N("exact · 2/N"),
    "mean": _N("mean · 1/N"),
    "sum": _N("sum"),
}


VERDICTS: Final = {
    gd.Verdict.STARTING: _N("at the start"),
    gd.Verdict.CONVERGING: _N("converging"),
    gd.Verdict.OSCILLATING: _N("swinging, but converging"),
    gd.Verdict.TOO_SLOW: _N("too slow"),
    gd.Verdict.ARRIVED: _N("arrived"),
    gd.Verdict.LOCAL_MINIMUM: _N("in a local minimum"),
    gd.Verdict.AT_MAXIMUM: _N("on a maximum"),
    gd.Verdict.AT_SADDLE: _N("on a saddle"),
    gd.Verdict.PLATEAU: _N("on a plateau"),
    gd.Verdict.CYCLING: _N("going round"),
    gd.Verdict.WANDERING: _N("wandering"),
    gd.Verdict.NOISY_FLOOR: _N("held up by noise"),
    gd.Verdict.RISING: _N("rising"),
    gd.Verdict.DIVERGING: _N("diverging"),
    gd.Verdict.ZERO_LR: _N("standing still"),
    gd.Verdict.NONFINITE: _N("out of numbers"),
}


def verdict_name(verdict: gd.Verdict) -> str:
    """A verdict in a word or two."""
    return _(VERDICTS[verdict])


def value_name(value: str) -> str:
    """What a value of a chosen setting (update order, gradient scale) is called."""
    return _(VALUES[value])


class Tone(StrEnum):
    """How good the news is; a screen gives each a colour."""

    GOOD = "success"
    CAREFUL = "warning"
    BAD = "error"


@dataclass(frozen=True, slots=True)
class Happening:
    """What is happening at a step: a headline, and a sentence or two with the numbers."""

    tone: Tone
    headline: str
    text: str


def happening(frame: Frame) -> Happening:
    """What is happening in `frame`: what theory expects at the start, then what is seen."""
    if frame.index == 0 and frame.diagnosis.verdict is not gd.Verdict.NONFINITE:
        return _expected(frame)
    return _seen(frame)


def _numbers(frame: Frame) -> dict[str, str]:
    theory, observed = frame.diagnosis.theory, frame.diagnosis.observed
    what = _("the cost above its minimum") if frame.regression.minimum_cost > 0.0 else _("the cost")
    return {
        "lr": number(frame.learning_rate, 6),
        "limit": _known(theory.limit if theory else None),
        "best": _known(theory.best if theory else None),
        "factor": _known(theory.cost_factor if theory else None),
        "best_factor": _known(theory.best_radius * theory.best_radius if theory else None),
        "observed": _known(theory.cost_factor if observed is None and theory else observed),
        "tolerance": number(frame.diagnosis.tolerance),
        "reach": _reach(frame.diagnosis),
        "what": what,
        "What": what[:1].upper() + what[1:],
        "cost": number(frame.step.cost),
        "line": line(frame.regression.minimum),
    }


def _reach(diagnosis: gd.Diagnosis) -> str:
    """When the tolerance is reached."""
    tolerance, steps = number(diagnosis.tolerance), diagnosis.steps_to_go
    if steps is None:
        return _("below {tolerance} not in any foreseeable time").format(tolerance=tolerance)
    if steps == 0:
        return _("below {tolerance} already").format(tolerance=tolerance)
    return _("below {tolerance} in about {steps} steps").format(tolerance=tolerance, steps=f"{steps:,}")


def _known(value: float | None) -> str:
    return "–" if value is None else number(value)


def _expected(frame: Frame) -> Happening:
    """Theory's word before the first step."""
    numbers, verdict = _numbers(frame), frame.diagnosis.verdict
    match verdict:
        case gd.Verdict.ZERO_LR | gd.Verdict.ARRIVED:
            return _seen(frame)
        case gd.Verdict.DIVERGING:
            tone, headline = Tone.BAD, _("Before the first step: this will explode")
            text = _(
                "lr {lr} is above the limit {limit}: each step will jump too far, and in the long run the "
                "cost grows ×{factor} a step."
            )
        case gd.Verdict.CYCLING:
            tone, headline = Tone.CAREFUL, _("Before the first step: this will go round for ever")
            text = _(
                "lr {lr} is exactly the limit {limit}: the cost will neither fall to the minimum nor explode."
            )
        case _ if frame.learning_rate > (frame.diagnosis.limit or math.inf):
            tone, headline = Tone.GOOD, _("Before the first step: this will work")
            text = _(
                "lr {lr} is above the limit {limit}, but in a window where one update makes up for the "
                "other: in the long run the cost falls ×{factor} a step."
            )
        case gd.Verdict.TOO_SLOW:
            tone, headline = Tone.CAREFUL, _("Before the first step: this will crawl")
            text = _(
                "lr {lr} is far below the limit {limit}: {what} will fall only ×{factor} a step. "
                "With lr {best} it falls ×{best_factor}."
            )
        case gd.Verdict.OSCILLATING:
            tone, headline = Tone.GOOD, _("Before the first step: this will swing and settle")
            text = _(
                "lr {lr} is below the limit {limit}: the weights will swing about the minimum, and {what} "
                "falls ×{factor} a step in the long run."
            )
        case _:
            tone, headline = Tone.GOOD, _("Before the first step: this will work")
            text = _("lr {lr} is below the limit {limit}: in the long run {what} falls ×{factor} a step.")
    return Happening(tone, headline, text.format(**numbers))


def _seen(frame: Frame) -> Happening:
    """What the run does, and what theory says of it."""
    numbers, verdict = _numbers(frame), frame.diagnosis.verdict
    observed = frame.diagnosis.observed
    match verdict:
        case gd.Verdict.NONFINITE if frame.index == 0:
            tone, headline = Tone.BAD, _("Out of numbers")
            text = _(
                "With these start weights the cost is more than the computer can hold. Type smaller ones."
            )
        case gd.Verdict.NONFINITE:
            tone, headline = Tone.BAD, _("Out of numbers")
            text = _(
                "The numbers have grown beyond what the computer can hold, so no step can follow. Lower the "
                "learning rate (limit {limit}) and restart."
            )
        case gd.Verdict.DIVERGING if observed is not None and observed < 1.0:
            tone, headline = Tone.BAD, _("Falling, but not for long")
            text = _(
                "The cost still falls ×{observed} a step, but lr {lr} is above the limit {limit}: in the "
                "long run it grows ×{factor} a step."
            )
        case gd.Verdict.DIVERGING:
            tone, headline = Tone.BAD, _("Diverging")
            text = _(
                "lr {lr} is above the limit {limit}: each step jumps over the valley and lands higher, "
                "×{factor} a step in the long run. Lower it and restart."
            )
        case gd.Verdict.CYCLING:
            tone, headline = Tone.CAREFUL, _("Going round for ever")
            text = _(
                "lr {lr} is exactly the limit {limit}: the cost neither falls to the minimum nor explodes."
            )
        case gd.Verdict.ZERO_LR:
            tone, headline = Tone.CAREFUL, _("Standing still")
            text = _("With lr 0 no step moves the weights. Raise it: the limit is {limit}, the best {best}.")
        case gd.Verdict.ARRIVED if not frame.regression.identifiable:
            tone, headline = Tone.GOOD, _("Arrived")
            text = _(
                "The gradient is practically zero. All x are equal, so many lines fit equally well: which "
                "one is reached depends on the start."
            )
        case gd.Verdict.ARRIVED:
            tone, headline = Tone.GOOD, _("Arrived")
            text = _("The gradient is practically zero: this is the line with the smallest cost, {line}.")
        case gd.Verdict.TOO_SLOW:
            tone, headline = Tone.CAREFUL, _("Crawling")
            text = _("{What} falls only ×{observed} a step; {reach}. With lr {best} it falls ×{best_factor}.")
        case gd.Verdict.OSCILLATING:
            tone, headline = Tone.GOOD, _("Swinging, but converging")
            text = _(
                "{What} goes ×{observed} a step now, ×{factor} in the long run (theory); {reach}. "
                "lr {best} is the fastest, {limit} the limit."
            )
        case _:
            tone, headline = Tone.GOOD, _("Converging")
            text = _(
                "{What} goes ×{observed} a step now, ×{factor} in the long run (theory); {reach}. "
                "lr {best} is the fastest, {limit} the limit."
            )
    return Happening(tone, headline, text.format(**numbers))
