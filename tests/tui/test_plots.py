"""Plots in cells: every frame can be drawn at every size."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st
from textual.color import Color

import gdengine as gd
from tests.tui.conftest import Opened
from tui.lab.charts.chart import Axis, Chart, Role, Series
from tui.lab.charts.cost_chart import cost_chart
from tui.lab.charts.fit_chart import fit_chart, line_out_of_sight
from tui.lab.charts.landscape_chart import landscape_chart, way_out_of_sight
from tui.lab.charts.surface_chart import surface_chart
from tui.lab.session.session import Session
from tui.plots.cells_of_curves import ROLES, Area, curves, in_cells
from tui.plots.cells_of_marks import lay
from tui.plots.composed_cells import composed, moving
from tui.plots.cost_plot import CostPlot
from tui.plots.fit_plot import FitPlot
from tui.plots.landscape_plot import LandscapePlot
from tui.plots.markers import ASCII_MARKERS, BRAILLE_MARKERS, Markers
from tui.plots.plot import COLORS
from tui.plots.static_layer import static_layer

HUGE = st.floats(-1e150, 1e150)
ANY = st.one_of(st.integers(-9, 9).map(float), HUGE, st.sampled_from([1e-320, 1e16, 1e16 + 2, -0.0]))
STARTS = st.one_of(ANY, st.sampled_from([1e300, -1.7e308]))
OPTIMIZERS = st.sampled_from([gd.sgd(), gd.sgd(momentum=0.9), gd.adam(), gd.sgd(momentum=0.9, nesterov=True)])


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Sessions in all kinds of states, also diverged ones."""
    rows = draw(st.lists(st.tuples(ANY, ANY), min_size=1, max_size=5))
    if draw(st.booleans()):
        rows = [(rows[0][0], y) for _, y in rows]
    try:
        objective = gd.LinearRegression(gd.Dataset(*zip(*rows, strict=True)))
    except ValueError:
        objective = gd.LinearRegression(gd.article())
    session = Session(
        gd.Experiment(
            objective,
            (draw(STARTS), draw(STARTS)),
            draw(OPTIMIZERS),
            draw(st.sampled_from([0.0, 1e-9, 0.01, 0.1, 0.5, 30.0, 1e300])),
            draw(st.sampled_from(gd.UPDATE_ORDERS)),
            max_steps=draw(st.sampled_from([0, 1, 20, 5000])),
        )
    )
    session.forward(draw(st.integers(0, 400)))
    if draw(st.booleans()):
        session.set("learning_rate", draw(st.sampled_from([0.02, 3.0])))
        session.restart()
        session.forward(draw(st.integers(0, 30)))
    session.seek(draw(st.integers(0, 400)))
    for switch in ("log_scale", "follow", "whole", "least_squares", "arrows", "squares"):
        if draw(st.booleans()):
            session.look(lambda looks, switch=switch: looks.toggled(switch))
    session.look(lambda looks: looks.zoomed(draw(st.integers(-12, 12))))
    session.select(draw(st.sampled_from([None, 0, 2])))
    return session


def painted(chart: Chart, columns: int, rows: int, markers: Markers) -> set[str]:
    """The characters of a drawn chart; asserts that each is within the drawing."""
    rest = static_layer(chart, columns, rows, markers)
    assert [len(row) for row in rest.rows] == [columns] * rows
    above = moving(chart, rest.area, markers)
    for (row, column), (_, role) in above.items():
        assert 0 <= row < rest.area.rows
        assert rest.area.left <= column < columns
        assert role in ROLES
    return {glyph for row in rest.rows for glyph, _ in row} | {glyph for glyph, _ in above.values()}


@given(
    sessions(), st.integers(10, 190), st.integers(3, 50), st.sampled_from([BRAILLE_MARKERS, ASCII_MARKERS])
)
def test_every_frame_can_be_drawn_at_every_size(
    session: Session, columns: int, rows: int, markers: Markers
) -> None:
    frame = session.frame()
    for make in (cost_chart, fit_chart, landscape_chart):
        chart = make(frame, max(1, columns - 7), max(1, rows - 2))
        assert all(math.isfinite(value) for each in chart.series for value in each.xs + each.ys)
        glyphs = painted(chart, columns, rows, markers)
        assert markers is BRAILLE_MARKERS or all(map(str.isascii, glyphs)), glyphs


