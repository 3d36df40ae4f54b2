"""What is happening at a step, in the language in use."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.session.suggestion import Idea, Suggestion, suggest
from tui.lab.text.language import _N, _
from tui.lab.text.notation import number, place
from tui.lab.wording.forecast_sentences import expected
from tui.lab.wording.phrases import Tone, sentences
from tui.lab.wording.reasons import reasons
from tui.lab.wording.run_sentences import seen

__all__ = ["Happening", "Tone", "happening", "offer", "verdict_name"]

VERDICTS: Final = {
    gd.Verdict.STARTING: _N("at the start"),
    gd.Verdict.CONVERGING: _N("converging"),
    gd.Verdict.OSCILLATING: _N("swinging, but converging"),
    gd.Verdict.TOO_SLOW: _N("too slow"),
    gd.Verdict.ARRIVED: _N("arrived"),
    gd.Verdict.SETTLING: _N("at the smallest cost for now"),
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
    """The name of a verdict, one or two words."""
    return _(VERDICTS[verdict])


class Happening(NamedTuple):
    """What is happening at a step, in parts, so that each place on screen can show those that fit.

    `text` is the sentence for the headline and `more` adds to it; `why` are reasons, the most
    important first; `offer` is what the suggestion would do, and `guess` asks the user to predict the
    cost. All except headline and text may be empty.
    """

    tone: Tone
    headline: str
    text: str
    more: str = ""
    why: tuple[str, ...] = ()
    offer: str = ""
    guess: str = ""


def happening(frame: Frame) -> Happening:
    """What is happening at `frame`: before the first step what to expect, afterwards what the run does."""
    if frame.points is None:
        return _on_terrain(frame)
    known = (gd.Verdict.NONFINITE, gd.Verdict.ZERO_LR, gd.Verdict.ARRIVED)
    before = frame.index == 0 and frame.ended is None and frame.diagnosis.verdict not in known
    tone, headline, text, more = expected(frame) if before else seen(frame)
    suggestion = suggest(frame)
    return Happening(
        tone,
        headline,
        text,
        sentences(more, _round_rate(frame, suggestion)) if more else "",
        reasons(frame),
        offer(frame, suggestion) if suggestion else "",
        _("Guess first how the cost will go, then take a step.") if before and not frame.ghosts else "",
    )


def _on_terrain(frame: Frame) -> Happening:
    # Not at the top: Fit starts without them.
    from tui.lab.wording.terrain_reasons import terrain_reasons
    from tui.lab.wording.terrain_sentences import rolling
    from tui.lab.wording.terrain_start import first_step

    before = frame.index == 0 and frame.ended is None and frame.diagnosis.verdict is gd.Verdict.STARTING
    tone, headline, text, more = first_step(frame) if before else rolling(frame)
    suggestion = suggest(frame)
    return Happening(
        tone,
        headline,
        text,
        more,
        terrain_reasons(frame),
        offer(frame, suggestion) if suggestion else "",
        _("Guess first where the ball will come to rest.") if before and not frame.ghosts else "",
    )


def _round_rate(frame: Frame, suggestion: Suggestion | None) -> str:
    """Why the suggested rate is not the best one, which is named beside it; "" if it is, or none is."""
    if suggestion is None or suggestion.idea not in (Idea.RATE, Idea.FASTER):
        return ""
    theory, rate = frame.diagnosis.theory, dict(suggestion.changes).get("learning_rate")
    if theory is None or not isinstance(rate, float) or rate == theory.best:
        return ""
    return _("{lr} is a round rate near the best.").format(lr=number(rate))


def offer(frame: Frame, suggestion: Suggestion) -> str:
    """What accepting `suggestion` would do, in a few words."""
    settings = dict(suggestion.changes)
    rate = settings.get("learning_rate", settings.get("schedule"))
    match suggestion.idea:
        case Idea.RATE:
            text = _("try lr {lr}")
        case Idea.FASTER if math.isinf(suggestion.times):
            text = _("try lr {lr}: there in a step or two")
        case Idea.FASTER:
            text = _("try lr {lr}: {times} times as fast")
        case Idea.CONSTANT:
            text = _("try a constant lr {lr}")
        case Idea.RESTART:
            rate, text = frame.learning_rate, _("restart with lr {lr}")
        case Idea.START if frame.points is None:
            text = _("start from {start}")
        case Idea.START:
            text = _("start from w1 = 0, w0 = 0")
        case Idea.MOMENTUM:
            text = _("try momentum {momentum} and lr {lr}")
        case Idea.BATCH:
            text = _("try batches of {size}")
        case Idea.STANDARDISE:
            text = _("standardise the data, with a learning rate that suits them")
        case Idea.EXPLODE:
            text = _("see it explode: lr {lr}")
        case Idea.ORDER:
            text = _order_offer(settings["update"], rate)
    if suggestion.idea in (Idea.RATE, Idea.CONSTANT) and suggestion.restart:
        constant = suggestion.idea is Idea.CONSTANT
        text = _("restart with a constant lr {lr}") if constant else _("restart with lr {lr}")
    elif suggestion.idea in (Idea.FASTER, Idea.MOMENTUM) and suggestion.restart:
        text = _("restart: {offer}").format(offer=text)
    elif suggestion.from_here:
        text = _("begin again from here: {offer}").format(offer=text)
    if suggestion.goal is not None:
        goal = place(frame.names, suggestion.goal.params)
        text = _("{offer}, to end at {goal}").format(offer=text, goal=goal)
    return text.format(
        start=place(frame.names, settings["start"]) if suggestion.idea is Idea.START else "",
        lr=number(rate) if isinstance(rate, float) else "",
        times=number(suggestion.times, 2) if math.isfinite(suggestion.times) else "",
        momentum=number(settings["optimizer"].momentum) if "optimizer" in settings else "",
        size=f"{settings['batch'].size:,}" if "batch" in settings else "",
    )


def _order_offer(order: gd.UpdateOrder, rate: object) -> str:
    if order == "simultaneous":
        if rate is None:
            return _("try the textbook's order, simultaneous: both weights at once")
        return _("try the textbook's order, simultaneous, with lr {lr}")
    if rate is None:
        return _("try the article's order, sequential: w1 first, then w0")
    return _("try the article's order, sequential, with lr {lr}")
