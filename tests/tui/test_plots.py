"""Plots on the screen: every frame can be drawn at every size, and the mouse reads and sets values."""

from __future__ import annotations

import math
from contextlib import AbstractAsyncContextManager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.color import Color
from textual.message import Message

import gdengine as gd
from tests.tui.conftest import Opened
from tests.tui.driver import Driver
from tui.lab.charts.chart import Axis, Chart, Role, Series
from tui.lab.charts.cost import cost_chart
from tui.lab.charts.fit import fit_chart
from tui.lab.charts.landscape import landscape_chart
from tui.lab.files import recipe
from tui.lab.session.session import Session
from tui.panels.messages import AddPoint, MovePoint, Seek, Select, Set
from tui.plots.canvas import ROLES, Area, curves, in_cells, static_layer
from tui.plots.cost import CostPlot
from tui.plots.fit import FitPlot
from tui.plots.landscape import LandscapePlot
from tui.plots.markers import ASCII_MARKERS, BRAILLE_MARKERS, Markers
from tui.plots.plot import COLORS, Plot, moving
from tui.plots.strokes import lay

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
    for switch in ("log_scale", "follow", "least_squares"):
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


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), min_size=2, max_size=8))
def test_a_stroke_is_where_plotext_puts_it_give_or_take_a_dot(points: list[tuple[float, float]]) -> None:
    series = [Series("path", *map(tuple, zip(*points, strict=True)))]  # type: ignore[arg-type]
    own: dict[tuple[int, int], tuple[str, str]] = {}
    lay(own, series, AXIS, AXIS, AREA, BRAILLE_MARKERS)
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
        known = {**theme.variables, **{name: getattr(theme, name) for name in ("primary", "foreground")}}
        for role in ROLES:
            name = COLORS.get(role, role)
            assert name in ("accent", "success") or Color.parse(known[name])
    for markers in (BRAILLE_MARKERS, ASCII_MARKERS):
        signs: tuple[Role, ...] = ("point", "selected", "here", "next", "minimum", "origin")
        assert len({markers.points[role] for role in signs}) == len(signs)
        assert markers.paths["selected"] != markers.paths.get("residual")


class Bench(App[None]):
    """An app with a single plot, which records the messages of the plot."""

    def __init__(self, plot: Plot, session: Session) -> None:
        super().__init__()
        self.plot, self.session = plot, session
        self.told: list[Message] = []
        self.ascii_markers = False

    def compose(self) -> ComposeResult:
        yield self.plot

    def on_mount(self) -> None:
        self.register_themes()
        self.plot.frame = self.session.frame()

    def register_themes(self) -> None:
        from tui.look.themes import DARK

        self.register_theme(DARK)
        self.theme = DARK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        from tui.look.themes import DARK

        return DARK.variables

    def on_seek(self, event: Seek) -> None:
        self.told.append(event)

    on_set = on_select = on_add_point = on_move_point = on_seek  # type: ignore[assignment]

    def cell_of(self, x: float, y: float) -> tuple[int, int]:
        """The cell of the plot in which (x, y) is drawn."""
        assert self.plot.frame is not None
        chart = self.plot.chart(self.plot.frame)
        area = static_layer(chart, *self.plot.size, self.plot.markers).area
        column, row = in_cells([x], chart.x, area.columns)[0], in_cells([y], chart.y, area.rows)[0]
        return area.left + int(column), area.top + area.rows - 1 - int(row)

    @property
    def caption(self) -> str:
        from textual.content import Content

        return Content.from_markup(self.plot.border_subtitle or "").plain


