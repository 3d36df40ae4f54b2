"""The data of a picture: series of points on two axes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from tui.lab.charts.ground import Ground

Role = Literal[
    "cost", "ghost", "theory", "mark", "here",
    "point", "speck", "cloud", "selected", "residual", "line", "start", "best",
    "level", "valley", "path", "origin", "track", "next", "minimum",
    "ground", "local", "maximum", "saddle", "tangent", "trail", "old-trail", "push", "flag", "away",
    "height", "against", "straight", "square",
]  # fmt: skip
"""What a series stands for; a screen gives each role its colour and marker."""

AxisRole = Literal["quiet", "first", "second", "cost"]
"""The role whose colour the labels of an axis have: none, the first or second parameter, or the cost."""

Extent = tuple[float, float]
"""The lowest and the highest of a range of numbers."""

Path = tuple[tuple[float, ...], tuple[float, ...]]
"""The xs and the ys of points in drawing order."""

Point = tuple[float, float]

NOWHERE: Path = ((), ())


class Series(NamedTuple):
    """Points in drawing order, joined by lines if it is a `path`, else as single dots.

    `sign` is a character to draw it with instead of its role's, such as an arrow; `text` is the number
    of a level line, to be written into it.
    """

    role: Role
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    path: bool = True
    sign: str = ""
    text: str = ""


class Axis(NamedTuple):
    """An axis: the range that is shown, and its ticks with their labels."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    role: AxisRole = "quiet"


class Chart(NamedTuple):
    """A picture to draw: series on two axes, the last on top. All numbers are finite.

    The `still` series stay the same while the run goes on, so they can be drawn once, as can the
    `ground` behind them; the `live` ones change with the step.
    """

    x: Axis
    y: Axis
    still: tuple[Series, ...]
    live: tuple[Series, ...]
    ground: Ground | None = None

    @property
    def series(self) -> tuple[Series, ...]:
        """All series in drawing order, the still ones first."""
        return self.still + self.live

    def shows(self, role: str) -> bool:
        """Whether a series of `role` is in the picture."""
        return any(series.role == role for series in self.series)


def drawn(series: Iterable[Series]) -> tuple[Series, ...]:
    """The `series` without empty ones."""
    return tuple(each for each in series if each.xs)


def dot(role: Role, at: Point, sign: str = "") -> Series:
    """A series of a single point."""
    return Series(role, (at[0],), (at[1],), path=False, sign=sign)
