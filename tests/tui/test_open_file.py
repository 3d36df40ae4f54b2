"""Opening a file: preview, choice of columns, progress, cancelling, and a sentence for every error."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Input, Label, ProgressBar

import gdengine as gd
from tests.engine.test_csv import REFUSED
from tests.tui.conftest import Lab, Opened
from tests.tui.driver import TIMEOUT_SECONDS
from tui.dialogs.loading import Loading
from tui.dialogs.open_file import OpenFile, PathField
from tui.dialogs.preview import PreviewTable
from tui.lab.files import data_file
from tui.lab.text.language import LANGUAGES, set_language

HOUSES = "region,year,size,price\nSeoul,2019,84,1210\nBusan,2020,59,540\nDaegu,2021,101,610\n"


@pytest.fixture
def houses(tmp_path: Path) -> Path:
    path = tmp_path / "houses.csv"
    path.write_text(HOUSES, encoding="utf-8")
    return path


def refused(lab: Lab, name: str) -> bool:
    return isinstance(lab.app.screen, OpenFile) and said(lab).startswith(name)


def field(lab: Lab, name: str) -> Input:
    return lab.app.screen.query_one(f"#{name}", Input)


def said(lab: Lab) -> str:
    return str(lab.app.screen.query_one("#said", Label).content)


def table(lab: Lab) -> str:
    return str(lab.app.screen.query_one(PreviewTable).visual)


async def name_file(lab: Lab, path: Path) -> None:
    await lab.press("O")
    field(lab, "path").value = str(path)
    await lab.work_done()


async def test_a_file_is_shown_and_opened(opened: Opened, houses: Path) -> None:
    async with opened() as lab:
        await lab.press("n")
        await name_file(lab, houses)
        assert (field(lab, "x").value, field(lab, "y").value) == ("year", "size")
        assert "Busan" in table(lab)
        assert "3 rows · between columns: commas · UTF-8" in table(lab)
        await lab.press("enter")
        await lab.until(lambda: lab.app.screen is lab.screen)
        assert lab.frame.fit.data == gd.Dataset((2019, 2020, 2021), (84, 59, 101))
        assert (lab.frame.fit.name, lab.frame.index) == ("houses.csv", 0)
        await lab.press("z")
        assert (lab.frame.fit.data, lab.frame.index) == (gd.article(), 1)


async def test_columns_are_chosen_by_key_by_name_by_position_and_by_click(
    opened: Opened, houses: Path
) -> None:
    async with opened() as lab:
        await name_file(lab, houses)
        lab.app.screen.set_focus(field(lab, "x"))
        await lab.press("down")
        assert field(lab, "x").value == "size"
        await lab.press("up", "up", "tab", *"price")
        assert (field(lab, "x").value, field(lab, "y").value) == ("price", "price")
        place = table(lab).splitlines()[1].index("year")
        lab.app.screen.set_focus(field(lab, "x"))
        await lab.click(PreviewTable, offset=(place + 1, 3))
        assert field(lab, "x").value == "year"
        await lab.press("tab", "4", "enter")
        await lab.until(lambda: lab.app.screen is lab.screen)
        assert lab.frame.fit.data == gd.Dataset((2019, 2020, 2021), (1210, 540, 610))


async def test_a_click_outside_the_fields_takes_x_and_y_in_turn(opened: Opened, houses: Path) -> None:
    async with opened() as lab:
        await name_file(lab, houses)
        line = table(lab).splitlines()[1]
        for name in ("price", "year"):
            await lab.click(PreviewTable, offset=(line.index(name) + 1, 2))
        assert (field(lab, "x").value, field(lab, "y").value) == ("price", "year")


async def test_typed_columns_stay_while_another_file_is_named(
    opened: Opened, houses: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("price,a,b\n1,2,3\n", encoding="utf-8")
    async with opened() as lab:
        await name_file(lab, houses)
        lab.app.screen.set_focus(field(lab, "y"))
        await lab.type("price")
        field(lab, "path").value = str(other)
        await lab.until(lambda: field(lab, "x").value == "price")
        assert field(lab, "y").value == "price"


async def test_tab_completes_a_path_and_then_moves_on(opened: Opened, houses: Path) -> None:
    async with opened() as lab:
        await lab.press("O")
        field(lab, "path").value = str(houses)[:-5]
        await lab.press("end", "tab")
        assert field(lab, "path").value == str(houses)
        assert isinstance(lab.app.focused, PathField)
        await lab.press("tab")
        assert lab.app.focused is field(lab, "x")


async def test_a_path_is_suggested_while_it_is_typed(
    opened: Opened, houses: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(houses.parent)
    async with opened() as lab:
        await lab.press("O", *"hou")
        await lab.until(lambda: houses.name in lab.text())


@pytest.mark.parametrize(
    ("size", "code"), [*(((60, 20), code) for code in LANGUAGES), ((120, 40), "en")], ids=str
)
async def test_each_fault_is_said_and_nothing_is_lost(
    opened: Opened, size: tuple[int, int], code: str, tmp_path: Path
) -> None:
    set_language(code)
    async with opened(size) as lab:
        before = lab.frame
        await lab.press("O")
        for number, (content, *_where) in enumerate(REFUSED.values()):
            path = tmp_path / f"points{number}.csv"
            path.write_bytes(content)
            lab.app.screen.query_one(PathField).value = str(path)
            await lab.work_done()  # a later preview of the file would clear the sentence
            await lab.press("enter")
            await lab.until(partial(refused, lab, path.name))
            told = lab.app.screen.query_one("#said", Label)
            assert lab.app.screen.query_one(".dialog").content_region.contains_region(told.region)
            assert told.region.height > 0
            assert field(lab, "path").value == str(path)
        await lab.press("escape")
        assert lab.frame == before


@pytest.mark.parametrize(
    ("path", "told"), [("", "Type the path"), ("no/such.csv", "no such file"), ("~", "a folder")]
)
async def test_paths_that_are_no_files(opened: Opened, path: str, told: str) -> None:
    Path.home().mkdir(parents=True, exist_ok=True)
    async with opened() as lab:
        await lab.press("O")
        field(lab, "path").value = path
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, OpenFile) and told in said(lab))


async def test_numbers_too_large_for_squares_are_refused(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    path.write_text("1e300,1\n-1e300,2\n", encoding="utf-8")
    async with opened() as lab:
        await name_file(lab, path)
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, OpenFile) and "squares" in said(lab))


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "long.csv"
    path.write_text("x,y\n" + "".join(f"{i % 97},{i % 89}\n" for i in range(200_000)), encoding="utf-8")
    return path


async def test_a_long_file_opens_with_a_bar(opened: Opened, long_file: Path) -> None:
    async with opened() as lab:
        await name_file(lab, long_file)
        await lab.press("enter")
        await lab.until(lambda: lab.app.screen is lab.screen)
        assert len(lab.frame.fit.data) == 200_000
        assert "200,000 points" in lab.text()
        for key in ("down", "down", "n", "space"):
            await lab.press(key)
        assert lab.frame.fit.selected == 1


async def test_reading_is_stopped_with_escape(
    opened: Opened, long_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job is stopped at its first report, so that Escape always comes before its end."""
    reports: list[float] = []
    stopped = threading.Event()
    read = gd.read_csv

    def held(*arguments, progress, **options):
        def report(done: float) -> None:
            reports.append(done)
            stopped.wait(TIMEOUT_SECONDS)
            progress(done)

        return read(*arguments, progress=report, **options)

    monkeypatch.setattr(data_file.gd, "read_csv", held)
    async with opened() as lab:
        before = lab.frame
        await name_file(lab, long_file)
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, Loading) and bool(reports))
        await lab.press("escape")
        assert field(lab, "path").value == str(long_file)
        stopped.set()
        await lab.work_done()
        assert len(reports) == 1
        await lab.press("escape")
        assert lab.frame == before


