"""The page with the slopes found by autograd: the tape forwards and backwards, and a comparison."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, takewhile
from typing import Final

import gdengine as gd
from tui.lab.by_hand.tape import backwards, forwards, numbered_nodes
from tui.lab.by_hand.terms import KEPT_FACTOR, derivative
from tui.lab.by_hand.writing import Line, Span, Spans, decimal_text, filled, padded, spans, table, wrapped
from tui.lab.session.frame import Frame
from tui.lab.text import notation
from tui.lab.text.language import _

MOST_ROWS_ON_TAPE: Final = 4
"""Rows of the data that are put on one tape; if the batch has more, the tape is of one row alone."""

FORWARDS_CELLS: Final = 28
"""Cells for the forward pass where the backward pass stands beside it."""

MOST_BACKWARDS_CELLS: Final = 80
"""Cells for the backward pass at most: enough for four rows."""

MOST_STACKED_CELLS: Final = 60
"""Cells for either pass where one is below the other, so that a value stays near its symbol."""


def autograd(frame: Frame, width: int) -> list[list[Line]]:
    """The blocks of the page for a panel `width` cells wide; all numbers of the step must be finite."""
    record = gd.arithmetic(frame.experiment, frame.step, MOST_ROWS_ON_TAPE, frame.fit.selected)
    first = record.partials[0]
    used = [term.row - 1 for term in first.terms]
    whole = not first.left_out and len(used) <= MOST_ROWS_ON_TAPE
    rows = used if whole else [frame.fit.selected if frame.fit.selected in used else used[0]]
    data = frame.fit.data
    tape = gd.regression_tape([(data.x[row], data.y[row]) for row in rows], frame.step.params)
    return [
        _introduction(rows, whole, width),
        *_ways(tape, rows, frame.fit.selected, width),
        _comparison(frame, record, tape, rows, whole, width),
    ]


def _introduction(rows: Sequence[int], whole: bool, width: int) -> list[Line]:
    text = _(
        "loss.backward() goes through this list from its end. Each line hands its slope on to what it is "
        "made of."
    )
    lines = wrapped(spans(text), width, 0)
    if not whole:
        sentence = _("The tape of row {row} alone: every other row has one like it.")
        lines += wrapped(filled(sentence, row=Span(f"{rows[0] + 1:,}", "strong")), width, 0)
    return lines


def _ways(tape: gd.Tape, rows: Sequence[int], selected: int | None, width: int) -> list[list[Line]]:
    names = numbered_nodes(tape, rows)
    return ways(
        lambda cells, decimals: forwards(names, selected, cells, decimals),
        lambda cells, decimals: backwards(names, selected, cells, decimals),
        width,
    )


Pass = Callable[[int, int], Iterable[list[Line]]]
"""The lines of each node in a pass over a tape, for this number of cells and of decimals."""


def ways(ahead: Pass, back: Pass, width: int) -> list[list[Line]]:
    """The forward and the backward pass side by side if both fit, else one below the other."""
    headings = _("Forwards ↓ the values"), _("Backwards ↑ the slopes")
    side = min(width - FORWARDS_CELLS - 3, MOST_BACKWARDS_CELLS)
    for decimals in (4, 2) if side > FORWARDS_CELLS else ():
        left = list(ahead(FORWARDS_CELLS, decimals))
        # The first line is the longest: if it does not fit, the others need not be written.
        right = list(takewhile(lambda lines: len(lines) == 1, back(side, decimals)))
        if len(right) == len(left) and all(len(lines) == 1 for lines in left):
            both = [_abreast(Line((Span(headings[0]),)), Line((Span(headings[1]),)))]
            return [both + [_abreast(one[0], other[0]) for one, other in zip(left, right, strict=True)]]
    width, decimals = min(width, MOST_STACKED_CELLS), 4 if width >= 44 else 2
    return [
        [*wrapped((Span(headings[0]),), width), *chain(*ahead(width, decimals))],
        [
            *wrapped((Span(_("Backwards, from the end: the slopes")),), width),
            *chain(*reversed(list(back(width, decimals)))),
        ],
    ]


def _abreast(left: Line, right: Line) -> Line:
    content = spans(padded(left.spans, FORWARDS_CELLS), Span(" │ ", "rule"), right.spans)
    return Line(content, left.row, left.here)


def _comparison(
    frame: Frame, record: gd.Arithmetic, tape: gd.Tape, rows: Sequence[int], whole: bool, width: int
) -> list[Line]:
    """A table of the slopes by autograd, by the formula, and as the update uses them."""
    compared: list[list[Spans]] = [
        [(), *(derivative(partial.name, partial.place) for partial in record.partials)],
        [spans(_("autograd")), *_numbers(tape.gradient)],
        [spans(_("formula, 2/N Σ")), *_numbers(_by_formula(frame, rows))],
        [
            spans(
                _("in force, {formula}").format(
                    formula=f"{KEPT_FACTOR[frame.fit.regression.gradient_scale]}Σ"
                )
            ),
            *_numbers([partial.gradient for partial in record.partials]),
        ],
    ]
    lines = [part for line in table(compared, gap=2) for part in wrapped(line.spans, width)]
    return lines + wrapped(_why_they_differ(frame, record, whole), width, 0)


def _numbers(values: Sequence[float]) -> list[Spans]:
    return [(Span(decimal_text(value), "strong"),) for value in values]


def _by_formula(frame: Frame, rows: Sequence[int]) -> tuple[float, float]:
    """The slopes of w1 and w0 over `rows`: 2/N·Σ (f(xᵢ) − yᵢ)·xᵢ, and the same without xᵢ."""
    x, y = frame.fit.data.x, frame.fit.data.y
    errors = [frame.fit.regression.predict(frame.step.params, x[row]) - y[row] for row in rows]
    slant = math.fsum if all(map(math.isfinite, errors)) else sum
    return (
        2.0 / len(rows) * slant(error * x[row] for error, row in zip(errors, rows, strict=True)),
        2.0 / len(rows) * slant(errors),
    )


def _why_they_differ(frame: Frame, record: gd.Arithmetic, whole: bool) -> Spans:
    """Sentences on what makes the update's slopes differ from autograd's."""
    n = len(record.partials[0].terms) + record.partials[0].left_out
    ratio = record.partials[0].scale * n / 2.0
    found: list[Spans] = []
    if not whole:
        found.append(filled(_("In force are all {count} rows."), count=Span(f"{n:,}", "strong")))
    if ratio != 1.0:
        sentence = _("The constants that are left out make it ×{ratio}.")
        found.append(filled(sentence, ratio=Span(notation.number(ratio), "strong")))
    if record.update == "sequential":
        found.append(spans(_("In force, w0 sees the new w1; backward() knows the old one only.")))
    if not found:
        found.append(spans(_("The same numbers, found without a formula.")))
    return spans(*(part for sentence in found for part in (" ", sentence)))[1:]
