"""A partial derivative written as a sum: the formula, each row's term with its numbers, the total."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import gdengine as gd
from tui.lab.by_hand.writing import (
    Line,
    Span,
    Spans,
    bracketed,
    breadth,
    decimal_text,
    decimals_for,
    filled,
    fitting_line,
    for_row,
    padded,
    sign_and_size,
    spans,
    wrapped,
)
from tui.lab.text import notation
from tui.lab.text.cells import cell_len
from tui.lab.text.language import _
from tui.lab.text.roles import PARAMETERS

DROPPED_FACTOR: Final = {"sum": "2/N", "mean": "2", "exact": ""}
"""The factor of the exact derivative that each gradient scale leaves out."""

KEPT_FACTOR: Final = {"sum": "", "mean": "1/N ", "exact": "2/N "}
"""The factor that each gradient scale puts before the sum."""


def derivative(name: str, place: int) -> Spans:
    """∂E/∂w1, the parameter in its style; `place` is its index among the objective's parameters."""
    return (Span("∂E/∂"), Span(name, PARAMETERS[place]))


def slope_name(names: Sequence[str], place: int) -> Spans:
    """The derivative by the parameter at `place`: E′(x) if it is the only one, else ∂E/∂y."""
    if len(names) == 1:
        return (Span("E′("), Span(names[0], PARAMETERS[0]), Span(")"))
    return derivative(names[place], place)


def derivative_used(record: gd.Arithmetic, i: int) -> Spans:
    """∂E/∂w0 at new w1: the symbol of partial `i`, with where it is taken if that is not the step's line."""
    if len(record.partials) == 1:
        return slope_name((record.partials[0].name,), 0)
    plain = derivative(record.partials[i].name, record.partials[i].place)
    if not i or record.update != "sequential":
        return plain
    return filled(_("{slope} at new {w1}"), slope=plain, w1=Span(record.partials[0].name, PARAMETERS[0]))


def formula(record: gd.Arithmetic, i: int, scale: gd.GradientScale, width: int) -> list[Line]:
    """The formula of partial `i`, with the constants that the gradient scale keeps, and where it is taken."""
    partial = record.partials[i]
    tail = ("(f(xᵢ) − yᵢ)", "residual"), "·xᵢ" if _is_slope(partial) else ""
    short = spans(
        derivative_used(record, i),
        " = ",
        Span(f"{KEPT_FACTOR[scale]}Σ "),
        Span(*tail[0]),
        Span(tail[1]),
    )
    if not DROPPED_FACTOR[scale]:
        return wrapped(short, width)
    notes = (_("without the {constants}"), _("no {constants}"))
    noted = (filled(note, constants=Span(DROPPED_FACTOR[scale])) for note in notes)
    return fitting_line(width, (*(spans(short, "  ", note) for note in noted), short))


def terms(partial: gd.Partial, scale: gd.GradientScale, selected: int | None, width: int) -> list[Line]:
    """A line for each term, one for the rows left out, and the total, aligned at the equal signs."""
    layout = _chosen(partial, width)
    lines: list[Line] = []
    place = left = 0
    for term in partial.terms:
        if term.place > place:
            left += term.place - place
            lines += _gap(term.place - place, left, partial, layout, width)
        here = term.row - 1 == selected
        written = spans(
            Span("▸" if here else " ", "mark"),
            f"{term.row:>{layout.numbers}} " if layout.numbers else "",
            layout.line(layout.left(term, partial), layout.value(term, partial)),
        )
        lines += for_row(wrapped(written, width, 4), term.row - 1, selected)
        place = term.place + 1
    return [*lines, *_total(partial, scale, layout, width)]


TermForm = Callable[[gd.Term, gd.Partial, int], tuple[Spans, ...]]
"""Writes a term of a partial with a number of decimals: the parts between equal signs, without the value."""


class _Layout(NamedTuple):
    """How the terms of a sum are written so that they align; widths are in cells."""

    form: TermForm
    decimals: int
    numbers: int
    lefts: tuple[int, ...]
    values: int

    @property
    def margin(self) -> int:
        """Cells before the left side of each line."""
        return 1 + (self.numbers + 1 if self.numbers else 0)

    @property
    def room(self) -> int:
        """Cells before the last equal sign of each line."""
        return self.margin + sum(self.lefts) + 3 * (len(self.lefts) - 1) if self.lefts else 0

    @property
    def width(self) -> int:
        return (self.room + 3 if self.lefts else self.margin) + self.values

    def left(self, term: gd.Term, partial: gd.Partial) -> Spans:
        written = self.form(term, partial, self.decimals)
        columns = (padded(each, width) for each, width in zip(written, self.lefts, strict=True))
        return spans(*(part for each in columns for part in (" = ", each)))[1:]

    def value(self, term: gd.Term, partial: gd.Partial) -> Span:
        # For the intercept the term is the error itself.
        return Span(decimal_text(term.value, self.decimals), "" if _is_slope(partial) else "residual")

    def line(self, left: Spans, value: Span) -> Spans:
        if not self.lefts:
            return padded((value,), self.values, right=True)
        return spans(left, " = ", padded((value,), self.values, right=True))


