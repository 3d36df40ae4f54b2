"""Plots in a panel: the mouse reads and sets values, and a step repaints only what it moves."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.message import Message

import gdengine as gd
from tests.tui.driver import Driver
from tui.lab.files import recipe
from tui.lab.session.session import Session
from tui.panels.messages import AddPoint, MovePoint, Seek, Select, Set
from tui.plots.cells_of_curves import in_cells
from tui.plots.cost_plot import CostPlot
from tui.plots.fit_plot import FitPlot
from tui.plots.landscape_plot import LandscapePlot
from tui.plots.plot import Plot
from tui.plots.static_layer import static_layer


class Bench(App[None]):
    """A single plot, and what it says."""

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
    """Points at the plot, at a cell of it."""

    app: Bench

    async def show(self) -> None:
        """Show what became of the session."""
        self.app.plot.frame = self.app.session.frame()
        await self.quiet()

    async def hover(self, offset: tuple[int, int]) -> None:
        await self.pilot.hover("#plot", offset=offset)
        await self.quiet()

    async def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press the button at `start` and go to `end` with it."""
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


async def test_the_ground_is_filled_once_and_costs_nothing_on_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.lab.charts.bowl import Bowl
    from tui.lab.charts.ground import shades

    shades.cache_clear()
    asked: list[object] = []
    depth = Bowl.depth
    monkeypatch.setattr(Bowl, "depth", lambda self, at: asked.append(at) or depth(self, at))
    session = Session(recipe.article())
    async with bench(LandscapePlot, session) as mouse:
        filled = [
            strip for strip in mouse.app.plot._strips if len({s.style.bgcolor for s in strip if s.style}) > 1
        ]
        assert len(filled) > 10
        shown = len(asked)
        assert shown > 0
        for _ in range(15):
            session.forward()
            await mouse.show()
        assert len(asked) == shown


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


async def test_the_legend_names_what_can_be_seen_and_nothing_else() -> None:
    session = Session(recipe.article())
    session.set("learning_rate", 1e30)
    async with bench(CostPlot, session) as mouse:
        # Of theory's curve only the first dot is in the picture, and the step on screen is over it.
        assert mouse.app.caption == ""
        session.set("learning_rate", 0.1)
        await mouse.show()
        assert mouse.app.caption == "┈ theory"
    async with bench(LandscapePlot, session) as mouse:
        for _ in range(100):
            session.forward(2)
            await mouse.show()
            picture = "\n".join(line[7:] for line in mouse.text().split("\n")[1:-3])
            for sign in "◉○✕□":
                assert (sign in mouse.app.caption) == (sign in picture), mouse.text()
        assert "✕" not in picture, "the step on screen is over it"


async def test_the_title_says_how_far_apart_the_arrows_are() -> None:
    session = Session(recipe.article())
    async with bench(LandscapePlot, session) as mouse:
        assert "54.5" not in mouse.app.plot.border_title
        session.look(lambda looks: looks.toggled("arrows"))
        await mouse.show()
        assert "54.5° apart" in mouse.app.plot.border_title
        assert mouse.app.caption.startswith("━ −∇E  ━ straight  ◉ here")


@pytest.mark.parametrize(
    ("x", "y", "shown"),
    [
        ("x", "y", "→ x  ↑ y  ┈ start"),
        ("area", "price [bold]", "→ area  ↑ price [bold]  ┈ start"),
        ("\x1b]0;owned\x07", "a\nb", "→ ?]0;owned?  ↑ a?b  ┈ start"),
        ("집 크기(제곱미터) 그리고 더", "y", "→ 집 크기(제곱미 …  ↑ y  ┈ start"),
    ],
)
async def test_the_fit_names_its_axes_as_the_file_does(x: str, y: str, shown: str) -> None:
    session = Session(recipe.article())
    session.open_data(gd.article().named((x, y)))
    session.forward(3)
    async with bench(FitPlot, session) as mouse:
        assert mouse.app.caption == shown


async def test_however_long_names_are_they_leave_room_for_each_other_and_the_frame() -> None:
    session = Session(recipe.article())
    session.open_data(gd.article().named(("가" * 500, "w" * 500)))
    async with bench(FitPlot, session) as mouse:
        edge = mouse.app.caption
        assert cell_len(edge) <= 56
        assert "가" * 5 in edge
        assert "w" * 10 in edge
