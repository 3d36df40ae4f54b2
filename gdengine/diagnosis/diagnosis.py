"""What is happening in a run, as facts; a caller puts them into words.

For gradient descent on a linear regression theory decides: a cost may fall for a while and
explode later, or rise once and converge, so the last costs prove nothing. Elsewhere, on curves,
with Adam, in mini-batches, only what was seen is said: see `observation`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gdengine.checks import ABOVE_0, checked_number
from gdengine.diagnosis.observation import Verdict, observe
from gdengine.diagnosis.observed_run import ObservedRun
from gdengine.diagnosis.settling import end_cost, fixed, margin, stays_by_theory
from gdengine.diagnosis.surroundings import Surroundings, slope
from gdengine.objectives.critical_points import CriticalPoint, Kind
from gdengine.objectives.regression import LinearRegression
from gdengine.refusals import Form, Need, Refused
from gdengine.runs.experiment import Experiment
from gdengine.runs.history import History
from gdengine.runs.kept_costs import extremes
from gdengine.runs.kept_steps import milestone_before
from gdengine.step import Status, Step
from gdengine.theory.best_rate import best_rate
from gdengine.theory.cost_ahead import steps_within
from gdengine.theory.forecast import Forecast, behind, forecast
from gdengine.theory.scaled import constant_rate, rule_of
from gdengine.theory.spectrum import spectrum

TOO_SLOW_TIMES: Final = 25.0
"""A run is too slow if it needs more than this many times the steps of the best learning rate."""

FAST_FACTOR: Final = 0.8
"""A run whose distance shrinks by this factor a step, or a smaller one, is never too slow."""

TOO_SLOW_STEPS: Final = 100_000
"""Where no best rate is known, a run that needs more steps than this at its pace is too slow."""

MEAN_FACTOR_STEPS: Final = 10
"""Steps over which the factor of a swinging run is averaged, so that one swing does not decide it."""

LOOK_BACK_STEPS: Final = 4096
"""Steps that are searched for the one from which on the cost rose."""

STEPS_AHEAD_ONE_BY_ONE: Final = 48
"""Steps ahead that are checked one by one; later ones are found by leaps, which is fast."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The facts at step `index`: the verdict and the numbers it rests on; None where not known.

    `observed` is the factor of the last step on the cost's excess over its minimum (of a run
    that swings, and where theory does not apply: the mean of the last ten; on curves that of the
    squared gradient; None right after a change), and `theory` what was to be expected.
    `steps_to_go` estimates the steps until the excess is below `tolerance` (0: it is already).

    `limit` is the learning rate's limit, on a curve or surface that of the nearest minimum;
    `behind` is by how many times the steps of the best rate it is slower; `period` that of a
    cycle; `since` the step with the lowest cost before a divergence. `place` is what kind of
    level place the run is at, `lower` a minimum known to be lower than that. `floor` is the
    lowest and the highest recent cost of a run that noise keeps from settling.
    """

    index: int
    verdict: Verdict
    observed: float | None
    theory: Forecast | None
    tolerance: float
    steps_to_go: int | None
    limit: float | None = None
    behind: float | None = None
    period: int | None = None
    since: int | None = None
    place: Kind | None = None
    lower: CriticalPoint | None = None
    floor: tuple[float, float] | None = None


class _Steps:
    """A sequence of steps, as a run without changes."""

    changes: tuple[int, ...] = ()

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps

    def __len__(self) -> int:
        return len(self._steps)

    def at(self, k: int) -> Step:
        return self._steps[k]

    def costs(self, start: int, stop: int) -> list[float]:
        return [step.cost for step in self._steps[max(start, 0) : stop]]

    def cost_extremes(self, start: int, stop: int) -> tuple[float, float] | None:
        return extremes(self.costs(start, stop))

    def milestone(self, k: int) -> int:
        return milestone_before(k)


def diagnose(
    history_or_steps: History | Sequence[Step],
    k: int | None = None,
    tolerance: float = 1e-6,
    experiment: Experiment | None = None,
) -> Diagnosis:
    """The diagnosis of a run at its `k`th step (the newest by default).

    `history_or_steps` is a History, or steps in a row as `descend` yields them; with these, theory
    applies and minima of curves are known only if their `experiment` is given. Raises IndexError
    where there is no such step, Refused where there is none at all, where `tolerance` is not a
    finite number above 0, and where `history_or_steps` is something else.
    """
    tolerance = checked_number("tolerance", tolerance, ABOVE_0)
    run = _run(history_or_steps)
    index = len(run) - 1 if k is None else k
    if not 0 <= index < len(run):
        raise IndexError(f"step {k}: there are steps 0 to {len(run) - 1}")
    if isinstance(history_or_steps, History):
        experiment = history_or_steps.experiment_at(index)
    expected = forecast(experiment) if experiment else None
    step, start = run.at(index), run.at(0)
    if expected is None or experiment is None:
        return _seen(run, index, step, start, experiment, tolerance)
    verdict = _verdict(step, start, expected, experiment, tolerance)
    slow = behind(expected.radius, expected.best_radius)
    return Diagnosis(
        index=index,
        verdict=verdict,
        observed=_observed(run, index, MEAN_FACTOR_STEPS if expected.swings else 1, _least(experiment)),
        theory=expected,
        tolerance=tolerance,
        steps_to_go=_steps_to_go(step, experiment, tolerance),
        limit=expected.limit,
        behind=slow,
        period=_period(expected, experiment) if verdict is Verdict.CYCLING else None,
        since=_since(run, index) if verdict is Verdict.DIVERGING else None,
        place=Kind.MINIMUM if verdict is Verdict.ARRIVED else None,
    )


def _period(expected: Forecast, experiment: Experiment) -> int | None:
    """2 at the limit of simultaneous updates, where the steepest part only changes sign each step."""
    return 2 if experiment.update == "simultaneous" and expected.limit > 0.0 else None


def _run(given: History | Sequence[Step]) -> ObservedRun:
    if isinstance(given, History):
        return given
    if not isinstance(given, Sequence) or not all(isinstance(s, Step) for s in (*given[:1], *given[-1:])):
        raise Refused("history_or_steps", given, Form.RUN)
    if not given:
        raise Refused("history_or_steps", given, Need.A_STEP)
    return _Steps(given)


def _verdict(
    step: Step, start: Step, expected: Forecast, experiment: Experiment, tolerance: float
) -> Verdict:
    """Theory's verdict on gradient descent of a regression."""
    if step.status is Status.NONFINITE:
        return Verdict.NONFINITE
    if constant_rate(experiment) == 0.0:
        return Verdict.ZERO_LR
    # A long narrow valley has hardly any slope far from its minimum, so the cost must be low there too.
    end, allowed = end_cost(experiment) or 0.0, margin(experiment, step, start, tolerance)
    if abs(step.cost - end) <= allowed and (
        fixed(experiment, step)
        or (
            slope(step, experiment) <= Surroundings.of(experiment, start).level
            and stays_by_theory(experiment, step, expected, end + allowed)
        )
    ):
        return Verdict.ARRIVED
    if expected.diverges:
        return Verdict.DIVERGING
    if not expected.converges:
        # A radius this near to 1 is that of a rate at its limit, or of one that hardly moves anything.
        rate = constant_rate(experiment) or 0.0
        if math.isclose(rate, expected.limit, rel_tol=1e-6) or not expected.limit:
            return Verdict.CYCLING
        return Verdict.TOO_SLOW if rate < expected.limit else Verdict.DIVERGING
    slow = (
        expected.radius > FAST_FACTOR
        and (behind(expected.radius, expected.best_radius) or 0.0) > TOO_SLOW_TIMES
    )
    if slow and not expected.swings:
        return Verdict.TOO_SLOW
    return Verdict.OSCILLATING if expected.swings else Verdict.CONVERGING


