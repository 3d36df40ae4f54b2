"""What is known of the terrains, acted out: the strip's letter is where the run ends that one plays."""

from __future__ import annotations

import math

import pytest

import gdengine as gd
from tests.tui.conftest import Lab, Opened
from tests.tui.terrains import CAMEL, THREE_VALLEYS, TWO_VALLEYS, fates_found, letter_here, session_on
from tui.lab.keys.actions import TERRAIN
from tui.panels.fates import letter

SHARP_AND_WIDE = gd.TERRAINS["sharp and wide"]
UPDATES = "2000"


async def typed_rate(lab: Lab, rate: float) -> None:
    await lab.press("l")
    await lab.type(f"{rate:g}")
    await lab.press("enter")


async def played_to_the_end(lab: Lab) -> str:
    """Play 2,000 steps at full speed; the letter of the minimum where the ball is then.

    "✕" if it is far away by then, "~" if it is in the picture, but at rest nowhere.
    """
    await lab.press("r", "m")
    await lab.type(UPDATES)
    await lab.press("enter", *["plus"] * 9, "space")
    await lab.until(lambda: not lab.frame.playing)
    where, terrain = lab.frame.step.params, lab.frame.experiment.objective
    assert isinstance(terrain, gd.Curve | gd.Surface)
    if lab.frame.step.status is gd.Status.NONFINITE or math.hypot(*where) > 1e6:
        return "✕"
    near = [math.dist(where, minimum.params) < 1e-3 for minimum in terrain.minima]
    return letter(near.index(True)) if True in near else "~"


CURVES = [
    *((THREE_VALLEYS, -4.0, 0.0, rate, "A") for rate in (0.01, 0.1, 0.2)),
    *((THREE_VALLEYS, -4.0, 0.0, rate, "B") for rate in (0.34, 1.0, 1.5)),
    *((THREE_VALLEYS, -4.0, 0.0, rate, "C") for rate in (2.5, 4.0, 9.0)),
    (THREE_VALLEYS, -4.0, 0.0, 12.6, "✕"),
    *((THREE_VALLEYS, -4.0, 0.9, rate, "C") for rate in (0.02, 0.05, 0.1)),
    (THREE_VALLEYS, -4.0, 0.5, 0.1, "A"),
    *((TWO_VALLEYS, 2.2, 0.0, rate, "B") for rate in (0.01, 0.05)),
    *((TWO_VALLEYS, 2.2, 0.0, rate, "A") for rate in (0.08, 0.105)),
    (TWO_VALLEYS, 2.2, 0.0, 0.12, "~"),
    (TWO_VALLEYS, 2.2, 0.0, 0.2, "✕"),
    (TWO_VALLEYS, 2.0, 0.9, 0.05, "A"),
    *((SHARP_AND_WIDE, 5.5, 0.0, rate, "B") for rate in (0.02, 0.25)),
    *((SHARP_AND_WIDE, 5.5, 0.0, rate, "A") for rate in (0.5, 1.0, 2.0)),
]


@pytest.mark.parametrize(
    ("terrain", "start", "momentum", "rate", "ends"),
    CURVES,
    ids=[f"{curve.name} {start} mu {momentum} lr {rate}" for curve, start, momentum, rate, _ in CURVES],
)
async def test_the_letter_of_a_rate_is_where_its_run_ends(
    opened: Opened, terrain: gd.Curve, start: float, momentum: float, rate: float, ends: str
) -> None:
    session = session_on(terrain, 0.1, (start,), optimizer=gd.sgd(momentum))
    async with opened(mode=TERRAIN, session=session) as lab:
        await typed_rate(lab, rate)
        assert await letter_here(lab) == ends
        assert await played_to_the_end(lab) == ends


async def test_at_a_thousandth_it_crawls_into_the_first_valley(opened: Opened) -> None:
    """It has not arrived after 2,000 updates, but is certain to: a small letter, or has come near enough."""
    async with opened(mode=TERRAIN) as lab:
        await typed_rate(lab, 0.001)
        assert (await letter_here(lab)).upper() == "A"


@pytest.mark.parametrize(("rate", "kind"), [(0.01, "local"), (0.1, "global"), (0.35, "global")])
async def test_on_the_three_hump_camel_a_larger_rate_finds_the_lowest_hollow(
    opened: Opened, rate: float, kind: str
) -> None:
    async with opened(mode=TERRAIN, session=session_on(CAMEL)) as lab:
        await typed_rate(lab, rate)
        found = await letter_here(lab)
        lowest = next(place for place, each in enumerate(CAMEL.minima) if each.is_global)
        assert (found == letter(lowest)) == (kind == "global")
        assert await played_to_the_end(lab) == found


@pytest.mark.parametrize("name", [name for name, each in gd.TERRAINS.items() if isinstance(each, gd.Curve)])
async def test_the_strip_over_the_starts_is_what_running_each_start_gives(opened: Opened, name: str) -> None:
    session = session_on(gd.TERRAINS[name], 0.05)
    async with opened((80, 24), mode=TERRAIN, session=session) as lab:
        await lab.press("E")
        await lab.act("screen.maximise('fates')")
        cells = (await fates_found(lab))[0].rstrip()
        assert len(cells) > 40
        from tui.lab.session.fates import strip_of
        from tui.panels.fates import sign_of

        strip = strip_of(lab.frame.experiment, len(cells), by_start=True)
        for cell in range(0, len(cells), 9):
            assert cells[cell] == sign_of(gd.fate(strip.at(cell)))[0]
