"""The run itself: an Experiment says what to do, `descend` does it one Step at a time."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from gdengine.objectives.base import RowsObjective
from gdengine.objectives.regression import MOST_ROWS_IN_CACHE, LinearRegression
from gdengine.optimizers.sgd import SGD
from gdengine.runs.batches import FullBatch, Points
from gdengine.runs.experiment import Experiment
from gdengine.runs.schedules import ReduceOnPlateau, Schedule
from gdengine.step import Params, Status, Step


def descend(experiment: Experiment) -> Iterator[Step]:
    """Yield the run's steps, the start first, up to `max_steps`, its stop rule or a non-finite number.

    A diverging run goes on like any other. The last step's status says why it is the last.
    """
    last, rule = experiment.max_steps, experiment.stop
    memory = rule.init() if rule else ()
    for step in trajectory(experiment):
        if rule and step.status is not Status.NONFINITE:
            status, memory = rule.update(memory, step)
            if status is not None:
                yield step._replace(status=status)
                return
        if step.index == last and step.status is not Status.NONFINITE:
            yield step._replace(status=Status.MAX_STEPS)
            return
        yield step


def first_step(experiment: Experiment) -> Step:
    """Step 0 of `experiment`: its start, before any update."""
    start, rate = experiment.start, experiment.learning_rate
    cost, gradient = experiment.objective.evaluate(start)
    finite = _all_finite(cost, gradient, start)
    return Step(
        index=0,
        params=start,
        cost=cost,
        gradient=gradient,
        learning_rate=experiment.initial_learning_rate,
        delta=(0.0,) * len(start),
        status=Status.RUNNING if finite else Status.NONFINITE,
        state=experiment.optimizer.init(start),
        plateau=rate.init() if isinstance(rate, ReduceOnPlateau) else (),
    )


def trajectory(experiment: Experiment, origin: Step | None = None) -> Iterator[Step]:
    """Yield steps until one is not finite: from step 0, or from `origin`, which comes first."""
    step = first_step(experiment) if origin is None else origin
    yield step
    if step.status is Status.NONFINITE:
        return
    optimizer, rate = experiment.optimizer, experiment.learning_rate
    plain = isinstance(optimizer, SGD) and optimizer.plain
    if plain and isinstance(rate, float) and len(step.params) == 2:
        yield from _plain_pair(experiment, step, rate)
    else:
        yield from _updates(experiment, step)


def next_step(experiment: Experiment, step: Step) -> Step | None:
    """The step that follows `step`; None where none can."""
    return next(islice(trajectory(experiment, step), 1, None), None)


def _updates(experiment: Experiment, step: Step) -> Iterator[Step]:
    """The steps after `step`, for any optimizer, learning rate, batch and number of parameters."""
    evaluate, update = experiment.objective.evaluate, experiment.optimizer.update
    sequential, given = experiment.update == "sequential", experiment.learning_rate
    schedule = given if isinstance(given, Schedule) else None
    follower = given if isinstance(given, ReduceOnPlateau) else None
    next_rows, gradient_over, updates_per_epoch = _batches(experiment, step.index)
    rate = experiment.initial_learning_rate
    running, still, nonfinite = Status.RUNNING, Status.ZERO_LR, Status.NONFINITE
    isfinite, add, new = math.isfinite, operator.add, tuple.__new__
    index, params, gradient, state, plateau = step.index, step.params, step.gradient, step.state, step.plateau
    pair, separable = len(params) == 2, getattr(experiment.optimizer, "separable", False)
    rows: tuple[int, ...] = ()
    while True:
        if schedule:
            rate = schedule(index)
        elif follower:
            rate = plateau[0]
        if next_rows:
            rows = next_rows()
            gradient = gradient_over(params, rows)
        if sequential:
            # Each partial derivative is taken where the parameters before it are new already.
            for i in range(1, len(params)):
                delta, _ = update(gradient[:i] if separable else gradient, state, params, rate)
                if pair:
                    mixed: Params = (params[0] + delta[0], params[1])
                else:
                    mixed = (*map(add, params[:i], delta), *params[i:])
                fresh = gradient_over(mixed, rows) if next_rows else evaluate(mixed)[1]
                gradient = (gradient[0], fresh[1]) if pair else gradient[:i] + fresh[i:]
        delta, state = update(gradient, state, params, rate)
        params = tuple(map(add, params, delta))
        cost, gradient = evaluate(params)
        if follower:
            plateau = follower.update(plateau, cost)
        # One sum shows any inf or NaN; each number is checked only where the sum is not finite.
        finite = isfinite(cost + sum(gradient) + sum(params)) or _all_finite(cost, gradient, params)
        status = (running if rate > 0.0 else still) if finite else nonfinite
        epoch = index // updates_per_epoch
        index += 1
        # What Step(…) does, in half the time.
        yield new(Step, (index, params, cost, gradient, rate, delta, status, state, epoch, rows, plateau))
        if not finite:
            return


def _plain_pair(experiment: Experiment, step: Step, rate: float) -> Iterator[Step]:
    """`_updates` written out for plain descent of two parameters: the same numbers, twice as fast."""
    evaluate = experiment.objective.evaluate
    sequential = experiment.update == "sequential"
    next_rows, gradient_over, updates_per_epoch = _batches(experiment, step.index)
    going = Status.RUNNING if rate > 0.0 else Status.ZERO_LR
    isfinite, new = math.isfinite, tuple.__new__
    index, (a, b), (slope_a, slope_b), state = step.index, step.params, step.gradient, step.state
    rows: tuple[int, ...] = ()
    while True:
        if next_rows:
            rows = next_rows()
            slope_a, slope_b = gradient_over((a, b), rows)
        move_a = -rate * slope_a
        a += move_a
        if sequential:
            slope_b = (gradient_over((a, b), rows) if next_rows else evaluate((a, b))[1])[1]
        move_b = -rate * slope_b
        b += move_b
        params, delta = (a, b), (move_a, move_b)
        cost, gradient = evaluate(params)
        slope_a, slope_b = gradient
        finite = isfinite(cost + slope_a + slope_b + a + b) or _all_finite(cost, gradient, params)
        status = going if finite else Status.NONFINITE
        epoch = index // updates_per_epoch
        index += 1
        yield new(Step, (index, params, cost, gradient, rate, delta, status, state, epoch, rows, ()))
        if not finite:
            return


def _batches(
    experiment: Experiment, first: int
) -> tuple[Callable[[], tuple[int, ...]] | None, Callable[[Params, Sequence[int]], Params], int]:
    """The rows of update number `first` and of each that follows, the gradient over rows, updates an epoch.

    Where every update uses all rows it has none to be asked for, and is an epoch.
    """
    objective, batch = experiment.objective, experiment.batch
    # With a mini-batch the objective has rows: Experiment has checked it.
    if isinstance(batch, FullBatch) or not isinstance(objective, RowsObjective):
        return None, lambda params, rows: params, 1
    n = len(objective.data)
    if isinstance(objective, LinearRegression) and n > MOST_ROWS_IN_CACHE:
        reader = _FarRows(objective, batch.points_from(first, objective.data))
        return reader.next_rows, reader.gradient_over, batch.updates_per_epoch(n)
    return batch.rows_from(first, n).__next__, objective.gradient_over, batch.updates_per_epoch(n)


class _FarRows:
    """Batches of so many rows that their x and y are read with them, one batch at a time."""

    def __init__(self, objective: LinearRegression, points: Iterator[Points]) -> None:
        self._next, self._gradient_at = points.__next__, objective.gradient_at
        self._x: Sequence[float] = ()
        self._y: Sequence[float] = ()

    def next_rows(self) -> tuple[int, ...]:
        """The rows of the next update."""
        rows, self._x, self._y = self._next()
        return rows

    def gradient_over(self, params: Params, rows: Sequence[int]) -> Params:
        """The gradient over `rows`, which are those that were given last."""
        return self._gradient_at(params, self._x, self._y)


def _all_finite(cost: float, gradient: Params, params: Params) -> bool:
    return all(map(math.isfinite, (cost, *gradient, *params)))
