"""Filled maps: drawn once for a ground and a size; a step over them costs what it costs without a ground."""

from __future__ import annotations

import asyncio
import statistics
import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import gdengine as gd
from tests.tui.test_plot_panels import bench
from tui.lab.charts import contours
from tui.lab.charts.surface_chart import surface_chart
from tui.lab.files import recipe
from tui.lab.session.session import Session
from tui.plots import plot as plot_module
from tui.plots.landscape_plot import LandscapePlot
from tui.plots.markers import BRAILLE_MARKERS
from tui.plots.static_layer import StaticLayer, static_layer

COLUMNS, ROWS = 113, 26
"""Cells of a surface within its axes, on a screen of 120x40."""


def on(name: str) -> Session:
    terrain = gd.TERRAINS[name]
    return Session(gd.Experiment(terrain, terrain.starts[0], learning_rate=0.001, max_steps=10**6))


@pytest.mark.parametrize("name", ["ravine", "three-hump camel", "Rosenbrock"])
def test_drawing_a_surface_for_the_first_time(benchmark: BenchmarkFixture, name: str) -> None:
    frame = on(name).frame()
    surface_chart(frame, COLUMNS, ROWS)  # its critical points are searched for once

    def draw() -> StaticLayer:
        for cached in (contours.heights, contours.quantile_levels, contours.contour, contours._squares):
            cached.cache_clear()
        return static_layer(surface_chart(frame, COLUMNS, ROWS), COLUMNS + 7, ROWS + 2, BRAILLE_MARKERS)

    assert benchmark(draw).shades


@pytest.mark.parametrize("name", ["ravine", "three-hump camel", "Rosenbrock"])
def test_a_step_over_a_surface(benchmark: BenchmarkFixture, name: str) -> None:
    session = on(name)
    first = surface_chart(session.frame(), COLUMNS, ROWS)
    computed = contours.heights.cache_info().misses

    def step() -> None:
        session.forward()
        chart = surface_chart(session.frame(), COLUMNS, ROWS)
        assert (chart.still, chart.ground) == (first.still, first.ground)

    benchmark(step)
    assert contours.heights.cache_info().misses == computed


def test_a_step_over_a_filled_landscape_beside_a_bare_one(
    benchmark: BenchmarkFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[object] = []
    monkeypatch.setattr(plot_module, "static_layer", lambda *args: drawn.append(args) or static_layer(*args))

    async def median(filled: bool) -> float:
        session, times = Session(recipe.article()), []
        session.forward(100)
        async with bench(LandscapePlot, session, rows=30) as mouse:
            plot = mouse.app.plot
            if not filled:
                monkeypatch.setattr(plot_module, "ground_color", lambda *args: None)
            plot.notify_style_update()
            await mouse.quiet()
            drawn.clear()
            for index in range(100):
                session.seek(index)
                frame = session.frame()
                began = time.perf_counter()
                plot.frame = frame
                times.append(time.perf_counter() - began)
                await mouse.quiet()
            assert not drawn
        return statistics.median(times)

    filled, bare = asyncio.run(median(True)), asyncio.run(median(False))
    benchmark.extra_info.update(
        filled_ms=round(filled * 1e3, 2), bare_ms=round(bare * 1e3, 2), ratio=round(filled / bare, 2)
    )
    print(f"\n{benchmark.extra_info}")
    benchmark.pedantic(lambda: None)
    assert filled < 2.0 * bare
