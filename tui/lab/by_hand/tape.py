"""A tape as lines of text: each node's value in the forward pass, its gradient in the backward pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import gdengine as gd
from tui.lab.by_hand.writing import (
    Line,
    Span,
    Spans,
    bracketed,
    breadth,
    decimal_text,
    for_row,
    padded,
    spans,
    wrapped,
)
from tui.lab.text import notation
from tui.lab.text.roles import PARAMETERS

SUBSCRIPTS: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

LETTERS: Final[Mapping[str, tuple[str, str]]] = {
    "*": ("a", ""),
    "+": ("f", ""),
    "-": ("e", "residual"),
    "**": ("s", "cost"),
}
"""Symbol and style of a row's nodes, by operation: a = w1·x, f = a + w0, e = f − y, s = e²."""


@dataclass(frozen=True, slots=True)
class NumberedNode:
    """A node of the tape with its number, counted from 1, its symbol, and the nodes computed from it.

    `row` is the row of the data that it belongs to, counted from 0, or None. `ends` is whether it is
    at an end of the tape: a parameter, or the cost.
    """

    node: gd.Node
    number: int
    symbol: Span
    row: int | None
    users: Sequence[gd.Node]
    ends: bool


NumberedNodes = Mapping[gd.Node, NumberedNode]


def numbered_nodes(tape: gd.Tape, rows: Sequence[int]) -> NumberedNodes:
    """The nodes of a regression's tape over `rows`, in the tape's order, without plain numbers."""
    users: dict[gd.Node, list[gd.Node]] = {node: [] for node in tape.nodes}
    for node in tape.nodes:
        for each in node.inputs:
            users[each].append(node)
    found: dict[gd.Node, NumberedNode] = {}
    place = -1
    for node in tape.nodes:
        if node.operation == "number":
            continue
        place += node.operation == "*"
        row = None
        if node in tape.params:
            symbol = Span(node.label, PARAMETERS[tape.params.index(node)])
        elif node is tape.nodes[-1]:
            symbol = Span("E", "cost")
        elif node.operation == "+" and not node.label:
            symbol = Span(f"S{str(place + 1).translate(SUBSCRIPTS)}", "cost")
        else:
            letter, role = LETTERS[node.operation]
            row = rows[place]
            symbol = Span(letter + (str(row + 1).translate(SUBSCRIPTS) if len(rows) > 1 else ""), role)
        ends = node in tape.params or node is tape.nodes[-1]
        found[node] = NumberedNode(node, len(found) + 1, symbol, row, users[node], ends)
    return found


def forwards(names: NumberedNodes, selected: int | None, width: int, decimals: int) -> list[list[Line]]:
    """For each node, in the tape's order, how it is computed, and its value."""
    return [
        node_lines(each, [_computed(each, names)], each.node.value, selected, width, decimals)
        for each in names.values()
    ]


def backwards(names: NumberedNodes, selected: int | None, width: int, decimals: int) -> Iterator[list[Line]]:
    """For each node, in the tape's order, the nodes its gradient comes from, and its gradient."""
    for each in names.values():
        yield node_lines(each, _handed(each, names, decimals), each.node.gradient, selected, width, decimals)


def gradient_of(symbol: Span) -> Spans:
    """∂E/∂f, with the symbol in its style."""
    return (Span("∂E/∂"), symbol)


def _computed(each: NumberedNode, names: NumberedNodes) -> Spans:
    """The node as computed from its inputs: f = a + w0."""
    if not each.node.inputs:
        return (each.symbol,)
    written = [names[node].symbol if node in names else _number(node.value) for node in each.node.inputs]
    return spans(each.symbol, " = ", _operation(each.node.operation, written))


def _operation(operation: str, written: list[Span]) -> Spans:
    left, right = written
    if operation == "**":
        return (left._replace(text=f"{left.text}²"),)
    between = {"*": "·", "/": "/", "+": " + ", "-": f" {notation.MINUS} "}[operation]
    return spans(left, between, right)


def _handed(each: NumberedNode, names: NumberedNodes, decimals: int) -> Sequence[Spans]:
    """The chain rule for the node's gradient, ∂E/∂a = ∂E/∂f·1, and the same with the numbers."""
    left = gradient_of(each.symbol)
    if not each.users:
        return (left,)
    symbols: list[Spans | str] = []
    numbers: list[Spans | str] = []
    for user in each.users:
        plus = " + " if symbols else ""
        slope, at = _slope(user, each.node, names), decimal_text(user.gradient, decimals)
        symbols.append(spans(plus, gradient_of(names[user].symbol), "·", slope))
        numbers.append(
            spans(plus, Span(bracketed(at) if plus else at), "·", _slope(user, each.node, names, decimals))
        )
    return (
        spans(left, " = ", *symbols, " = ", *numbers),
        spans(left, " = ", *numbers),
    )


def _slope(user: gd.Node, node: gd.Node, names: NumberedNodes, decimals: int = 0) -> Spans:
    """The derivative of `user` with respect to `node`: in symbols, or as a number if `decimals` are given."""
    if user.operation == "*":
        return (_number(next(each for each in user.inputs if each is not node).value),)
    if user.operation == "**":
        return (Span("2·"), _number(node.value, decimals) if decimals else names[node].symbol)
    return (Span(f"1/{notation.number(user.inputs[1].value)}" if user.operation == "/" else "1"),)


def node_lines(
    each: NumberedNode,
    candidates: Sequence[Spans],
    value: float,
    selected: int | None,
    width: int,
    decimals: int,
) -> list[Line]:
    """The first of `candidates` that fits, after the node's number and with `value` at the right end."""
    head = spans(f"{each.number:>2} ")
    right = Span(decimal_text(value, decimals), "strong" if each.ends else "")
    for content in candidates:
        room = width - breadth(head) - breadth(content)
        if room > breadth((right,)):
            line = Line(spans(head, content, padded((right,), room, right=True)))
            return for_row([line], each.row, selected)
    return for_row(wrapped(spans(head, candidates[-1], " = ", right), width, 5), each.row, selected)


def _number(value: float, decimals: int = 0) -> Span:
    return Span(bracketed(decimal_text(value, decimals) if decimals else notation.number(value)))
