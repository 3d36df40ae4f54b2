"""Where a curve or surface is level: its minima, maxima, saddles and inflections.

A curve is scanned for sign changes of its slope, which bisection then closes in on. On a
surface Newton's method starts from a grid. Both are bounded searches: what is narrower than
the scan's spacing can be missed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final, Protocol

from gdengine.objectives.base import Matrix
from gdengine.step import Params

CURVE_CELLS: Final = 4000
"""Cells into which a curve's domain is cut for the scan."""

STARTS_PER_AXIS: Final = 12
"""Places along each axis of a surface from which Newton's method starts."""

FINEST_RATIO: Final = 1e-16
"""Places closer than this, relative to the width of the domain, are one."""

MOST_NEWTON_STEPS: Final = 80
"""Steps after which Newton's method ends, wherever it is."""

NEIGHBOUR_DISTANCE: Final = 1e-3
"""The distance to the neighbours of a point, as a fraction of the domain's width.

Their heights decide its kind where the Hessian does not.
"""


def median(numbers: Sequence[float]) -> float:
    """The middle of `numbers`, at least one; the mean of the two middle ones where their count is even."""
    # statistics.median would do, but its module takes longer to import than all of the engine.
    ordered, middle = sorted(numbers), len(numbers) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2.0


class Kind(StrEnum):
    """What kind of level place it is; FLAT where its neighbours are as high as it is."""

    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    SADDLE = "saddle"
    INFLECTION = "inflection"
    FLAT = "flat"


@dataclass(frozen=True, slots=True)
class CriticalPoint:
    """A place where the gradient is zero (or, at a corner as of |x|, changes sign).

    `curvatures` are the Hessian's eigenvalues, the largest first: f″ on a curve, inf at the
    bottom of a corner. `is_global` is True for a minimum if nothing found in the domain is lower.
    """

    params: Params
    cost: float
    kind: Kind
    curvatures: tuple[float, ...]
    is_global: bool = False

    @property
    def learning_rate_limit(self) -> float | None:
        """2/λmax, below which plain descent converges to this minimum from close by; None elsewhere."""
        return local_limit(self.curvatures) if self.kind is Kind.MINIMUM else None


class Landscape(Protocol):
    """What the searches need of a curve or surface."""

    @property
    def box(self) -> tuple[tuple[float, float], ...]:
        """The domain, as (low, high) for each parameter."""

    def evaluate(self, params: Params) -> tuple[float, Params]:
        """Cost and gradient."""

    def cost(self, params: Params) -> float:
        """The cost alone."""

    def hessian(self, params: Params) -> Matrix:
        """The matrix of second derivatives."""


def local_limit(curvatures: Sequence[float]) -> float:
    """2/λmax: from this learning rate on plain descent does not settle in a minimum with these curvatures.

    inf where no curvature is above 0.
    """
    steepest = curvatures[0]
    return 2.0 / steepest if steepest > 0.0 else math.nan if math.isnan(steepest) else math.inf


def symmetric_eigenvalues(matrix: Matrix) -> tuple[float, ...]:
    """The eigenvalues of a symmetric 1x1 or 2x2 matrix, the largest first."""
    if len(matrix) == 1:
        return matrix[0]
    (a, b), (_, c) = matrix
    middle, spread = (a + c) / 2.0, math.hypot((a - c) / 2.0, b)
    return (middle + spread, middle - spread)


def classify(landscape: Landscape, params: Params) -> Kind:
    """The kind of level place that `params` is: by the Hessian, else by the heights around it."""
    hessian = landscape.hessian(params)
    curvatures = symmetric_eigenvalues(hessian)
    ring = _around(params, landscape.box, hessian)
    scale = max(abs(entry) for place in ring for row in landscape.hessian(place) for entry in row)
    if all(abs(curvature) > 1e-9 * scale for curvature in curvatures):
        if curvatures[-1] > 0.0:
            return Kind.MINIMUM
        return Kind.MAXIMUM if curvatures[0] < 0.0 else Kind.SADDLE
    here = landscape.cost(params)
    rises = [landscape.cost(place) - here for place in ring]
    noise = 1e-15 * abs(here) + 1e-12 * max(map(abs, rises))
    if all(rise > noise for rise in rises):
        return Kind.MINIMUM
    if all(rise < -noise for rise in rises):
        return Kind.MAXIMUM
    if any(rise > noise for rise in rises) and any(rise < -noise for rise in rises):
        return Kind.INFLECTION if len(params) == 1 else Kind.SADDLE
    return Kind.FLAT


