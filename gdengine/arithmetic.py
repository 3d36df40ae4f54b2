"""One update by hand: each row's part in each partial derivative, the sum, the scale, the change."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from gdengine.data import Dataset
from gdengine.descent import Experiment, UpdateOrder, trajectory
from gdengine.numbers import is_whole
from gdengine.objectives import LinearRegression
from gdengine.step import Params, Step

ADD_UP_TO: Final = 10_000
"""With more rows than this the terms are not added one by one: it would keep a screen waiting."""

DROPPED: Final = {"exact": (), "mean": ("2",), "sum": ("2", "1/N")}
"""Which constants of the derivative 2/N·Σ… a gradient scale leaves out."""


@dataclass(frozen=True, slots=True)
class Term:
    """One row's part in a partial derivative: (prediction − y) = error, and error·factor = value.

    `row` counts from 1; `factor` is x for the slope w1, 1 for the intercept w0.
    """

    row: int
    x: float
    y: float
    prediction: float
    error: float
    factor: float
    value: float


@dataclass(frozen=True, slots=True)
class Partial:
    """One parameter's update: total = Σ terms, gradient ≈ scale·total, after = before + delta.

    `at` are the parameters at which the derivative was taken: in sequential order those before this
    one are new already. `terms` are the first and the last rows; the `left_out` rows between them
    add `rest`. `total` is the sum of all the terms, rounded once. `gradient` is the engine's own
    number, from centred sums, and `rounding` = gradient − scale·total: 0.0 where they agree to the
    last bit. Where `added` is False there are too many rows to add: `total` is gradient/scale then.
    `delta` is what the optimizer made of the gradient; plain descent makes −learning_rate·gradient.
    """

    name: str
    at: Params
    terms: tuple[Term, ...]
    left_out: int
    rest: float
    total: float
    added: bool
    scale: float
    gradient: float
    rounding: float
    before: float
    delta: float
    after: float


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The update from step `index` to the next, one Partial for each parameter in the order of update.

    `dropped` are the constants that the gradient scale leaves out of the derivative, of "2" and
    "1/N". `plain` tells that every delta is −learning_rate·gradient to the last bit: otherwise the
    optimizer remembers or rescales something.
    """

    index: int
    update: UpdateOrder
    learning_rate: float
    dropped: tuple[str, ...]
    plain: bool
    partials: tuple[Partial, ...]


def arithmetic(experiment: Experiment, step: Step, rows: int = 10) -> Arithmetic:
    """The update that `experiment` makes from `step` to the next, with at most `rows` terms each.

    For the update that led to step k, give it step k − 1. On a curve or a surface there are no
    terms, only the derivative. Raises ValueError where `step` is not finite, so that no update
    follows, and where `rows` is not a whole number of at least 0.
    """
    if not (is_whole(rows) and rows >= 0):
        raise ValueError(f"rows: {rows!r} is not a whole number of at least 0")
    following = next(islice(trajectory(experiment, step), 1, None), None)
    if following is None:
        raise ValueError(f"step: step {step.index} is not finite, so no update follows it")
    partials = tuple(_partials(experiment, step, following, rows))
    return Arithmetic(
        index=step.index,
        update=experiment.update,
        learning_rate=following.learning_rate,
        dropped=DROPPED[getattr(experiment.objective, "gradient_scale", "exact")],
        plain=all(p.delta == -following.learning_rate * p.gradient for p in partials),
        partials=partials,
    )


def _partials(experiment: Experiment, step: Step, following: Step, rows: int) -> Iterator[Partial]:
    objective = experiment.objective
    for i, name in enumerate(objective.names):
        new = i if experiment.update == "sequential" else 0
        at = following.params[:new] + step.params[new:]
        gradient = objective.gradient(at)[i]
        if isinstance(objective, LinearRegression):
            data, scale = objective.data, objective.scale
            shown = _shown_rows(len(data), rows)
            terms = tuple(_terms(data, objective, at, i, shown))
            added = len(data) <= ADD_UP_TO
            values = [t.value for t in _terms(data, objective, at, i, range(len(data)))] if added else []
            total = _sum(values) if added else gradient / scale
            hidden = set(range(len(data))).difference(shown) if added else ()
            rest = _sum([values[k] for k in hidden]) if added else total - _sum([t.value for t in terms])
            left_out = len(data) - len(terms)
        else:
            terms, scale, total, added, rest, left_out = (), 1.0, gradient, True, 0.0, 0
        yield Partial(
            name=name,
            at=at,
            terms=terms,
            left_out=left_out,
            rest=rest if left_out else 0.0,
            total=total,
            added=added,
            scale=scale,
            gradient=gradient,
            rounding=gradient - scale * total,
            before=step.params[i],
            delta=following.delta[i],
            after=following.params[i],
        )


def _shown_rows(n: int, rows: int) -> Sequence[int]:
    """The first and the last rows, `rows` in all, counted from 0; of an odd number the first has more."""
    if rows >= n:
        return range(n)
    return [*range(rows - rows // 2), *range(n - rows // 2, n)]


def _terms(
    data: Dataset, objective: LinearRegression, at: Params, i: int, rows: Sequence[int]
) -> Iterator[Term]:
    for k in rows:
        x, y = data.x[k], data.y[k]
        prediction = objective.predict(at, x)
        error = prediction - y
        factor = x if i == 0 else 1.0
        yield Term(k + 1, x, y, prediction, error, factor, error * factor)


def _sum(values: Sequence[float]) -> float:
    """The sum rounded once, or where it is not finite, inf or NaN as plain addition gives it."""
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):
        total = 0.0
        for value in values:
            total += value
        return total
