"""An Experiment: everything that decides a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from gdengine.checks import checked_numbers, checked_whole, is_finite_number
from gdengine.objectives.base import Objective, RowsObjective
from gdengine.optimizers.sgd import SGD, Optimizer
from gdengine.refusals import Form, NeedsRows, OneOf, Refused
from gdengine.runs.batches import Batch, FullBatch, MiniBatch
from gdengine.runs.schedules import LearningRate, ReduceOnPlateau, Schedule, initial_rate
from gdengine.runs.stopping import StopRule
from gdengine.step import Params, Step

UpdateOrder = Literal["simultaneous", "sequential"]
"""All parameters from one gradient (the textbook's), or one after the other, each from the
gradient at the parameters as updated so far (the article's loop)."""


UPDATE_ORDERS: Final = get_args(UpdateOrder)


@dataclass(frozen=True, slots=True)
class Experiment:
    """Everything that decides a run: the same experiment gives the same steps, to the bit.

    `start` has one finite number for each of `objective.names`; `learning_rate` is a finite
    number ≥ 0, a schedule, or a ReduceOnPlateau; `max_steps` is the planned number of updates,
    None for no end; `batch` says from which rows an update's gradient is computed, and `stop`
    when the run is over before its planned end. Raises Refused for what it does not take.
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
            raise Refused("objective", self.objective, Form.OBJECTIVE)
        object.__setattr__(self, "start", checked_numbers("start", tuple(self.start), self.objective.names))
        object.__setattr__(self, "learning_rate", _checked_rate(self.learning_rate))
        if not _is_optimizer(self.optimizer):
            raise Refused("optimizer", self.optimizer, Form.OPTIMIZER)
        if self.update not in UPDATE_ORDERS:
            raise Refused("update", self.update, OneOf(UPDATE_ORDERS))
        if self.max_steps is not None:
            checked_whole("max_steps", self.max_steps, 0)
        if not isinstance(self.batch, FullBatch | MiniBatch):
            raise Refused("batch", self.batch, Form.BATCH)
        if isinstance(self.batch, MiniBatch) and not isinstance(self.objective, RowsObjective):
            raise Refused("batch", self.batch, NeedsRows(type(self.objective).__name__))
        if not isinstance(self.stop, StopRule | None):
            raise Refused("stop", self.stop, Form.STOP)

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


def _is_optimizer(given: object) -> bool:
    """Whether `given` has an optimizer's two methods, and is no class, stop rule or learning rate."""
    if isinstance(given, type | StopRule | ReduceOnPlateau):
        return False
    return hasattr(given, "init") and hasattr(given, "update")


def _checked_rate(rate: LearningRate) -> LearningRate:
    if isinstance(rate, Schedule | ReduceOnPlateau):
        return rate
    if not is_finite_number(rate) or rate < 0:
        raise Refused("learning_rate", rate, Form.LEARNING_RATE)
    return float(rate)