def find(landscape: Landscape) -> tuple[CriticalPoint, ...]:
    """All critical points that are found inside the domain, from left to right."""
    search = _on_curve if len(landscape.box) == 1 else _on_surface
    found, heights = search(landscape)
    heights = [height for height in heights if math.isfinite(height)]
    if not heights:
        return ()
    lowest = min([*heights, *(point.cost for point in found)])
    tolerance = 1e-12 * (abs(lowest) + median(heights) - lowest)
    points: list[CriticalPoint] = []
    for point in sorted(_valleys_as_flat(found, tolerance), key=lambda point: point.params):
        # A level valley or plain is infinitely many points: the first stands for all of the same height.
        flat = point.kind is Kind.FLAT
        if not flat or not any(abs(point.cost - p.cost) <= tolerance for p in points if p.kind is Kind.FLAT):
            lies_lowest = point.cost <= lowest + tolerance
            points.append(replace(point, is_global=point.kind is Kind.MINIMUM and lies_lowest))
    return tuple(points)


def _valleys_as_flat(found: list[CriticalPoint], tolerance: float) -> list[CriticalPoint]:
    """Call minima FLAT that are three or more at one height, and not bent in some direction.

    They lie in a curved valley, such as that of (x² + y² − 1)², which no straight line follows.
    """

    def unbent(point: CriticalPoint) -> bool:
        return len(point.params) == 2 and point.curvatures[1] <= 1e-9 * point.curvatures[0]

    level = [point for point in found if point.kind is Kind.MINIMUM and unbent(point)]
    return [
        replace(point, kind=Kind.FLAT)
        if point in level and sum(abs(point.cost - each.cost) <= tolerance for each in level) >= 3
        else point
        for point in found
    ]


def _around(params: Params, box: tuple[tuple[float, float], ...], hessian: Matrix) -> list[Params]:
    """Places next to `params`: on both sides of it, or all around, the Hessian's own axes included."""
    radius = NEIGHBOUR_DISTANCE * min(high - low for low, high in box)
    if len(params) == 1:
        return [(params[0] - radius,), (params[0] + radius,)]
    (a, b), (_, c) = hessian
    turns = [math.atan2(2.0 * b, a - c) / 2.0 + math.tau * i / 24 for i in range(24)]
    return [(params[0] + radius * math.cos(turn), params[1] + radius * math.sin(turn)) for turn in turns]


def _on_curve(curve: Landscape) -> tuple[list[CriticalPoint], list[float]]:
    ((low, high),) = curve.box
    xs = [low + (high - low) * i / CURVE_CELLS for i in range(CURVE_CELLS + 1)]
    samples = [curve.evaluate((x,)) for x in xs]
    slopes = [gradient[0] for _, gradient in samples]

    def slope(x: float) -> float:
        return curve.evaluate((x,))[1][0]

    found = []
    for i, (left, right) in enumerate(pairwise(slopes)):
        if _opposite(left, right):
            root = _bisected(slope, xs[i], xs[i + 1])
            found.append(_curve_point(curve, root, (xs[i], xs[i + 1])))
        if i and left == 0.0 and slopes[i - 1] and right:
            found.append(_curve_point(curve, xs[i], (xs[i - 1], xs[i + 1])))
        elif i and abs(left) < min(abs(slopes[i - 1]), abs(right)) and not _opposite(slopes[i - 1], right):
            # The slope may touch zero without crossing it: where its own slope changes sign.
            root = _bisected(lambda x: curve.hessian((x,))[0][0], xs[i - 1], xs[i + 1])
            if abs(slope(root)) <= 1e-7 * abs(left):
                found.append(_curve_point(curve, root, (xs[i - 1], xs[i + 1])))
    return [point for point in found if point is not None], [cost for cost, _ in samples]


def _opposite(a: float, b: float) -> bool:
    """Whether one is above and one below 0; their product could underflow to 0."""
    return a < 0.0 < b or b < 0.0 < a


def _bisected(function: Callable[[float], float], low: float, high: float) -> float:
    """Where `function` changes sign between `low` and `high`, to the last bit."""
    at_low, at_high = function(low), function(high)
    if not _opposite(at_low, at_high):
        return low if abs(at_low) < abs(at_high) else high
    while True:
        middle = low + (high - low) / 2.0
        if not low < middle < high:
            return low if abs(at_low) < abs(at_high) else high
        value = function(middle)
        if value == 0.0 or math.isnan(value):
            return middle
        if (value < 0.0) == (at_low < 0.0):
            low, at_low = middle, value
        else:
            high, at_high = middle, value