def _seen(
    run: ObservedRun, index: int, step: Step, start: Step, experiment: Experiment | None, tolerance: float
) -> Diagnosis:
    """The diagnosis from what was seen, where theory does not cover the whole run."""
    surroundings = Surroundings.of(experiment, start)
    changed = max((k for k in run.changes if k <= index), default=0)
    seen = observe(run, index, changed, step, experiment, surroundings, tolerance)
    verdict = seen.verdict
    least = _least(experiment)
    factor = (
        _observed(run, index, MEAN_FACTOR_STEPS, least)
        if least is not None
        else _squared_slope(run, index, experiment)
    )
    slow = _local_delay(step, experiment) if experiment else None
    excess = step.cost - least if least is not None else surroundings.local_excess(step)
    to_go = _at_this_pace(excess, tolerance, factor)
    if verdict in (Verdict.CONVERGING, Verdict.OSCILLATING):
        to_level = to_go
        if least is None:
            here = slope(step, experiment)
            to_level = _at_this_pace(here * here, surroundings.level * surroundings.level, factor)
        # The terrain here may be flatter than where the run is going: its own pace must agree.
        crawls = (
            (slow or 0.0) > TOO_SLOW_TIMES
            and factor is not None
            and factor > (1.0 - 1.0 / TOO_SLOW_TIMES) ** 2
        )
        if (crawls and verdict is Verdict.CONVERGING) or (to_level or 0) > TOO_SLOW_STEPS:
            verdict = Verdict.TOO_SLOW
    elif verdict is not Verdict.TOO_SLOW and to_go != 0:
        to_go = None
    return Diagnosis(
        index=index,
        verdict=verdict,
        observed=factor,
        theory=None,
        tolerance=tolerance,
        steps_to_go=to_go,
        limit=surroundings.limit(step, experiment) if experiment else None,
        behind=slow,
        period=seen.period,
        since=_since(run, index) if verdict in (Verdict.DIVERGING, Verdict.NONFINITE) else None,
        place=seen.place,
        lower=seen.lower,
        floor=seen.floor,
    )


