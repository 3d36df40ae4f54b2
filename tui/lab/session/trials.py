"""What to try where theory has no word: from what the run does."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.session.good_rates import pleasant_rate, rates_by_distance, safe_batch_rate, short
from tui.lab.session.ideas import Idea, Place, Suggestion, places, rates_at, suggestion_at

CAUTIOUS_RATE: Final = 0.01
"""The learning rate to begin with if nothing better is known, as the article advises."""

NEAREST_TRIAL: Final = 1.5
"""Between two learning rates whose ratio is smaller than this no third one is tried."""


def by_sight(frame: Frame) -> Iterator[Suggestion]:
    """Ideas from the verdict on what was seen, the best first."""
    verdict, experiment = frame.diagnosis.verdict, frame.experiment
    given = experiment.learning_rate
    rate, scheduled = gd.initial_rate(given), not isinstance(given, float)
    # Under a schedule theory still knows which constant rates converge.
    pleasant = pleasant_rate(experiment)
    match verdict:
        case gd.Verdict.NOISY_FLOOR if scheduled:
            yield from _larger_batch(frame)
        case gd.Verdict.NOISY_FLOOR:
            yield from _trials(frame, 0.1 * rate)
        case gd.Verdict.STARTING:
            limit = gd.theory.learning_rate_limit(experiment)
            if limit and frame.learning_rate > limit:
                yield from _steady(frame, pleasant)
        case (
            gd.Verdict.RISING
            | gd.Verdict.DIVERGING
            | gd.Verdict.NONFINITE
            | gd.Verdict.CYCLING
            | gd.Verdict.WANDERING
        ):
            if verdict is gd.Verdict.NONFINITE:
                yield Suggestion(Idea.RESTART, restart=True)
            yield from _steady(frame, pleasant)
            if pleasant is None:
                safe, tenth = safe_batch_rate(experiment), 0.1 * rate
                yield from _trials(frame, *((safe, tenth) if safe and safe < tenth / 2.0 else (tenth, safe)))
        case gd.Verdict.ZERO_LR | gd.Verdict.TOO_SLOW if scheduled:
            yield from rates_at(frame, pleasant or rate or CAUTIOUS_RATE, Idea.CONSTANT)
        case gd.Verdict.CONVERGING | gd.Verdict.OSCILLATING if pleasant:
            yield from rates_at(frame, pleasant, Idea.CONSTANT)
        case gd.Verdict.ZERO_LR:
            yield from _trials(frame, CAUTIOUS_RATE)
        case gd.Verdict.TOO_SLOW if not gd.weight_decay(experiment.optimizer):
            yield from _trials(frame, 10.0 * rate)


def _steady(frame: Frame, rate: float | None) -> Iterator[Suggestion]:
    """A learning rate that converges: as the schedule's initial one, or constant if the schedule rises."""
    if rate is None:
        return
    given = frame.experiment.learning_rate
    rises = isinstance(given, gd.Joined) or frame.learning_rate > gd.initial_rate(given)
    constant = rises or rate >= gd.initial_rate(given)
    yield from rates_at(frame, rate, Idea.CONSTANT if constant else Idea.RATE)


def _trials(frame: Frame, *rates: float | None) -> Iterator[Suggestion]:
    """Rates by the distance to the minimum, if the optimizer's steps go by that, then `rates`."""
    experiment, tried = frame.experiment, _tried(frame)
    for place in places(frame):
        params = experiment.start if place is Place.START else frame.step.params
        for rate in (*rates_by_distance(experiment, params), *rates):
            wanted = short(rate, 3) if rate else None
            found = _towards(wanted, gd.initial_rate(experiment.learning_rate), tried) if wanted else None
            if found is not None:
                yield suggestion_at(frame, place, Idea.RATE, ("learning_rate", found))


def _tried(frame: Frame) -> set[float]:
    """The learning rates that were left in this run, or in earlier runs of the same kind."""
    history, present = frame.run.history, frame.experiment
    left = [history.experiment_at(k - 1) for k in history.changes if 0 < k <= frame.index]
    left += [ghost.history.experiment for ghost in frame.ghosts]
    same = [
        other
        for other in left
        if (other.optimizer, other.update, other.batch) == (present.optimizer, present.update, present.batch)
        and other.objective == present.objective
    ]
    return {gd.initial_rate(other.learning_rate) for other in same}


def _towards(wanted: float, rate: float, tried: set[float]) -> float | None:
    """`wanted` if no tried rate lies on the way to it from `rate`, else one half way to that one.

    So trials close in instead of going to and fro. None if there is nothing between, and nothing to change.
    """
    if wanted > rate:
        bound = min((other for other in tried if rate < other <= wanted), default=None)
    else:
        bound = max((other for other in tried if wanted <= other < rate), default=None)
    if bound is None:
        return wanted if wanted != rate else None
    if min(bound, rate) <= 0.0 or max(bound / rate, rate / bound) < NEAREST_TRIAL:
        return None
    return short(math.sqrt(bound) * math.sqrt(rate))


def _larger_batch(frame: Frame) -> Iterator[Suggestion]:
    batch, rows = frame.experiment.batch, frame.rows
    if isinstance(batch, gd.MiniBatch) and batch.size < rows:
        yield Suggestion(Idea.BATCH, (("batch", replace(batch, size=min(4 * batch.size, rows))),))
