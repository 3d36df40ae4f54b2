"""Stop rules: when a run is over before its planned end, and with which status.

A rule is a frozen dataclass with an init/update pair, as an optimizer is: `init()` gives its
first state, `update(state, step)` the status to stop with, or None, and the next state; it
is shown every step from the start on. Rules are joined with `|`: the run stops with the first
that holds.

    gd.Experiment(objective, start, stop=gd.GradientNorm(1e-6) | gd.WallTime(2.0))

Two ends need no rule: `max_steps`, and the first number that is not finite. Every constructor
raises Refused for what it does not take.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from math import dist, hypot, inf
from time import perf_counter
from types import MappingProxyType
from typing import Final

from gdengine.checks import AT_LEAST_0, check_whole, settle
from gdengine.refusals import Form, Refused
from gdengine.step import State, Status, Step

REASONS: Final[Mapping[Status, str]] = MappingProxyType(
    {
        Status.RUNNING: "The run goes on.",
        Status.CONVERGED: "The gradient's norm is within its tolerance.",
        Status.COST_TOLERANCE: "The cost has hardly fallen for a while, which is not yet convergence.",
        Status.CYCLE: "The run has gone to and fro between two places, on a slope.",
        Status.TIME: "The time is up.",
        Status.MAX_STEPS: "The planned number of steps is done.",
        Status.NONFINITE: "A number is no longer finite.",
        Status.ZERO_LR: "The learning rate is 0, so nothing moves.",
    }
)
"""What each status says, in a sentence."""


class StopRule(ABC):
    """When to stop; to write one, give it `update`, and `init` if it has a memory."""

    __slots__ = ()

    def init(self) -> State:
        """The state before step 0 is shown: nothing, unless the rule has a memory."""
        return ()

    @abstractmethod
    def update(self, state: State, step: Step) -> tuple[Status | None, State]:
        """The status to stop with at `step`, None to go on, and the state after it."""

    def __or__(self, other: StopRule) -> AnyOf:
        """Stop as soon as this rule or `other` says so."""
        return AnyOf((self, other))


@dataclass(frozen=True, slots=True)
class GradientNorm(StopRule):
    """Converged: the gradient of all rows has a norm of at most `tolerance`.

    Never with a learning rate of 0. A small learning rate does not deceive this rule; a long narrow
    valley does, which has hardly any slope far above its least cost, and a velocity goes on.
    """

    tolerance: float = 1e-6

    def __post_init__(self) -> None:
        settle(self, AT_LEAST_0, "tolerance")

    def update(self, state: State, step: Step) -> tuple[Status | None, State]:
        """CONVERGED where the gradient's norm is within `tolerance`."""
        arrived = hypot(*step.gradient) <= self.tolerance and step.learning_rate > 0.0
        return (Status.CONVERGED if arrived else None), state


@dataclass(frozen=True, slots=True)
class CostTolerance(StopRule):
    """The cost has not come more than `tolerance` below its best for `patience` steps in a row.

    scikit-learn's rule. A tiny learning rate, a plateau and a divergence fulfil it too, so it
    is not convergence. Steps with a learning rate of 0 are not counted.
    """

    tolerance: float = 1e-9
    patience: int = 10

    def __post_init__(self) -> None:
        settle(self, AT_LEAST_0, "tolerance")
        check_whole(self, 1, "patience")

    def init(self) -> State:
        """The best cost yet, and how many steps did not improve on it."""
        return inf, 0

    def update(self, state: State, step: Step) -> tuple[Status | None, State]:
        """COST_TOLERANCE after `patience` steps without improvement."""
        best, waited = state
        if step.cost < best - self.tolerance:
            waited = 0
        elif step.learning_rate > 0.0:
            waited += 1
        over = waited >= self.patience
        return (Status.COST_TOLERANCE if over else None), (min(best, step.cost), waited)


@dataclass(frozen=True, slots=True)
class Cycle(StopRule):
    """The run comes back to where it was two steps before, twice in a row, and has a slope there.

    It is back if the distance is at most `tolerance` times the last step's length; a gradient
    with a norm of at most `gradient` is no slope.
    """

    tolerance: float = 1e-9
    gradient: float = 1e-6

    def __post_init__(self) -> None:
        settle(self, AT_LEAST_0, "tolerance", "gradient")

    def update(self, state: State, step: Step) -> tuple[Status | None, State]:
        """CYCLE where the last four places are two in alternation."""
        here, places = step.params, state
        state = (*places[-2:], here)
        if len(places) < 3 or not hypot(*step.gradient) > self.gradient:
            return None, state
        near = self.tolerance * hypot(*step.delta)
        # Twice, because a run that turns round passes one place twice as well.
        back = dist(here, places[1]) <= near and dist(places[2], places[0]) <= near
        return (Status.CYCLE if back and here != places[2] else None), state


@dataclass(frozen=True, slots=True)
class WallTime(StopRule):
    """`seconds` have passed since the run began; the one rule that is not reproducible."""

    seconds: float

    def __post_init__(self) -> None:
        settle(self, AT_LEAST_0, "seconds")

    def init(self) -> State:
        """When the run began."""
        return (perf_counter(),)

    def update(self, state: State, step: Step) -> tuple[Status | None, State]:
        """TIME once `seconds` have passed."""
        return (Status.TIME if perf_counter() - state[0] >= self.seconds else None), state


@dataclass(frozen=True, slots=True)
class AnyOf(StopRule):
    """Stop as soon as any of `rules` says so; where several do, with the first one's status."""

    rules: tuple[StopRule, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.rules, (tuple, list)) or not self.rules:
            raise Refused("rules", self.rules, Form.STOP_RULES)
        for rule in self.rules:
            if not isinstance(rule, StopRule):
                raise Refused("rules", rule, Form.STOP_RULE)
        # Joining is associative, so that a | b | c is one rule however it is put together.
        flat = [
            inner for rule in self.rules for inner in (rule.rules if isinstance(rule, AnyOf) else (rule,))
        ]
        object.__setattr__(self, "rules", tuple(flat))

    def init(self) -> State:
        """Each rule's own state."""
        return tuple([rule.init() for rule in self.rules])

    def update(self, state: State, step: Step) -> tuple[Status | None, State]:
        """The first status that a rule gives."""
        found = [rule.update(before, step) for rule, before in zip(self.rules, state, strict=True)]
        status = next((status for status, _ in found if status is not None), None)
        return status, tuple([after for _, after in found])