@given(
    st.sampled_from(["ravine", "Rosenbrock", "three-hump camel", "x*y + log(x)", "1/(x*y)", "7"]),
    st.sampled_from([0.001, 0.1, 30.0]),
    st.integers(0, 40),
    st.integers(10, 190),
    st.integers(3, 50),
    st.sampled_from([BRAILLE_MARKERS, ASCII_MARKERS]),
)
def test_every_surface_can_be_drawn_at_every_size(
    name: str, rate: float, steps: int, columns: int, rows: int, markers: Markers
) -> None:
    terrain = gd.TERRAINS.get(name) or gd.Surface(name)
    session = Session(gd.Experiment(terrain, terrain.starts[0], learning_rate=rate))
    session.forward(steps)
    chart = surface_chart(session.frame(), max(1, columns - 7), max(1, rows - 2))
    glyphs = painted(chart, columns, rows, markers)
    assert markers is BRAILLE_MARKERS or all(map(str.isascii, glyphs)), glyphs
    texts = {series.text.replace("−", "-") for series in chart.still}
    for row in picture(chart, columns, rows, markers)[0]:
        for role, group in groupby(row, lambda cell: cell[1]):
            if role == "height":
                assert "".join(glyph for glyph, _ in group).strip().replace("−", "-") in texts


AXIS = Axis(0.0, 10.0, (0.0, 5.0, 10.0), ("0", "5", "10"))
AREA = Area(0, 0, 40, 12)


@given(st.floats(0, 10), st.floats(0, 10), st.integers(2, 90), st.integers(2, 40))
def test_signs_and_braille_dots_share_their_cells(x: float, y: float, columns: int, rows: int) -> None:
    area = Area(0, 0, columns, rows)
    ways = []
    for role in ("here", "path"):
        series = [Series(role, (x,), (y,), path=False)]  # type: ignore[arg-type]
        own: dict[tuple[int, int], tuple[str, str]] = {}
        lay(own, series, AXIS, AXIS, area, BRAILLE_MARKERS)
        ways += [own, curves(series, AXIS, AXIS, area, BRAILLE_MARKERS)]
    assert len({tuple(cells) for cells in ways}) == 1
    assert ways[0] == ways[1]
    assert ways[2] == ways[3]


def test_ticks_stand_where_their_numbers_are() -> None:
    chart = Chart(AXIS, AXIS, tuple(Series("here", (v,), (v,), path=False) for v in AXIS.ticks), ())
    rest = static_layer(chart, 43, 14, BRAILLE_MARKERS)
    for row, cells in enumerate(rest.rows[: rest.area.rows]):
        has_tick = cells[rest.area.left - 1][0] == "┤"
        assert has_tick == any(glyph == "◉" for glyph, _ in cells), row


def written(chart: Chart, columns: int, rows: int) -> tuple[list[str], list[str]]:
    """The labels that are drawn beside and under the axes."""
    rest = static_layer(chart, columns, rows, BRAILLE_MARKERS)
    lines = ["".join(glyph for glyph, _ in row) for row in rest.rows]
    return [text for line in lines[: rest.area.rows] if (text := line[: rest.area.left - 1].strip())], lines[
        -1
    ].split()


@given(sessions(), st.integers(38, 190), st.integers(7, 50))
def test_both_axes_have_two_readable_ticks_whatever_rests(session: Session, columns: int, rows: int) -> None:
    for make in (cost_chart, fit_chart, landscape_chart):
        chart = make(session.frame(), columns - 7, rows - 2)
        for bare in (chart, chart._replace(still=())):
            for labels, axis in zip(written(bare, columns, rows), (chart.y, chart.x), strict=True):
                assert len(labels) >= 2
                assert sorted(labels) == sorted(label.strip() for label in axis.labels)
                assert len(set(labels)) == len(labels)


def picture(
    chart: Chart, columns: int, rows: int, markers: Markers = BRAILLE_MARKERS
) -> tuple[list[list[tuple[str, str]]], set[str]]:
    """All cells of a drawn chart, and the roles that its legend may name."""
    rest = static_layer(chart, columns, rows, markers)
    found = composed(chart, rest, markers)
    return [found.rows.get(y, list(row)) for y, row in enumerate(rest.rows)], found.roles


