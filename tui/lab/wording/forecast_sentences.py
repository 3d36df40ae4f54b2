"""Sentences before the first step: what theory predicts, or else what to expect and to watch."""

from __future__ import annotations

import math

import gdengine as gd
from tui.lab.session import catalogue
from tui.lab.session.frame import Frame
from tui.lab.session.parts import StepSize
from tui.lab.text.language import _
from tui.lab.text.notation import number
from tui.lab.wording.phrases import Said, Tone, number_texts, sentences


def expected(frame: Frame) -> Said:
    """What to expect of the run that begins at `frame`."""
    theory = frame.diagnosis.theory
    said = _unforeseen(frame) if theory is None else _foreseen(frame, theory)
    filled = number_texts(frame)
    return said._replace(text=said.text.format(**filled), more=said.more.format(**filled))


def _foreseen(frame: Frame, theory: gd.Forecast) -> Said:
    """What theory predicts."""
    return _no_arrival(frame, theory) or _arrival(frame, theory)


def _no_arrival(frame: Frame, theory: gd.Forecast) -> Said | None:
    """The prediction that the run does not settle; None if it does."""
    if theory.limit == 0.0 and not theory.converges:
        return Said(
            Tone.BAD,
            _("Theory: this will not settle"),
            _("With momentum {momentum} nothing slows the weights down: no learning rate converges."),
        )
    match frame.diagnosis.verdict:
        case gd.Verdict.DIVERGING:
            return Said(
                Tone.BAD,
                _("Theory: this will explode"),
                _(
                    "lr {lr} is above the limit {limit}: each step will jump too far, and in the long run "
                    "the cost grows ×{factor} a step."
                ),
            )
        case gd.Verdict.CYCLING:
            return Said(
                Tone.CAREFUL,
                _("Theory: it will go round for ever"),
                _(
                    "lr {lr} is exactly the limit {limit}: the cost will neither fall to the minimum nor "
                    "explode."
                ),
            )
    return None


def _arrival(frame: Frame, theory: gd.Forecast) -> Said:
    """The prediction that the run settles, and how fast."""
    decays = gd.theory.home(frame.experiment) is not None
    work, fastest = _("Theory: this will work"), _("lr {best} is the fastest.")
    match frame.diagnosis.verdict:
        case gd.Verdict.TOO_SLOW if frame.learning_rate < theory.limit:
            return Said(
                Tone.CAREFUL,
                _("Theory: this will crawl"),
                _(
                    "lr {lr} is far below the limit {limit}: in the long run only ×{radius} a step on the "
                    "distance to the goal."
                )
                if decays
                else _(
                    "lr {lr} is far below the limit {limit}: in the long run {what} will fall only ×{factor} "
                    "a step."
                ),
                "" if decays else _("With lr {best} it is ×{best_factor}."),
            )
        case _ if decays:
            text = _("lr {lr} converges (limit {limit}): the distance to the goal goes ×{radius} a step.")
            return Said(Tone.GOOD, work, text)
        case _ if frame.learning_rate > theory.limit:
            text = _(
                "lr {lr} is above the limit {limit}, but in a window where one update makes up for the "
                "other: in the long run {what} falls ×{factor} a step."
            )
            return Said(Tone.GOOD, work, text)
        case gd.Verdict.OSCILLATING:
            text = _(
                "lr {lr} is below the limit {limit}: the weights swing about the minimum, and in the "
                "long run {what} falls ×{factor} a step."
            )
            return Said(Tone.GOOD, _("Theory: this will swing and settle"), text, fastest)
        case _ if theory.cost_factor < 1e-12:
            text = _("lr {lr} is below the limit {limit}: a step or two will reach the minimum.")
            return Said(Tone.GOOD, work, text)
    text = _("lr {lr} is below the limit {limit}: in the long run {what} falls ×{factor} a step.")
    return Said(Tone.GOOD, work, text, fastest)


# Without a prediction


