"""Sentences after the first step: what the run does, compared with what theory predicts."""

from __future__ import annotations

import math
from typing import Final

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.session.ideas import watched_long
from tui.lab.text.language import _N, _
from tui.lab.wording.phrases import Said, Tone, batch_size, factor, number_texts, sentences

ENDS: Final = {
    gd.Status.CONVERGED: (
        _N("Stopped: the gradient is small"),
        _N("The gradient is as small as the stop rule asks for."),
    ),
    gd.Status.COST_TOLERANCE: (
        _N("Stopped: the cost hardly falls"),
        _N("The stop rule saw hardly any progress for a while. That need not be the minimum."),
    ),
    gd.Status.CYCLE: (
        _N("Stopped: going to and fro"),
        _N("The stop rule saw the run jump to and fro between two places, on a slope."),
    ),
    gd.Status.TIME: (
        _N("Stopped: the time is up"),
        _N("The run has had the time that the stop rule gives it."),
    ),
}
"""Headline and sentence for each status with which a stop rule ends a run."""

LOW_FRACTION: Final = 1e-3
"""The slope counts as gone within this fraction of the lowest cost, or its square of the start's excess."""

TRANSIENT_SPEEDUP: Final = 10.0
"""A run that falls this much faster than in the long run has not begun to crawl yet."""


def seen(frame: Frame) -> Said:
    """What the run does at `frame`."""
    theory = frame.diagnosis.theory
    if frame.ended is not None:
        said = _ended(frame, frame.ended)
    else:
        plain = _plain(frame)
        said = plain or (_watched(frame) if theory is None else _measured(frame, theory))
    filled = number_texts(frame)
    return said._replace(text=said.text.format(**filled), more=said.more.format(**filled))


def _ended(frame: Frame, status: gd.Status) -> Said:
    """What ended the run, if a stop rule did, and how far above the least cost that is."""
    headline, text = end_of(status)
    low = status is gd.Status.CONVERGED and _is_low(frame)
    if low:
        headline = _("Stopped: the slope is gone")
    tone = Tone.GOOD if low else Tone.CAREFUL
    return Said(tone, headline, sentences(text, _height(frame), _("Play or step on to go beyond.")))


def end_of(status: gd.Status) -> tuple[str, str]:
    """Headline and sentence on a stop rule that ended a run."""
    headline, text = ENDS.get(
        status, (_N("Stopped by the stop rule"), _N("What the stop rule waits for has come."))
    )
    return _(headline), _(text)


def _is_low(frame: Frame) -> bool:
    """Whether nearly all of the way down is done, as far as the lowest cost is known."""
    lowest = frame.lowest
    if lowest is None or frame.diagnosis.verdict is gd.Verdict.ARRIVED:
        return True
    excess, first = (cost - lowest.cost for cost in (frame.step.cost, frame.run.history.at(0).cost))
    return excess <= max(LOW_FRACTION * lowest.cost, LOW_FRACTION * LOW_FRACTION * first)


def _height(frame: Frame) -> str:
    """How far the cost is above the least of a regression; "" at it, and where none is known."""
    lowest, settled = frame.lowest, (gd.Verdict.ARRIVED, gd.Verdict.SETTLING)
    if lowest is None or frame.diagnosis.verdict in settled:
        return ""
    # Where less than rounding is left, the sentence would say 0.
    if not lowest.cost < frame.step.cost < math.inf:
        return ""
    return _("The cost is {above} above the smallest, {least}.")


def _plain(frame: Frame) -> Said | None:
    """Cases that need no theory: nothing moves, or no step can follow; None for others."""
    theory = frame.diagnosis.theory
    match frame.diagnosis.verdict:
        case gd.Verdict.NONFINITE if frame.index == 0:
            return Said(
                Tone.BAD,
                _("Out of numbers"),
                _("With these start weights the cost is more than the computer can hold. Type smaller ones."),
            )
        case gd.Verdict.NONFINITE:
            return Said(
                Tone.BAD,
                _("Out of numbers"),
                _("The numbers have grown beyond what the computer can hold, so no step can follow."),
                _("lr {lr} is above the limit {limit}.")
                if theory and theory.diverges and theory.limit
                else "",
            )
        case gd.Verdict.ZERO_LR:
            return Said(
                Tone.CAREFUL,
                _("Standing still"),
                _("With lr 0 no step moves the weights: the limit is {limit}, the best {best}.")
                if theory and theory.limit
                else _("With lr 0 no step moves the weights."),
            )
        case gd.Verdict.ARRIVED:
            return _arrived(frame)
        case gd.Verdict.SETTLING:
            return Said(
                Tone.GOOD,
                _("At the smallest cost, for now"),
                _("The cost is the smallest there is, but the run may leave it again: it is not at rest."),
                _("No line has a cost below {least}."),
            )
    return None


