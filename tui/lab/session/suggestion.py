"""What to try next, as facts: at most one suggestion, which one key accepts.

Ideas come in the order of preference, and the first that helps is suggested: it is tried for some
steps from the state at hand, the velocity of momentum included, and compared with going on as it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Final

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.session.good_rates import pleasant_rate, radius, round_rates
from tui.lab.session.ideas import (
    WORTHWHILE_SPEEDUP,
    Idea,
    Suggestion,
    ill_conditioned,
    other_momentum,
    other_order,
    rates_at,
    ruined,
    times_as_fast,
    watched_long,
)
from tui.lab.session.look_ahead import Outlook, is_better, outlook, outlook_standardised
from tui.lab.session.points import standardised
from tui.lab.session.setting_changes import taken
from tui.lab.session.state import PointsSource, State
from tui.lab.session.trials import by_sight

__all__ = ["Idea", "Suggestion", "suggest"]

EXPLODING_FACTOR: Final = 1.05
"""From this factor per step on, divergence is quickly visible."""

GENTLE_MOMENTA: Final = (0.9, 0.5, 0.0)
"""Momenta with which a run is suggested to settle where with the present one no rate does."""

STRONG_MOMENTA: Final = (0.9, 0.99)
"""Momenta with which a run that falls, but will diverge, may fall as fast and converge."""

MUCH_BETTER: Final = 10.0
"""Where a run may settle by itself, what is suggested must come nearer to the minimum by this factor."""

MOST_TRIALS: Final = 16
"""Ideas that are tried at most at one step, so that playing stays smooth."""

FEWEST_TRIALS: Final = 5
"""Ideas that are tried at most where a run may settle by itself."""

FEW_ROWS: Final = 200
"""Up to this many rows the data are standardised to see what that would do; above, it is computed."""


ON_THE_WAY: Final = (gd.Verdict.CONVERGING, gd.Verdict.OSCILLATING, gd.Verdict.TOO_SLOW)
"""Verdicts on runs that need nothing more once they are within their tolerance."""


def suggest(frame: Frame) -> Suggestion | None:
    """What to try at `frame`; None if nothing is better, or a stop rule ended the run."""
    if frame.ended is not None:
        return None
    if frame.points is None:
        # Not at the top: Fit starts without it.
        from tui.lab.session.terrain_ideas import suggest_on_terrain

        return suggest_on_terrain(frame)
    helps = _judge(frame)
    most = FEWEST_TRIALS if _may_pass(frame) else MOST_TRIALS
    return next((idea for idea in islice(_ideas(frame), most) if helps(idea)), None)


# Whether an idea helps


def _judge(frame: Frame) -> Callable[[Suggestion], bool]:
    """A test of ideas at `frame`, which tries going on as it is only if it needs to, and once."""
    points = frame.points
    source = PointsSource(points.name, points.scaling) if points else None
    state = State(frame.run.history, frame.index, frame.planned, (), source)
    least = frame.lowest.cost if frame.lowest else 0.0

    @cache
    def present() -> Outlook | None:
        return outlook(state.history, state.index, frame.newest)

    def helps(idea: Suggestion) -> bool:
        if idea.idea in (Idea.EXPLODE, Idea.START):
            return True
        if idea.idea is Idea.STANDARDISE:
            ahead = _outlook_standardised(frame, state)
        else:
            after = taken(state, idea.changes, idea.restart)
            if after is state:
                return False
            ahead = outlook(after.history, after.index)
        now = present()
        if now is None or ahead is None:
            return True
        if idea.idea is Idea.ORDER:
            # An arrived run is compared by whether the other one arrives, too.
            return ahead.last <= max(now.last, least + frame.diagnosis.tolerance)
        if _may_pass(frame) and now.last - least <= MUCH_BETTER * (ahead.last - least):
            return False
        return is_better(ahead, now, least)

    return helps


def _outlook_standardised(frame: Frame, state: State) -> Outlook | None:
    """What a new run on standardised data costs in the data's own units."""
    if frame.rows > FEW_ROWS:
        return outlook_standardised(frame.experiment)
    after = standardised(state)
    found, scaling = outlook(after.history, 0), after.source.scaling if after.source else None
    spread = scaling.y_spread if scaling else 1.0
    return Outlook(*(cost * spread * spread for cost in found)) if found else None


