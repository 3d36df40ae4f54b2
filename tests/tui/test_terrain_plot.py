"""The terrain in a panel: what its edges and its words say, and setting the start with the mouse."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

import gdengine as gd
from tests.lab.test_curve_chart import THREE_VALLEYS, on, sessions
from tests.tui.conftest import Opened
from tests.tui.test_plot_panels import Bench, Mouse
from tests.tui.test_plots import painted, picture, without
from tui.lab.charts.axes import LABEL_CELLS
from tui.lab.charts.chart import Chart
from tui.lab.charts.curve_chart import curve_chart
from tui.lab.keys.actions import TERRAIN
from tui.lab.session.session import Session
from tui.lab.text.cells import cell_len
from tui.lab.text.language import LANGUAGES, set_language
from tui.panels.messages import Set
from tui.plots.markers import ASCII_MARKERS, BRAILLE_MARKERS, Markers
from tui.plots.terrain_plot import CURVE_LEGEND, TerrainPlot

BOWL = gd.TERRAINS["bowl"]


def bench(session: Session, size: tuple[int, int] = (76, 24)) -> AbstractAsyncContextManager[Mouse]:
    return Mouse(Bench(TerrainPlot(id="plot", classes="panel"), session)).running(size)


def title(mouse: Mouse) -> str:
    return Content.from_markup(mouse.app.plot.border_title or "").plain


def first_line(mouse: Mouse) -> str:
    return mouse.text().split("\n")[0].strip()


@given(
    sessions(), st.integers(10, 190), st.integers(3, 50), st.sampled_from([BRAILLE_MARKERS, ASCII_MARKERS])
)
def test_every_frame_can_be_drawn_at_every_size(
    session: Session, columns: int, rows: int, markers: Markers
) -> None:
    chart = curve_chart(session.frame(), max(1, columns - LABEL_CELLS - 1), max(1, rows - 2))
    glyphs = painted(chart, columns, rows, markers)
    assert markers is BRAILLE_MARKERS or all(map(str.isascii, glyphs)), glyphs


@given(sessions(), st.integers(38, 190), st.integers(7, 50))
def test_the_legend_is_what_is_drawn(session: Session, columns: int, rows: int) -> None:
    chart = curve_chart(session.frame(), columns - LABEL_CELLS - 1, rows - 2)
    cells, roles = picture(chart, columns, rows)
    assert "here" in roles or "away" in roles
    for entry in CURVE_LEGEND:
        bare = Chart(chart.x, chart.y, *map(without(entry.role), (chart.still, chart.live)))
        assert entry.role not in roles or picture(bare, columns, rows)[0] != cells
        assert entry.role in roles or not any(role == entry.role for row in cells for _, role in row)


async def test_edges_and_words_say_where_the_ball_is_and_where_it_goes() -> None:
    session = on(BOWL, -1.2)
    async with bench(session) as mouse:
        assert title(mouse) == "Terrain · bowl  x −1.2  E 1.44000  slope −2.4"
        assert first_line(mouse) == "slope −2.4, so to the right; lr 0.1 × 2.4 = 0.24"
        assert mouse.app.caption == "◉ here  ○ next  ✕ global minimum  ━ slope  □ start".replace(
            "  □ start", ""
        )
        session.forward()
        await mouse.show()
        assert title(mouse).startswith("Terrain · bowl  x −0.96  ")
        assert "□ start" in mouse.app.caption
        assert "lr 0.1 × 1.92 = 0.192" in first_line(mouse)


async def test_the_words_follow_the_settings_though_the_picture_stays() -> None:
    session = on(BOWL, 0.0)
    async with bench(session) as mouse:
        assert "at rest" in first_line(mouse)
        set_language("ko")
        mouse.app.plot.retranslate()
        await mouse.quiet()
        assert "at rest" not in first_line(mouse)


async def test_a_ball_out_of_the_picture_is_pointed_at_with_its_place() -> None:
    session = on(BOWL, 2.5, 1.3, steps=7)
    async with bench(session) as mouse:
        x = session.frame().step.params[0]
        assert f"↖ x −{abs(x):.3f}, out of the picture" in title(mouse)
        assert "↖" in mouse.text()
        assert "◉" not in mouse.text()
        session.restart()
        await mouse.show()
        assert "out of the picture" not in title(mouse)
        assert "◉" in mouse.text()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [24, 40, 60, 100])
async def test_the_title_is_as_full_as_there_is_room(width: int, language: str) -> None:
    set_language(language)
    curve = gd.Curve(THREE_VALLEYS.formula, THREE_VALLEYS.domain)
    session = on(curve, -4, 14.0)
    async with bench(session, (width, 16)) as mouse:
        for _ in range(4):
            assert cell_len(title(mouse)) <= width - 4
            assert "x " in title(mouse)
            assert all(cell_len(line) <= width for line in mouse.text().split("\n"))
            session.forward()
            await mouse.show()


async def test_the_mouse_reads_off_the_curve_at_any_height() -> None:
    async with bench(on(BOWL, 2.5)) as mouse:
        column, row = mouse.app.cell_of(1.0, 7.0)
        await mouse.hover((column, row))
        high = mouse.app.caption
        await mouse.hover((column, row + 9))
        assert mouse.app.caption == high
        x, height, slope = (float(part.split()[-1]) for part in high.split(" · "))
        assert x == pytest.approx(1.0, abs=0.1)
        assert height == pytest.approx(x * x)
        assert slope == pytest.approx(2 * x)


async def test_a_click_sets_the_start_at_any_height() -> None:
    async with bench(on(BOWL, 2.5)) as mouse:
        app = mouse.app
        for height in (0.5, 7.0):
            await mouse.click("#plot", app.cell_of(-1.0, height))
        # Under the axis too, and to the left of it.
        await mouse.click("#plot", (app.cell_of(-1.0, 0.0)[0], app.plot.size.height - 1))
        await mouse.click("#plot", (1, 5))
        starts = [message.value for message in app.told if isinstance(message, Set)]
        assert len(starts) == 4
        assert starts[0] == starts[1] == starts[2]
        assert starts[0][0] == pytest.approx(-1.0, abs=app.plot.cell()[0])  # type: ignore[index]
        assert starts[3] == (-3.0,)


async def test_a_dragged_ball_follows_the_mouse_and_starts_where_it_is_let_go() -> None:
    session = on(BOWL, 2.5, steps=3)
    async with bench(session) as mouse:
        app = mouse.app
        before, rested = mouse.text(), title(mouse)
        await mouse.drag(app.cell_of(2.0, 4.0), app.cell_of(-1.5, 6.0))
        assert app.told == []
        assert title(mouse).startswith("Terrain · bowl  x −1.5")
        assert first_line(mouse).startswith("slope −3")
        await mouse.hover(app.cell_of(0.5, 6.0))
        assert title(mouse).startswith("Terrain · bowl  x 0.5")
        await mouse.let_go(app.cell_of(0.5, 6.0))
        (started,) = app.told
        assert isinstance(started, Set)
        assert started.value == (pytest.approx(0.5, abs=app.plot.cell()[0]),)
        # The session did not take it, in this test: the picture is the session's.
        await mouse.hover((1, 1))
        assert (title(mouse), mouse.text()) == (rested, before)


async def test_a_ball_is_not_let_go_where_the_curve_has_no_value() -> None:
    async with bench(on(gd.Curve("log(x)", (-3, 3), 1), 2.0)) as mouse:
        app = mouse.app
        await mouse.drag(app.cell_of(1.0, 0.0), app.cell_of(-1.0, 0.0))
        assert "where E has no value" in title(mouse)
        await mouse.let_go(app.cell_of(-1.0, 0.0))
        assert app.told == []
        assert title(mouse).endswith("x 2  E 0.69315  slope 0.5")


async def test_a_new_frame_ends_dragging() -> None:
    session = on(BOWL, 2.5)
    async with bench(session) as mouse:
        app = mouse.app
        await mouse.drag(app.cell_of(2.0, 4.0), app.cell_of(-1.5, 6.0))
        session.forward()
        await mouse.show()
        assert title(mouse).startswith("Terrain · bowl  x 2  ")
        await mouse.let_go(app.cell_of(-1.5, 6.0))
        assert app.told == []


async def test_a_step_draws_no_curve_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.plots import plot as module
    from tui.plots.static_layer import static_layer

    drawn: list[object] = []
    monkeypatch.setattr(module, "static_layer", lambda *args: drawn.append(args) or static_layer(*args))
    session = on(THREE_VALLEYS, -4, 0.35)
    async with bench(session) as mouse:
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
    session = on(THREE_VALLEYS, -4, 0.35, steps=30)
    session.set("optimizer", gd.sgd(momentum=0.9))
    session.restart()
    session.forward(4)
    async with bench(session) as mouse:
        mouse.app.ascii_markers = True
        mouse.app.plot.notify_style_update()
        await mouse.quiet()
        text = "\n".join(mouse.text().split("\n")[1:])
        assert text.isascii()
        assert "@" in text


async def test_a_small_panel_is_all_picture() -> None:
    async with bench(on(BOWL, 2.5), (50, 8)) as mouse:
        assert "so to the left" not in mouse.text()
        assert "◉" in mouse.text()


async def test_a_surface_is_shown_by_its_level_lines_and_a_click_sets_both_parameters() -> None:
    session = Session(gd.Experiment(gd.TERRAINS["three-hump camel"], (2, 2), learning_rate=0.01))
    session.forward(3)
    async with bench(session) as mouse:
        app, (x, y) = mouse.app, session.frame().step.params
        assert title(mouse).startswith(f"Terrain · three-hump camel  x {x:.5g}  y {y:.5g}  E ")
        assert app.caption.startswith("◉ here  ○ next  ✕ global minimum  ▽ local minimum  ◇ saddle")
        at = app.cell_of(1.0, -2.0)
        await mouse.drag(app.cell_of(0.0, 0.0), at)
        assert app.told == []
        assert title(mouse).startswith("Terrain · three-hump camel  x 0.97  y −1.9  ")
        await mouse.let_go(at)
        (started,) = app.told
        assert isinstance(started, Set)
        wide, tall = app.plot.cell()
        assert started.value == (pytest.approx(1.0, abs=wide), pytest.approx(-2.0, abs=tall))
        cost = gd.TERRAINS["three-hump camel"].cost(started.value)  # type: ignore[arg-type]
        await mouse.hover(at)
        assert app.caption.endswith(f"E {cost:.5f}")


async def test_in_the_lab_a_click_begins_a_run_there_and_undo_takes_it_back(opened: Opened) -> None:
    async with opened(session=on(THREE_VALLEYS, -4, 0.1, steps=3), mode=TERRAIN) as lab:
        plot = lab.app.screen.query_one(TerrainPlot)
        await lab.click("#terrain", offset=(plot.size.width // 2, 5))
        assert lab.frame.index == 0
        assert -1.0 < lab.frame.step.params[0] < 4.0
        assert len(lab.frame.ghosts) == 1
        await lab.press("z")
        assert (lab.frame.index, lab.frame.run.history.at(0).params) == (3, (-4.0,))


async def test_where_the_step_lands_can_be_seen_at_the_end_of_the_push() -> None:
    session = on(BOWL, 2.5, 0.3, steps=9, optimizer=gd.adam())
    async with bench(session) as mouse:
        assert "○ next" in mouse.app.caption
        assert "━ push" in mouse.app.caption
