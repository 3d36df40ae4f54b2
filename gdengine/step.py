"""One step of gradient descent, and the status of its run."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

Params = tuple[float, ...]
"""Parameters, ordered as `objective.names`; gradients and deltas have the same order."""

State = tuple[Any, ...]
"""What an optimizer remembers from one step to the next; plain descent remembers nothing."""


class Status(StrEnum):
    """The status of a run at a step; every value but RUNNING and ZERO_LR ends the run.

    CONVERGED says that the gradient is as small as its stop rule asks for, which in a long narrow
    valley may be far above the least cost: `diagnose` tells. The others say that the run merely
    stopped. `stopping.REASONS` has a sentence for each.
    """

    RUNNING = "running"
    CONVERGED = "converged"
    COST_TOLERANCE = "cost_tolerance"
    CYCLE = "cycle"
    TIME = "time"
    MAX_STEPS = "max_steps"
    NONFINITE = "nonfinite"
    ZERO_LR = "zero_lr"


class Step(NamedTuple):
    """One immutable record of a run; step 0 is the start, before any update.

    `params`, `cost` and `gradient` are where the run stands after `index` updates, and the
    last two are those of all rows, whatever the batch. `delta` is the change that led here
    (zeros at the start) and `learning_rate` the rate it was made with (at the start: the rate
    that the first update will use). `epoch` is the pass over the data, counted from 0, to
    which that update belongs, and `rows` are the rows it was computed from, in order (empty:
    all of them). `state` is the optimizer's memory and `plateau` that of a learning rate
    which follows the cost: with them the run can be carried on.
    """

    index: int  # type: ignore[assignment]  # hides tuple.index, which is not used here
    params: Params
    cost: float
    gradient: Params
    learning_rate: float
    delta: Params
    status: Status
    state: State
    epoch: int = 0
    rows: tuple[int, ...] = ()
    plateau: State = ()
