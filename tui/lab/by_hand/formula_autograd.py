"""The page with the slope of a curve or a surface found by autograd, and a comparison."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from string import ascii_lowercase
from typing import Final

import gdengine as gd
from tui.lab.by_hand.autograd import ways
from tui.lab.by_hand.tape import SUBSCRIPTS, NumberedNode, NumberedNodes, gradient_of, node_lines
from tui.lab.by_hand.terms import slope_name
from tui.lab.by_hand.writing import Line, Span, Spans, bracketed, decimal_text, filled, spans, table, wrapped
from tui.lab.session.frame import Frame
from tui.lab.session.terrains import terrain_of
from tui.lab.text import notation
from tui.lab.text.language import _
from tui.lab.text.roles import PARAMETERS

LETTERS: Final = [letter for letter in ascii_lowercase if letter not in "exy"]
"""The names of what is computed on the way; e is a number, x and y are the parameters."""

RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

MOST_ROUNDING: Final = 1e-9
"""Slopes found in two ways agree if they differ by at most this part of themselves."""


def autograd(frame: Frame, width: int) -> list[list[Line]]:
    """The blocks of the page for a panel `width` cells wide; all numbers of the step must be finite."""
    tape = gd.formula_tape(terrain_of(frame.experiment).parsed, frame.step.params)
    names = _numbered(tape, frame.names)
    text = _(
        "The computer computes E in small parts, and keeps a list of them. Then it goes through this list "
        "from its end: each line hands its slope on to what it is made of."
    )
    return [
        wrapped(spans(text), width, 0),
        *ways(
            lambda cells, decimals: _forwards(names, cells, decimals),
            lambda cells, decimals: _backwards(names, cells, decimals),
            width,
        ),
        _comparison(frame, tape, width),
    ]


def _numbered(tape: gd.Tape, variables: tuple[str, ...]) -> NumberedNodes:
    """The nodes of a formula's tape, in the tape's order, without plain numbers."""
    users: dict[gd.Node, list[gd.Node]] = {node: [] for node in tape.nodes}
    for node in tape.nodes:
        for each in dict.fromkeys(node.inputs):
            users[each].append(node)
    rounds = ("", *(str(turn).translate(SUBSCRIPTS) for turn in range(1, len(tape.nodes))))
    letters = (letter + turn for turn in rounds for letter in LETTERS)
    found: dict[gd.Node, NumberedNode] = {}
    for node in tape.nodes:
        if node.operation == "number":
            continue
        if node in tape.params:
            symbol = Span(node.label, PARAMETERS[variables.index(node.label)])
        else:
            symbol = Span("E", "cost") if node is tape.nodes[-1] else Span(next(letters))
        ends = node in tape.params or node is tape.nodes[-1]
        found[node] = NumberedNode(node, len(found) + 1, symbol, None, users[node], ends)
    return found


def _forwards(names: NumberedNodes, width: int, decimals: int) -> list[list[Line]]:
    """For each node how it is computed, and its value."""
    found = []
    for each in names.values():
        made = spans(each.symbol, " = ", _made(each.node, names)) if each.node.inputs else (each.symbol,)
        found.append(node_lines(each, [made], each.node.value, None, width, decimals))
    return found


def _backwards(names: NumberedNodes, width: int, decimals: int) -> Iterator[list[Line]]:
    """For each node the nodes its gradient comes from, and its gradient."""
    for each in names.values():
        left = gradient_of(each.symbol)
        symbols: list[Spans | str] = []
        numbers: list[Spans | str] = []
        for user in each.users:
            for place, node in enumerate(user.inputs):
                if node is not each.node:
                    continue
                plus = " + " if symbols else ""
                at, slope = (decimal_text(value, decimals) for value in (user.gradient, user.slopes[place]))
                symbols.append(
                    spans(plus, gradient_of(names[user].symbol), "·", Span(_local_slope(user, place, names)))
                )
                numbers.append(spans(plus, Span(bracketed(at) if plus else at), "·", Span(bracketed(slope))))
        short = spans(left, " = ", *numbers) if numbers else left
        candidates = [spans(left, " = ", *symbols, " = ", *numbers), short] if symbols else [short]
        yield node_lines(each, candidates, each.node.gradient, None, width, decimals)


def _made(node: gd.Node, names: NumberedNodes) -> Spans:
    """The node as computed from its inputs: a·x, x², exp(b)."""
    written = [_symbol(each, names) for each in node.inputs]
    match node.operation:
        case "+" | "-":
            return spans(written[0], f" {notation.MINUS if node.operation == '-' else '+'} ", written[1])
        case "*" | "/":
            return spans(written[0], "·" if node.operation == "*" else "/", written[1])
        case "**":
            return spans(written[0], Span(_raised(node.inputs[1], written[1].text)))
        case "negate":
            return spans(notation.MINUS, written[0])
    return spans(Span(f"{node.operation}("), written[0], Span(")"))


def _symbol(node: gd.Node, names: NumberedNodes) -> Span:
    return names[node].symbol if node in names else Span(bracketed(notation.number(node.value)))


def _raised(exponent: gd.Node, text: str) -> str:
    """An exponent: ² for a whole number, else ^b."""
    whole = exponent.operation == "number" and exponent.value.is_integer() and 0.0 <= exponent.value < 1e6
    return str(int(exponent.value)).translate(RAISED) if whole else f"^{text}"


def _local_slope(user: gd.Node, place: int, names: NumberedNodes) -> str:
    """The derivative of `user` with respect to its input at `place`, in symbols."""
    this, inputs = _symbol(user, names).text, [_symbol(each, names).text for each in user.inputs]
    u, other = inputs[place], inputs[1 - place] if len(inputs) > 1 else ""
    minus = notation.MINUS
    match user.operation:
        case "+":
            return "1"
        case "-":
            return f"({minus}1)" if place else "1"
        case "negate":
            return f"({minus}1)"
        case "*":
            return other
        case "/":
            return f"({minus}{other}/{u}²)" if place else f"1/{other}"
        case "**":
            return _slope_of_power(user, place, inputs, this)
    return _SLOPES[user.operation].format(u=u, f=this, minus=minus)


def _slope_of_power(user: gd.Node, place: int, inputs: list[str], this: str) -> str:
    """n·uⁿ⁻¹ for the base, u^v·log(u) for the exponent."""
    base, exponent = inputs
    if place:
        return f"{this}·log({base})"
    node = user.inputs[1]
    if node.operation != "number":
        return f"{exponent}·{base}^({exponent} {notation.MINUS} 1)"
    lowered = gd.Node(node.value - 1.0)
    if lowered.value == 1.0:
        return f"{exponent}·{base}"
    return f"{exponent}·{base}{_raised(lowered, bracketed(notation.number(lowered.value)))}"


_SLOPES: Final[Mapping[str, str]] = {
    "exp": "{f}",
    "log": "1/{u}",
    "sqrt": "0.5/{f}",
    "sin": "cos({u})",
    "cos": "({minus}sin({u}))",
    "tan": "(1 + {f}²)",
    "tanh": "(1 {minus} {f}²)",
    "abs": "sign({u})",
}
"""The derivative of each function f of u."""


def _comparison(frame: Frame, tape: gd.Tape, width: int) -> list[Line]:
    """A table of the slopes by autograd and by the formula of the derivative, and whether they agree."""
    found, known = tape.gradient, frame.step.gradient
    compared: list[list[Spans]] = [
        [(), *(slope_name(frame.names, place) for place in range(len(frame.names)))],
        [spans(_("autograd")), *((Span(decimal_text(value), "strong"),) for value in found)],
        [spans(_("derivative")), *((Span(decimal_text(value), "strong"),) for value in known)],
    ]
    lines = [part for line in table(compared, gap=2) for part in wrapped(line.spans, width)]
    off = max(abs(a - b) for a, b in zip(found, known, strict=True))
    if off <= MOST_ROUNDING * max(map(abs, (*found, *known))):
        told = spans(_("Both agree: autograd found it without the formula of the derivative."))
    else:
        told = filled(_("They differ by {difference}."), difference=Span(notation.number(off, 2), "strong"))
    lines += wrapped(told, width, 0)
    if len(found) > 1 and frame.experiment.update == "sequential":
        lines += wrapped(spans(_("The update takes the second slope where the first one has led.")), width, 0)
    return lines if math.isfinite(off) else []