async def test_the_bar_shows_how_far_the_work_is(opened: Opened) -> None:
    go_on = threading.Event()
    done: list[object] = []

    def job(report: data_file.Report) -> str:
        report(0.25)
        go_on.wait(TIMEOUT_SECONDS)
        return "made"

    async with opened((60, 20)) as lab:
        lab.app.push_screen(Loading("a long file", job), done.append)
        await lab.until(lambda: [bar.percentage for bar in lab.app.screen.query(ProgressBar)] == [0.25])
        await lab.until(lambda: "25%" in lab.text())
        assert "a long file" in lab.text()
        go_on.set()
        await lab.until(lambda: bool(done))
        assert done == ["made"]
        assert lab.app.screen is lab.screen
        assert not lab.app.query(ProgressBar)


@pytest.mark.parametrize(("key", "x"), [("f2", (1000, 2000)), ("f3", (1, 2))])
async def test_a_file_with_two_readings_is_asked_about(
    opened: Opened, key: str, x: tuple[float, ...], tmp_path: Path
) -> None:
    path = tmp_path / "points.tsv"
    path.write_text("x\ty\n1,000\t852\n2,000\t900\n", encoding="utf-8")
    async with opened((80, 24)) as lab:
        await name_file(lab, path)
        assert "“1,000” can be 1000 or 1" in said(lab)
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, OpenFile) and "1000 or 1" in said(lab))
        assert "F2 1000" in lab.text()
        await lab.press(key)
        await lab.until(lambda: not said(lab))
        await lab.press("enter")
        await lab.until(lambda: lab.app.screen is lab.screen)
        assert lab.frame.fit.data == gd.Dataset(x, (852, 900))


async def test_a_first_row_that_can_be_names_is_asked_about(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("name,1,2\na,3,4\nb,7,9\n", encoding="utf-8")
    async with opened() as lab:
        await name_file(lab, path)
        await lab.press("f3")
        await lab.until(lambda: not said(lab))
        await lab.press("enter")
        await lab.until(lambda: lab.app.screen is lab.screen)
        assert lab.frame.fit.data == gd.Dataset((1, 3, 7), (2, 4, 9))


async def test_a_preview_that_comes_late_does_not_hide_a_refusal(
    opened: Opened, houses: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, preview = threading.Event(), gd.preview

    def late(*arguments, **options):
        go_on.wait(TIMEOUT_SECONDS)
        return preview(*arguments, **options)

    monkeypatch.setattr(gd, "preview", late)
    async with opened() as lab:
        await lab.press("O")
        field(lab, "path").value = str(houses)
        field(lab, "x").value = "rooms"
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, OpenFile) and "rooms" in said(lab))
        go_on.set()
        await lab.until(lambda: "Busan" in table(lab))
        assert "rooms" in said(lab)
        field(lab, "path").value = str(houses)[:-1]
        await lab.until(lambda: not said(lab))
