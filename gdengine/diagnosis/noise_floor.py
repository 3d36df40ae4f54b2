"""Whether noise is all that keeps a run on mini-batches up, or the mean is still falling."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from gdengine.diagnosis.coming_rates import steady
from gdengine.diagnosis.observed_run import ObservedRun
from gdengine.objectives.regression import LinearRegression
from gdengine.optimizers.sgd import SGD, Optimizer
from gdengine.runs.experiment import Experiment
from gdengine.step import Step

SAMPLES: Final = 128
"""Steps of the later half of a run that are looked at."""

MILESTONES_APART: Final = 64
"""Where steps that are looked at are further apart, milestones are taken: a History reaches them at once."""

FALL_LEFT: Final = 0.1
"""On a floor at most this part of the mean excess is left when the weights are averaged."""


MEMORIES: Final = 5.0
"""The later half has at least this many times the steps for which an optimizer remembers."""

ALIKE_TIMES: Final = 1.5
"""On a floor the mean excess of two halves differs by less than this factor."""

WILD_TIMES: Final = 1.5
"""Excesses that spread by more than this multiple of their mean are bursts, of which more may come."""


def at_floor(run: ObservedRun, changed: int, step: Step, experiment: Experiment) -> bool:
    """Whether the mean cost falls no more: in the later half of the steps since the last change.

    About the minimum noise goes both ways, so the mean of the weights is near it; on the way there
    it is not. The mean of the costs alone would hide a slow fall. With a rate that changes, or an
    optimizer that shortens its steps all the time, the floor itself moves; near the limit, or where
    an optimizer's steps grow while the gradients shrink, there are bursts.
    """
    objective, optimizer = experiment.objective, experiment.optimizer
    if not isinstance(objective, LinearRegression) or _ever_slower(optimizer) or not steady(experiment, step):
        return False
    first = (changed + step.index) // 2
    stride = max(1, (step.index - first) // SAMPLES)
    places: Iterable[int] = range(first, step.index + 1, stride)
    if stride > MILESTONES_APART:
        places = sorted({max(changed, run.milestone(k)) for k in places})
    steps = [run.at(k) for k in places]
    if any(each.learning_rate != step.learning_rate for each in steps[1:]):
        return False
    if step.index - first < max(SAMPLES, MEMORIES * memory(optimizer)):
        return False
    # Not at the top: it takes long to import, and most runs have no noise.
    from statistics import fmean, pstdev

    excess = [each.cost - objective.minimum_cost for each in steps]
    half = len(excess) // 2
    early, late, mean = fmean(excess[:half]), fmean(excess[half:]), fmean(excess)
    if not 1.0 / ALIKE_TIMES < early / (late or 1.0) < ALIKE_TIMES or pstdev(excess) > WILD_TIMES * mean:
        return False
    averaged = fmean([each.params[0] for each in steps]), fmean([each.params[1] for each in steps])
    return objective.cost(averaged) - objective.minimum_cost <= FALL_LEFT * mean


def _ever_slower(optimizer: Optimizer) -> bool:
    """Whether the steps get shorter, or longer, as long as the run goes on."""
    if isinstance(optimizer, SGD):
        return False
    # Not at the top, because gdlab starts without them.
    from gdengine.optimizers.adaptive import Adadelta, Adagrad

    return isinstance(optimizer, Adagrad | Adadelta)


def memory(optimizer: Optimizer) -> float:
    """For about this number of steps an optimizer remembers a gradient; inf where for ever."""
    betas = getattr(optimizer, "betas", ())
    kept = max(getattr(optimizer, "momentum", 0.0), getattr(optimizer, "alpha", 0.0), *betas, 0.0)
    return 1.0 / (1.0 - kept) if kept < 1.0 else math.inf
