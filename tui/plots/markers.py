"""The characters that series are drawn with: braille dots and signs, or plain ASCII."""

from __future__ import annotations

from typing import Final, NamedTuple

from tui.lab.charts.chart import Role, Series
from tui.look.ascii import ASCII_TABLE

ASCII_AXES: Final = str.maketrans("─│┤┬└−", "-|+++-")
"""ASCII replacements for the characters of axes and labels."""


class Markers(NamedTuple):
    """Characters for points and for paths, by role; a role without one is drawn in braille dots."""

    points: dict[Role, str]
    paths: dict[Role, str]
    ascii: bool = False

    def of(self, series: Series) -> str:
        """The character that `series` is drawn with; "" for braille dots."""
        if series.sign:
            return series.sign.translate(ASCII_TABLE) if self.ascii else series.sign
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
        "local": "▽", "maximum": "△", "saddle": "◇", "trail": "•", "old-trail": "·",
        "flag": "⚑", "ghost": "◌",
    },
    paths={"selected": "┃"},
)  # fmt: skip

ASCII_MARKERS: Final = Markers(
    points={
        "point": "o", "speck": "o", "selected": "#", "here": "@", "next": "O", "minimum": "x", "origin": "s",
        "theory": "-", "start": ".", "track": "'", "cloud": ".",
        "local": "v", "maximum": "^", "saddle": "+", "trail": "o", "old-trail": ".",
        "flag": "P", "ghost": "0",
    },
    paths={
        "cost": "*", "ghost": ".", "mark": "|", "residual": ":", "selected": "|", "line": "*",
        "best": "=", "level": ".", "valley": "=", "path": "*",
        "ground": "*", "tangent": "-", "push": "=",
        "against": "*", "straight": "=", "square": ":", "trail": "*", "old-trail": ".",
    },
    ascii=True,
)  # fmt: skip
