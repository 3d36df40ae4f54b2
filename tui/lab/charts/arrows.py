"""Two arrows in a landscape: against the gradient, and straight to the minimum."""

from __future__ import annotations

import math
from typing import NamedTuple

from tui.lab.charts.axes import LARGEST_ON_AXIS
from tui.lab.charts.chart import Extent, Point, Role, Series, dot
from tui.lab.charts.clipping import path_within
from tui.lab.charts.view import direction
from tui.lab.session.frame import Frame


class Arrows(NamedTuple):
    """Where both arrows begin, and where each ends; they are equally long in the units of the weights."""

    here: Point
    against: Point
    straight: Point

    @classmethod
    def of(cls, frame: Frame, minimum: Point) -> Arrows | None:
        """The arrows of the step on screen; None at the minimum, and where there is no slope to go down."""
        here = frame.step.params[0], frame.step.params[1]
        slope = math.hypot(*frame.step.gradient)
        off = minimum[0] - here[0], minimum[1] - here[1]
        length = math.hypot(*off)
        if not (0.0 < slope < LARGEST_ON_AXIS and 0.0 < length < LARGEST_ON_AXIS):
            return None
        # Divided first: the product could overflow.
        down = [-part / slope * length for part in frame.step.gradient]
        return cls(here, (here[0] + down[0], here[1] + down[1]), minimum)

    @property
    def degrees(self) -> float:
        """The angle between the arrows, in the plane of the weights; from 0 to 180."""
        (a, b), (c, d) = ((to[0] - self.here[0], to[1] - self.here[1]) for to in self[1:])
        turn = math.atan2(b, a) - math.atan2(d, c)
        return abs(math.degrees(math.remainder(turn, math.tau)))

    def series(self, x: Extent, y: Extent) -> list[Series]:
        """The arrows within a view, each with a head at its end."""
        found = []
        roles: tuple[Role, Role] = ("against", "straight")
        for role, end in zip(roles, self[1:], strict=True):
            for xs, ys in path_within((self.here, end), x, y):
                found.append(Series(role, xs, ys))
                head = _head((xs[-1] - xs[0]) / (x[1] - x[0]), (ys[-1] - ys[0]) / (y[1] - y[0]))
                if head:
                    found.append(dot(role, (xs[-1], ys[-1]), head))
        return found


def _head(across: float, up: float) -> str:
    """The arrow for a direction given in parts of the view; "" for none."""
    most = max(abs(across), abs(up))
    if not most > 0.0:
        return ""
    # A part of less than tan 22.5° of the other is left out: eight directions in all.
    return direction(
        across / most if abs(across) > 0.414 * most else 0.0,
        up / most if abs(up) > 0.414 * most else 0.0,
        (-0.4, 0.4),
        (-0.4, 0.4),
    )
