"""What to try next, as facts: at most one suggestion, which one key accepts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any, Final

import gdengine as gd
from tui.lab.session.frame import Frame

ILL_CONDITION_NUMBER: Final = 1e6
"""Above this condition number no learning rate suits all directions: the data should be standardised."""

MANTISSAS: Final = ("1", "1.2", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5", "5.5", "6", "7", "8", "9")
"""Leading digits of learning rates that are easy to say."""

MOST_STEPS_RATIO: Final = 2.5
"""A round learning rate may need at most this multiple of the steps of the best one."""

WORTHWHILE_SPEEDUP: Final = 2.0
"""Another learning rate is suggested for a converging run if it is at least this much faster."""

RUINED_COST_RATIO: Final = 100.0
"""If the cost is more than this multiple of the start's, the run should begin again."""

CAUTIOUS_RATE: Final = 0.01
"""The learning rate to begin with if nothing better is known, as the article advises."""

LONG_STEPS: Final = 256
"""After this number of steps without settling, a run will hardly settle by itself."""

EXPLODING_FACTOR: Final = 1.05
"""From this factor per step on, divergence is quickly visible."""


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


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to try: `changes` and `restart` are for Session.take; STANDARDISE is for Session.standardise.

    `times` is the speedup of FASTER.
    """

    idea: Idea
    changes: tuple[tuple[str, Any], ...] = ()
    restart: bool = False
    times: float = 1.0

    @property
    def value(self) -> Any:
        """The new value of the last setting in `changes`; None if there is none."""
        return self.changes[-1][1] if self.changes else None


def suggest(frame: Frame) -> Suggestion | None:
    """What to try at `frame`; None if nothing is better, or a stop rule ended the run."""
    verdict = frame.diagnosis.verdict
    if frame.ended is not None:
        return None
    if verdict is gd.Verdict.NONFINITE and frame.index == 0:
        return _smaller_start(frame)
    at_least = verdict in (gd.Verdict.ARRIVED, gd.Verdict.SETTLING)
    if not at_least and ill_conditioned(frame) and not frame.fit.scaling:
        return Suggestion(Idea.STANDARDISE)
    if frame.diagnosis.theory is not None:
        return _by_theory(frame, frame.diagnosis.theory)
    return _by_sight(frame)


def ill_conditioned(frame: Frame) -> bool:
    """Whether the valley is so narrow that only standardising helps."""
    return ILL_CONDITION_NUMBER < (gd.theory.condition_number(frame.experiment) or 0.0) < math.inf


def watched_long(frame: Frame) -> bool:
    """Whether the last change was at least LONG_STEPS ago."""
    changed = max((k for k in frame.run.history.changes if k <= frame.index), default=0)
    return frame.index - changed >= LONG_STEPS


def pleasant_rate(experiment: gd.Experiment) -> float | None:
    """A round learning rate below the limit with which a run converges about as fast as possible.

    None if theory gives no limit, or no rate converges.
    """
    limit, best = gd.theory.learning_rate_limit(experiment), gd.theory.best_learning_rate(experiment)
    if limit is None or best is None or not 0.0 < best < math.inf:
        return None
    least = _radius(experiment, best)
    for rates in (_round_rates(best), _short_rates(best, 2), _short_rates(best, 4)):
        below = [rate for rate in rates if best / 4.0 < rate < limit]
        # Many rates can be equally fast: rounding errors must not decide between them.
        rate = min(
            below,
            key=lambda rate: (round(_radius(experiment, rate), 9), abs(math.log(rate / best))),
            default=best,
        )
        radius = _radius(experiment, rate)
        if radius <= least or (gd.theory.behind(radius, least) or math.inf) <= MOST_STEPS_RATIO:
            return rate
    return best


def _round_rates(near: float) -> list[float]:
    exponent = math.floor(math.log10(near))
    powers = (exponent - 1, exponent, exponent + 1)
    return [float(f"{mantissa}e{power}") for power in powers for mantissa in MANTISSAS]


def _short_rates(near: float, digits: int) -> list[float]:
    """`near` rounded to `digits` significant digits, and the numbers next to it."""
    mantissa, _, exponent = f"{near:.{digits - 1}e}".partition("e")
    last = 10.0 ** (1 - digits)
    return [float(f"{float(mantissa) + off * last:.{digits}f}e{exponent}") for off in (-1, 0, 1)]


def _radius(experiment: gd.Experiment, rate: float) -> float:
    """The factor per step on the distance to the minimum with a constant learning rate `rate`."""
    return gd.theory.spectral_radius(replace(experiment, learning_rate=rate)) or 0.0


def _ruined(frame: Frame) -> bool:
    start, cost = frame.run.history.at(0).cost, frame.step.cost
    return not cost <= RUINED_COST_RATIO * start


def _rate(frame: Frame, rate: float | None, idea: Idea = Idea.RATE) -> Suggestion | None:
    if rate is None or rate == gd.initial_rate(frame.experiment.learning_rate):
        return None
    return Suggestion(idea, (("learning_rate", rate),), _ruined(frame))


def _smaller_start(frame: Frame) -> Suggestion | None:
    zero = (0.0,) * len(frame.names)
    cost, gradient = frame.experiment.objective.evaluate(zero)
    if not all(map(math.isfinite, (cost, *gradient))):
        return None
    return Suggestion(Idea.START, (("start", zero),))


# What theory suggests


def _by_theory(frame: Frame, theory: gd.Forecast) -> Suggestion | None:
    verdict, experiment = frame.diagnosis.verdict, frame.experiment
    if verdict is gd.Verdict.ARRIVED:
        return _next_lesson(frame, theory)
    if verdict is gd.Verdict.NONFINITE and theory.converges:
        return Suggestion(Idea.RESTART, restart=True)
    if theory.limit == 0.0:
        return _less_momentum(frame)
    rate = pleasant_rate(experiment)
    if verdict in (gd.Verdict.CONVERGING, gd.Verdict.OSCILLATING):
        times = gd.theory.behind(theory.radius, _radius(experiment, rate)) if rate else None
        if rate is None or times is None or times < WORTHWHILE_SPEEDUP:
            return None
        return Suggestion(Idea.FASTER, (("learning_rate", rate),), times=times)
    return _rate(frame, rate)


def _less_momentum(frame: Frame) -> Suggestion | None:
    """A smaller momentum with which some learning rate converges, and such a rate."""
    optimizer = frame.experiment.optimizer
    if not isinstance(optimizer, gd.SGD):
        return None
    gentler = replace(optimizer, momentum=min(optimizer.momentum, 0.9), dampening=0.0)
    rate = pleasant_rate(replace(frame.experiment, optimizer=gentler))
    if rate is None:
        return None
    return Suggestion(Idea.MOMENTUM, (("learning_rate", rate), ("optimizer", gentler)), _ruined(frame))


def _next_lesson(frame: Frame, theory: gd.Forecast) -> Suggestion | None:
    """After arriving: a learning rate that diverges if no run did yet, then the other update order.

    None if the start has no slope, since then nothing would move.
    """
    if not any(frame.run.history.at(0).gradient):
        return None
    earlier = [ghost.history.experiment for ghost in frame.ghosts[-8:]]
    forecasts = [gd.theory.forecast(experiment) for experiment in earlier]
    if not any(found and found.diverges for found in forecasts):
        rates = _round_rates(theory.limit) if 0.0 < theory.limit < math.inf else []
        above = (r for r in rates if r > theory.limit and _radius(frame.experiment, r) > EXPLODING_FACTOR)
        rate = next(above, None)
        return Suggestion(Idea.EXPLODE, (("learning_rate", rate),), True) if rate else None
    order = other_order(frame.experiment.update)
    if any(experiment.update == order for experiment in earlier):
        return None
    return Suggestion(Idea.ORDER, (("update", order),), True)


def other_order(order: gd.UpdateOrder) -> gd.UpdateOrder:
    """The update order that is not `order`."""
    return "simultaneous" if order == "sequential" else "sequential"


# Without theory, from what the run does


def _by_sight(frame: Frame) -> Suggestion | None:
    verdict, experiment = frame.diagnosis.verdict, frame.experiment
    given = experiment.learning_rate
    rate, scheduled = gd.initial_rate(given), not isinstance(given, float)
    # Under a schedule theory still knows which constant rates converge.
    pleasant = pleasant_rate(experiment)
    if verdict is not gd.Verdict.ARRIVED and gd.theory.learning_rate_limit(experiment) == 0.0:
        return _less_momentum(frame)
    match verdict:
        case gd.Verdict.ARRIVED:
            return None
        case gd.Verdict.NOISY_FLOOR:
            return _larger_batch(frame) if scheduled else _rate(frame, _times(rate, 0.1))
        case gd.Verdict.STARTING:
            limit = gd.theory.learning_rate_limit(experiment)
            return _steady(frame, pleasant) if limit and frame.learning_rate > limit else None
        case gd.Verdict.RISING if not _ruined(frame):
            return None
        case gd.Verdict.WANDERING if isinstance(experiment.batch, gd.MiniBatch) or not watched_long(frame):
            return None
        case (
            gd.Verdict.RISING
            | gd.Verdict.DIVERGING
            | gd.Verdict.NONFINITE
            | gd.Verdict.CYCLING
            | gd.Verdict.WANDERING
        ):
            return _steady(frame, pleasant) or _rate(frame, _times(rate, 0.1))
        case gd.Verdict.ZERO_LR | gd.Verdict.TOO_SLOW if scheduled:
            return Suggestion(Idea.CONSTANT, (("schedule", pleasant or rate or CAUTIOUS_RATE),))
        case gd.Verdict.ZERO_LR:
            return _rate(frame, CAUTIOUS_RATE)
        case gd.Verdict.TOO_SLOW if not gd.weight_decay(experiment.optimizer):
            return _rate(frame, _times(rate, 10.0))
    return None


def _steady(frame: Frame, rate: float | None) -> Suggestion | None:
    """A learning rate that converges: as the schedule's initial one, or constant if the schedule rises."""
    if rate is None:
        return None
    given = frame.experiment.learning_rate
    rises = isinstance(given, gd.Joined) or frame.learning_rate > gd.initial_rate(given)
    if rises or rate >= gd.initial_rate(given):
        return Suggestion(Idea.CONSTANT, (("schedule", rate),), _ruined(frame))
    return _rate(frame, rate)


def _larger_batch(frame: Frame) -> Suggestion | None:
    batch, rows = frame.experiment.batch, frame.rows
    if not isinstance(batch, gd.MiniBatch) or batch.size >= rows:
        return None
    larger = replace(batch, size=min(4 * batch.size, rows))
    return Suggestion(Idea.BATCH, (("batch", larger),))


def _times(rate: float, factor: float) -> float | None:
    """`rate` times `factor`, to three digits; None if that is 0 or infinite."""
    found = float(f"{rate * factor:.3g}")
    return found if 0.0 < found < math.inf else None
