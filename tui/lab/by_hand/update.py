"""The page with the next update: the cost, each slope term by term, and the new weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import gdengine as gd
from tui.lab.by_hand.change import change, optimizer_effect
from tui.lab.by_hand.terms import formula, terms
from tui.lab.by_hand.writing import Line, Span, Spans, decimal_text, filled, fitting_line, spans, wrapped
from tui.lab.session.frame import Frame
from tui.lab.text import notation
from tui.lab.text.language import _
from tui.lab.text.roles import PARAMETERS

MOST_ROWS_IN_FULL: Final = 8
"""Up to this number of rows all terms are shown, even in a small panel."""

LEAST_TERMS: Final = 4
"""Terms shown of more rows, in the smallest panel."""

MOST_SQUARES: Final = 5
"""Squared errors written into the cost's formula at most."""


def update(frame: Frame, width: int, height: int) -> list[list[Line]]:
    """The blocks of the page for a panel of this size in cells; all numbers of the step must be finite."""
    n = len(frame.fit.data)
    batch = frame.experiment.batch
    used = min(batch.size, n) if isinstance(batch, gd.MiniBatch) else n
    rows = MOST_ROWS_IN_FULL if used <= MOST_ROWS_IN_FULL else max(LEAST_TERMS, height // 2 - 6)
    record = gd.arithmetic(frame.experiment, frame.step, rows, frame.fit.selected)
    opening, cost = _opening(frame, record, width), _cost(frame, width)
    blocks = [[*opening, *cost]]
    for i, partial in enumerate(record.partials):
        blocks.append(
            [
                *(_taken_at(record, partial, width) if i else ()),
                *formula(record, i, frame.fit.regression.gradient_scale, width),
                *terms(partial, frame.fit.regression.gradient_scale, frame.fit.selected, width),
                *change(frame.experiment, frame.step, record, i, width),
            ]
        )
    if 0 < sum(map(len, blocks)) - height < len(cost):
        # The squares can be left out: they are in the data panel too.
        value = Span(notation.cost(frame.step.cost), "cost")
        blocks[0] = [*opening, *fitting_line(width, [spans(Span("E", "cost"), " = ", value)])]
    return [*blocks, _orders(frame, width)]


def _opening(frame: Frame, record: gd.Arithmetic, width: int) -> list[Line]:
    """The update's number, its learning rate, its rows, and its optimizer."""
    rate = notation.number(record.learning_rate, 6)
    by = "" if isinstance(frame.experiment.learning_rate, float) else _(" (schedule)")
    sentence = _("Step {step} → {next}, learning rate {lr}")
    step, following = f"{record.index:,}", f"{record.index + 1:,}"
    lines = wrapped(
        spans(filled(sentence, step=Span(step), next=Span(following, "strong"), lr=Span(rate, "strong")), by),
        width,
        0,
    )
    if isinstance(frame.experiment.batch, gd.MiniBatch):
        lines += _batch(frame, record.partials[0], width)
    return lines + optimizer_effect(frame.experiment.optimizer, width)


def _batch(frame: Frame, partial: gd.Partial, width: int) -> list[Line]:
    """A sentence on the rows that the slopes are computed from."""
    numbers = [str(term.row) for term in partial.terms]
    if partial.left_out:
        numbers.insert(len(numbers) // 2, "…")
    rows = ", ".join(numbers)
    sentence = _("Only {count} of {all} rows this time: {rows}")
    count = len(partial.terms) + partial.left_out
    return wrapped(
        filled(sentence, count=Span(f"{count:,}", "strong"), all=f"{len(frame.fit.data):,}", rows=Span(rows)),
        width,
        0,
    )


def _cost(frame: Frame, width: int) -> list[Line]:
    """The cost as the mean of the squared errors; the selected row's stands out."""

    def candidates() -> Iterator[Spans]:
        value = Span(notation.cost(frame.step.cost), "cost")
        for decimals in (4, 3, 2):
            mean = spans("(", _squares(frame, decimals), f")/{len(frame.fit.data):,}", " = ", value)
            if decimals == 4:
                yield spans(
                    Span("E", "cost"), " = ", Span("1/N Σ "), Span("(f(xᵢ) − yᵢ)²", "residual"), " = ", mean
                )
            yield spans(Span("E", "cost"), " = ", mean)

    return fitting_line(width, candidates())


def _squares(frame: Frame, decimals: int) -> Spans:
    """The squared errors, added up; of many rows, the first two, the selected one and the last."""
    n, data = len(frame.fit.data), frame.fit.data
    shown_rows = set(range(n)) if n <= MOST_SQUARES else {0, 1, n - 1, *({frame.fit.selected} - {None})}
    parts: list[Spans | str] = []
    before = -1
    for row in sorted(row for row in shown_rows if row is not None):
        if row > before + 1:
            parts.append(" + …")
        error = frame.fit.regression.predict(frame.step.params, data.x[row]) - data.y[row]
        here = row == frame.fit.selected
        square = Span(
            ("▸" if here else "") + decimal_text(error * error, decimals), "here" if here else "residual"
        )
        parts.append(spans(" + " if parts else "", square))
        before = row
    return spans(*parts)


def _taken_at(record: gd.Arithmetic, partial: gd.Partial, width: int) -> list[Line]:
    """A sentence on whether the slope uses the weight that was just changed, or the one before."""
    sentence = (
        _("Then {w0}, with the new {w1} = {value}:")
        if record.update == "sequential"
        else _("At once {w0}, with the old {w1} = {value}:")
    )
    return wrapped(
        filled(
            sentence,
            w0=Span(partial.name, PARAMETERS[partial.place]),
            w1=Span(record.partials[0].name, PARAMETERS[0]),
            value=Span(decimal_text(partial.at[0]), PARAMETERS[0]),
        ),
        width,
        0,
    )


def _orders(frame: Frame, width: int) -> list[Line]:
    """A sentence on what the update order decides; no lines where theory gives no limit."""
    here = frame.experiment
    limits, settles = {}, {}
    for order in gd.UPDATE_ORDERS:
        there = here if here.update == order else replace(here, update=order)
        limit, forecast = gd.theory.learning_rate_limit(there), gd.forecast(there)
        # A factor that rounds to 1 counts as not converging, though the run does settle below the limit.
        settles[order] = forecast and (forecast.converges or frame.learning_rate < forecast.limit)
        limits[order] = limit
    new, old = limits["sequential"], limits["simultaneous"]
    if new is None or old is None:
        return []
    sentence = _("The limit is {new} when w0 sees the new w1, and {old} when it sees the old one.")
    match settles["sequential"], settles["simultaneous"]:
        case True, True:
            verdict = _("lr {lr} settles either way.")
        case True, False:
            verdict = _("lr {lr} settles with the new w1 only.")
        case False, True:
            verdict = _("lr {lr} settles with the old w1 only.")
        case False, False:
            verdict = _("lr {lr} settles in neither.")
        case _:
            verdict = ""
    in_force = {order: "strong" if here.update == order else "" for order in gd.UPDATE_ORDERS}
    limits_line = filled(
        sentence,
        new=Span(notation.number(new), in_force["sequential"]),
        old=Span(notation.number(old), in_force["simultaneous"]),
    )
    rate = Span(notation.number(frame.learning_rate, 6), "strong")
    return wrapped(spans(limits_line, " ", filled(verdict, lr=rate)), width, 0)
