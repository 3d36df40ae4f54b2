"""The strip of fates: each cell agrees with running it, and what is known is kept."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

import gdengine as gd
from tui.lab.session.fates import Fates, Strip, strip_of

VALLEYS = gd.TERRAINS["three valleys"]
RUN = gd.Experiment(VALLEYS, (-4.0,), learning_rate=0.1, max_steps=50)


def found(fates: Fates, strip: Strip) -> list[gd.Fate | None]:
    fates.ask(strip)
    fates.work(math.inf)
    assert fates.complete
    return fates.ask(strip)


def ends(strip: Strip) -> list[gd.Fate | None]:
    return found(Fates(), strip)


def test_the_rates_go_from_crawling_to_beyond_the_limit_of_the_widest_valley() -> None:
    strip = strip_of(RUN, 58, by_start=False)
    assert strip.ends == (0.001, 30.0)
    assert list(strip.values) == sorted(set(strip.values))
    assert all(value == float(f"{value:.3g}") for value in strip.values)
    kinds = [fate.kind for fate in ends(strip) if fate]
    assert kinds[0] is gd.Ending.MINIMUM
    assert kinds[-1] is gd.Ending.DIVERGING


@pytest.mark.parametrize("by_start", [False, True])
@pytest.mark.parametrize("optimizer", [gd.sgd(), gd.sgd(0.9), gd.adam()])
def test_each_cell_is_what_running_it_gives(by_start: bool, optimizer: gd.Optimizer) -> None:
    run = replace(RUN, optimizer=optimizer)
    strip = strip_of(run, 9, by_start)
    for value, fate in zip(strip.values, ends(strip), strict=True):
        varied = {"start": (value,)} if by_start else {"learning_rate": value}
        assert fate == gd.fate(replace(run, **varied))  # type: ignore[arg-type]


def test_a_schedule_begins_with_the_rate_of_the_cell() -> None:
    run = replace(RUN, learning_rate=gd.Cosine(0.1, 40))
    strip = strip_of(run, 5, by_start=False)
    assert [strip.at(cell).initial_learning_rate for cell in range(5)] == list(strip.values)
    assert ends(strip)[2] == gd.fate(strip.at(2))


def test_the_starts_go_over_the_domain_and_leave_y_as_it_is() -> None:
    assert strip_of(RUN, 27, by_start=True).values == tuple(-5.0 + 0.5 * i for i in range(27))
    surface = gd.Experiment(gd.TERRAINS["three-hump camel"], (2.0, 1.5), learning_rate=0.1)
    strip = strip_of(surface, 3, by_start=True)
    assert [strip.at(cell).start for cell in range(3)] == [(-3.0, 1.5), (0.0, 1.5), (3.0, 1.5)]


def test_what_makes_no_difference_to_the_fates_asks_nothing_new() -> None:
    strip = strip_of(RUN, 20, by_start=False)
    same = (
        replace(RUN, learning_rate=2.0),
        replace(RUN, max_steps=None),
        replace(RUN, stop=gd.GradientNorm(1e-3)),
    )
    assert {strip_of(run, 20, by_start=False) for run in same} == {strip}
    others = (
        replace(RUN, start=(-3.0,)),
        replace(RUN, optimizer=gd.sgd(0.9)),
        replace(RUN, learning_rate=gd.Cosine(0.1, 9)),
        replace(RUN, objective=gd.TERRAINS["bowl"]),
    )
    assert strip not in {strip_of(run, 20, by_start=False) for run in others}
    over_starts = strip_of(RUN, 20, by_start=True)
    assert strip_of(replace(RUN, start=(1.0,)), 20, by_start=True) == over_starts
    assert strip_of(replace(RUN, learning_rate=0.2), 20, by_start=True) != over_starts


def test_it_comes_bit_by_bit_and_goes_on_where_it_was_left() -> None:
    fates, first, second = Fates(), strip_of(RUN, 20, by_start=False), strip_of(RUN, 20, by_start=True)
    known = 0
    fates.ask(first)
    while not known:
        fates.work(1e-9)
        known = sum(fate is not None for fate in fates.ask(first))
    assert known == 1
    assert not fates.complete
    assert fates.ask(first)[0] == gd.fate(first.at(0))
    assert found(fates, second) == ends(second)
    assert sum(fate is not None for fate in fates.ask(first)) == known
    assert found(fates, first) == ends(first)


def test_every_eighth_cell_comes_first() -> None:
    fates, strip = Fates(), strip_of(RUN, 20, by_start=False)
    while sum(fate is not None for fate in fates.ask(strip)) < 3:
        fates.work(1e-9)
    assert [cell for cell, fate in enumerate(fates.ask(strip)) if fate] == [0, 8, 16]


def test_what_is_known_is_not_found_again() -> None:
    fates, strip = Fates(), strip_of(RUN, 12, by_start=False)
    known = found(fates, strip)
    found(fates, strip_of(RUN, 12, by_start=True))
    assert fates.ask(strip) is known
    assert fates.complete


def test_the_cell_of_a_value() -> None:
    for by_start in (False, True):
        strip = strip_of(RUN, 40, by_start)
        assert [strip.cell(value) for value in strip.values] == list(range(40))
        low, high = strip.ends
        assert strip.cell(low - 0.001) is None
        assert strip.cell(high * 1.01) is None
    assert strip_of(RUN, 40, by_start=False).cell(0.0) is None


@pytest.mark.parametrize("formula", ["abs(x)", "x**4", "5 + 0*x", "x", "log(x)", "1e200*x**2"])
def test_every_formula_has_a_strip(formula: str) -> None:
    run = gd.Experiment(gd.Curve(formula), (1.0,))
    strip = strip_of(run, 4, by_start=False)
    low, high = strip.ends
    assert 0.0 < low < high < math.inf
    assert None not in ends(strip)