@given(sessions(), st.integers(38, 190), st.integers(7, 50))
def test_the_legend_is_what_is_drawn_and_the_place_in_view_or_pointed_at(
    session: Session, columns: int, rows: int
) -> None:
    frame = session.frame()
    for kind, make in ((CostPlot, cost_chart), (FitPlot, fit_chart), (LandscapePlot, landscape_chart)):
        chart = make(frame, columns - 7, rows - 2)
        cells, roles = picture(chart, columns, rows)
        for entry in kind.LEGEND:
            bare = Chart(chart.x, chart.y, *map(without(entry.role), (chart.still, chart.live)))
            same = picture(bare, columns, rows)[0] == cells
            # A mark that others cover can be missed by eye only: then it is not named.
            assert entry.role not in roles or not same
            assert entry.role in roles or not any(role == entry.role for row in cells for _, role in row)
        at = frame.step.params
        if kind is LandscapePlot and max(map(abs, at)) < 1e290:
            assert ("here" in roles) != bool(way_out_of_sight(frame, chart))
        if kind is FitPlot:
            assert chart.shows("line") != (line_out_of_sight(frame, chart) is not None)
        if kind is CostPlot and 0.0 < frame.step.cost < 1e290:
            assert "here" in roles


@given(sessions(), st.integers(38, 190), st.integers(7, 50))
def test_a_number_in_a_level_line_is_whole_or_not_there(session: Session, columns: int, rows: int) -> None:
    chart = landscape_chart(session.frame(), columns - 7, rows - 2)
    texts = {series.text for series in chart.series if series.role == "level"}
    for row in picture(chart, columns, rows)[0]:
        for role, group in groupby(row, lambda cell: cell[1]):
            if role == "height":
                assert "".join(glyph for glyph, _ in group) in texts


def without(role: str) -> Callable[[tuple[Series, ...]], tuple[Series, ...]]:
    return lambda series: tuple(each for each in series if each.role != role)


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), min_size=2, max_size=8))
def test_a_stroke_is_where_plotext_puts_it_give_or_take_a_dot(points: list[tuple[float, float]]) -> None:
    series = [Series("path", *map(tuple, zip(*points, strict=True)))]  # type: ignore[arg-type]
    own: dict[tuple[int, int], tuple[str, str]] = {}
    lay(own, series, AXIS, AXIS, AREA, BRAILLE_MARKERS)
    curves([Series("line", (0.0, 1.0), (1.0, 0.0))], AXIS, AXIS, AREA, BRAILLE_MARKERS)  # leaves nothing
    theirs = curves(series, AXIS, AXIS, AREA, BRAILLE_MARKERS)

    def far(one: set[tuple[int, int]], other: set[tuple[int, int]]) -> list[tuple[int, int]]:
        return [(a, b) for a, b in one if not any(abs(a - c) <= 1 and abs(b - d) <= 1 for c, d in other)]

    assert not far(set(own), set(theirs))
    assert not far(set(theirs), set(own))


def test_dots_of_crossing_strokes_add_up() -> None:
    cells: dict[tuple[int, int], tuple[str, str]] = {}
    strokes = [Series("residual", (5.0, 5.0), (0.0, 10.0)), Series("path", (0.0, 10.0), (5.0, 5.0))]
    alone: dict[tuple[int, int], tuple[str, str]] = {}
    lay(alone, strokes[:1], AXIS, AXIS, AREA, BRAILLE_MARKERS)
    lay(cells, strokes, AXIS, AXIS, AREA, BRAILLE_MARKERS)
    shared = [place for place in alone if cells[place][1] == "path"]
    assert len(shared) == 1
    under, both = ord(alone[shared[0]][0]), ord(cells[shared[0]][0])
    assert under & both == under
    assert both != under


def test_ends_of_an_axis_are_in_the_middle_of_the_outermost_cells() -> None:
    assert in_cells((0.0, 5.0, 10.0), AXIS, 11) == [0.5, 5.5, 10.5]


def test_every_role_has_a_colour_and_what_is_selected_a_sign_of_its_own(opened: Opened) -> None:
    from tui.look.themes import DARK, LIGHT

    for theme in (DARK, LIGHT):
        own = ("primary", "secondary", "accent", "success", "warning", "foreground")
        known = {**theme.variables, **{name: getattr(theme, name) for name in own}}
        for role in ROLES:
            assert Color.parse(known[COLORS.get(role, role)])
    for markers in (BRAILLE_MARKERS, ASCII_MARKERS):
        signs: tuple[Role, ...] = ("point", "selected", "here", "next", "minimum", "origin")
        assert len({markers.points[role] for role in signs}) == len(signs)
        of_terrain: tuple[Role, ...] = (
            "here", "next", "minimum", "local", "maximum", "saddle", "trail", "old-trail", "flag", "ghost",
            "origin",
        )  # fmt: skip
        assert len({markers.points[role] for role in of_terrain}) == len(of_terrain)
        assert markers.paths["selected"] != markers.paths.get("residual")
