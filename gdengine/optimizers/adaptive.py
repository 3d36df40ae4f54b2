"""Optimizers that give each parameter a step of its own, from the gradients it has seen.

Init/update pairs like `optimizers.sgd`; names, defaults and order of operations are torch's. What is
divided by a root that is 0 becomes infinite or NaN, as IEEE 754 has it: g·inf stands for g/0, which
Python refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan, sqrt
from typing import ClassVar

from gdengine.checks import AT_LEAST_0, BELOW_1, UP_TO_1, check_switch, checked_number, settle
from gdengine.refusals import Form, Refused
from gdengine.step import Params, State


@dataclass(frozen=True, slots=True)
class Adagrad:
    """Each parameter's step over the root of its summed squares: delta = −η·g/(√Σg² + eps).

    With `lr_decay` update t uses η/(1 + (t − 1)·lr_decay). (torch.optim.Adagrad; Duchi et al. 2011.)
    """

    lr_decay: float = 0.0
    weight_decay: float = 0.0
    initial_accumulator_value: float = 0.0
    eps: float = 1e-10
    separable: ClassVar[bool] = True

    def __post_init__(self) -> None:
        settle(self, AT_LEAST_0, "lr_decay", "weight_decay", "initial_accumulator_value", "eps")

    def init(self, params: Params) -> State:
        """The number of updates, and the sums of squares."""
        return 0, (self.initial_accumulator_value,) * len(params)

    def update(
        self, gradient: Params, state: State, params: Params, learning_rate: float
    ) -> tuple[Params, State]:
        """A step that gets shorter with every gradient of the parameter."""
        count, sums = state
        decay, eps = self.weight_decay, self.eps
        rate = learning_rate / (1.0 + count * self.lr_decay)
        delta, summed = [], []
        for g, s, w in zip(gradient, sums, params, strict=False):
            if decay:
                g += decay * w
            s += g * g
            root = sqrt(s) + eps
            delta.append(-rate * (g / root if root else g * inf))
            summed.append(s)
        return tuple(delta), (count + 1, tuple(summed))


@dataclass(frozen=True, slots=True)
class RMSprop:
    """Each parameter's step over the root of its mean square: delta = −η·g/(√v + eps).

    v ← α·v + (1 − α)·g². `centered` subtracts the square of the mean gradient from v, so that
    the root is a standard deviation; `momentum` accumulates the quotients. Where rounding makes
    a centred v negative the result is NaN, as it is in torch. (torch.optim.RMSprop; Tieleman
    and Hinton 2012.)
    """

    alpha: float = 0.99
    eps: float = 1e-8
    weight_decay: float = 0.0
    momentum: float = 0.0
    centered: bool = False
    separable: ClassVar[bool] = True

    def __post_init__(self) -> None:
        settle(self, UP_TO_1, "alpha")
        settle(self, AT_LEAST_0, "eps", "weight_decay", "momentum")
        check_switch(self, "centered")

    def init(self, params: Params) -> State:
        """The mean squares, the mean gradients if centred, the velocities if there is momentum."""
        zeros = (0.0,) * len(params)
        return zeros, zeros if self.centered else (), zeros if self.momentum else ()

    def update(
        self, gradient: Params, state: State, params: Params, learning_rate: float
    ) -> tuple[Params, State]:
        """A step about as long for a small gradient as for a large one."""
        squares, means, velocity = state
        alpha, decay, eps, momentum, centered = (
            self.alpha, self.weight_decay, self.eps, self.momentum, self.centered,
        )  # fmt: skip
        fresh = 1.0 - alpha
        nothing = (0.0,) * len(params)
        delta, square, mean, moving = [], [], [], []
        for g, v, m, b, w in zip(
            gradient, squares, means or nothing, velocity or nothing, params, strict=False
        ):
            if decay:
                g += decay * w
            v = alpha * v + fresh * g * g
            square.append(v)
            if centered:
                m += fresh * (g - m)
                mean.append(m)
                v -= m * m
                root = (sqrt(v) if v >= 0.0 else nan) + eps
            else:
                root = sqrt(v) + eps
            move = g / root if root else g * inf
            if momentum:
                move += momentum * b
                moving.append(move)
            delta.append(-learning_rate * move)
        return tuple(delta), (tuple(square), tuple(mean), tuple(moving))


@dataclass(frozen=True, slots=True)
class Adam:
    """The mean gradient over the root of the mean square, both corrected for their start at zero.

    m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², and at update t
    delta = −η·m/(1 − β₁ᵗ)/(√v/√(1 − β₂ᵗ) + eps). `weight_decay` adds that multiple of the
    parameters to g; `amsgrad` uses the largest v so far. (torch.optim.Adam; Kingma and Ba
    2015, Reddi et al. 2018.)
    """

    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    weight_decay: float = 0.0
    amsgrad: bool = False
    separable: ClassVar[bool] = True
    decoupled: ClassVar[bool] = False
    """Whether the weight decay moves the parameters themselves, and leaves the gradient as it is."""

    def __post_init__(self) -> None:
        _check_adam(self)
        check_switch(self, "amsgrad")

    def init(self, params: Params) -> State:
        """The number of updates, the mean gradients, the mean squares, and if amsgrad their maxima."""
        zeros = (0.0,) * len(params)
        return 0, zeros, zeros, zeros if self.amsgrad else ()

    def update(
        self, gradient: Params, state: State, params: Params, learning_rate: float
    ) -> tuple[Params, State]:
        """A step at most about as long as the learning rate, whatever the gradient's size."""
        count, means, squares, highest = state
        (beta1, beta2), eps, decay, shrink = self.betas, self.eps, self.weight_decay, 0.0
        if self.decoupled:
            decay, shrink = 0.0, learning_rate * decay
        count += 1
        fresh1, fresh2 = 1.0 - beta1, 1.0 - beta2
        size, correction = learning_rate / (1.0 - beta1**count), sqrt(1.0 - beta2**count)
        delta, mean, square, high = [], [], [], []
        for g, m, v, h, w in zip(gradient, means, squares, highest or squares, params, strict=False):
            if decay:
                g += decay * w
            m += fresh1 * (g - m)
            v = beta2 * v + fresh2 * g * g
            mean.append(m)
            square.append(v)
            if highest:
                v = v if v > h else h
                high.append(v)
            root = sqrt(v) / correction + eps
            delta.append(-size * (m / root if root else m * inf) - shrink * w)
        return tuple(delta), (count, tuple(mean), tuple(square), tuple(high))


