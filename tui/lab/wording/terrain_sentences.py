"""Sentences on a ball on a curve or a surface after its first step: what its run does."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Final

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.session.terrains import crawls, terrain_of, valley_of
from tui.lab.text.language import _
from tui.lab.text.notation import number, place
from tui.lab.wording.phrases import Said, Tone, sentences
from tui.lab.wording.run_sentences import end_of
from tui.lab.wording.terrain_limits import (
    REST_FRACTION,
    TooFast,
    below,
    fast_headline,
    height,
    held,
    is_outside,
    length,
    too_fast,
    too_fast_for,
    width_of,
)

TURNS_SEEN: Final = 10
"""Steps in which changes of side are counted."""

SHORT_FRACTION: Final = 1e-3
"""A ball whose next step is longer than this part of the domain's width has not stopped."""

PLACES_NAMED: Final = 4
"""Places of a cycle that are named at most."""


def rolling(frame: Frame) -> Said:
    """What the run does at `frame`."""
    if frame.ended is not None:
        return _ended(frame, frame.ended)
    found: dict[gd.Verdict, Callable[[Frame], Said]] = {
        gd.Verdict.NONFINITE: _flown_out,
        gd.Verdict.ZERO_LR: _standing,
        gd.Verdict.STARTING: _changed,
        gd.Verdict.ARRIVED: _arrived,
        gd.Verdict.LOCAL_MINIMUM: _in_local_minimum,
        gd.Verdict.AT_MAXIMUM: _level,
        gd.Verdict.AT_SADDLE: _level,
        gd.Verdict.PLATEAU: _on_plateau,
        gd.Verdict.CYCLING: _cycling,
        gd.Verdict.WANDERING: _wandering,
        gd.Verdict.RISING: _rising,
        gd.Verdict.DIVERGING: _thrown_out,
        gd.Verdict.TOO_SLOW: _crawling,
        gd.Verdict.OSCILLATING: _swinging,
    }
    said = found.get(frame.diagnosis.verdict, _falling)
    return said(frame)


def _ended(frame: Frame, status: gd.Status) -> Said:
    """What ended the run, if a stop rule did, and where that is."""
    headline, text = end_of(status)
    good = frame.diagnosis.verdict is gd.Verdict.ARRIVED
    told = sentences(text, height(frame), _("Play or step on to go beyond."))
    return Said(Tone.GOOD if good else Tone.CAREFUL, headline, told, below(frame, frame.diagnosis.lower))


# Where no step leads on


def _flown_out(frame: Frame) -> Said:
    here = place(frame.names, frame.step.params)
    if frame.index == 0:
        text = _("At {here} no value, or no slope, can be computed. Choose another start.")
        return Said(Tone.BAD, _("No value here"), text.format(here=here))
    before = place(frame.names, frame.run.history.at(frame.index - 1).params)
    text = (
        _("From {before} the step led to {here}, where no value can be computed: no step can follow.")
        if all(map(math.isfinite, frame.step.params))
        else _("From {before} the step led beyond all numbers: no step can follow.")
    )
    return Said(Tone.BAD, _("Flown out"), text.format(before=before, here=here), _why_out(frame))


def _why_out(frame: Frame) -> str:
    return sentences(too_fast(frame), held(frame))


def _standing(frame: Frame) -> Said:
    return Said(Tone.CAREFUL, _("Standing still"), _("With lr 0 no step moves the ball."), held(frame))


def _changed(frame: Frame) -> Said:
    after = gd.next_step(frame.experiment, frame.step)
    text = _("It goes on with what is set now.")
    if after is not None and all(map(math.isfinite, after.params)):
        there = place(frame.names, after.params)
        text = _("It goes on with what is set now: the next step leads to {there}.").format(there=there)
    return Said(Tone.CAREFUL, _("Changed here"), sentences(text, too_fast(frame)), held(frame))


# Level places


def _comes_to_rest(frame: Frame) -> bool:
    """Whether the ball is surely at rest: it hardly moves, and the rate is below the limit of the minimum."""
    rate, limit = gd.theory.constant_rate(frame.experiment), frame.diagnosis.limit
    if rate is None or limit is None or gd.weight_decay(frame.experiment.optimizer):
        return False
    after = gd.next_step(frame.experiment, frame.step)
    return rate < limit and after is not None and length(after) <= REST_FRACTION * width_of(frame)


