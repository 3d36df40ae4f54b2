"""What to try next on a curve or a surface: each idea is tried ahead, and the first that helps is taken.

A new run is tried by its fate: the minimum in which its first steps end. A change from here on is
tried by what its next steps cost.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.session.good_rates import short
from tui.lab.session.ideas import Idea, Suggestion, watched_long
from tui.lab.session.look_ahead import Outlook, outlook
from tui.lab.session.setting_changes import taken
from tui.lab.session.state import State
from tui.lab.session.terrains import check_start, crawls, terrain_of, valley_of

FATE_STEPS: Final = 400
"""Updates of a new run that are tried; where it ends after them is what is promised."""

MOST_RUNS_TRIED: Final = 10
"""New runs that are tried at most before one is suggested."""

PARTS_OF_LIMIT: Final = (0.8, 0.5, 0.2)
"""Parts of a minimum's limit that are tried as learning rates, to get there."""

LARGER: Final = (10.0, 3.0, 30.0, 100.0)
"""By what the learning rate is multiplied where it is too small, in the order of the trials."""

SMALLER: Final = (0.5, 0.2, 0.05, 0.01)
"""By what the learning rate is multiplied where it is too large."""

STRONG_MOMENTUM: Final = 0.9
"""Momentum that may carry a ball out of a local valley."""

FIRST_RATES: Final = (0.1, 0.01, 0.001)
"""Rates that are tried where the rate is 0 and no limit is known."""

Change = tuple[str, Any]


def suggest_on_terrain(frame: Frame) -> Suggestion | None:
    """What to try at `frame`; None if nothing is known to help."""
    experiment = frame.experiment
    match frame.diagnosis.verdict:
        case gd.Verdict.LOCAL_MINIMUM:
            bottom = min(
                terrain_of(experiment).minima,
                key=lambda point: math.dist(point.params, frame.step.params),
            )
            return _first_that_ends_lower(experiment, bottom.cost)
        case gd.Verdict.AT_MAXIMUM | gd.Verdict.AT_SADDLE | gd.Verdict.PLATEAU:
            return _first_that_ends_lower(experiment, frame.step.cost)
        case gd.Verdict.NONFINITE if frame.index == 0:
            return _another_start(experiment)
        case gd.Verdict.CYCLING:
            return _calmer_from_here(frame) or _calmer(experiment)
        case gd.Verdict.DIVERGING | gd.Verdict.NONFINITE:
            return _calmer(experiment)
        case gd.Verdict.RISING | gd.Verdict.WANDERING if not _may_settle(frame):
            return _calmer(experiment)
        case gd.Verdict.TOO_SLOW | gd.Verdict.ZERO_LR if crawls(frame) or not frame.learning_rate:
            return _quicker(frame)
    return None


def _may_settle(frame: Frame) -> bool:
    """Whether a run that goes up and down may come to rest by itself."""
    if any(k <= frame.index for k in frame.run.history.changes):
        return not watched_long(frame)
    return _fate(frame.experiment).kind is gd.Ending.MINIMUM


@lru_cache(maxsize=256)
def _fate(experiment: gd.Experiment) -> gd.Fate:
    return gd.fate(experiment, FATE_STEPS)


def _minimum_reached(experiment: gd.Experiment) -> gd.CriticalPoint | None:
    """The minimum in which a new run ends, None if it ends in none."""
    found = _fate(experiment)
    if found.kind is not gd.Ending.MINIMUM or found.minimum is None:
        return None
    return terrain_of(experiment).minima[found.minimum]


# New runs


@lru_cache(maxsize=64)
def _first_that_ends_lower(experiment: gd.Experiment, cost: float) -> Suggestion | None:
    """A new run that ends in the lowest minimum, or else in one lower than `cost`; None if none does."""
    terrain = terrain_of(experiment)
    lower = [point for point in terrain.minima if point.cost < cost - 1e-9 * (1.0 + abs(cost))]
    best: Suggestion | None = None
    for idea in islice(_ways_out(experiment, lower), MOST_RUNS_TRIED if lower else 0):
        goal = _minimum_reached(_with(experiment, idea.changes))
        if goal in lower and (best is None or goal.cost < (best.goal or goal).cost):
            best = idea._replace(goal=goal)
            if goal.is_global:
                break
    return best


def _ways_out(experiment: gd.Experiment, lower: list[gd.CriticalPoint]) -> Iterator[Suggestion]:
    """Larger learning rates, momentum, and other starts."""
    rate, optimizer = gd.initial_rate(experiment.learning_rate), experiment.optimizer
    known = {each.minimum: each.limit for each in gd.theory.local_limits(experiment) or ()}
    limits = sorted({known[point] for point in lower if point in known and 0.0 < known[point] < math.inf})
    rates = [limit * part for limit in reversed(limits) for part in PARTS_OF_LIMIT]
    rates += [rate * times for times in LARGER] if not limits else []
    for found in dict.fromkeys(short(each, 1) for each in rates[:6]):
        if found and found > rate:
            yield Suggestion(Idea.RATE, (_rate_change(experiment, found),), restart=True)
    if isinstance(optimizer, gd.SGD) and optimizer.momentum < STRONG_MOMENTUM:
        pushed = replace(optimizer, momentum=STRONG_MOMENTUM, dampening=0.0)
        for found in (rate, short(rate / 2.0)):
            if found:
                changes = (_rate_change(experiment, found), ("optimizer", pushed))
                yield Suggestion(Idea.MOMENTUM, changes, restart=True)
    yield from _other_starts(experiment)


