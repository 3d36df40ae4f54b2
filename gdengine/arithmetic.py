"""One update by hand: each row's part in each partial derivative, the sum, the scale, the change."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, NamedTuple

from gdengine.checks import is_whole
from gdengine.descent import Experiment, UpdateOrder, trajectory
from gdengine.objectives import GradientScale, LinearRegression
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

    `at` are the parameters at which the derivative was taken: in sequential order those before
    this one are new already. `terms` are the first and the last rows, of the mini-batch where there
    is one; the `left_out` rows between them add `rest`. `total` is the sum of all the terms, rounded
    once. `gradient` is the engine's own number, by another way (from centred sums), and `rounding` =
    gradient − scale·total: 0.0 where they agree to the last bit. It is None with more than 10 000
    rows, which are not added up: `total` is gradient/scale then. `delta` is what the optimizer made
    of the gradient.
    """

    name: str
    at: Params
    terms: tuple[Term, ...]
    left_out: int
    rest: float
    total: float
    scale: float
    gradient: float
    rounding: float | None
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
    # No rows means all of them.
    batch = following.rows
    for i, name in enumerate(objective.names):
        new = i if experiment.update == "sequential" else 0
        at = following.params[:new] + step.params[new:]
        gradient = _gradient(objective, at, batch)[i]
        if isinstance(objective, LinearRegression):
            used = batch or range(len(objective.data))
            scale = _scale(objective.gradient_scale, len(used))
            addends = _row_by_row(objective, at, i, used, gradient / scale, rows)
        else:
            scale, addends = 1.0, _Addends((), 0, 0.0, gradient, True)
        yield Partial(
            name=name,
            at=at,
            terms=addends.terms,
            left_out=addends.left_out,
            rest=addends.rest,
            total=addends.total,
            scale=scale,
            gradient=gradient,
            rounding=gradient - scale * addends.total if addends.added else None,
            before=step.params[i],
            delta=following.delta[i],
            after=following.params[i],
        )


def _gradient(objective: Any, at: Params, batch: Sequence[int]) -> Params:
    """The engine's own gradient, over the rows of a mini-batch if there is one."""
    gradient: Params = objective.gradient_over(at, batch) if batch else objective.gradient(at)
    return gradient


def _scale(gradient_scale: GradientScale, n: int) -> float:
    """What the sum over `n` rows is multiplied by."""
    return {"exact": 2.0 / n, "mean": 1.0 / n, "sum": 1.0}[gradient_scale]


class _Addends(NamedTuple):
    """What a partial derivative is the sum of, as Partial has it."""

    terms: tuple[Term, ...]
    left_out: int
    rest: float
    total: float
    added: bool


def _row_by_row(
    objective: LinearRegression, at: Params, i: int, used: Sequence[int], engines: float, rows: int
) -> _Addends:
    """The terms of the first and the last of the `used` rows, and all the sums.

    Of an odd number of `rows` the first have one more. `engines` is the engine's own sum.
    """
    n = len(used)
    first, last = (rows - rows // 2, n - rows // 2) if rows < n else (n, n)
    terms = tuple(_term(objective, at, i, k) for k in (*used[:first], *used[last:]))
    if n > ADD_UP_TO:
        rest = engines - _sum([term.value for term in terms])
        return _Addends(terms, last - first, rest, engines, False)
    hidden = [_term(objective, at, i, k).value for k in used[first:last]]
    total = _sum([*(term.value for term in terms), *hidden])
    return _Addends(terms, last - first, _sum(hidden), total, True)


def _term(objective: LinearRegression, at: Params, i: int, k: int) -> Term:
    x, y = objective.data.x[k], objective.data.y[k]
    prediction = objective.predict(at, x)
    error = prediction - y
    factor = x if i == 0 else 1.0
    return Term(k + 1, x, y, prediction, error, factor, error * factor)


def _sum(values: Sequence[float]) -> float:
    """The sum rounded once, or where it is not finite, inf or NaN as plain addition gives it."""
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):
        total = 0.0
        for value in values:
            total += value
        return total
