"""The strip of fates: where each learning rate, or each start, ends; found while the lab is idle."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip

import gdengine as gd
from tui.lab.session import fates
from tui.lab.session.frame import Frame
from tui.lab.session.terrains import terrain_of
from tui.lab.text import notation
from tui.lab.text.cells import cell_len, first_within
from tui.lab.text.language import _
from tui.panels.messages import Set
from tui.panels.strips import StripPanel

WORKING_SECONDS: Final = 0.005
"""Fates are found for this long, then keys are answered."""

PAUSE_SECONDS: Final = 0.012
"""Seconds from the beginning of one piece of work to that of the next."""

MINIMUM_ROLES: Final = ("primary", "accent", "success", "warning", "secondary")
"""The colours of the minima from left to right, again from the first where there are more."""

SIGNS: Final = {
    gd.Ending.CYCLING: "~",
    gd.Ending.DIVERGING: "✕",
    gd.Ending.RESTING: "=",
    gd.Ending.UNSETTLED: "?",
}
"""What stands for a run that ends in no minimum."""

UNKNOWN: Final = "·"
"""A cell whose fate has not been found yet."""

Piece = tuple[str, tuple[str, ...]]
"""A text and the roles of its style."""


class FatesStrip(StripPanel):
    """A cell for each learning rate, with a letter for the minimum in which this start ends; or each start.

    Below it are the axis, with the current learning rate or start marked, and if there is room the minima.
    A small letter is a minimum that a run is certain to reach, but not within the updates taken. A click
    takes the learning rate, or the start, of a cell.
    """

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._fates = fates.Fates()
        self._asked: tuple[gd.Experiment, bool, int] | None = None
        self._strip: fates.Strip | None = None

    def on_mount(self) -> None:
        self._timer = self.set_interval(PAUSE_SECONDS, self._work, pause=True)
        super().on_mount()

    def show(self, frame: Frame) -> None:
        """Draw the fates that are known, and have the others found unless the run is playing."""
        self._draw()
        if self._strip is None or self._fates.complete or frame.playing:
            self._timer.pause()
        else:
            self._timer.reset()  # the frame is painted before the next piece of work

    def retranslate(self) -> None:
        self._asked = None
        super().retranslate()

    def on_resize(self) -> None:
        if self.frame is not None:
            self.show(self.frame)

    on_show = on_resize

    def _work(self) -> None:
        """Find some of the fates, and draw them."""
        self._fates.work(WORKING_SECONDS)
        if self._fates.complete:
            self._timer.pause()
        self._draw()

    def _draw(self) -> None:
        frame, cells = self.frame, self.size.width
        if frame is None or cells < 2 or not isinstance(frame.experiment.objective, gd.Curve | gd.Surface):
            self._strip = None
            return
        asked = frame.experiment, frame.looks.fates_by_start, cells
        if asked != self._asked:
            self._asked, self._strip = asked, fates.strip_of(frame.experiment, cells, asked[1])
            self._say(frame)
        if self._strip is not None:
            found = self._fates.ask(self._strip, _value(self._strip, frame.experiment))
            lines = [self._cells(found), *self._axis(self._strip, frame.experiment), self._minima(frame)]
            self.show_strips([self._line(pieces) for pieces in lines[: self.size.height]])

    def _say(self, frame: Frame) -> None:
        """Write the question in the frame, and what the signs mean."""
        if frame.looks.fates_by_start:
            rate = notation.number(gd.initial_rate(frame.experiment.learning_rate))
            self.border_title = _("Where each start ends with the learning rate {rate}").format(rate=rate)
        else:
            start = ", ".join(map(notation.number, frame.experiment.start))
            self.border_title = _("Where the start {start} ends with each learning rate").format(start=start)
        self.border_subtitle = _("~ cycles  ✕ flies off  = rests  ? not settled")

    def _cells(self, found: Sequence[gd.Fate | None]) -> list[Piece]:
        return [sign_of(fate) for fate in found]

    def _axis(self, strip: fates.Strip, experiment: gd.Experiment) -> list[list[Piece]]:
        """The values along the strip, with the current one marked."""
        value = _value(strip, experiment)
        here, width = strip.cell(value), len(strip.values)
        if here is None:
            here, mark = (0, "◂") if value < strip.ends[0] else (width - 1, "▸")
        else:
            mark = "▲"
        line = [" "] * width
        for tick in ticks(strip):
            place, text = strip.cell(tick), notation.number(tick, 3)
            if place is None:
                continue
            first = max(0, min(place - cell_len(text) // 2, width - cell_len(text)))
            room = range(max(0, first - 1), min(width, first + len(text) + 1))
            if here not in room and all(line[cell] == " " for cell in room):
                line[first : first + len(text)] = text
        text = "".join(line)
        return [[(text[:here], ("quiet",)), (mark, ("strong",)), (text[here + 1 :], ("quiet",))]]

    def _minima(self, frame: Frame) -> list[Piece]:
        """The minima: letter, place and limit of each, as long as fits."""
        experiment = frame.experiment
        limits = {each.minimum: each.limit for each in gd.theory.local_limits(experiment) or ()}
        minima = terrain_of(experiment).minima
        written = []
        for up_to in (_(" up to lr {limit}"), " <{limit}", ""):
            pieces: list[Piece] = []
            for place, minimum in enumerate(minima):
                where = ", ".join(notation.number(value, 3) for value in minimum.params)
                limit = limits.get(minimum, math.inf)
                holds = "" if math.isinf(limit) else up_to.format(limit=notation.number(limit, 3))
                pieces += [(letter(place), (role_of(place), "strong")), (f" {where}{holds}   ", ("quiet",))]
            written.append(pieces)
        return first_within(written, self.size.width, _width)

    def _line(self, pieces: Sequence[Piece]) -> Strip:
        line = Strip([Segment(text, self.style_of(*roles)) for text, roles in pieces])
        return line.adjust_cell_length(self.size.width, self._blank)

    @property
    def _blank(self) -> Style:
        return self.style_of()

    def render_line(self, y: int) -> Strip:
        """A line of the strip."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self._blank)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self.is_mounted and self.frame is not None:
            self._draw()

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if self._strip is None or self.frame is None or place is None or place.x >= len(self._strip.values):
            return
        value, start = self._strip.values[place.x], self.frame.experiment.start
        taken = Set("start", (value, *start[1:])) if self._strip.by_start else Set("learning_rate", value)
        self.post_message(taken)


