"""What the next steps would cost, with a change of the settings and without it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final, NamedTuple

import gdengine as gd
from tui.lab.session.good_rates import with_good_rate

STEPS_AHEAD: Final = 50
"""Steps that are taken in trial before something is suggested."""

MOST_ROWS_VISITED: Final = 20_000
"""Mini-batches of more rows than this in all the trial's steps are not tried, so that the lab stays quick."""

MOST_RISE: Final = 2.0
"""A change may raise the cost to this multiple of what it is when the change is made."""


class Outlook(NamedTuple):
    """The cost at the first step of a trial, the highest on the way, and that of its last step."""

    first: float
    highest: float
    last: float


def outlook(history: gd.History, index: int, newest: int | None = None) -> Outlook | None:
    """What the steps after `index` cost; inf where numbers overflow, None where a trial takes too long.

    Steps up to `newest` (by default `index`) count as they were taken. The history itself stays as it is.
    """
    newest = index if newest is None else newest
    experiment = history.experiment_at(newest)
    batch, objective = experiment.batch, experiment.objective
    if isinstance(batch, gd.MiniBatch) and isinstance(objective, gd.LinearRegression):
        visited = STEPS_AHEAD * min(batch.size, len(objective.data))
        if visited > MOST_ROWS_VISITED:
            return None
    trial, missing = history.fork(newest), index + STEPS_AHEAD - newest
    # `extend` stops once where a stop rule begins to hold; called again, it goes on.
    while missing > 0 and (taken := trial.extend(missing)):
        missing -= taken
    costs = [
        cost if math.isfinite(cost) else math.inf for cost in trial.costs(index, index + STEPS_AHEAD + 1)
    ]
    if len(costs) <= STEPS_AHEAD:
        costs.append(math.inf)
    return Outlook(costs[0], max(costs), costs[-1])


def outlook_standardised(experiment: gd.Experiment) -> Outlook | None:
    """What a new run on standardised data would cost, in the data's own units; None where it is not known.

    The data are not standardised for it, which takes long for many rows: four points with the same
    moments cost the same.
    """
    objective = experiment.objective
    if not isinstance(objective, gd.LinearRegression) or isinstance(experiment.batch, gd.MiniBatch):
        return None
    (_, b), (_, c) = objective.hessian()
    slope, level = objective.minimum
    x_variance = objective.determinant / (c * c)
    y_variance = slope * slope * x_variance + objective.minimum_cost
    if not 0.0 < x_variance < math.inf or not 0.0 < y_variance < math.inf:
        return None
    scaling = gd.Scaling(b / c, math.sqrt(x_variance), level + slope * b / c, math.sqrt(y_variance))
    steep, off = slope * scaling.x_spread / scaling.y_spread, math.sqrt(objective.minimum_cost / y_variance)
    data = gd.Dataset((-1.0, -1.0, 1.0, 1.0), (-steep - off, -steep + off, steep - off, steep + off))
    same = gd.LinearRegression(data, objective.gradient_scale)
    standard = replace(experiment, objective=same, start=scaling.to_standard(experiment.start))
    found = outlook(gd.History(with_good_rate(standard)), 0)
    return Outlook(*(cost * y_variance for cost in found)) if found else None


def is_better(ahead: Outlook, present: Outlook, least: float = 0.0) -> bool:
    """Whether a change costs no more after the trial's steps, and does not throw the cost up on the way.

    `least` is the lowest cost of all, near which rounding decides.
    """
    ends_lower = ahead.last < math.inf and ahead.last <= max(present.last, least * (1.0 + 1e-12))
    return ends_lower and ahead.highest <= max(MOST_RISE * ahead.first, present.highest)