def _zero_slope(frame: Frame) -> str:
    level = not any(frame.step.gradient)
    text = _("The slope is 0 at {here}.") if level else _("The slope is practically 0 at {here}.")
    return text.format(here=place(frame.names, frame.step.params))


def _still_moving(frame: Frame) -> str:
    """That the ball has not stopped where the slope is 0, for the next step is long; "" if it is not."""
    after = gd.next_step(frame.experiment, frame.step)
    if after is None or not length(after) > SHORT_FRACTION * width_of(frame):
        return ""
    return _("But it passes by: the next step is {far} long.").format(far=number(length(after), 3))


def _arrived(frame: Frame) -> Said:
    several = len(terrain_of(frame.experiment).minima) > 1
    headline = _("In the deepest valley") if several else _("Arrived")
    lowest = _("No lower place is known here: E is {cost}.").format(cost=number(frame.step.cost))
    return Said(Tone.GOOD, headline, sentences(_zero_slope(frame), _still_moving(frame), lowest), held(frame))


def _in_local_minimum(frame: Frame) -> Said:
    where = sentences(_zero_slope(frame), _still_moving(frame))
    if _comes_to_rest(frame):
        where = _("The ball has come to rest at {here}: no slope, no step.")
        where = where.format(here=place(frame.names, frame.step.params))
    text = sentences(where, below(frame, frame.diagnosis.lower))
    return Said(Tone.CAREFUL, _("In a local minimum"), text, held(frame))


def _level(frame: Frame) -> Said:
    """On a maximum, a saddle, or an inflection."""
    match frame.diagnosis.place:
        case gd.Kind.MAXIMUM:
            headline, why = _("On a maximum"), _("It goes down on all sides, but no slope pushes the ball.")
        case gd.Kind.INFLECTION:
            headline, why = _("On a level step"), _("It goes down on one side, but no slope pushes the ball.")
        case _:
            headline, why = _("On a saddle"), _("It goes down on some sides, but no slope pushes the ball.")
    text = sentences(_zero_slope(frame), why, _still_moving(frame))
    return Said(Tone.CAREFUL, headline, text, below(frame, frame.diagnosis.lower))


def _on_plateau(frame: Frame) -> Said:
    after, slope = gd.next_step(frame.experiment, frame.step), math.hypot(*frame.step.gradient)
    text = _("Hardly any slope here, {slope}: the next step is only {far} long.")
    said = text.format(slope=number(slope, 3), far=number(length(after), 3) if after else "–")
    return Said(
        Tone.CAREFUL, _("On a plateau"), sentences(said, below(frame, frame.diagnosis.lower or _lower(frame)))
    )


def _lower(frame: Frame) -> gd.CriticalPoint | None:
    lowest = frame.lowest
    return lowest if lowest and lowest.cost < frame.step.cost else None


# On the way


def _cycling(frame: Frame) -> Said:
    period = frame.diagnosis.period or 0
    text = _("Every {period} steps the ball comes back to the same place.").format(period=period)
    if len(frame.names) == 1 and period <= PLACES_NAMED:
        visited = [frame.run.history.at(frame.index - back).params[0] for back in range(period)]
        text = _("The ball goes round between {period} places: x = {places}.")
        text = text.format(period=period, places=_told_apart(visited))
    return Said(Tone.CAREFUL, _("Going round for ever"), sentences(text, too_fast(frame)), held(frame))


def _told_apart(places: list[float]) -> str:
    """Places in so many digits that different ones are written differently, from left to right."""
    for digits in range(4, 17):
        texts = [number(at, digits) for at in sorted(set(places))]
        if len(set(texts)) == len(texts):
            break
    return ", ".join(texts)


def _recent(frame: Frame, most: int) -> list[gd.Step]:
    """The step on screen and up to `most` before it, since the last change."""
    changed = max((k for k in frame.run.history.changes if k <= frame.index), default=0)
    return [frame.run.history.at(k) for k in range(max(changed, frame.index - most), frame.index + 1)]