def _value(strip: fates.Strip, experiment: gd.Experiment) -> float:
    """The start or the learning rate in force, of which the strip shows the neighbours."""
    return experiment.start[0] if strip.by_start else gd.initial_rate(experiment.learning_rate)


def _width(pieces: list[Piece]) -> int:
    """The cells of a line without the blanks at its end."""
    return cell_len("".join([text for text, _roles in pieces]).rstrip())


def letter(place: int) -> str:
    """The letter of the minimum at `place` from the left: A, B, C …"""
    return chr(ord("A") + place % 26)


def role_of(place: int) -> str:
    """The colour of the minimum at `place` from the left."""
    return MINIMUM_ROLES[place % len(MINIMUM_ROLES)]


def sign_of(fate: gd.Fate | None) -> Piece:
    """The sign of a fate and its colour; a run that stays in a valley has the colour of its minimum."""
    if fate is None:
        return UNKNOWN, ("quiet",)
    if fate.kind is gd.Ending.MINIMUM and fate.minimum is not None:
        return letter(fate.minimum), (role_of(fate.minimum), "strong")
    if fate.minimum is not None:
        return letter(fate.minimum).lower(), (role_of(fate.minimum),)
    if fate.kind is gd.Ending.DIVERGING:
        return SIGNS[fate.kind], ("error",)
    return SIGNS[fate.kind], (role_of(fate.valley) if fate.valley is not None else "quiet",)


def ticks(strip: fates.Strip) -> list[float]:
    """Where the axis has numbers: at powers of ten, or at round places of the domain."""
    low, high = strip.ends
    if strip.by_start:
        step = 10.0 ** math.floor(math.log10((high - low) / 2.0))
        return [step * i for i in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return [10.0**power for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]
