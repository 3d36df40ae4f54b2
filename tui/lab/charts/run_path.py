"""The way of a run over its parameters: the steps that are drawn of it, and those that a view has to hold."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import gdengine as gd
from tui.lab.charts.chart import Point
from tui.lab.session.frame import Frame, Run

MOST_STEPS_IN_FULL: Final = 192
"""Up to this number of steps all are drawn; of a longer run the first, the last, and some between."""

STEPS_BETWEEN: Final = 96
"""Steps drawn between the first and the last ones of a long run: about this number, at most twice it."""

STEPS_PER_VIEW: Final = 4
"""Steps for which a view stays the same, however fast the run grows."""


def run_path(run: Run, index: int) -> Iterator[Point]:
    """(w1, w0) at the steps of a run up to `index`: all of a short run, some of a long one.

    Between the first and the last ones milestones are drawn, which a history has at once. The step before
    each is drawn too: it shows whether a run jumps to and fro.
    """
    history = run.history
    if index <= MOST_STEPS_IN_FULL:
        yield from (_pair(history.at(k).params) for k in range(index + 1))
        return
    stride = history.block << max(0, (index // (STEPS_BETWEEN * history.block)).bit_length() - 1)
    firsts = [0, *(k for k in history.changes if k <= index), index]
    between = {history.milestone(k) for first, stop in pairwise(firsts) for k in range(first, stop, stride)}
    before = -1
    for k in sorted(
        between | {*range(MOST_STEPS_IN_FULL // 3), *range(index - MOST_STEPS_IN_FULL // 3, index + 1)}
    ):
        step = history.at(k)
        w1, w0 = _pair(step.params)
        if k - before > 1:
            yield w1 - step.delta[0], w0 - step.delta[1]
        yield w1, w0
        before = k


def first_in_view(index: int) -> int:
    """The first of the STEPS_PER_VIEW steps on screen that share a view with step `index`."""
    return index // STEPS_PER_VIEW * STEPS_PER_VIEW


def last_swings(frame: Frame) -> list[Point]:
    """(w1, w0) at the last four to eight steps, and at the next one to four.

    They are the same for STEPS_PER_VIEW steps on screen: steps that were not yet taken are taken in advance.
    """
    first = first_in_view(frame.index)
    return [_pair(params) for params in _steps(frame, first, first + STEPS_PER_VIEW)]


def _steps(frame: Frame, first: int, last: int) -> Iterator[gd.Params]:
    history, newest = frame.run.history, min(frame.newest, last)
    for k in range(max(0, first - STEPS_PER_VIEW), newest + 1):
        yield history.at(k).params
    step: gd.Step | None = history.at(newest)
    while step is not None and step.index < last:
        step = gd.next_step(history.experiment, step)
        if step is not None:
            yield step.params


def next_params(frame: Frame) -> Point | None:
    """The parameters after the next update; None if none follows or they are not finite."""
    if frame.index < frame.newest:
        found = frame.run.history.at(frame.index + 1).params
    else:
        following = gd.next_step(frame.experiment, frame.step)
        found = following.params if following else (math.nan, math.nan)
    return _pair(found) if all(map(math.isfinite, found)) else None


def _pair(params: gd.Params) -> Point:
    return params[0], params[1]
