"""What a picture is made of: series on two axes, numbers only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "cost", "ghost", "theory", "mark", "here",
    "point", "speck", "cloud", "selected", "residual", "line", "start", "best",
    "level", "valley", "path", "origin", "track", "next", "minimum",
]  # fmt: skip
"""What a series stands for; a screen gives each role its colour and marker."""

AxisRole = Literal["quiet", "first", "second"]
"""What an axis is labelled in the colour of."""

Extent = tuple[float, float]
"""From the lowest to the highest."""

Path = tuple[tuple[float, ...], tuple[float, ...]]
"""The xs and the ys of points in drawing order."""

Point = tuple[float, float]

NOWHERE: Path = ((), ())


@dataclass(frozen=True, slots=True)
class Series:
    """Points in drawing order; a `path` joins them, otherwise each is a dot of its own."""

    role: Role
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    path: bool = True


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis: the range that is shown, and the ticks with their labels, within it."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    role: AxisRole = "quiet"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture to draw: series on two axes, the last on top. All numbers are finite.

    `still` are the series that rest while the run goes on, so that they are drawn once; those of
    `live` change with the step.
    """

    x: Axis
    y: Axis
    still: tuple[Series, ...]
    live: tuple[Series, ...]

    @property
    def series(self) -> tuple[Series, ...]:
        """All series, in drawing order."""
        return self.still + self.live

    def shows(self, role: str) -> bool:
        """Whether there is something of that role in the picture."""
        return any(series.role == role for series in self.series)


def drawn(series: Iterable[Series]) -> tuple[Series, ...]:
    """Those of `series` that have a point to draw."""
    return tuple(each for each in series if each.xs)


def dot(role: Role, at: Point) -> Series:
    """A single point."""
    return Series(role, (at[0],), (at[1],), path=False)
