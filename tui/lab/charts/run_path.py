"""The way of a run over its parameters: the steps that are drawn of it, and those that a view has to hold."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

import gdengine as gd
from tui.lab.charts.chart import Point
from tui.lab.session.frame import Frame, Run

MOST_STEPS_IN_FULL: Final = 192
"""Up to this number of steps all are drawn; of a longer run the first, the last, and some between."""

STEPS_BETWEEN: Final = 96
"""Steps drawn between the first and the last ones of a long run: about this number, at most twice it."""

STEPS_PER_VIEW: Final = 4
"""Steps for which a view stays the same, however fast the run grows."""

CALM_SECONDS: Final = 0.4
"""While a run plays, a view stays at least this long."""

MOST_STEPS_PER_VIEW: Final = 1 << 17
"""Steps for which a view stays at most: about what is computed in CALM_SECONDS."""

MOST_STEPS_AHEAD: Final = 64
"""Steps that are taken in advance at most, to see what a view has to hold."""


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


class Stretch(NamedTuple):
    """Steps on screen that share a view: `length` ones from step `first` on."""

    first: int
    length: int

    @classmethod
    def of(cls, frame: Frame) -> Stretch:
        """The steps that share a view with the step on screen: STEPS_PER_VIEW, or more while playing fast."""
        length = STEPS_PER_VIEW
        if frame.playing:
            asked = min(CALM_SECONDS * frame.speed, MOST_STEPS_PER_VIEW)
            length = max(length, 1 << (math.ceil(asked) - 1).bit_length())
        return cls(frame.index // length * length, length)

    def within(self, index: int, length: int) -> Stretch:
        """The part of this stretch with step `index` that has only `length` steps."""
        return Stretch(index // length * length, min(length, self.length))


def params_at(frame: Frame, first: int, stop: int) -> Iterator[Point]:
    """(w1, w0) at the steps first, …, stop − 1; steps that were not yet taken are taken in advance."""
    history, taken = frame.run.history, range(max(0, first), min(frame.newest + 1, stop))
    for k in taken:
        yield _pair(history.at(k).params)
    step: gd.Step | None = history.at(frame.newest) if stop - 1 > frame.newest else None
    while step is not None and step.index < stop - 1:
        step = gd.next_step(history.experiment, step)
        if step is not None and step.index >= first:
            yield _pair(step.params)


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
