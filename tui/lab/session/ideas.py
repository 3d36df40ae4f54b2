"""What can be suggested, as facts: an idea, the changes that it takes, and where the run goes on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum, auto
from typing import Any, Final, NamedTuple

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.session.good_rates import pleasant_rate, radius, short

ILL_CONDITION_NUMBER: Final = 1e6
"""Above this condition number no learning rate suits all directions: the data should be standardised."""

WORTHWHILE_SPEEDUP: Final = 2.0
"""Another learning rate is suggested for a converging run if it is at least this much faster."""

INSTANT_RADIUS: Final = 1e-6
"""A run with a factor per step up to this is at the minimum in a step or two, however slow another is."""

RUINED_COST_RATIO: Final = 100.0
"""If the cost is more than this multiple of the start's, the run should begin again."""

LONG_STEPS: Final = 256
"""After this number of steps without settling, a run will hardly settle by itself."""

GENTLER_PARTS: Final = (1.0, 0.5, 0.2, 0.05, 0.01)
"""Parts of a good learning rate that are tried in turn where the state at hand does not bear all of it."""


class Idea(Enum):
    """The kind of a suggestion."""

    RATE = auto()
    FASTER = auto()
    CONSTANT = auto()
    RESTART = auto()
    START = auto()
    MOMENTUM = auto()
    BATCH = auto()
    STANDARDISE = auto()
    EXPLODE = auto()
    ORDER = auto()


class Suggestion(NamedTuple):
    """What to try: `changes` and `restart` are for Session.take; STANDARDISE is for Session.standardise.

    `times` is the speedup of FASTER in the long run; inf if a step or two reach the minimum. `goal` is the
    minimum of a terrain in which the run was seen to end when it was tried.
    """

    idea: Idea
    changes: tuple[tuple[str, Any], ...] = ()
    restart: bool = False
    times: float = 1.0
    goal: gd.CriticalPoint | None = None

    @property
    def from_here(self) -> bool:
        """Whether a new run begins at the weights on screen, without what the optimizer remembers."""
        return self.changes[:1] != () and self.changes[0][0] == "start" and self.idea is not Idea.START

    @property
    def value(self) -> Any:
        """The new value of the last setting in `changes`; None if there is none."""
        return self.changes[-1][1] if self.changes else None


def ill_conditioned(frame: Frame) -> bool:
    """Whether the valley is so narrow that only standardising helps."""
    return ILL_CONDITION_NUMBER < (gd.theory.condition_number(frame.experiment) or 0.0) < math.inf


def watched_long(frame: Frame) -> bool:
    """Whether the last change was at least LONG_STEPS ago."""
    changed = max((k for k in frame.run.history.changes if k <= frame.index), default=0)
    return frame.index - changed >= LONG_STEPS


def other_order(order: gd.UpdateOrder) -> gd.UpdateOrder:
    """The update order that is not `order`."""
    return "simultaneous" if order == "sequential" else "sequential"


def ruined(frame: Frame) -> bool:
    """Whether the cost is so far above the start's that the run should rather begin again."""
    start, cost = frame.run.history.at(0).cost, frame.step.cost
    return not (cost <= RUINED_COST_RATIO * start and math.isfinite(cost))


class Place(Enum):
    """Where a suggested run goes on: as it is, from its start, or from here with all memory cleared."""

    ON = auto()
    START = auto()
    HERE = auto()


def places(frame: Frame) -> tuple[Place, ...]:
    """Where to go on, in the order of preference: a ruined run rather begins again."""
    if frame.diagnosis.verdict is gd.Verdict.NONFINITE:
        return (Place.START,)
    first = (Place.START, Place.ON) if ruined(frame) else (Place.ON, Place.START)
    return (*first, Place.HERE) if frame.step.state else first


def suggestion_at(
    frame: Frame, place: Place, idea: Idea, *changes: tuple[str, Any], times: float = 1.0
) -> Suggestion:
    """A suggestion of `changes` at `place`."""
    if place is Place.HERE:
        changes = (("start", frame.step.params), *changes)
    return Suggestion(idea, changes, place is Place.START, times)


def rates_at(frame: Frame, rate: float, idea: Idea = Idea.RATE) -> Iterator[Suggestion]:
    """The rate, and gentler ones: from here on, from the start, and from here without the velocity.

    Momentum carries on what earlier steps began, so that from here on the best rate can be too much.
    """
    name = "schedule" if idea is Idea.CONSTANT else "learning_rate"
    for place in places(frame):
        for part in (1.0,) if place is Place.START else GENTLER_PARTS:
            found = rate if part == 1.0 else short(rate * part)
            if found is None or found == frame.experiment.learning_rate:
                continue
            times = times_as_fast(frame, found) if idea is Idea.FASTER else 1.0
            if times >= WORTHWHILE_SPEEDUP or idea is not Idea.FASTER:
                yield suggestion_at(frame, place, idea, (name, found), times=times)


def times_as_fast(frame: Frame, rate: float) -> float:
    """By how many times fewer steps a constant rate needs than the present one, in the long run."""
    theory, found = frame.diagnosis.theory, radius(frame.experiment, rate)
    if theory is None or not theory.converges:
        return 1.0
    return math.inf if found <= INSTANT_RADIUS else gd.theory.behind(theory.radius, found) or 0.0


def other_momentum(frame: Frame, momenta: tuple[float, ...]) -> Iterator[Suggestion]:
    """Each of the momenta with which some learning rate converges, and such a rate."""
    experiment, optimizer = frame.experiment, frame.experiment.optimizer
    if not isinstance(optimizer, gd.SGD):
        return
    name = "learning_rate" if isinstance(experiment.learning_rate, float) else "schedule"
    for momentum in momenta:
        nesterov = optimizer.nesterov and momentum > 0.0
        other = replace(optimizer, momentum=momentum, dampening=0.0, nesterov=nesterov)
        rate = pleasant_rate(replace(experiment, optimizer=other))
        if rate is not None and other != optimizer:
            for place in places(frame):
                yield suggestion_at(frame, place, Idea.MOMENTUM, (name, rate), ("optimizer", other))
