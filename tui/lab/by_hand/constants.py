"""The page on the constants of the derivative: which are dropped, and what that does to the learning rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import gdengine as gd
from tui.lab.by_hand.terms import KEPT_FACTOR, derivative
from tui.lab.by_hand.writing import Line, Span, Spans, breadth, decimal_text, filled, spans, table, wrapped
from tui.lab.session import catalogue
from tui.lab.session.frame import Frame
from tui.lab.session.parts import StepSize
from tui.lab.text import notation
from tui.lab.text.language import _

SCALES: Final[tuple[gd.GradientScale, ...]] = ("exact", "mean", "sum")

ORDERS: Final[tuple[gd.UpdateOrder, ...]] = ("sequential", "simultaneous")

NumberPerScale = Mapping[gd.GradientScale, float | None]
"""A number for each gradient scale; None where it is not known."""


def constants(frame: Frame, width: int) -> list[list[Line]]:
    """The blocks of the page for a panel `width` cells wide."""
    n, gradient = _in_force(frame)
    factor = gd.gradient_factor(frame.fit.regression.gradient_scale, n)
    ratios = {scale: gd.gradient_factor(scale, n) / factor for scale in SCALES}
    rates = {scale: _same_rate(frame, ratio) for scale, ratio in ratios.items()}
    steps, limits = _steps(frame.names, gradient, ratios, rates), _limits(frame, ratios)
    tables = [_table([*steps, *limits], frame, gap=3)]
    if breadth(tables[0][0].spans) > width:
        tables = [*_fitted(steps, frame, width), *_fitted(limits, frame, width)]
    return [_dropped(frame, width), *tables, [*_dial(frame, rates, width), *_legend(width)]]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the table: two lines of heading, and a number for each gradient scale."""

    group: Spans
    heading: Spans
    numbers: NumberPerScale
    strong: bool = False

    def cell(self, scale: gd.GradientScale, decimals: int) -> Spans:
        value = self.numbers[scale]
        return (
            Span("–" if value is None else decimal_text(value, decimals), "strong" if self.strong else ""),
        )


def _in_force(frame: Frame) -> tuple[int, gd.Params]:
    """The number of rows that the next update uses, and its gradient.

    Where no update follows: all rows, and the gradient of the step on screen.
    """
    if frame.step.status is gd.Status.NONFINITE:
        return len(frame.fit.data), frame.step.gradient
    partials = gd.arithmetic(frame.experiment, frame.step, 0).partials
    return partials[0].left_out, tuple(partial.gradient for partial in partials)


def _same_rate(frame: Frame, ratio: float) -> float | None:
    """The learning rate that makes the same step with the gradient multiplied by `ratio`, if known."""
    optimizer, rate = frame.experiment.optimizer, frame.learning_rate
    part = catalogue.optimizer_of(optimizer)
    if ratio == 1.0:
        return rate
    if gd.weight_decay(optimizer) and not part.decoupled_decay:
        return None
    if part.steps is StepSize.BY_SLOPE:
        return rate / ratio
    return rate if part.scale_free else None


def _steps(
    names: Sequence[str], gradient: gd.Params, ratios: Mapping[gd.GradientScale, float], rates: NumberPerScale
) -> list[_Column]:
    """The gradient in each scale, and the learning rate that makes the same step with it."""
    slopes = [
        _Column((), derivative(name, place), {scale: ratio * slope for scale, ratio in ratios.items()})
        for place, (name, slope) in enumerate(zip(names, gradient, strict=True))
    ]
    return [*slopes, _Column(spans(_("same step")), spans(_("with lr")), rates, strong=True)]


def _limits(frame: Frame, ratios: Mapping[gd.GradientScale, float]) -> list[_Column]:
    """The limit and the best learning rate in each scale, for both update orders."""
    found = []
    for name, rate_of in (
        (_("limit"), gd.theory.learning_rate_limit),
        (_("best"), gd.theory.best_learning_rate),
    ):
        for order in ORDERS:
            heading = _("new w1") if order == "sequential" else _("old w1")
            here = frame.experiment.update == order
            known = rate_of(frame.experiment if here else replace(frame.experiment, update=order))
            mark = Span("▸", "mark") if here else ""
            # Theory gives the numbers of the scale in force; for another the ratio converts them.
            decays = bool(gd.weight_decay(frame.experiment.optimizer))
            numbers = {
                scale: None if known is None or (decays and ratio != 1.0) else known / ratio
                for scale, ratio in ratios.items()
            }
            found.append(_Column(spans(name), spans(mark, heading), numbers, strong=here))
    return found


