"""Optimizers as init/update pairs over plain tuples, after optax; the semantics are torch's.

`init(params)` gives the first state, `update(gradient, state, params, learning_rate)` the
change to add to the parameters and the next state. Nothing is kept in the optimizer itself,
so a run can be carried on, gone back in or forked from any step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from gdengine.step import Params, State


class Optimizer(Protocol):
    """What `descend` needs of an optimizer."""

    def init(self, params: Params) -> State:
        """The state before the first update."""

    def update(
        self, gradient: Params, state: State, params: Params, learning_rate: float
    ) -> tuple[Params, State]:
        """The change to add to `params`, and the state after it."""


@dataclass(frozen=True, slots=True)
class SGD:
    """Plain gradient descent: delta = −learning_rate·gradient (torch.optim.SGD, no momentum)."""

    def init(self, params: Params) -> State:
        """Nothing to remember."""
        return ()

    def update(
        self, gradient: Params, state: State, params: Params, learning_rate: float
    ) -> tuple[Params, State]:
        """Against the gradient, as far as the learning rate says."""
        return tuple([-learning_rate * g for g in gradient]), state


sgd = SGD