def _curve_point(curve: Landscape, x: float, cell: tuple[float, float]) -> CriticalPoint | None:
    """The critical point at `x` inside `cell`, None where the curve jumps or has a pole."""
    (x,) = _rounded(curve, (x,))
    cost = curve.cost((x,))
    close = 1e-7 * (cell[1] - cell[0])
    near = [curve.evaluate((side,)) for side in (x - close, x + close)]
    ends = [curve.evaluate((end,)) for end in cell]
    if not all(math.isfinite(number) for at, (slope,) in (*near, *ends) for number in (cost, at, slope)):
        return None
    # At a pole or a jump, most of the cell's change in height happens right here.
    near_rise, end_rise = (max(abs(at - cost) for at, _ in pair) for pair in (near, ends))
    if near_rise > 0.1 * end_rise + 1e-12 * abs(cost):
        return None
    left, right = (slope for _, (slope,) in ends)
    near_slope, end_slope = (max(abs(slope) for _, (slope,) in pair) for pair in (near, ends))
    kind = Kind.INFLECTION
    if _opposite(left, right):
        kind = Kind.MINIMUM if left < 0.0 else Kind.MAXIMUM
    if near_slope > 1e-3 * end_slope:
        # A corner: however close one comes, the slope does not get small.
        corner = {Kind.MINIMUM: math.inf, Kind.MAXIMUM: -math.inf}
        return CriticalPoint((x,), cost, kind, (corner[kind],)) if kind in corner else None
    return CriticalPoint((x,), cost, kind, symmetric_eigenvalues(curve.hessian((x,))))


def _rounded(landscape: Landscape, place: Params) -> Params:
    """`place` to 12 decimals if the gradient is no larger there, or both are one place in the domain.

    So it is 0 for −5.6e-17, and for 2.6e-26, where the slope of a far valley reaches.
    """
    rounded = tuple(round(number, 12) + 0.0 for number in place)
    finest = [FINEST_RATIO * (high - low) for low, high in landscape.box]
    if all(abs(a - b) <= fine for a, b, fine in zip(rounded, place, finest, strict=True)):
        return rounded
    there, here = (math.hypot(*landscape.evaluate(each)[1]) for each in (rounded, place))
    return rounded if there <= here else place


def _on_surface(surface: Landscape) -> tuple[list[CriticalPoint], list[float]]:
    (x_low, x_high), (y_low, y_high) = surface.box
    size = math.hypot(x_high - x_low, y_high - y_low)
    starts = [
        (
            x_low + (x_high - x_low) * (i + 0.5) / STARTS_PER_AXIS,
            y_low + (y_high - y_low) * (j + 0.5) / STARTS_PER_AXIS,
        )
        for i in range(STARTS_PER_AXIS)
        for j in range(STARTS_PER_AXIS)
    ]
    samples = [surface.evaluate(start) for start in starts]
    norms = [norm for _, gradient in samples if math.isfinite(norm := math.hypot(*gradient))]
    level = 1e-9 * median(norms) if norms else 0.0
    found: list[CriticalPoint] = []
    for start in starts:
        place = _rounded(surface, _newton(surface, start, size))
        if not all(low <= at <= high for at, (low, high) in zip(place, surface.box, strict=True)):
            continue
        cost, gradient = surface.evaluate(place)
        curvatures = symmetric_eigenvalues(surface.hessian(place))
        if not all(map(math.isfinite, (cost, *curvatures))) or not math.hypot(*gradient) <= level:
            continue
        # Where the Hessian is singular Newton's method is slow, and ends less close to the point.
        regular = min(map(abs, curvatures)) > 1e-6 * max(map(abs, curvatures))
        apart = (1e-6 if regular else 1e-3) * size
        if all(math.dist(place, other.params) > apart for other in found):
            found.append(CriticalPoint(place, cost, classify(surface, place), curvatures))
    return found, [cost for cost, _ in samples]


def _newton(surface: Landscape, place: Params, size: float) -> Params:
    """Follow Newton's steps for a level place, each shortened until the gradient gets smaller."""
    gradient = surface.evaluate(place)[1]
    for _ in range(MOST_NEWTON_STEPS):
        step = _newton_step(surface.hessian(place), gradient)
        length = math.hypot(*step)
        if not 1e-16 * size < length < math.inf:
            break
        part = min(1.0, 0.1 * size / length)
        for _ in range(8):
            there = (place[0] + part * step[0], place[1] + part * step[1])
            new = surface.evaluate(there)[1]
            if math.hypot(*new) < math.hypot(*gradient):
                break
            part /= 4.0
        else:
            break
        place, gradient = there, new
    return place


def _newton_step(hessian: Matrix, gradient: Params) -> Params:
    """−H⁻¹·gradient, or, where H is close to singular, a step against the gradient."""
    (a, b), (_, c) = hessian
    p, q = gradient
    determinant, largest = a * c - b * b, max(map(abs, symmetric_eigenvalues(hessian)))
    if abs(determinant) > 1e-12 * largest * largest:
        return ((b * q - c * p) / determinant, (b * p - a * q) / determinant)
    return (-p / largest, -q / largest) if largest else (0.0, 0.0)
