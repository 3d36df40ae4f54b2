"""What series are drawn with: braille dots and signs, or plain ASCII."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tui.lab.charts.chart import Role, Series

PLAIN: Final = str.maketrans("─│┤┬└−", "-|+++-")
"""ASCII for what axes are made of."""


@dataclass(frozen=True, slots=True)
class Markers:
    """A character for the points of a role, and for its paths; braille dots where there is none."""

    points: dict[Role, str]
    paths: dict[Role, str]
    ascii: bool = False

    def of(self, series: Series) -> str:
        """The character that `series` is drawn with, "" for braille dots."""
        return (self.paths if series.path else self.points).get(series.role, "")

    def sample(self, role: Role, path: bool) -> str:
        """What stands for a role in a legend."""
        return (self.paths if path else self.points).get(role) or ("━" if path else "┈")

    def axis(self, glyph: str) -> str:
        """A character of an axis or a label."""
        return glyph.translate(PLAIN) if self.ascii else glyph


BRAILLE: Final = Markers(
    points={
        "point": "●", "speck": "•", "selected": "◆", "here": "◉", "next": "○", "minimum": "✕", "origin": "□",
    },
    paths={"selected": "┃"},
)  # fmt: skip

ASCII: Final = Markers(
    points={
        "point": "o", "speck": "o", "selected": "#", "here": "@", "next": "O", "minimum": "x", "origin": "s",
        "theory": "-", "start": ".", "track": "'", "cloud": ".",
    },
    paths={
        "cost": "*", "ghost": ".", "mark": "|", "residual": ":", "selected": "|", "line": "*",
        "best": "=", "level": ".", "valley": "=", "path": "*",
    },
    ascii=True,
)  # fmt: skip