def _wandering(frame: Frame) -> Said:
    costs = [step.cost for step in _recent(frame, 32)]
    text = _("From step {start} to step {end} E went up and down between {low} and {high}.")
    if min(costs) == max(costs):
        text = _("From step {start} to step {end} E was always {low}, though the ball moves.")
    start, end = f"{frame.index - len(costs) + 1:,}", f"{frame.index:,}"
    said = text.format(start=start, end=end, low=number(min(costs)), high=number(max(costs)))
    return Said(Tone.CAREFUL, _("Neither resting nor leaving"), sentences(said, too_fast(frame)), held(frame))


def _rising(frame: Frame) -> Said:
    costs = [step.cost for step in _recent(frame, 32)]
    text = _(
        "From step {start} to step {end} E went from {first} to {cost}. That may pass, or be the start of a "
        "flight."
    )
    outside = _("The ball is outside of the picture, at {here}.") if is_outside(frame) else ""
    said = sentences(text, outside).format(
        start=f"{frame.index - len(costs) + 1:,}",
        end=f"{frame.index:,}",
        first=number(costs[0]),
        cost=number(frame.step.cost),
        here=place(frame.names, frame.step.params),
    )
    return Said(Tone.CAREFUL, _("Going uphill"), said, sentences(too_fast(frame), held(frame)))


def _thrown_out(frame: Frame) -> Said:
    text = (
        _("The ball has been thrown out of the picture, to {here}, E = {cost}.")
        if is_outside(frame)
        else _("The ball has been thrown up, to E = {cost} at {here}.")
    )
    said = text.format(cost=number(frame.step.cost), here=place(frame.names, frame.step.params))
    return Said(Tone.BAD, _("Flown out"), said, _why_out(frame))


def _last_move(frame: Frame) -> str:
    """Which way the last step went, how far, and how steep it is now."""
    numbers = {"far": number(length(frame.step), 3), "slope": number(frame.step.gradient[0], 3)}
    if len(frame.names) > 1:
        text = _("The last step was {far} long, and the slope is {steep} now.")
        return text.format(far=numbers["far"], steep=number(math.hypot(*frame.step.gradient), 3))
    text = (
        _("The last step went {far} to the right, and the slope is {slope} now.")
        if frame.step.delta[0] > 0.0
        else _("The last step went {far} to the left, and the slope is {slope} now.")
    )
    return text.format(**numbers)


def _crawling(frame: Frame) -> Said:
    if not crawls(frame):
        return _falling(frame)
    return _on_the_way(frame, _("Crawling"), Tone.CAREFUL, _last_move(frame))


def _falling(frame: Frame) -> Said:
    return _on_the_way(frame, _("Rolling down"), Tone.GOOD, _last_move(frame))


def _swinging(frame: Frame) -> Said:
    steps = _recent(frame, TURNS_SEEN)
    turns = sum(
        sum(p * q for p, q in zip(a.delta, b.delta, strict=True)) < 0.0 for a, b in pairwise(steps[1:])
    )
    text = _("In the last {count} steps the ball turned round {turns} times.") if turns else ""
    said = text.format(turns=turns, count=len(steps) - 1)
    return _on_the_way(frame, _("Swinging"), Tone.GOOD, sentences(said, _last_move(frame)))


def _on_the_way(frame: Frame, headline: str, tone: Tone, text: str) -> Said:
    """A run that falls: how high it is, how far it has to go, and whether this valley can hold it."""
    fast = too_fast_for(frame)
    if fast is not TooFast.NONE:
        return Said(Tone.CAREFUL, fast_headline(fast), too_fast(frame), sentences(text, held(frame)))
    return Said(tone, headline, text, sentences(height(frame), _to_go(frame), held(frame)))


def _to_go(frame: Frame) -> str:
    """About how many steps to the bottom of this valley, at this pace; "" where that is not known."""
    steps = frame.diagnosis.steps_to_go
    if not steps or (len(frame.names) == 1 and valley_of(frame) is None):
        return ""
    text = _("At this pace it is within {tolerance} of the bottom's height in about {steps} steps.")
    return text.format(tolerance=number(frame.diagnosis.tolerance), steps=f"{steps:,}")
