"""An Experiment: everything that decides a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from gdengine.checks import is_finite_number, is_whole
from gdengine.objectives.base import Objective, RowsObjective
from gdengine.optimizers.sgd import SGD, Optimizer
from gdengine.runs.batches import Batch, FullBatch, MiniBatch
from gdengine.runs.schedules import LearningRate, ReduceOnPlateau, Schedule, initial_rate
from gdengine.runs.stopping import StopRule
from gdengine.step import Params, Step

UpdateOrder = Literal["simultaneous", "sequential"]
"""All parameters from one gradient (the textbook's), or one after the other, each from the
gradient at what is new already (the article's loop)."""


UPDATE_ORDERS: Final = get_args(UpdateOrder)


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
        return rate(0) if isinstance(rate, Schedule) else initial_rate(rate)

    def learning_rate_after(self, step: Step) -> float:
        """The learning rate of the update that follows `step`."""
        rate = self.learning_rate
        if isinstance(rate, Schedule):
            return rate(step.index)
        if isinstance(rate, ReduceOnPlateau) and step.plateau:
            return float(step.plateau[0])
        return initial_rate(rate)


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
