"""One update by hand: each row's part in each partial derivative, the sum, the scale, the change."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, NamedTuple

from gdengine.checks import checked_whole
from gdengine.objectives.regression import LinearRegression, gradient_factor
from gdengine.optimizers.sgd import Optimizer
from gdengine.refusals import Need, Refused
from gdengine.runs.descent import trajectory
from gdengine.runs.experiment import Experiment, UpdateOrder
from gdengine.step import Params, State, Step

MOST_ROWS_ADDED: Final = 100
"""With more rows than this the terms are not added one by one, which would be too slow for a screen."""

DROPPED_CONSTANTS: Final = {"exact": (), "mean": ("2",), "sum": ("2", "1/N")}
"""Which constants of the derivative 2/N·Σ… a gradient scale leaves out."""


@dataclass(frozen=True, slots=True)
class Term:
    """One row's part in a partial derivative: (prediction − y) = error, and error·factor = value.

    `row` counts from 1, `place` is that among the rows in use and counts from 0; `factor` is x for
    the slope w1, 1 for the intercept w0.
    """

    row: int
    place: int
    x: float
    y: float
    prediction: float
    error: float
    factor: float
    value: float


@dataclass(frozen=True, slots=True)
class Partial:
    """One parameter's update: total = Σ terms, gradient ≈ scale·total, after = before + delta.

    `place` is that of the parameter among the objective's names, counted from 0. `at` are the
    parameters at which the derivative was taken: in sequential order those before this one are new
    already. `terms` are the first and the last rows, of the mini-batch where there is one, and the row
    that was asked for; the `left_out` rows between them add `rest`. `total` is the sum of all the
    terms, rounded once. `gradient` is the engine's own number, by another way (from centred sums), and
    `rounding` = gradient − scale·total: 0.0 where they agree to the last bit. It is None with more than
    100 rows, which are not added up: `total` is gradient/scale then. `delta` is what the optimizer made
    of the gradient.
    """

    name: str
    place: int
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
    "1/N". `plain` is whether every delta is −learning_rate·gradient to the last bit: otherwise the
    optimizer remembers or rescales something.
    """

    index: int
    update: UpdateOrder
    learning_rate: float
    dropped: tuple[str, ...]
    plain: bool
    partials: tuple[Partial, ...]


def arithmetic(experiment: Experiment, step: Step, rows: int = 10, row: int | None = None) -> Arithmetic:
    """The update that `experiment` makes from `step` to the next, with at most `rows` terms each.

    `row`, counted from 0, is one whose term is to be among them, one more if need be, where the
    update uses it. For the update that led to step k, give it step k − 1. On a curve or a surface
    there are no terms, only the derivative. Raises Refused where `step` is not finite, so that
    no update follows, and where `rows` is not a whole number of at least 0.
    """
    checked_whole("rows", rows, 0)
    recorder = _RecordingOptimizer(experiment.optimizer)
    following = next(islice(trajectory(replace(experiment, optimizer=recorder), step), 1, None), None)
    if following is None:
        raise Refused("step", step.index, Need.FINITE_STEP)
    partials = tuple(_partials(experiment, step, following, recorder.gradient, rows, row))
    return Arithmetic(
        index=step.index,
        update=experiment.update,
        learning_rate=following.learning_rate,
        dropped=DROPPED_CONSTANTS[getattr(experiment.objective, "gradient_scale", "exact")],
        plain=all(p.delta == -following.learning_rate * p.gradient for p in partials),
        partials=partials,
    )


class _RecordingOptimizer:
    """An optimizer that keeps the gradient it was given last: that of the update itself."""

    def __init__(self, optimizer: Optimizer) -> None:
        self._optimizer = optimizer
        self.gradient: Params = ()

    def init(self, params: Params) -> State:
        return self._optimizer.init(params)

    def update(
        self, gradient: Params, state: State, params: Params, learning_rate: float
    ) -> tuple[Params, State]:
        self.gradient = gradient
        return self._optimizer.update(gradient, state, params, learning_rate)


def _partials(
    experiment: Experiment, step: Step, following: Step, gradients: Params, rows: int, row: int | None
) -> Iterator[Partial]:
    objective = experiment.objective
    for i, name in enumerate(objective.names):
        new = i if experiment.update == "sequential" else 0
        at = following.params[:new] + step.params[new:]
        gradient = gradients[i]
        if isinstance(objective, LinearRegression):
            # No rows means all of them.
            used = following.rows or range(len(objective.data))
            scale = gradient_factor(objective.gradient_scale, len(used))
            places = _places(used, rows, row)
            addends = _row_by_row(objective, at, i, used, gradient / scale, places)
        else:
            scale, addends = 1.0, _Addends((), 0, 0.0, gradient, True)
        yield Partial(
            name=name,
            place=i,
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


class _Addends(NamedTuple):
    """What a partial derivative is the sum of, as Partial has it."""

    terms: tuple[Term, ...]
    left_out: int
    rest: float
    total: float
    added: bool


def _places(used: Sequence[int], rows: int, row: int | None) -> list[int]:
    """The places of the first and the last of the `used` rows, `rows` of them, and that of `row`.

    Of an odd number the first have one more.
    """
    n = len(used)
    first, last = (rows - rows // 2, n - rows // 2) if rows < n else (n, n)
    wanted = [used.index(row)] if row is not None and row in used else []
    return [*range(first), *(place for place in wanted if first <= place < last), *range(last, n)]


def _row_by_row(
    objective: LinearRegression, at: Params, i: int, used: Sequence[int], engines: float, places: list[int]
) -> _Addends:
    """The terms at these `places` of the `used` rows, and all the sums; `engines` is the engine's own."""
    n = len(used)
    terms = tuple(_term(objective, at, i, used[place], place) for place in places)
    if n > MOST_ROWS_ADDED:
        rest = engines - _sum([term.value for term in terms])
        return _Addends(terms, n - len(terms), rest, engines, False)
    shown = set(places)
    hidden = [_term(objective, at, i, used[place], place).value for place in range(n) if place not in shown]
    total = _sum([*(term.value for term in terms), *hidden])
    return _Addends(terms, n - len(terms), _sum(hidden), total, True)


def _term(objective: LinearRegression, at: Params, i: int, k: int, place: int) -> Term:
    x, y = objective.data.x[k], objective.data.y[k]
    prediction = objective.predict(at, x)
    error = prediction - y
    factor = x if i == 0 else 1.0
    return Term(k + 1, place, x, y, prediction, error, factor, error * factor)


def _sum(values: Sequence[float]) -> float:
    """The sum rounded once, or where it is not finite, inf or NaN as plain addition gives it."""
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):
        total = 0.0
        for value in values:
            total += value
        return total
