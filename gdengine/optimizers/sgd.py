"""Optimizers as init/update pairs over plain tuples, after optax; the semantics are torch's.

`init(params)` gives the first state, `update(gradient, state, params, learning_rate)` the
change to add to the parameters and the next state. Nothing is kept in the optimizer itself,
so a run can be continued or forked from any step.

All of them are `separable`: each parameter is moved by its own gradients alone, and `update` takes the
gradients of the first few parameters too, and gives the changes of these.

Names, defaults and the order of operations are those of torch.optim 2.13; the learning rate
belongs to the experiment. Every constructor raises Refused for what it does not take.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

from gdengine.checks import ABOVE_0, ANY, AT_LEAST_0, check_switch, settle
from gdengine.refusals import Needs, Refused
from gdengine.step import Params, State


class Optimizer(Protocol):
    """What `descend` needs of an optimizer."""

    def init(self, params: Params) -> State:
        """The state before the first update."""

    def update(
        self, gradient: Params, state: State, params: Params, learning_rate: float
    ) -> tuple[Params, State]:
        """The change to add to `params`, and the state after it."""


def weight_decay(optimizer: Optimizer) -> float:
    """The weight decay of any optimizer, 0.0 where it has none."""
    return float(getattr(optimizer, "weight_decay", 0.0))


@dataclass(frozen=True, slots=True)
class SGD:
    """Gradient descent, plain or with momentum: v ← μ·v + (1 − dampening)·g, delta = −η·v.

    The first v is the gradient itself. With `nesterov` delta = −η·(g + μ·v), which needs a
    momentum and no dampening. `weight_decay` adds that multiple of the parameters to g.
    (torch.optim.SGD; Polyak 1964, Sutskever et al. 2013.)
    """

    momentum: float = 0.0
    dampening: float = 0.0
    nesterov: bool = False
    weight_decay: float = 0.0
    separable: ClassVar[bool] = True

    def __post_init__(self) -> None:
        settle(self, AT_LEAST_0, "momentum", "weight_decay")
        settle(self, ANY, "dampening")
        check_switch(self, "nesterov")
        if self.nesterov and self.momentum == 0.0:
            raise Refused("nesterov", self.nesterov, Needs("momentum", ABOVE_0, self.momentum))
        if self.nesterov and self.dampening != 0.0:
            raise Refused("nesterov", self.nesterov, Needs("dampening", 0.0, self.dampening))

    @property
    def plain(self) -> bool:
        """Whether delta is −η·g and nothing else."""
        return self.momentum == 0.0 and self.weight_decay == 0.0

    def init(self, params: Params) -> State:
        """(whether there is a velocity yet, the velocity); empty without momentum."""
        return (False, (0.0,) * len(params)) if self.momentum else ()

    def update(
        self, gradient: Params, state: State, params: Params, learning_rate: float
    ) -> tuple[Params, State]:
        """−learning_rate times the gradient, or times the velocity."""
        momentum, decay, nesterov = self.momentum, self.weight_decay, self.nesterov
        if not (momentum or decay):
            return tuple([-learning_rate * g for g in gradient]), state
        moving, before = state or (False, gradient)
        fresh = 1.0 - self.dampening
        delta, velocity = [], []
        for g, v, w in zip(gradient, before, params, strict=False):
            if decay:
                g += decay * w
            if momentum:
                v = momentum * v + fresh * g if moving else g
                velocity.append(v)
                g = g + momentum * v if nesterov else v
            delta.append(-learning_rate * g)
        return tuple(delta), (True, tuple(velocity)) if momentum else state


sgd = SGD