def _chosen(partial: gd.Partial, width: int) -> _Layout:
    """The most detailed layout that fits into `width`, or else the shortest."""
    values = [*(term.value for term in partial.terms), partial.total, partial.gradient]
    if partial.left_out:
        values.append(partial.rest)
    *fuller, shortest = _candidates(partial)
    for form, decimals, numbered in fuller:
        # If one term is too long, the others need not be written.
        if sum(map(breadth, form(partial.terms[-1], partial, decimals))) < width:
            layout = _laid_out(partial, values, form, decimals, numbered)
            if layout.width <= width:
                return layout
    return _laid_out(partial, values, *shortest)


def _laid_out(
    partial: gd.Partial, values: Sequence[float], form: TermForm, decimals: int, numbered: bool
) -> _Layout:
    written = [form(term, partial, decimals) for term in partial.terms]
    return _Layout(
        form,
        decimals,
        numbers=max(len(str(term.row)) for term in partial.terms) if numbered else 0,
        lefts=tuple(max(map(breadth, column)) for column in zip(*written, strict=True)),
        values=max(cell_len(decimal_text(value, decimals)) for value in values),
    )


def _candidates(partial: gd.Partial) -> Iterator[tuple[TermForm, int, bool]]:
    """Forms, decimals, and whether row numbers are written; the most detailed first."""
    least = decimals_for(term.error for term in partial.terms)
    decimals = range(max(4, least), least - 1, -1)
    yield _in_two_steps, decimals[0], True
    for places in decimals:
        yield _from_the_weights, places, True
    yield _from_the_weights, least, bool(partial.left_out)
    yield _from_the_prediction, least, True
    yield _from_the_error, least, True
    yield _from_the_error, 2, False


def _from_the_weights(term: gd.Term, partial: gd.Partial, decimals: int) -> tuple[Spans, ...]:
    """((1.60·3 − 0.14) − 5)·3: the line at x, its error, times x."""
    w1, (sign, w0) = decimal_text(partial.at[0], decimals), sign_and_size(partial.at[1], decimals)
    prediction = spans(
        "(", Span(w1, PARAMETERS[0]), "·", Span(_x(term, decimals)), f" {sign} ", Span(w0, PARAMETERS[1]), ")"
    )
    return (_times_x(spans(prediction, " − ", Span(_y(term, decimals))), term, partial, decimals),)


def _in_two_steps(term: gd.Term, partial: gd.Partial, decimals: int) -> tuple[Spans, ...]:
    """… = −0.3400·3: the same, and then the error as one number."""
    return (*_from_the_weights(term, partial, decimals), *_from_the_error(term, partial, decimals))


def _from_the_prediction(term: gd.Term, partial: gd.Partial, decimals: int) -> tuple[Spans, ...]:
    """(4.66 − 5)·3: the prediction as one number."""
    error = spans(Span(decimal_text(term.prediction, decimals)), " − ", Span(_y(term, decimals)))
    return (_times_x(error, term, partial, decimals),)


def _from_the_error(term: gd.Term, partial: gd.Partial, decimals: int) -> tuple[Spans, ...]:
    """−0.34·3: the error as one number; for the intercept the error is the term."""
    if not _is_slope(partial):
        return ()
    return (spans(Span(decimal_text(term.error, decimals), "residual"), "·", Span(_x(term, decimals))),)


def _is_slope(partial: gd.Partial) -> bool:
    """Whether the parameter is the line's slope, whose terms are errors times x, not its intercept."""
    return partial.place == 0


def _times_x(error: Spans, term: gd.Term, partial: gd.Partial, decimals: int) -> Spans:
    return spans("(", error, ")·", Span(_x(term, decimals))) if _is_slope(partial) else error


def _x(term: gd.Term, decimals: int) -> str:
    return bracketed(notation.number(term.x, decimals + 2))


def _y(term: gd.Term, decimals: int) -> str:
    return bracketed(notation.number(term.y, decimals + 2))


def _gap(rows: int, left: int, partial: gd.Partial, layout: _Layout, width: int) -> list[Line]:
    """A line for the `rows` left out between two terms; the last such line has the sum of all left out."""
    if left < partial.left_out:
        return wrapped(spans(" ", _("… {count} rows").format(count=f"{rows:,}")), width)
    sentence = (
        _("… {count} rows between add") if rows == left else _("… {count} rows; all {all} left out add")
    )
    text = spans(" ", sentence.format(count=f"{rows:,}", all=f"{left:,}"))
    rest = Span(decimal_text(partial.rest, layout.decimals))
    room = max(layout.room + 2, breadth(text))
    return fitting_line(
        width,
        (
            spans(padded(text, room), " ", padded((rest,), layout.values, right=True)),
            spans(text, " ", rest),
        ),
    )


def _total(partial: gd.Partial, scale: gd.GradientScale, layout: _Layout, width: int) -> list[Line]:
    """The sum, and the slope that the gradient scale makes of it."""
    total, n = decimal_text(partial.total, layout.decimals), len(partial.terms) + partial.left_out
    slope = decimal_text(partial.gradient, layout.decimals)
    top = "2" if scale == "exact" else "1"
    times = spans(Span(f"{top}/{n:,}"), "·", Span(bracketed(total)))
    candidates = [spans(Span("Σ"))] if scale == "sum" else [spans(Span(f"{top}/N·Σ"), " = ", times), times]
    equal = " = " if decimal_text(partial.scale * partial.total, layout.decimals) == slope else " ≈ "
    value = padded((Span(slope, "strong"),), layout.values, right=True)
    return fitting_line(
        width, (spans(padded(left, layout.room, right=True), equal, value) for left in candidates)
    )
