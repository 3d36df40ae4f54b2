"""How each optimizer turns a slope into the change of a weight."""

from __future__ import annotations

import math
from collections.abc import Iterator

import gdengine as gd
from tui.lab.by_hand.terms import derivative_used
from tui.lab.by_hand.writing import (
    Line,
    Span,
    Spans,
    bracketed,
    decimal_text,
    decimals_for,
    filled,
    fitting_line,
    sign_and_size,
    spans,
    wrapped,
)
from tui.lab.session import catalogue
from tui.lab.text import notation
from tui.lab.text.language import _
from tui.lab.text.roles import PARAMETERS


def optimizer_effect(optimizer: gd.Optimizer, width: int) -> list[Line]:
    """A sentence on how the optimizer uses a slope; no lines where the change is just −lr·slope."""
    if not isinstance(optimizer, gd.SGD):
        effect = catalogue.optimizer_of(optimizer).word
        general = _("{optimizer} turns the slope into a change in its own way.")
        said = _(effect) if effect else general.format(optimizer=type(optimizer).__name__)
        return wrapped(spans(said), width, 0)
    lines: list[Line] = []
    if optimizer.momentum:
        sentence = (
            _("Nesterov's momentum {mu}: the push v keeps part of the last one, and counts once more ahead.")
            if optimizer.nesterov
            else _("Momentum {mu}: the push v keeps so much of the last one, and the slope is added.")
        )
        lines += wrapped(filled(sentence, mu=Span(notation.number(optimizer.momentum))), width, 0)
    if optimizer.weight_decay:
        sentence = _("Weight decay adds {decay}·w to each slope: it pulls the weights towards 0.")
        lines += wrapped(filled(sentence, decay=Span(notation.number(optimizer.weight_decay))), width, 0)
    return lines


def change(experiment: gd.Experiment, step: gd.Step, record: gd.Arithmetic, i: int, width: int) -> list[Line]:
    """The lines that compute the new value of parameter `i`."""
    partial, optimizer = record.partials[i], experiment.optimizer
    if isinstance(optimizer, gd.SGD):
        lines, push, symbol = _push(optimizer, step, record, i, width)
        return lines + _against(partial, record.learning_rate, push, symbol, width)
    if isinstance(optimizer, gd.Adam):
        return _divided(optimizer, step, record, i, width) + fitting_line(width, _moved(partial))
    slope, delta = decimal_text(partial.gradient), decimal_text(partial.delta)
    made = filled(
        _("slope {slope} → change {delta}"), slope=Span(slope, "strong"), delta=Span(delta, "strong")
    )
    return wrapped(made, width) + fitting_line(width, _moved(partial))


def _push(
    optimizer: gd.SGD, step: gd.Step, record: gd.Arithmetic, i: int, width: int
) -> tuple[list[Line], float, Spans]:
    """What the learning rate is multiplied with: the lines that compute it, its value, its symbol."""
    partial, lines = record.partials[i], []
    slope, symbol = partial.gradient, derivative_used(record, i)
    if i and record.update == "sequential":
        symbol = spans("(", symbol, ")")
    if optimizer.weight_decay:
        decayed = slope + optimizer.weight_decay * partial.before
        weight = Span(bracketed(decimal_text(partial.before)), PARAMETERS[partial.place])
        pull = spans(f"{notation.number(optimizer.weight_decay)}·", weight)
        lines += _equation((Span("g"),), spans(_strong(slope), " + ", pull), decayed, width)
        slope, symbol = decayed, (Span("g"),)
    if not optimizer.momentum:
        return lines, slope, symbol
    mu, fresh = notation.number(optimizer.momentum), 1.0 - optimizer.dampening
    moving, before = step.state or (False, ())
    velocity = _velocity(optimizer, step, record)[i]
    if moving:
        part = "" if fresh == 1.0 else f"{notation.number(fresh)}·"
        kept = spans(
            f"{mu}·", Span(bracketed(decimal_text(before[i]))), f" + {part}", _strong(slope, bracket=True)
        )
        named = spans(Span("v"), f" ← {mu}·v + {part}", symbol)
        lines += fitting_line(
            width,
            (
                spans(named, " = ", kept, " = ", Span(decimal_text(velocity), "strong")),
                spans(Span("v"), " ← ", kept, " = ", Span(decimal_text(velocity), "strong")),
            ),
        )
    else:
        first = filled(_("v ← {slope}, the first push"), slope=_strong(velocity))
        lines += wrapped(first, width)
    if not optimizer.nesterov:
        return lines, velocity, (Span("v"),)
    ahead = slope + optimizer.momentum * velocity
    made = spans(_strong(slope), f" + {mu}·", Span(bracketed(decimal_text(velocity))))
    return lines + _equation((Span("p"),), made, ahead, width), ahead, (Span("p"),)