@dataclass(frozen=True, slots=True)
class AdamW(Adam):
    """Adam, with the weight decay on the parameters themselves: w ← w − η·decay·w, then Adam's step.

    (torch.optim.AdamW; Loshchilov and Hutter 2019.)
    """

    weight_decay: float = 1e-2
    decoupled: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class NAdam:
    """Adam that looks ahead as Nesterov does, with a momentum that grows from β₁/2 to β₁.

    At update t μₜ = β₁·(1 − ½·0.96^(t·momentum_decay)). (torch.optim.NAdam; Dozat 2016. torch
    keeps the product of all μ in its default dtype: with float32 it is off by 1e-7.)
    """

    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    weight_decay: float = 0.0
    momentum_decay: float = 4e-3
    separable: ClassVar[bool] = True

    def __post_init__(self) -> None:
        _check_adam(self)
        settle(self, AT_LEAST_0, "momentum_decay")

    def init(self, params: Params) -> State:
        """The number of updates, the product of the μ, the mean gradients, the mean squares."""
        zeros = (0.0,) * len(params)
        return 0, 1.0, zeros, zeros

    def update(
        self, gradient: Params, state: State, params: Params, learning_rate: float
    ) -> tuple[Params, State]:
        """A part of the gradient, and of the mean gradient as the next update will weigh it."""
        count, product, means, squares = state
        (beta1, beta2), eps, decay = self.betas, self.eps, self.weight_decay
        count += 1
        now = beta1 * (1.0 - 0.5 * 0.96 ** (count * self.momentum_decay))
        ahead = beta1 * (1.0 - 0.5 * 0.96 ** ((count + 1) * self.momentum_decay))
        product *= now
        of_gradient = -learning_rate * (1.0 - now) / (1.0 - product)
        of_mean = -learning_rate * ahead / (1.0 - product * ahead)
        fresh1, fresh2, correction = 1.0 - beta1, 1.0 - beta2, 1.0 - beta2**count
        delta, mean, square = [], [], []
        for g, m, v, w in zip(gradient, means, squares, params, strict=False):
            if decay:
                g += decay * w
            m += fresh1 * (g - m)
            v = beta2 * v + fresh2 * g * g
            root = sqrt(v / correction) + eps
            if root:
                delta.append(of_gradient * (g / root) + of_mean * (m / root))
            else:
                delta.append(of_gradient * (g * inf) + of_mean * (m * inf))
            mean.append(m)
            square.append(v)
        return tuple(delta), (count, product, tuple(mean), tuple(square))


@dataclass(frozen=True, slots=True)
class Adadelta:
    """Steps in the parameters' own unit: the root mean square of past steps over that of gradients.

    v ← ρ·v + (1 − ρ)·g², d = g·√(u + eps)/√(v + eps), u ← ρ·u + (1 − ρ)·d², delta = −η·d;
    the usual learning rate is 1. (torch.optim.Adadelta; Zeiler 2012.)
    """

    rho: float = 0.9
    eps: float = 1e-6
    weight_decay: float = 0.0
    separable: ClassVar[bool] = True

    def __post_init__(self) -> None:
        settle(self, UP_TO_1, "rho")
        settle(self, AT_LEAST_0, "eps", "weight_decay")

    def init(self, params: Params) -> State:
        """The mean squares of the gradients, and of the steps."""
        zeros = (0.0,) * len(params)
        return zeros, zeros

    def update(
        self, gradient: Params, state: State, params: Params, learning_rate: float
    ) -> tuple[Params, State]:
        """A step as long as recent ones, longer where the gradient is larger than usual."""
        rho, eps, decay = self.rho, self.eps, self.weight_decay
        fresh = 1.0 - rho
        delta, squares, steps = [], [], []
        for g, v, u, w in zip(gradient, *state, params, strict=False):
            if decay:
                g += decay * w
            v = rho * v + fresh * g * g
            top, root = sqrt(u + eps), sqrt(v + eps)
            d = (top / root if root else top * inf) * g
            delta.append(-learning_rate * d)
            squares.append(v)
            steps.append(rho * u + fresh * d * d)
        return tuple(delta), (tuple(squares), tuple(steps))


def _check_adam(optimizer: Adam | NAdam) -> None:
    """Raise Refused unless betas are two numbers of at least 0 and below 1, eps and decay ≥ 0."""
    given = optimizer.betas
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        raise Refused("betas", given, Form.BETAS)
    betas = tuple([checked_number(f"betas[{i}]", beta, BELOW_1) for i, beta in enumerate(given)])
    object.__setattr__(optimizer, "betas", betas)
    settle(optimizer, AT_LEAST_0, "eps", "weight_decay")


adagrad = Adagrad
rmsprop = RMSprop
adam = Adam
adamw = AdamW
nadam = NAdam
adadelta = Adadelta
