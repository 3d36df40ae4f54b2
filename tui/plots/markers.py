"""The characters that series are drawn with: braille dots and signs, or plain ASCII."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tui.lab.charts.chart import Role, Series

ASCII_AXES: Final = str.maketrans("─│┤┬└−←→↑↓↖↗↙↘", "-|+++-<>^v^^vv")
"""ASCII replacements for the characters of axes, labels and arrows."""


@dataclass(frozen=True, slots=True)
class Markers:
    """Characters for points and for paths, by role; a role without one is drawn in braille dots."""

    points: dict[Role, str]
    paths: dict[Role, str]
    ascii: bool = False

    def of(self, series: Series) -> str:
        """The character that `series` is drawn with; "" for braille dots."""
        if series.text and not series.path:
            return self.axis(series.text)
        return (self.paths if series.path else self.points).get(series.role, "")

    def sample(self, role: Role, path: bool) -> str:
        """The character for a role in a legend."""
        return (self.paths if path else self.points).get(role) or ("━" if path else "┈")

    def axis(self, glyph: str) -> str:
        """`glyph`, a character of an axis or a label, in ASCII if the markers are."""
        return glyph.translate(ASCII_AXES) if self.ascii else glyph


BRAILLE_MARKERS: Final = Markers(
    points={
        "point": "●", "speck": "•", "selected": "◆", "here": "◉", "next": "○", "minimum": "✕", "origin": "□",
    },
    paths={"selected": "┃"},
)  # fmt: skip

ASCII_MARKERS: Final = Markers(
    points={
        "point": "o", "speck": "o", "selected": "#", "here": "@", "next": "O", "minimum": "x", "origin": "s",
        "theory": "-", "start": ".", "track": "'", "cloud": ".",
    },
    paths={
        "cost": "*", "ghost": ".", "mark": "|", "residual": ":", "selected": "|", "line": "*",
        "best": "=", "level": ".", "valley": "=", "path": "*", "against": "*", "straight": "=", "square": ":",
    },
    ascii=True,
)  # fmt: skip