def _divided(optimizer: gd.Adam, step: gd.Step, record: gd.Arithmetic, i: int, width: int) -> list[Line]:
    """Adam's change: the mean slope over its usual size, both corrected for their start at 0."""
    count, means, squares, highest = _state_after(optimizer, step, record)
    beta1, beta2 = optimizer.betas
    mean = means[i] / (1.0 - beta1**count)
    size = math.sqrt((highest or squares)[i]) / math.sqrt(1.0 - beta2**count) + optimizer.eps
    made = filled(_("mean {mean}, usual size {size}"), mean=_strong(mean), size=_strong(size))
    rate = notation.number(record.learning_rate, 6)
    product = spans(f"−{rate}·", _strong(mean, bracket=True), "/", _strong(size))
    if optimizer.decoupled and optimizer.weight_decay:
        weight = Span(bracketed(decimal_text(record.partials[i].before)), PARAMETERS[i])
        product = spans(product, f" − {rate}·{notation.number(optimizer.weight_decay)}·", weight)
    delta = record.partials[i].delta
    return wrapped(made, width) + _equation((Span(_("change")),), product, delta, width)


def _state_after(optimizer: gd.Optimizer, step: gd.Step, record: gd.Arithmetic) -> gd.State:
    """The optimizer's state after the update, computed by the optimizer itself."""
    gradient = tuple(partial.gradient for partial in record.partials)
    return optimizer.update(gradient, step.state, step.params, record.learning_rate)[1]


def _velocity(optimizer: gd.SGD, step: gd.Step, record: gd.Arithmetic) -> gd.Params:
    """The velocity of each parameter after the update, computed by the optimizer itself."""
    velocity: gd.Params = _state_after(optimizer, step, record)[1]
    return velocity


def _equation(left: Spans, right: Spans, value: float, width: int) -> list[Line]:
    return wrapped(spans(left, " = ", right, " = ", _strong(value)), width)


def _against(partial: gd.Partial, rate: float, push: float, symbol: Spans, width: int) -> list[Line]:
    """w ← w − lr · push, with as many decimals as fit into `width`."""

    def candidates() -> Iterator[Spans]:
        name = Span(partial.name, PARAMETERS[partial.place])
        for decimals in _decimals(partial):
            pushed = Span(bracketed(decimal_text(push, decimals)), "strong")
            before = _weight(partial, partial.before, decimals)
            numbers = spans(before, f" − {notation.number(rate, 6)}·", pushed)
            after = _weight(partial, partial.after, decimals)
            if decimals == _decimals(partial)[0]:
                yield spans(name, " ← ", name, " − lr·", symbol, " = ", numbers, " = ", after)
            yield spans(name, " ← ", numbers, " = ", after)

    return fitting_line(width, candidates())


def _moved(partial: gd.Partial) -> Iterator[Spans]:
    """w ← w + change, the fullest form first."""
    for decimals in _decimals(partial):
        sign, size = sign_and_size(partial.delta, decimals)
        before, after = (_weight(partial, value, decimals) for value in (partial.before, partial.after))
        yield spans(
            Span(partial.name, PARAMETERS[partial.place]),
            " ← ",
            before,
            f" {sign} ",
            Span(size, "strong"),
            " = ",
            after,
        )


def _decimals(partial: gd.Partial) -> range:
    """Numbers of decimals that show the change of a weight, the largest first."""
    return range(max(4, min(decimals_for([partial.delta]), 7)), 1, -1)


def _weight(partial: gd.Partial, value: float, decimals: int) -> Span:
    return Span(decimal_text(value, decimals), PARAMETERS[partial.place])


def _strong(value: float, bracket: bool = False) -> Span:
    text = decimal_text(value)
    return Span(bracketed(text) if bracket else text, "strong")
