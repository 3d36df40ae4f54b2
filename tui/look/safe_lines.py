"""The one place where the lab's lines are cleaned: no text of a file, name or paste steers the terminal."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui.lab.text.cells import cell_len
from tui.lab.text.clean import cleaned


class SafeLines(LineFilter):
    """Takes every unsafe character out of painted lines; a line keeps its width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments in the same styles, but for unsafe characters."""
        return [segment if is_safe(segment) else _safe(segment) for segment in segments]


def is_safe(segment: Segment) -> bool:
    """Whether there is nothing to take out of `segment`."""
    return bool(segment.control) or segment.text.isprintable()


def _safe(segment: Segment) -> Segment:
    """`segment` without its unsafe characters, with question marks for those that take room."""
    text = cleaned(segment.text, "")
    return Segment(text + "?" * (cell_len(segment.text) - cell_len(text)), segment.style)