def _unforeseen(frame: Frame) -> Said:
    """Why theory predicts nothing, what to expect roughly, and what to watch."""
    found = [
        part for part in (_on_optimizer(frame), _on_batches(frame), _on_schedule(frame)) if part is not None
    ]
    if not found:
        found = [
            (
                _("Theory has no word on this"),
                _("The numbers are too large for it. Take a step, and watch the cost."),
            )
        ]
    (headline, text), *others = found
    return Said(
        Tone.CAREFUL,
        headline,
        text,
        sentences(*(part for _headline, part in others), _("Watch whether the cost settles.")),
    )


def _on_optimizer(frame: Frame) -> tuple[str, str] | None:
    """Headline and sentence on an optimizer that theory does not cover; None if theory does."""
    optimizer, rate, steps = frame.experiment.optimizer, frame.learning_rate, _steps_at_least(frame)
    if isinstance(optimizer, gd.SGD):
        return None  # theory covers it
    part = catalogue.optimizer_of(optimizer)
    first = part.first_step(optimizer, rate) if part.first_step else None
    match part.steps:
        case StepSize.GROWING:
            text = _("{optimizer} finds the length of its steps itself, and begins with tiny ones.")
        case StepSize.SHRINKING:
            text = _("{optimizer} moves each weight by about lr {lr} at first, then by less and less.")
        case StepSize.ABOUT_RATE if first is not None:
            text = _(
                "{optimizer} moves each weight by about {first} at first, later by about lr {lr} a step."
            )
        case StepSize.UP_TO_RATE if steps:
            text = _(
                "{optimizer} moves each weight by about lr {lr} a step, however steep it is: to the minimum "
                "that takes {steps} steps or more."
            )
        case StepSize.UP_TO_RATE | StepSize.ABOUT_RATE:
            text = _("{optimizer} moves each weight by about lr {lr} a step, however steep it is.")
        case _:
            text = _("{optimizer} sets the length of its steps in its own way.")
    name = type(optimizer).__name__
    filled = text.format(optimizer=name, lr=number(rate, 6), first=number(first or 0.0, 3), steps=steps)
    return _("Theory has no word on {optimizer}").format(optimizer=name), filled


def _steps_at_least(frame: Frame) -> str:
    """At least how many steps to the minimum, if each is as long as the learning rate; "" if unknown."""
    if frame.points is None or not frame.points.regression.identifiable or not frame.learning_rate:
        return ""
    ways = zip(frame.points.regression.minimum, frame.step.params, strict=True)
    steps = max(abs(there - here) for there, here in ways) / frame.learning_rate
    return f"{math.ceil(steps):,}" if 1.0 < steps < 1e9 else ""


def _on_batches(frame: Frame) -> tuple[str, str] | None:
    """Headline and sentence on mini-batches; None without them."""
    batch = frame.experiment.batch
    if not isinstance(batch, gd.MiniBatch):
        return None
    headline = _("Theory has no word on mini-batches")
    if batch.size >= frame.rows:
        return headline, _("Each update sees all {rows} points: expect what it does without batches.")
    if frame.fit.regression.minimum_cost > 0.0:
        return headline, _(
            "Each update sees only {size} of {rows} points: the cost falls with noise, down to a floor that "
            "is the lower the smaller lr is."
        )
    return headline, _(
        "Each update sees only {size} of {rows} points: the cost falls with noise, which dies down near the "
        "minimum, for one line fits them all."
    )


def _on_schedule(frame: Frame) -> tuple[str, str] | None:
    """Headline and sentence on a schedule, compared with the limit of a constant rate; None without one."""
    if gd.theory.constant_rate(frame.experiment) is not None:
        return None
    headline = _("Theory has no word on schedules")
    limit = gd.theory.learning_rate_limit(frame.experiment)
    if limit is None:
        return headline, _("lr begins with {lr} and changes as it goes.")
    if frame.learning_rate > limit:
        return headline, _("lr begins with {lr}. While it is above {limit}, each step jumps too far.")
    return headline, _("lr begins with {lr}. The cost falls in the long run while it is below {limit}.")
