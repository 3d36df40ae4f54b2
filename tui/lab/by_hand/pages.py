"""The update by hand on three pages: its arithmetic, the same by autograd, and the constants."""

from __future__ import annotations

from typing import Final

import gdengine as gd
from tui.lab.by_hand.update import update
from tui.lab.by_hand.writing import Line, Span, Spans, breadth, spans, wrapped
from tui.lab.keys.user_keymap import symbol
from tui.lab.session.frame import Frame
from tui.lab.text.cells import first_within
from tui.lab.text.language import _N, _

__all__ = ["PAGE_COUNT", "PAGE_NAMES", "Line", "Span", "Spans", "by_hand", "title"]

PAGE_NAMES: Final = (_N("Update"), _N("Autograd"), _N("Constants"))
"""The names of the pages, in their order; to be translated."""

PAGE_COUNT: Final = len(PAGE_NAMES)


def by_hand(frame: Frame, width: int, height: int) -> list[Line]:
    """The page that `frame` shows, in lines of at most `width` cells; there may be more than `height`.

    Blocks are separated by an empty line if that fits into `height` lines.
    """
    page = frame.looks.hand % PAGE_COUNT
    if page == 2 and frame.points:
        # Not at the top: the lab opens on the first page, and starts without the others.
        from tui.lab.by_hand.constants import constants

        blocks = constants(frame, width)
    elif frame.step.status is gd.Status.NONFINITE:
        blocks = [wrapped(spans(_no_update()), width, 0)]
    elif frame.points is None:
        from tui.lab.by_hand import on_terrain

        blocks = on_terrain.update(frame, width)
    elif page == 1:
        from tui.lab.by_hand.autograd import autograd

        blocks = autograd(frame, width)
    else:
        blocks = update(frame, width, height)
    blocks = [block for block in blocks if block]
    apart = sum(map(len, blocks)) + len(blocks) - 1 <= height
    lines: list[Line] = []
    for block in blocks:
        lines += [Line(())] * bool(apart and lines) + block
    return lines


def title(page: int, width: int) -> Spans:
    """The panel's name and the names of its pages, the one on screen marked.

    The longest form that fits into `width` cells, or else the shortest.
    """
    name, key, page = _("By hand"), Span(symbol("by-hand"), "current"), page % PAGE_COUNT
    marked = [
        Span("▸" + _(page_name), "current") if place == page else Span(_(page_name), "quiet")
        for place, page_name in enumerate(PAGE_NAMES)
    ]
    candidates = [
        spans(Span(name), "  ", marked[0], " · ", marked[1], " · ", marked[2], "  ", key),
        spans(Span(name), " ", marked[0], " ", marked[1], " ", marked[2], " ", key),
        spans(Span(name), " ", marked[0], " ", marked[1], " ", marked[2]),
        spans(Span(name), " ", marked[page], f" {page + 1}/{PAGE_COUNT} ", key),
        spans(marked[page], f" {page + 1}/{PAGE_COUNT}"),
    ]
    return first_within(candidates, width, breadth)


def _no_update() -> str:
    return _(
        "These numbers are beyond what the computer can hold: no update follows from here. "
        "Go back some steps to see the arithmetic."
    )