def _other_starts(experiment: gd.Experiment) -> Iterator[Suggestion]:
    """The terrain's own starts, and places beside the present one and at parts of the domain."""
    terrain = terrain_of(experiment)
    parts = [tuple(low + (high - low) * part for low, high in terrain.box) for part in (0.1, 0.9, 0.3, 0.7)]
    for start in (*terrain.starts, *(tuple(round(at, 6) for at in place) for place in parts)):
        if start == experiment.start:
            continue
        try:
            check_start(terrain, start)
        except gd.Refused:
            continue
        yield Suggestion(Idea.START, (("start", start),))


@lru_cache(maxsize=64)
def _another_start(experiment: gd.Experiment) -> Suggestion | None:
    """A start from which a run ends in a minimum; None if none is found."""
    for idea in islice(_other_starts(experiment), MOST_RUNS_TRIED):
        goal = _minimum_reached(_with(experiment, idea.changes))
        if goal is not None:
            return idea._replace(goal=goal)
    return None


@lru_cache(maxsize=64)
def _calmer(experiment: gd.Experiment) -> Suggestion | None:
    """A new run with a smaller learning rate that ends in a minimum; None if none is found."""
    for found in _smaller_rates(experiment):
        change = _rate_change(experiment, found)
        goal = _minimum_reached(_with(experiment, (change,)))
        if goal is not None:
            return Suggestion(Idea.RATE, (change,), restart=True, goal=goal)
    return None


def _calmer_from_here(frame: Frame) -> Suggestion | None:
    """A smaller learning rate with which the ball comes to rest from here; only for plain descent."""
    experiment, optimizer = frame.experiment, frame.experiment.optimizer
    remembers = not isinstance(optimizer, gd.SGD) or not optimizer.plain
    if remembers or gd.theory.constant_rate(experiment) is None:
        return None
    for found in _smaller_rates(experiment):
        goal = _minimum_reached(replace(experiment, start=frame.step.params, learning_rate=found))
        if goal is not None:
            return Suggestion(Idea.RATE, (("learning_rate", found),), goal=goal)
    return None


def _smaller_rates(experiment: gd.Experiment) -> list[float]:
    """Rates below the present one, the largest first: parts of the limits, and of the rate itself."""
    rate = gd.initial_rate(experiment.learning_rate)
    limits = [each.limit for each in gd.theory.local_limits(experiment) or () if 0.0 < each.limit < math.inf]
    found = {short(part, 1) for part in (*(limit / 2.0 for limit in limits), *(rate * p for p in SMALLER))}
    return sorted((each for each in found if each and each < rate), reverse=True)[:MOST_RUNS_TRIED]


# From here on


def _quicker(frame: Frame) -> Suggestion | None:
    """A larger learning rate from here on with which the ball gets lower, and never above where it is."""
    experiment = frame.experiment
    rate, home = frame.learning_rate, valley_of(frame)
    known = {each.minimum: each.limit for each in gd.theory.local_limits(experiment) or ()}
    limit = known.get(home, 0.0) if home else frame.diagnosis.limit or 0.0
    near = [limit / 2.0] if 0.0 < limit < math.inf else []
    others = [rate * times for times in LARGER] if rate else FIRST_RATES
    now = _ahead(frame, None)
    for found in dict.fromkeys(short(each, 1) for each in (*near, *others)):
        if not found or found <= rate:
            continue
        change = _rate_change(experiment, found)
        ahead = _ahead(frame, change)
        if ahead and now and ahead.last < now.last and ahead.highest <= max(ahead.first, now.highest):
            return Suggestion(Idea.CONSTANT if change[0] == "schedule" else Idea.RATE, (change,))
    return None


def _ahead(frame: Frame, change: Change | None) -> Outlook | None:
    """What the next steps cost, with a change of a setting or without it."""
    if change is None:
        return outlook(frame.run.history, frame.index, frame.newest)
    after = taken(State(frame.run.history, frame.index, frame.planned, (), None), (change,))
    return outlook(after.history, after.index)


# Changes of an experiment


def _rate_change(experiment: gd.Experiment, rate: float) -> Change:
    """The change to a constant learning rate, in place of a schedule if there is one."""
    return ("learning_rate" if isinstance(experiment.learning_rate, float) else "schedule"), rate


def _with(experiment: gd.Experiment, changes: tuple[Change, ...]) -> gd.Experiment:
    """`experiment` with the changes; the rate of a change is constant."""
    fields = {"learning_rate" if name == "schedule" else name: value for name, value in changes}
    return replace(experiment, **fields)
