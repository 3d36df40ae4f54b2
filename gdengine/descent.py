"""The run itself: an Experiment says what to do, `descend` does it one Step at a time."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from gdengine.numbers import is_finite_number, is_whole
from gdengine.objectives import LinearRegression
from gdengine.optimizers import SGD, Optimizer
from gdengine.step import Params, Status, Step

UpdateOrder = Literal["simultaneous", "sequential"]
"""All parameters from one gradient (the textbook's), or one after the other, each from the
gradient at what is new already (the article's loop)."""

UPDATE_ORDERS: Final = get_args(UpdateOrder)


@dataclass(frozen=True, slots=True)
class Experiment:
    """Everything that decides a run: the same experiment gives the same steps, to the bit.

    `start` has one finite number for each of `objective.names`; `learning_rate` is finite
    and ≥ 0; `max_steps` is the planned number of updates, None for no end. Raises ValueError
    that names the argument, what it got and what it takes.
    """

    objective: LinearRegression
    start: Params
    optimizer: Optimizer = field(default_factory=SGD)
    learning_rate: float = 0.01
    update: UpdateOrder = "simultaneous"
    max_steps: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", _checked_start(self.start, self.objective.names))
        object.__setattr__(self, "learning_rate", _checked_rate(self.learning_rate))
        if self.update not in UPDATE_ORDERS:
            raise ValueError(f"update: {self.update!r} is none of {', '.join(UPDATE_ORDERS)}")
        if self.max_steps is not None and not (is_whole(self.max_steps) and self.max_steps >= 0):
            raise ValueError(f"max_steps: {self.max_steps!r} is not a whole number of at least 0")


def descend(experiment: Experiment) -> Iterator[Step]:
    """Yield the run's steps, the start first, up to `max_steps` or the first non-finite number.

    A diverging run goes on like any other. The last step's status says why it is the last.
    """
    last = experiment.max_steps
    for step in trajectory(experiment):
        if step.index == last and step.status is not Status.NONFINITE:
            yield step._replace(status=Status.MAX_STEPS)
            return
        yield step


def first_step(experiment: Experiment) -> Step:
    """Step 0 of `experiment`: its start, before any update."""
    start = experiment.start
    cost, gradient = experiment.objective.evaluate(start)
    finite = _all_finite(cost, gradient, start)
    return Step(
        index=0,
        params=start,
        cost=cost,
        gradient=gradient,
        learning_rate=experiment.learning_rate,
        delta=(0.0,) * len(start),
        status=Status.RUNNING if finite else Status.NONFINITE,
        state=experiment.optimizer.init(start),
    )


def trajectory(experiment: Experiment, origin: Step | None = None) -> Iterator[Step]:
    """Yield steps until one is not finite: from step 0, or from `origin`, which comes first."""
    step = first_step(experiment) if origin is None else origin
    yield step
    if step.status is Status.NONFINITE:
        return
    if isinstance(experiment.optimizer, SGD) and len(step.params) == 2:
        yield from _plain_pair(experiment, step)
    else:
        yield from _updates(experiment, step)


def _updates(experiment: Experiment, step: Step) -> Iterator[Step]:
    """The steps after `step`, for any optimizer and any number of parameters."""
    evaluate, update = experiment.objective.evaluate, experiment.optimizer.update
    sequential, rate = experiment.update == "sequential", experiment.learning_rate
    going = Status.RUNNING if rate > 0.0 else Status.ZERO_LR
    isfinite, add = math.isfinite, operator.add
    index, params, gradient, state = step.index, step.params, step.gradient, step.state
    while True:
        index += 1
        if sequential:
            # Each partial derivative is taken where the parameters before it are new already.
            for i in range(1, len(params)):
                delta, _ = update(gradient, state, params, rate)
                mixed = evaluate((*map(add, params[:i], delta), *params[i:]))[1]
                gradient = gradient[:i] + mixed[i:]
        delta, state = update(gradient, state, params, rate)
        params = tuple(map(add, params, delta))
        cost, gradient = evaluate(params)
        # One sum tells of any inf or NaN; only where it overflows by itself is each looked at.
        finite = isfinite(cost + sum(gradient) + sum(params)) or _all_finite(cost, gradient, params)
        yield Step(index, params, cost, gradient, rate, delta, going if finite else Status.NONFINITE, state)
        if not finite:
            return


def _plain_pair(experiment: Experiment, step: Step) -> Iterator[Step]:
    """`_updates` written out for plain descent of two parameters: the same numbers, three times as fast."""
    evaluate, rate = experiment.objective.evaluate, experiment.learning_rate
    sequential = experiment.update == "sequential"
    going = Status.RUNNING if rate > 0.0 else Status.ZERO_LR
    isfinite = math.isfinite
    index, (a, b), (slope_a, slope_b), state = step.index, step.params, step.gradient, step.state
    while True:
        index += 1
        move_a = -rate * slope_a
        a += move_a
        if sequential:
            slope_b = evaluate((a, b))[1][1]
        move_b = -rate * slope_b
        b += move_b
        params = (a, b)
        cost, gradient = evaluate(params)
        slope_a, slope_b = gradient
        finite = isfinite(cost + slope_a + slope_b + a + b) or _all_finite(cost, gradient, params)
        yield Step(
            index,
            params,
            cost,
            gradient,
            rate,
            (move_a, move_b),
            going if finite else Status.NONFINITE,
            state,
        )
        if not finite:
            return


def _all_finite(cost: float, gradient: Params, params: Params) -> bool:
    return all(map(math.isfinite, (cost, *gradient, *params)))


def _checked_start(start: Iterable[float], names: tuple[str, ...]) -> Params:
    given = tuple(start)
    wanted = f"start: give a finite number for each of {', '.join(names)}"
    if len(given) != len(names):
        raise ValueError(f"{wanted}; got {len(given)}")
    for name, value in zip(names, given, strict=True):
        if not is_finite_number(value):
            raise ValueError(f"{wanted}; {name} is {value!r}")
    return tuple(map(float, given))


def _checked_rate(rate: float) -> float:
    if not is_finite_number(rate) or rate < 0:
        raise ValueError(f"learning_rate: {rate!r} is not a finite number of at least 0")
    return float(rate)