class Mouse(Driver):
    """Drives the plot with the mouse."""

    app: Bench

    async def show(self) -> None:
        """Show the session's new frame."""
        self.app.plot.frame = self.app.session.frame()
        await self.quiet()

    async def hover(self, offset: tuple[int, int]) -> None:
        await self.pilot.hover("#plot", offset=offset)
        await self.quiet()

    async def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press the button at `start` and move to `end`, without releasing it."""
        await self.pilot.mouse_down("#plot", offset=start)
        await self.hover(end)

    async def let_go(self, offset: tuple[int, int]) -> None:
        await self.pilot.mouse_up("#plot", offset=offset)
        await self.quiet()


def bench(kind: type[Plot], session: Session, rows: int = 20) -> AbstractAsyncContextManager[Mouse]:
    """A plot of 60 columns."""
    return Mouse(Bench(kind(id="plot", classes="panel"), session)).running((60, rows))


async def test_the_mouse_reads_off_the_cost_and_a_click_goes_there() -> None:
    session = Session(recipe.article())
    session.forward(12)
    async with bench(CostPlot, session, rows=16) as mouse:
        app = mouse.app
        at = app.cell_of(7.0, -1.0)
        await mouse.hover(at)
        assert app.caption == "step 7 · 0.05820"
        assert session.frame().run.history.at(7).cost == pytest.approx(0.0582, abs=1e-5)
        await mouse.hover(app.cell_of(15.0, -1.0))
        assert app.caption.startswith("step 15 · expected: 0.005")
        await mouse.click("#plot", at)
        assert app.told == [Seek(7)]
        await mouse.hover((0, 15))
        assert app.caption == "┈ theory"


async def test_a_click_on_a_free_place_adds_a_point_there() -> None:
    async with bench(FitPlot, Session(recipe.article())) as mouse:
        app = mouse.app
        at = app.cell_of(2.0, 0.0)
        await mouse.hover(at)
        assert app.caption.endswith(": click to add")
        await mouse.click("#plot", at)
        (added,) = app.told
        assert isinstance(added, AddPoint)
        wide, tall = app.plot.cell()
        assert abs(added.x - 2.0) <= wide
        assert abs(added.y) <= tall


async def test_a_click_on_a_point_selects_it_and_a_second_one_lets_go() -> None:
    session = Session(recipe.article())
    async with bench(FitPlot, session) as mouse:
        app = mouse.app
        await mouse.click("#plot", app.cell_of(3.0, 5.0))
        assert app.told == [Select(2)]
        session.select(2)
        await mouse.show()
        await mouse.click("#plot", app.cell_of(3.0, 5.0))
        assert app.told == [Select(2), Select(None)]


async def test_a_point_can_be_dragged() -> None:
    async with bench(FitPlot, Session(recipe.article())) as mouse:
        app = mouse.app
        await mouse.drag(app.cell_of(1.0, 1.0), app.cell_of(2.0, 3.0))
        assert app.caption.startswith("point 2 to x ")
        await mouse.let_go(app.cell_of(2.0, 3.0))
        (moved,) = app.told
        assert isinstance(moved, MovePoint)
        wide, tall = app.plot.cell()
        assert moved.row == 1
        assert abs(moved.x - 2.0) <= wide
        assert abs(moved.y - 3.0) <= tall


async def test_a_click_in_the_landscape_starts_the_run_there() -> None:
    async with bench(LandscapePlot, Session(recipe.article())) as mouse:
        app = mouse.app
        at = app.cell_of(1.5, -0.5)
        await mouse.hover(at)
        await mouse.click("#plot", at)
        (started,) = app.told
        assert isinstance(started, Set)
        assert started.name == "start"
        w1, w0 = started.value  # type: ignore[misc]
        wide, tall = app.plot.cell()
        assert abs(w1 - 1.5) <= wide
        assert abs(w0 + 0.5) <= tall
        cost = gd.LinearRegression(gd.article()).cost((w1, w0))
        assert app.caption.endswith(f"E {cost:.5f}")


async def test_a_step_draws_no_axis_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.plots import plot as module

    drawn: list[object] = []
    monkeypatch.setattr(module, "static_layer", lambda *args: drawn.append(args) or static_layer(*args))
    for kind in (CostPlot, FitPlot, LandscapePlot):
        session = Session(recipe.article())
        async with bench(kind, session) as mouse:
            assert drawn
            drawn.clear()
            seen = set()
            for _ in range(15):
                session.forward()
                await mouse.show()
                seen.add(mouse.text())
            assert not drawn
            assert len(seen) > 3


async def test_ascii_markers_are_ascii_all_over() -> None:
    session = Session(recipe.article())
    session.forward(8)
    session.restart()
    session.forward(3)
    session.select(1)
    session.look(lambda looks: looks.toggled("least_squares"))
    for kind in (CostPlot, FitPlot, LandscapePlot):
        async with bench(kind, session) as mouse:
            app = mouse.app
            assert not mouse.text().isascii()
            app.ascii_markers = True
            app.plot.notify_style_update()
            await mouse.quiet()
            text = mouse.text()
            assert text.isascii()
            assert "@" in text or kind is FitPlot


async def test_what_is_selected_stands_out_without_colour() -> None:
    session = Session(recipe.article())
    async with bench(FitPlot, session) as mouse:
        for row in range(3):
            session.select(row)
            await mouse.show()
            text = mouse.text()
            assert (text.count("◆"), text.count("●")) == (1, 2)
