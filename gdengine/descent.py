"""The run itself: an Experiment says what to do, `descend` does it one Step at a time."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from gdengine.batches import Batch, FullBatch, MiniBatch
from gdengine.checks import is_finite_number, is_whole
from gdengine.objectives import Objective, RowsObjective
from gdengine.optimizers import SGD, Optimizer
from gdengine.schedules import ReduceOnPlateau, Schedule
from gdengine.step import Params, Status, Step
from gdengine.stopping import StopRule

UpdateOrder = Literal["simultaneous", "sequential"]
"""All parameters from one gradient (the textbook's), or one after the other, each from the
gradient at what is new already (the article's loop)."""

UPDATE_ORDERS: Final = get_args(UpdateOrder)

LearningRate = float | Schedule | ReduceOnPlateau
"""A number, a schedule, or a rate that follows the cost."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """Everything that decides a run: the same experiment gives the same steps, to the bit.

    `start` has one finite number for each of `objective.names`; `learning_rate` is a finite
    number ≥ 0, a schedule, or a ReduceOnPlateau; `max_steps` is the planned number of updates,
    None for no end; `batch` says from which rows an update's gradient is computed, and `stop`
    when the run is over before its planned end. Raises ValueError that names the argument,
    what it got and what it takes.
    """

    objective: Objective
    start: Params
    optimizer: Optimizer = field(default_factory=SGD)
    learning_rate: LearningRate = 0.01
    update: UpdateOrder = "simultaneous"
    max_steps: int | None = None
    batch: Batch = field(default_factory=FullBatch)
    stop: StopRule | None = None

    def __post_init__(self) -> None:
        if isinstance(self.objective, type) or not isinstance(self.objective, Objective):
            raise ValueError(
                f"objective: {self.objective!r} is none; give a LinearRegression, Curve or Surface"
            )
        object.__setattr__(self, "start", _checked_start(self.start, self.objective.names))
        object.__setattr__(self, "learning_rate", _checked_rate(self.learning_rate))
        if not _is_optimizer(self.optimizer):
            raise ValueError(f"optimizer: {self.optimizer!r} is no optimizer; give one such as sgd()")
        if self.update not in UPDATE_ORDERS:
            raise ValueError(f"update: {self.update!r} is none of {', '.join(UPDATE_ORDERS)}")
        if self.max_steps is not None and not (is_whole(self.max_steps) and self.max_steps >= 0):
            raise ValueError(f"max_steps: {self.max_steps!r} is not a whole number of at least 0")
        if not isinstance(self.batch, FullBatch | MiniBatch):
            raise ValueError(f"batch: {self.batch!r} is neither FullBatch() nor MiniBatch(size)")
        if isinstance(self.batch, MiniBatch) and not isinstance(self.objective, RowsObjective):
            raise ValueError(f"batch: {type(self.objective).__name__} has no rows to take a batch of")
        if not isinstance(self.stop, StopRule | None):
            raise ValueError(f"stop: {self.stop!r} is neither a stop rule nor None")

    @property
    def initial_learning_rate(self) -> float:
        """The learning rate of the first update; with a plain number, of every one."""
        rate = self.learning_rate
        if isinstance(rate, Schedule):
            return rate(0)
        return rate.initial if isinstance(rate, ReduceOnPlateau) else rate

    def learning_rate_after(self, step: Step) -> float:
        """The learning rate of the update that follows `step`."""
        rate = self.learning_rate
        if isinstance(rate, Schedule):
            return rate(step.index)
        if isinstance(rate, ReduceOnPlateau):
            return float(step.plateau[0]) if step.plateau else rate.initial
        return rate


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
    plain = isinstance(optimizer, SGD) and optimizer.plain and isinstance(experiment.batch, FullBatch)
    if plain and isinstance(rate, float) and len(step.params) == 2:
        yield from _plain_pair(experiment, step, rate)
    else:
        yield from _updates(experiment, step)


def _updates(experiment: Experiment, step: Step) -> Iterator[Step]:
    """The steps after `step`, for any optimizer, learning rate, batch and number of parameters."""
    objective = experiment.objective
    evaluate, update = objective.evaluate, experiment.optimizer.update
    sequential, given = experiment.update == "sequential", experiment.learning_rate
    schedule = given if isinstance(given, Schedule) else None
    follower = given if isinstance(given, ReduceOnPlateau) else None
    batch = experiment.batch if isinstance(experiment.batch, MiniBatch) else None
    # With a mini-batch the objective has rows: Experiment has seen to it.
    over = objective if batch and isinstance(objective, RowsObjective) else None
    n = len(over.data) if over else 0
    rate = experiment.initial_learning_rate
    running, still, nonfinite = Status.RUNNING, Status.ZERO_LR, Status.NONFINITE
    isfinite, add = math.isfinite, operator.add
    index, params, gradient, state, plateau = step.index, step.params, step.gradient, step.state, step.plateau
    rows: tuple[int, ...] = ()
    while True:
        if schedule:
            rate = schedule(index)
        elif follower:
            rate = plateau[0]
        epoch = index
        if batch and over:
            epoch, rows = batch.epoch(index, n), batch.rows(index, n)
            gradient = over.gradient_over(params, rows)
        if sequential:
            # Each partial derivative is taken where the parameters before it are new already.
            for i in range(1, len(params)):
                delta, _ = update(gradient, state, params, rate)
                mixed = (*map(add, params[:i], delta), *params[i:])
                fresh = over.gradient_over(mixed, rows) if over else evaluate(mixed)[1]
                gradient = gradient[:i] + fresh[i:]
        delta, state = update(gradient, state, params, rate)
        params = tuple(map(add, params, delta))
        cost, gradient = evaluate(params)
        if follower:
            plateau = follower.update(plateau, cost)
        index += 1
        # One sum tells of any inf or NaN; only where it overflows by itself is each looked at.
        finite = isfinite(cost + sum(gradient) + sum(params)) or _all_finite(cost, gradient, params)
        status = (running if rate > 0.0 else still) if finite else nonfinite
        yield Step(index, params, cost, gradient, rate, delta, status, state, epoch, rows, plateau)
        if not finite:
            return


def _plain_pair(experiment: Experiment, step: Step, rate: float) -> Iterator[Step]:
    """`_updates` written out for plain descent of two parameters: the same numbers, three times as fast."""
    evaluate = experiment.objective.evaluate
    sequential = experiment.update == "sequential"
    going = Status.RUNNING if rate > 0.0 else Status.ZERO_LR
    isfinite = math.isfinite
    index, (a, b), (slope_a, slope_b), state = step.index, step.params, step.gradient, step.state
    while True:
        epoch = index
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
            epoch,
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


def _is_optimizer(given: object) -> bool:
    """Whether `given` has an optimizer's two methods; the class itself, and what has others, is none."""
    if isinstance(given, type | StopRule | ReduceOnPlateau):
        return False
    return hasattr(given, "init") and hasattr(given, "update")


def _checked_rate(rate: LearningRate) -> LearningRate:
    if isinstance(rate, Schedule | ReduceOnPlateau):
        return rate
    if not is_finite_number(rate) or rate < 0:
        raise ValueError(f"learning_rate: {rate!r} is not a finite number of at least 0, nor a schedule")
    return float(rate)