def _arrived(frame: Frame) -> Said:
    """Arrived at the minimum, or at the end point of weight decay."""
    headline = _("Arrived")
    if gd.theory.home(frame.experiment) is not None:
        return Said(
            Tone.GOOD,
            _("Arrived, as near as weight decay lets it"),
            _("Slope and weight decay are in balance at {home}, cost {cost}."),
            _("The smallest cost is {least}, at {line}."),
        )
    if frame.rows == 1:
        return Said(
            Tone.GOOD,
            headline,
            _("The gradient is practically zero: {here} goes through the point."),
            _("So do many lines: which one is reached depends on the start."),
        )
    if not frame.fit.regression.identifiable:
        return Said(
            Tone.GOOD,
            headline,
            _(
                "The gradient is practically zero. All x are equal, so many lines fit equally well: which "
                "one is reached depends on the start."
            ),
        )
    return Said(
        Tone.GOOD,
        headline,
        _("The gradient is practically zero: this is the line with the smallest cost, {line}."),
        _("No line has a cost below {least}.") if frame.fit.regression.minimum_cost > 0.0 else "",
    )


# With theory


def _measured(frame: Frame, theory: gd.Forecast) -> Said:
    """What the run does, compared with theory."""
    verdict, observed = frame.diagnosis.verdict, frame.diagnosis.observed
    if theory.limit == 0.0 and not theory.converges:
        return Said(
            Tone.BAD if theory.diverges else Tone.CAREFUL,
            _("Never settling"),
            _("With momentum {momentum} nothing slows the weights down: no learning rate converges."),
        )
    if verdict is gd.Verdict.DIVERGING and observed is None:
        return Said(
            Tone.BAD,
            _("This will diverge"),
            _(
                "lr {lr} is above the limit {limit}: each step from here on will jump too far, and in the "
                "long run the cost grows ×{factor} a step."
            ),
        )
    if verdict is gd.Verdict.DIVERGING and observed is not None and observed < 1.0:
        return Said(
            Tone.BAD,
            _("Falling, but not for long"),
            _(
                "{What} still goes {pace}, but lr {lr} is above the limit {limit}: in the long run it grows "
                "×{factor} a step."
            ),
        )
    if verdict is gd.Verdict.DIVERGING:
        return Said(
            Tone.BAD,
            _("Diverging"),
            _(
                "lr {lr} is above the limit {limit}: the steps jump over the valley, and in the long run the "
                "cost grows ×{factor} a step."
            ),
        )
    if verdict is gd.Verdict.CYCLING:
        return Said(
            Tone.CAREFUL,
            _("Going round for ever"),
            _("lr {lr} is exactly the limit {limit}: the cost neither falls to the minimum nor explodes."),
        )
    if gd.theory.home(frame.experiment) is not None:
        return _towards_home(verdict)
    if observed is not None and observed > 1.0:
        return Said(
            Tone.CAREFUL,
            _("Rising, but it will settle"),
            _("{What} goes {pace}, but lr {lr} converges: ×{factor} in the long run."),
        )
    if verdict is gd.Verdict.TOO_SLOW:
        return _crawling(theory, observed)
    return Said(
        Tone.GOOD,
        _("Swinging, but converging") if verdict is gd.Verdict.OSCILLATING else _("Converging"),
        _("{What} goes {pace}, ×{factor} in the long run (theory); {reach}.")
        if observed is not None
        else _("{What} goes ×{factor} a step in the long run (theory); {reach}."),
        _("lr {best} is the fastest, {limit} the limit."),
    )


def _towards_home(verdict: gd.Verdict) -> Said:
    """On the way to the end point of weight decay, where the factor of the cost means nothing."""
    text = _("The distance to the goal goes ×{radius} a step in the long run (theory).")
    match verdict:
        case gd.Verdict.TOO_SLOW:
            return Said(Tone.CAREFUL, _("Crawling"), text)
        case gd.Verdict.OSCILLATING:
            return Said(Tone.GOOD, _("Swinging, but converging"), text)
    return Said(Tone.GOOD, _("Converging"), text)


