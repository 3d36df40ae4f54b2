"""The strip of fates on the screen: letters, the mark of the current value, clicks, and keys meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

import gdengine as gd
from tests.tui.driver import Driver
from tui.app import GdlabApp
from tui.lab.session.fates import strip_of
from tui.lab.session.frame import Frame
from tui.lab.session.session import Session
from tui.panels import fates
from tui.panels.fates import FatesStrip, sign_of, ticks

VALLEYS = gd.TERRAINS["three valleys"]


def driver(terrain: Any = VALLEYS, **settings: Any) -> Driver:
    experiment = gd.Experiment(terrain, terrain.starts[0], **{"learning_rate": 0.1, **settings})
    return Driver(GdlabApp(Session(experiment), mode="terrain"))


def strip(user: Driver) -> FatesStrip:
    return user.app.screen.query_one(FatesStrip)


def shown(user: Driver) -> Frame:
    frame = strip(user).frame
    assert frame is not None
    return frame


def lines(user: Driver) -> list[str]:
    panel = strip(user)
    return [panel.render_line(y).text for y in range(panel.size.height)]


async def complete(user: Driver) -> None:
    await user.until(lambda: strip(user)._fates.complete and "·" not in lines(user)[0])


async def test_a_letter_for_each_minimum_from_left_to_right() -> None:
    async with driver().running((120, 40)) as user:
        await complete(user)
        cells, axis, minima, *_rest = lines(user)
        order = [sign for sign in "ABC✕" if sign in cells]
        assert order == ["A", "B", "C", "✕"]
        assert [cells.index(sign) for sign in order] == sorted(cells.index(sign) for sign in order)
        assert cells[axis.index("▲")] == "A"
        assert minima.split() == ["A", "−1.91", "<0.208", "B", "0.857", "<1.65", "C", "4", "<12.5"]
        assert "−4" in str(strip(user).border_title)


async def test_the_mark_goes_with_the_learning_rate_and_a_click_takes_one() -> None:
    async with driver().running((120, 40)) as user:
        await complete(user)
        before = lines(user)[1].index("▲")
        await user.press(".", ".", ".")
        assert lines(user)[1].index("▲") > before
        await complete(user)
        cell = lines(user)[0].index("C") + 4
        await user.click(strip(user), offset=(strip(user).gutter.left + cell, strip(user).gutter.top))
        assert lines(user)[1].index("▲") == cell
        assert gd.fate(shown(user).experiment).minimum == 2


async def test_over_the_starts_by_key() -> None:
    async with driver().running((120, 40)) as user:
        await user.press("E")
        await complete(user)
        cells = lines(user)[0].rstrip()
        assert "".join(sorted(cells)) == cells
        assert set(cells) == set("ABC")
        place = cells.index("B") + 2
        await user.click(strip(user), offset=(strip(user).gutter.left + place, strip(user).gutter.top))
        assert lines(user)[1].index("▲") == place
        assert gd.fate(shown(user).experiment).minimum == 1
        await user.press("E")
        await complete(user)
        assert "✕" in lines(user)[0]


async def test_keys_are_answered_and_playing_has_precedence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fates, "WORKING_SECONDS", 1e-9)
    async with driver(optimizer=gd.adam()).running((120, 40)) as user:
        assert not strip(user)._fates.complete
        await user.press("right", "right")
        assert shown(user).index == 2
        await user.press("space")
        known = lines(user)[0]
        await user.until(lambda: shown(user).newest > 4)
        assert lines(user)[0] == known
        await user.press("space")
        await user.until(lambda: lines(user)[0] != known)


async def test_a_rate_beyond_the_strip_is_marked_at_its_end() -> None:
    async with driver(learning_rate=1e-9).running((120, 40)) as user:
        assert lines(user)[1].startswith("◂")
        await user.act("screen.look('fates_by_start')")
        assert "▲" in lines(user)[1]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_at_every_size(size: tuple[int, int]) -> None:
    async with driver(gd.TERRAINS["two valleys"]).running(size) as user:
        if strip(user).size.height:
            await complete(user)
            assert {"A", "B"} < set(lines(user)[0])


def test_signs() -> None:
    ending = gd.Ending
    assert sign_of(None) == ("·", ("quiet",))
    assert sign_of(gd.Fate(ending.MINIMUM, 27)) == ("B", ("success", "strong"))
    assert sign_of(gd.Fate(ending.UNSETTLED, 1)) == ("b", ("accent",))
    assert sign_of(gd.Fate(ending.UNSETTLED, valley=1)) == ("?", ("accent",))
    assert sign_of(gd.Fate(ending.CYCLING, period=2)) == ("~", ("quiet",))
    assert sign_of(gd.Fate(ending.DIVERGING)) == ("✕", ("error",))
    assert sign_of(gd.Fate(ending.RESTING)) == ("=", ("quiet",))


def test_the_axis_has_round_numbers() -> None:
    run = gd.Experiment(VALLEYS, (-4.0,))
    assert ticks(strip_of(run, 50, by_start=False)) == pytest.approx([0.001, 0.01, 0.1, 1.0, 10.0, 100.0])
    assert ticks(strip_of(run, 50, by_start=True)) == list(range(-5, 9))