def _least(experiment: Experiment | None) -> float | None:
    """The lowest cost of any parameters; None where it is not known for certain."""
    objective = experiment.objective if experiment else None
    return objective.minimum_cost if isinstance(objective, LinearRegression) else None


def _observed(run: ObservedRun, index: int, window: int, least: float | None) -> float | None:
    """The mean factor of the last `window` steps on the cost's excess."""
    changed = max((k for k in run.changes if k <= index), default=0)
    earlier = max(changed, index - window)
    if earlier == index or least is None:
        return None
    before, now = (cost - least for cost in (run.at(earlier).cost, run.at(index).cost))
    return _mean_factor(before, now, index - earlier)


def _squared_slope(run: ObservedRun, index: int, experiment: Experiment | None) -> float | None:
    """The mean factor of the last ten steps on the square of the gradient's norm."""
    changed = max((k for k in run.changes if k <= index), default=0)
    earlier = max(changed, index - MEAN_FACTOR_STEPS)
    if earlier == index:
        return None
    before, now = (slope(run.at(i), experiment) for i in (earlier, index))
    factor = _mean_factor(before, now, index - earlier)
    return factor * factor if factor is not None else None


def _mean_factor(before: float, now: float, steps: int) -> float | None:
    if not before > 0.0 or not 0.0 <= now < math.inf:
        return None
    quotient = now / before
    return quotient ** (1.0 / steps) if math.isfinite(quotient) else None


def _steps_to_go(step: Step, experiment: Experiment, tolerance: float) -> int | None:
    if not math.isfinite(step.cost):
        return None
    if step.cost - (_least(experiment) or 0.0) <= tolerance:
        return 0
    return steps_within(experiment, tolerance, step, STEPS_AHEAD_ONE_BY_ONE)


def _at_this_pace(excess: float | None, tolerance: float, factor: float | None) -> int | None:
    if excess is None or not math.isfinite(excess):
        return None
    if excess <= tolerance:
        return 0
    if factor is None or factor >= 1.0:
        return None
    if factor <= 0.0 or tolerance <= 0.0:
        return 1
    # Logarithms first: the quotient could vanish.
    return math.ceil(min((math.log(tolerance) - math.log(excess)) / math.log(factor), 1e18))


def _local_delay(step: Step, experiment: Experiment) -> float | None:
    """How far behind the best rate plain descent is, were the cost as curved everywhere as it is here."""
    rule, rate = rule_of(experiment), constant_rate(experiment)
    here = Surroundings.quadratic(experiment, step)
    if here is None or rate is None or rule is None or rule.momentum:
        return None
    quadratic, unit = here
    fastest = spectrum(quadratic, rule, best_rate(quadratic, rule))[0]
    return behind(spectrum(quadratic, rule, rate * unit)[0], fastest)


def _since(run: ObservedRun, index: int) -> int | None:
    """The step with the lowest cost since the last change; None if it may be before the last 4096."""
    changed = max((k for k in run.changes if k <= index), default=0)
    first = max(changed, index - LOOK_BACK_STEPS)
    costs = [cost if math.isfinite(cost) else math.inf for cost in run.costs(first, index + 1)]
    lowest = first + costs.index(min(costs))
    return None if lowest == first != changed else lowest