def _crawling(theory: gd.Forecast, observed: float | None) -> Said:
    best = _("With lr {best} it is ×{best_factor}.")
    if observed is None:
        return Said(
            Tone.CAREFUL,
            _("Crawling"),
            _("{What} falls only ×{factor} a step in the long run (theory); {reach}."),
            best,
        )
    if 1.0 - observed > max(0.05, TRANSIENT_SPEEDUP * (1.0 - theory.cost_factor)):
        return Said(
            Tone.CAREFUL,
            _("Falling, but it will crawl"),
            _("{What} goes {pace}, but only ×{factor} in the long run (theory); {reach}."),
            best,
        )
    if factor(observed) == factor(theory.cost_factor):
        return Said(Tone.CAREFUL, _("Crawling"), _("{What} falls only ×{observed} a step; {reach}."), best)
    return Said(
        Tone.CAREFUL,
        _("Crawling"),
        _("{What} falls only {pace}, ×{factor} in the long run (theory); {reach}."),
        best,
    )


# Without theory


def _watched(frame: Frame) -> Said:
    """What the run does, as far as it can be seen."""
    diagnosis, batch = frame.diagnosis, frame.experiment.batch
    falls = diagnosis.observed is not None and diagnosis.observed < 1.0
    pace = _("{What} goes {pace}.") if falls else ""
    to_go = _("At this pace: {reach}.") if diagnosis.steps_to_go is not None else ""
    chance = isinstance(batch, gd.MiniBatch) and batch_size(frame) < frame.rows
    noise = (
        _("Each update sees only {size} of {rows} points, so its slope is off by chance.") if chance else ""
    )
    decays = gd.weight_decay(frame.experiment.optimizer)
    decay = _("Weight decay keeps it from the smallest cost.") if decays else ""
    above = _height(frame)
    match diagnosis.verdict:
        case gd.Verdict.STARTING:
            text = _("It goes on with what is set now. Take a step, and watch the cost.")
            return Said(Tone.CAREFUL, _("Changed here"), text)
        case gd.Verdict.OSCILLATING:
            text = _("The weights swing, and the cost falls.")
            return Said(Tone.GOOD, _("Swinging and falling"), sentences(text, pace), to_go)
        case gd.Verdict.TOO_SLOW:
            text = pace or _("The cost hardly changes.")
            return Said(Tone.CAREFUL, _("Crawling"), sentences(text, above, to_go), sentences(decay, noise))
        case gd.Verdict.CYCLING:
            text = _("Every {period} steps the run comes back to the same place.")
            return Said(Tone.CAREFUL, _("Going round for ever"), text)
        case gd.Verdict.WANDERING:
            text = _("The cost goes up and down, and is {cost} now.")
            swing = _("That may pass.")
            if watched_long(frame):
                swing = _("A smaller learning rate would come nearer to the minimum.")
            return Said(
                Tone.CAREFUL, _("Going up and down"), sentences(text, above), noise or sentences(swing, decay)
            )
        case gd.Verdict.NOISY_FLOOR:
            text = _("The cost has stayed between {low} and {high} lately, and its mean falls no more.")
            return Said(Tone.CAREFUL, _("Held up by noise"), sentences(text, noise))
        case gd.Verdict.RISING:
            text = _(
                "The cost has been rising, to {cost}. That may pass, or be the beginning of an explosion."
            )
            return Said(Tone.CAREFUL, _("Rising"), text, noise)
        case gd.Verdict.DIVERGING if _schedule_explodes(frame):
            headline = _("Falling, but not for long") if falls else _("Diverging")
            text = _(
                "The schedule keeps lr above the limit {limit}: in the long run the cost grows without end."
            )
            return Said(Tone.BAD, headline, sentences(pace, text))
        case gd.Verdict.DIVERGING:
            text = _("The cost is {cost}, a million times what it was and more: it will not come back.")
            return Said(Tone.BAD, _("Diverging"), text)
    falling = sentences(pace or _("The cost is falling."), above, to_go)
    return Said(Tone.GOOD, _("Falling"), falling, noise)


def _schedule_explodes(frame: Frame) -> bool:
    """Whether it is for its schedule that a run is said to diverge."""
    experiment = frame.experiment
    return gd.theory.constant_rate(experiment) is None and bool(gd.theory.learning_rate_limit(experiment))
