"""Terrains that teach: each shows one thing that the learning rate, or the start, decides."""

from __future__ import annotations

from typing import Final

from gdengine.objectives.curves import Curve, Surface

BOWL: Final = Curve("x**2", domain=(-3, 3), start=2.5, name="bowl")
"""One minimum: too small a rate crawls, 0.5 arrives in one step, from 1 on it is thrown out."""

TWO_VALLEYS: Final = Curve(
    "x**4 - 4*x**2 + x", domain=(-3, 3), start=2.2, name="two valleys", other_starts=(2.0,)
)
"""A small rate ends in the near valley, a larger one in the lower one beyond."""

THREE_VALLEYS: Final = Curve(
    "0.08*(x - 4)**2 - 0.6*exp(-10*(x + 2)**2) - 0.8*exp(-(x - 0.5)**2)",
    domain=(-5, 8),
    start=-4.0,
    name="three valleys",
    other_starts=(-1.2, 2.2, 7.5),
)
"""The article's second map: the wider a valley, the larger a learning rate it holds."""

SHARP_AND_WIDE: Final = Curve(
    "0.1*x**2 - exp(-4*(x - 4)**2)", domain=(-6, 6), start=5.5, name="sharp and wide"
)
"""A sharp local valley holds small rates; larger ones leave it for the wide global one."""

ROAD_TO_CHAOS: Final = Curve(
    "x**4/4 - x**2/2", domain=(-2, 2), start=0.5, name="road to chaos", other_starts=(0.0,)
)
"""With a growing rate: one place, a cycle of 2, of 4, chaos, divergence. At 0 it is stuck on a maximum."""

QUARTIC: Final = Curve("x**4", domain=(-2, 2), start=1.0, name="quartic")
"""No rate is safe from every start: it diverges where |x| > 1/√(2·learning rate)."""

INFLECTION: Final = Curve("x**4/4 - x**3/3", domain=(-1.5, 2), start=-1.0, name="inflection")
"""Level at 0 without a minimum: plain descent gets stuck there, momentum rolls on to 1."""

PLATEAU: Final = Curve("1 - exp(-x**2/2)", domain=(-7, 7), start=6.0, name="plateau", other_starts=(2.0,))
"""So flat far out that nothing moves, though the minimum is not there."""

RAVINE: Final = Surface("(x**2 + 10*y**2)/2", domain=((-12, 12), (-4, 4)), start=(10, 1), name="ravine")
"""Ten times as steep one way as the other (condition number 10): the steep way limits the rate."""

THREE_HUMP_CAMEL: Final = Surface(
    "2*x**2 - 1.05*x**4 + x**6/6 + x*y + y**2",
    domain=((-3, 3), (-3, 3)),
    start=(2, 2),
    name="three-hump camel",
)
"""Three minima, the global one in the middle (Dixon and Szegő, 1978)."""

ROSENBROCK: Final = Surface(
    "(1 - x)**2 + 10*(y - x**2)**2", domain=((-2, 2), (-1, 3)), start=(-1.2, 1), name="Rosenbrock"
)
"""A bent valley, easy to find and slow to follow (Rosenbrock, 1960; here with 10 in place of 100)."""

TERRAINS: Final[dict[str, Curve | Surface]] = {
    str(terrain.name): terrain
    for terrain in (
        BOWL,
        TWO_VALLEYS,
        THREE_VALLEYS,
        SHARP_AND_WIDE,
        ROAD_TO_CHAOS,
        QUARTIC,
        INFLECTION,
        PLATEAU,
        RAVINE,
        THREE_HUMP_CAMEL,
        ROSENBROCK,
    )
}
"""All of them, by name."""
