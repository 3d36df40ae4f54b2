"""One step of gradient descent, and how it stands."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

Params = tuple[float, ...]
"""Parameters, ordered as `objective.names`; gradients and deltas have the same order."""

State = tuple[object, ...]
"""What an optimizer remembers from one step to the next; plain descent remembers nothing."""


class Status(StrEnum):
    """How a run stands at a step; every value but RUNNING and ZERO_LR is a run's last."""

    RUNNING = "running"
    MAX_STEPS = "max_steps"
    NONFINITE = "nonfinite"
    ZERO_LR = "zero_lr"


class Step(NamedTuple):
    """One immutable record of a run; step 0 is the start, before any update.

    `params`, `cost` and `gradient` are where the run stands after `index` updates,
    `delta` is the change that led here (zeros at the start) and `learning_rate` the rate
    it was made with (at the start: the rate that the first update will use). `state` is
    the optimizer's memory, from which the run can be carried on.
    """

    index: int  # type: ignore[assignment]  # hides tuple.index, which no one needs here
    params: Params
    cost: float
    gradient: Params
    learning_rate: float
    delta: Params
    status: Status
    state: State
