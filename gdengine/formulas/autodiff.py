"""Reverse-mode differentiation, small enough to read in five minutes.

    w = variable(1.0, "w")
    cost = (w * 3.0 - 5.0) ** 2
    backward(cost)
    w.gradient                    # -12.0: the derivative of cost with respect to w

Every operation makes a Node that remembers its inputs and its slopes: the derivative of its
value with respect to each input. `backward` goes from the result to the variables and applies
the chain rule: each input's gradient grows by slope · gradient of the node it went into.

Numbers behave as in torch: what overflows is inf, what has no value is NaN, nothing raises.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from gdengine.formulas.expressions import Formula
from gdengine.refusals import Need, Refused
from gdengine.step import Params


class Node:
    """One value of a computation, how it came about, and (after `backward`) its gradient.

    `operation` is "variable", "number", + - * / **, "negate" or a function's name; `slopes`
    has, for each of `inputs`, the derivative of this value with respect to it. `gradient` is
    the derivative of the result with respect to this value; numbers keep 0, as they never move.
    """

    __slots__ = ("gradient", "inputs", "label", "operation", "slopes", "value")

    def __init__(
        self,
        value: float,
        operation: str = "number",
        inputs: tuple[Node, ...] = (),
        slopes: tuple[float, ...] = (),
        label: str = "",
    ) -> None:
        self.value = value
        self.gradient = 0.0
        self.operation = operation
        self.inputs = inputs
        self.slopes = slopes
        self.label = label

    def named(self, label: str) -> Node:
        """This node, with a label for listings."""
        self.label = label
        return self

    def __add__(self, other: Node | float) -> Node:
        b = _node(other)
        return Node(self.value + b.value, "+", (self, b), (1.0, 1.0))

    def __sub__(self, other: Node | float) -> Node:
        b = _node(other)
        return Node(self.value - b.value, "-", (self, b), (1.0, -1.0))

    def __mul__(self, other: Node | float) -> Node:
        b = _node(other)
        return Node(self.value * b.value, "*", (self, b), (b.value, self.value))

    def __truediv__(self, other: Node | float) -> Node:
        b = _node(other)
        quotient = _divide(self.value, b.value)
        return Node(quotient, "/", (self, b), (_divide(1.0, b.value), -_divide(quotient, b.value)))

    def __pow__(self, other: Node | float) -> Node:
        b = _node(other)
        base, exponent = self.value, b.value
        power = _power(base, exponent)
        by_base = exponent * _power(base, exponent - 1.0) if exponent else 0.0
        # 0**b is 0 for every b > 0, so it does not change with b; as a number, b never changes.
        still = b.operation == "number" or (base == 0.0 and exponent >= 0.0)
        by_exponent = 0.0 if still else power * _log(base)
        return Node(power, "**", (self, b), (by_base, by_exponent))

    def __neg__(self) -> Node:
        return Node(-self.value, "negate", (self,), (-1.0,))

    def __radd__(self, other: float) -> Node:
        return _node(other) + self

    def __rsub__(self, other: float) -> Node:
        return _node(other) - self

    def __rmul__(self, other: float) -> Node:
        return _node(other) * self

    def __rtruediv__(self, other: float) -> Node:
        return _node(other) / self

    def __rpow__(self, other: float) -> Node:
        return _node(other) ** self

    def __repr__(self) -> str:
        name = f"{self.label}: " if self.label else ""
        return f"<{name}{self.operation} value={self.value!r} gradient={self.gradient!r}>"


def variable(value: float, label: str = "") -> Node:
    """A value that the result is differentiated by."""
    return Node(float(value), "variable", label=label)


def sin(u: Node) -> Node:
    """The sine, of an angle in radians."""
    return Node(_or_nan(math.sin, u.value), "sin", (u,), (_or_nan(math.cos, u.value),))


def cos(u: Node) -> Node:
    """The cosine, of an angle in radians."""
    return Node(_or_nan(math.cos, u.value), "cos", (u,), (-_or_nan(math.sin, u.value),))


def tan(u: Node) -> Node:
    """The tangent, of an angle in radians."""
    value = _or_nan(math.tan, u.value)
    return Node(value, "tan", (u,), (1.0 + value * value,))


def exp(u: Node) -> Node:
    """e to the power of u."""
    try:
        value = math.exp(u.value)
    except OverflowError:
        value = math.inf
    return Node(value, "exp", (u,), (value,))


def log(u: Node) -> Node:
    """The natural logarithm; −inf at 0, NaN below."""
    return Node(_log(u.value), "log", (u,), (_divide(1.0, u.value),))


def sqrt(u: Node) -> Node:
    """The square root; NaN below 0."""
    value = _or_nan(math.sqrt, u.value)
    return Node(value, "sqrt", (u,), (_divide(0.5, value),))


def absolute(u: Node) -> Node:
    """|u|, called abs in formulas; its slope at the corner 0 is taken as 0, as torch does."""
    slope = 0.0 if u.value == 0.0 else math.copysign(1.0, u.value)
    return Node(abs(u.value), "abs", (u,), (slope,))


def tanh(u: Node) -> Node:
    """The hyperbolic tangent."""
    value = math.tanh(u.value)
    return Node(value, "tanh", (u,), (1.0 - value * value,))


def nodes(result: Node) -> list[Node]:
    """All that `result` is made of, itself last: every node comes after its inputs."""
    ordered: list[Node] = []
    seen: set[Node] = set()
    # An explicit stack, since a chain of 100 000 nodes is too deep for recursion.
    stack = [(result, False)]
    while stack:
        node, inputs_done = stack.pop()
        if inputs_done:
            ordered.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((each, False) for each in reversed(node.inputs))
    return ordered


def backward(result: Node) -> list[Node]:
    """Set the gradient of every node that `result` is made of, and return them as `nodes` does.

    Gradients are overwritten each time; torch would add them up.
    """
    ordered = nodes(result)
    for node in ordered:
        node.gradient = 0.0
    result.gradient = 1.0
    for node in reversed(ordered):
        for each, slope in zip(node.inputs, node.slopes, strict=True):
            if each.operation != "number":
                each.gradient += slope * node.gradient
    return ordered


class Tape(NamedTuple):
    """A cost that was computed and differentiated: all its nodes, in the order they were computed."""

    nodes: tuple[Node, ...]
    params: tuple[Node, ...]

    @property
    def cost(self) -> float:
        """The value of the last node."""
        return self.nodes[-1].value

    @property
    def gradient(self) -> Params:
        """The derivative of the cost with respect to each parameter."""
        return tuple(node.gradient for node in self.params)


def formula_tape(formula: Formula, params: Params) -> Tape:
    """The tape of a formula at `params`, its operations as they were typed."""
    variables = [variable(value, name) for value, name in zip(params, formula.variables, strict=True)]
    named = dict(zip(formula.variables, variables, strict=True))
    computed: list[Node] = []
    for operation, inputs, number, name in formula.terms:
        if operation == "variable":
            computed.append(named[name])
        elif operation == "number":
            computed.append(Node(number))
        else:
            computed.append(_OPERATIONS[operation](*[computed[i] for i in inputs]))
    return Tape(tuple(backward(computed[-1])), tuple(variables))


def regression_tape(points: Iterable[tuple[float, float]], params: Params) -> Tape:
    """The tape of ((w1·x + w0 − y)**2).mean() over `points` (x, y), at params (w1, w0).

    It is the article's torch code, one number at a time; rows are labelled from 1 on. Raises
    Refused where there is no point.
    """
    w1, w0 = variable(params[0], "w1"), variable(params[1], "w0")
    total, count = None, 0
    for count, (x, y) in enumerate(points, start=1):
        pred = (w1 * Node(float(x), label=f"x[{count}]") + w0).named(f"pred[{count}]")
        square = (pred - Node(float(y), label=f"y[{count}]")) ** 2
        total = square if total is None else total + square
    if total is None:
        raise Refused("points", (), Need.A_ROW)
    return Tape(tuple(backward((total / count).named("cost"))), (w1, w0))


def _node(value: Node | float) -> Node:
    return value if isinstance(value, Node) else Node(float(value))


def _or_nan(function: Callable[[float], float], value: float) -> float:
    try:
        return function(value)
    except ValueError:
        return math.nan


def _divide(a: float, b: float) -> float:
    if b:
        return a / b
    return math.nan if not a or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1.0, b)


def _log(value: float) -> float:
    return math.log(value) if value > 0.0 else math.nan if value else -math.inf


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0.0 and exponent % 2.0 == 1.0 else math.inf
    except ValueError:
        return math.nan if base else math.inf


_OPERATIONS: Final[dict[str, Callable[..., Node]]] = {
    "+": Node.__add__,
    "-": Node.__sub__,
    "*": Node.__mul__,
    "/": Node.__truediv__,
    "**": Node.__pow__,
    "negate": Node.__neg__,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "exp": exp,
    "log": log,
    "sqrt": sqrt,
    "abs": absolute,
    "tanh": tanh,
}