def _fitted(columns: Sequence[_Column], frame: Frame, width: int) -> list[list[Line]]:
    """The columns with as many decimals as fit, split into several tables where one is too wide."""
    lines: list[Line] = []
    for decimals in (4, 3, 2):
        lines = _table(columns, frame, gap=1, decimals=decimals)
        if breadth(lines[0].spans) <= width:
            return [lines]
    if len(columns) > 1:
        half = len(columns) // 2
        return [*_fitted(columns[:half], frame, width), *_fitted(columns[half:], frame, width)]
    return [[line._replace(spans=part.spans) for line in lines for part in wrapped(line.spans, width)]]


def _table(columns: Sequence[_Column], frame: Frame, gap: int, decimals: int = 4) -> list[Line]:
    """Headings, and a row for each gradient scale; the row of the scale in force stands out."""
    rows: list[Sequence[Spans]] = [
        [(), *(column.group for column in columns)],
        [(), *(column.heading for column in columns)],
    ]
    for scale in SCALES:
        here = scale == frame.fit.regression.gradient_scale
        label = spans(
            Span("▸" if here else " ", "mark"), Span(f"{KEPT_FACTOR[scale]}Σ", "strong" if here else "")
        )
        rows.append([label, *(column.cell(scale, decimals) for column in columns)])
    marks = [False, False, *(scale == frame.fit.regression.gradient_scale for scale in SCALES)]
    return [line._replace(here=mark) for line, mark in zip(table(rows, gap), marks, strict=True)]


def _dropped(frame: Frame, width: int) -> list[Line]:
    """A sentence on the factor of the exact derivative and the factor that is kept here."""
    scale = frame.fit.regression.gradient_scale
    sentence = {
        "exact": _("The slope of E begins with {full}, and so it does here, as in PyTorch."),
        "mean": _("The slope of E begins with {full}. Here the 2 is dropped, which leaves the mean: {kept}."),
        "sum": _(
            "The slope of E begins with {full}. Here 2/N is dropped, as in the article, which leaves the "
            "sum: {kept}."
        ),
    }[scale]
    return wrapped(
        filled(sentence, full=Span("2/N Σ"), kept=Span(f"{KEPT_FACTOR[scale]}Σ", "strong")), width, 0
    )


def _dial(frame: Frame, rates: NumberPerScale, width: int) -> list[Line]:
    """A sentence on what the constants do to the learning rate."""
    here = frame.fit.regression.gradient_scale
    there: gd.GradientScale = "sum" if here == "exact" else "exact"
    optimizer = frame.experiment.optimizer
    if rates[there] is None and gd.weight_decay(optimizer):
        sentence = _(
            "The constants do not touch the weight decay, so no other learning rate makes the same step."
        )
    elif rates[there] is None:
        sentence = _("With which learning rate {optimizer} makes the same step is not known.")
    elif catalogue.optimizer_of(optimizer).scale_free:
        sentence = _("{optimizer} divides a slope by its own size: the constants hardly change its step.")
    else:
        sentence = _("The same step, another number on the dial: {lr} with {here} is {other} with {there}.")
    return wrapped(
        filled(
            sentence,
            optimizer=type(optimizer).__name__,
            lr=Span(f"lr {notation.number(frame.learning_rate, 6)}", "strong"),
            other=Span(f"lr {notation.number(rates[there] or 0.0)}", "strong"),
            here=Span(f"{KEPT_FACTOR[here]}Σ"),
            there=Span(f"{KEPT_FACTOR[there]}Σ"),
        ),
        width,
        0,
    )


def _legend(width: int) -> list[Line]:
    """What the headings of the two update orders mean."""
    text = _("new w1: w0 sees it (sequential, the article's loop); old w1: it does not (simultaneous).")
    return wrapped(spans(text), width, 0)