def _may_pass(frame: Frame) -> bool:
    """Whether what is seen may pass by itself, so that only something much better is suggested."""
    match frame.diagnosis.verdict:
        case gd.Verdict.RISING:
            return not ruined(frame)
        case gd.Verdict.WANDERING:
            return not watched_long(frame)
        case gd.Verdict.CONVERGING | gd.Verdict.OSCILLATING:
            return frame.diagnosis.theory is None
    return False


# Ideas, the best first


def _ideas(frame: Frame) -> Iterator[Suggestion]:
    verdict, theory = frame.diagnosis.verdict, frame.diagnosis.theory
    if verdict is gd.Verdict.NONFINITE and frame.index == 0:
        yield from _smaller_start(frame)
        return
    if verdict is gd.Verdict.ARRIVED:
        if theory is not None:
            yield from _next_lesson(frame, theory)
        return
    if gd.theory.learning_rate_limit(frame.experiment) == 0.0:
        momentum = getattr(frame.experiment.optimizer, "momentum", 0.0)
        yield from other_momentum(frame, tuple(mu for mu in GENTLE_MOMENTA if mu <= momentum))
        return
    if verdict is gd.Verdict.SETTLING or (frame.diagnosis.steps_to_go == 0 and verdict in ON_THE_WAY):
        return
    if ill_conditioned(frame) and not frame.fit.scaling:
        yield Suggestion(Idea.STANDARDISE)
    if theory is not None:
        yield from _by_theory(frame, theory)
    else:
        yield from by_sight(frame)


def _smaller_start(frame: Frame) -> Iterator[Suggestion]:
    zero = (0.0,) * len(frame.names)
    cost, gradient = frame.experiment.objective.evaluate(zero)
    if all(map(math.isfinite, (cost, *gradient))):
        yield Suggestion(Idea.START, (("start", zero),))


# What theory suggests


def _by_theory(frame: Frame, theory: gd.Forecast) -> Iterator[Suggestion]:
    verdict, experiment = frame.diagnosis.verdict, frame.experiment
    if verdict is gd.Verdict.NONFINITE and theory.converges:
        yield Suggestion(Idea.RESTART, restart=True)
        return
    rate = pleasant_rate(experiment)
    if rate is None:
        return
    converging = verdict in (gd.Verdict.CONVERGING, gd.Verdict.OSCILLATING)
    if not converging or times_as_fast(frame, rate) >= WORTHWHILE_SPEEDUP:
        yield from rates_at(frame, rate, Idea.FASTER if converging else Idea.RATE)
    if verdict is gd.Verdict.DIVERGING:
        # It still falls faster than any converging rate would make it, but for one with more momentum.
        momentum = getattr(experiment.optimizer, "momentum", 0.0)
        yield from other_momentum(frame, tuple(mu for mu in STRONG_MOMENTA if mu > momentum))


def _next_lesson(frame: Frame, theory: gd.Forecast) -> Iterator[Suggestion]:
    """After arriving: a learning rate that diverges if no run did yet, then the other update order.

    None if the start has no slope, since then nothing would move.
    """
    if not any(frame.run.history.at(0).gradient):
        return
    earlier = [ghost.history.experiment for ghost in frame.ghosts[-8:]]
    forecasts = [gd.theory.forecast(experiment) for experiment in earlier]
    if not any(found and found.diverges for found in forecasts):
        rates = round_rates(theory.limit) if 0.0 < theory.limit < math.inf else []
        above = (r for r in rates if r > theory.limit and radius(frame.experiment, r) > EXPLODING_FACTOR)
        rate = next(above, None)
        if rate:
            yield Suggestion(Idea.EXPLODE, (("learning_rate", rate),), True)
        return
    order = other_order(frame.experiment.update)
    if any(experiment.update == order for experiment in earlier):
        return
    yield Suggestion(Idea.ORDER, (("update", order),), True)
    rate = pleasant_rate(replace(frame.experiment, update=order))
    if rate:
        yield Suggestion(Idea.ORDER, (("learning_rate", rate), ("update", order)), True)
