"""The page with the update on a curve or a surface: the derivative, the numbers put in, the step."""

from __future__ import annotations

from typing import Final

import gdengine as gd
from tui.lab.by_hand.change import change, optimizer_effect
from tui.lab.by_hand.terms import slope_name
from tui.lab.by_hand.update import taken_at
from tui.lab.by_hand.writing import Line, Span, Spans, decimal_text, filled, spans, wrapped
from tui.lab.session.frame import Frame
from tui.lab.session.terrains import terrain_of
from tui.lab.text import notation
from tui.lab.text.language import _

MOST_CHARACTERS: Final = 400
"""The longest derivative that is written out; of a longer one only the terms' values are shown."""


def update(frame: Frame, width: int, height: int) -> list[list[Line]]:
    """The blocks of the page for a panel of this size in cells; all numbers of the step must be finite.

    Where they do not fit, the formula is left out, and then the line with the numbers put in.
    """
    record = gd.arithmetic(frame.experiment, frame.step)
    blocks: list[list[Line]] = []
    for formula, numbers in ((True, True), (False, True), (False, False)):
        blocks = [_opening(frame, record, formula, width)]
        for i, partial in enumerate(record.partials):
            blocks.append(
                [
                    *(taken_at(record, partial, width) if i else ()),
                    *_slope(frame, partial, numbers, width),
                    *wrapped(_direction(partial, record.plain), width, 0),
                    *change(frame.experiment, frame.step, record, i, width),
                ]
            )
        if sum(map(len, blocks)) <= height:
            break
    return blocks


def _opening(frame: Frame, record: gd.Arithmetic, formula: bool, width: int) -> list[Line]:
    """The update's number and its learning rate, the cost with its formula, and the optimizer."""
    rate = notation.number(record.learning_rate, 6)
    by = "" if isinstance(frame.experiment.learning_rate, float) else _(" (schedule)")
    sentence = _("Step {step} → {next}, learning rate {lr}")
    numbers = filled(
        sentence,
        step=Span(f"{record.index:,}"),
        next=Span(f"{record.index + 1:,}", "strong"),
        lr=Span(rate, "strong"),
    )
    text = gd.written(terrain_of(frame.experiment).parsed).text()
    value = spans(" = ", Span(notation.cost(frame.step.cost), "cost"))
    cost = spans(Span("E", "cost"), value)
    if formula and len(text) <= MOST_CHARACTERS:
        cost = spans(Span("E", "cost"), f"({', '.join(frame.names)}) = ", Span(text), value)
    return [
        *wrapped(spans(numbers, by), width, 0),
        *wrapped(cost, width),
        *optimizer_effect(frame.experiment.optimizer, width),
    ]


def _slope(frame: Frame, partial: gd.Partial, numbers: bool, width: int) -> list[Line]:
    """The derivative, the same with numbers in place of the names, each term's value, and the sum."""
    written = gd.derivative(terrain_of(frame.experiment).parsed, partial.name)
    name, text = slope_name(frame.names, partial.place), written.text()
    known = dict(zip(frame.names, partial.at, strict=True))
    put_in = written.text({each: notation.number(value, 5) for each, value in known.items()})
    values = written.values(partial.at)
    slope = Span(decimal_text(partial.gradient), "strong")
    lines: list[Line] = []
    if len(text) <= MOST_CHARACTERS:
        lines += wrapped(spans(name, " = ", Span(text)), width)
        if numbers and put_in not in (text, slope.text) and len(put_in) <= MOST_CHARACTERS:
            lines += wrapped(spans("  = ", Span(put_in)), width, 4)
    if len(values) > 1:
        return [*lines, *wrapped(spans("  = ", _sum(values), " = ", slope), width, 4)]
    return lines if text == slope.text else [*lines, *wrapped(spans("  = ", slope), width)]


def _sum(values: tuple[float, ...]) -> Spans:
    """42.592 − 17.6 + 1."""
    parts: list[Spans | str] = []
    for value in values:
        size = decimal_text(abs(value))
        if not parts:
            parts.append((Span(decimal_text(value)),))
        else:
            parts.append(spans(f" {notation.MINUS if value < 0.0 else '+'} ", Span(size)))
    return spans(*parts)


def _direction(partial: gd.Partial, plain: bool) -> Spans:
    """Which way the slope sends the ball; with momentum and the like it only pushes it that way."""
    if partial.gradient == 0.0:
        return filled(_("slope {slope}: it pushes neither way"), slope=Span("0", "strong"))
    first, grows = partial.place == 0, partial.gradient > 0.0
    if plain and partial.after == partial.before:
        sentence = _("slope {slope}, too small to move the ball")
    elif plain:
        sentence = (
            (_("slope {slope}, so to the left") if grows else _("slope {slope}, so to the right"))
            if first
            else (_("slope {slope}, so down") if grows else _("slope {slope}, so up"))
        )
    else:
        sentence = (
            (_("slope {slope}, a push to the left") if grows else _("slope {slope}, a push to the right"))
            if first
            else (_("slope {slope}, a push down") if grows else _("slope {slope}, a push up"))
        )
    return filled(sentence, slope=Span(decimal_text(partial.gradient), "strong"))
