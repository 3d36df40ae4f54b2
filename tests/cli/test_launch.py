"""`gdlab` opens the lab on the article, a recipe or a table."""

from __future__ import annotations

import gc
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import gdengine as gd
from tests.cli.command import refused
from tui.cli import main as cli
from tui.lab.files import recipe
from tui.lab.files.data_file import TABLE_ENDINGS
from tui.lab.session.session import Session


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[gd.Experiment]:
    """The experiments that the lab was opened on, without opening it."""
    seen: list[gd.Experiment] = []

    class Lab:
        def __init__(
            self, session: Session, theme: str, ascii_markers: bool, offers: bool, mode: str
        ) -> None:
            seen.append(session.frame().experiment)
            assert mode == ("fit" if session.frame().points else "terrain")

        return_code = signalled = 0
        crash = ""

        def run(self) -> None:
            gc.enable()

    monkeypatch.setattr("tui.app.GdlabApp", Lab)
    monkeypatch.setattr("tui.cli.launch.has_terminal", lambda: True)
    return seen


def test_the_lab_opens_on_the_article_a_recipe_or_a_table(
    opened: list[gd.Experiment], tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text("learning_rate = 0.3")
    tables = [tmp_path / f"points{ending}" for ending in TABLE_ENDINGS]
    for table in tables:
        table.write_text("1,2\n3,4\n")
    for arguments in (
        [],
        [str(tmp_path / "mine.toml")],
        ["--lr", "0.2"],
        *([str(table)] for table in tables),
    ):
        cli.main(arguments)
    article, mine, nudged, *points = opened
    assert article == recipe.article()
    assert mine == replace(article, learning_rate=0.3)
    assert nudged.learning_rate == 0.2
    line = gd.LinearRegression(gd.Dataset((1, 3), (2, 4)), "sum")
    assert [each.objective for each in points] == [line] * len(TABLE_ENDINGS)


def test_a_curve_or_a_surface_opens_in_terrain(
    capsys: pytest.CaptureFixture[str], opened: list[gd.Experiment]
) -> None:
    cli.main(["--terrain", "two valleys"])
    cli.main(["--formula", "x**4 - 4*x**2 + x", "--domain", "-3,3", "--lr", "0.05"])
    cli.main(["--terrain", "ravine"])
    valleys, typed, ravine = opened
    assert valleys.objective == gd.TERRAINS["two valleys"]
    assert typed.objective == gd.Curve("x**4 - 4*x**2 + x", domain=(-3, 3))
    assert typed.learning_rate == 0.05
    assert ravine.objective.names == ("x", "y")
    assert "column 4" in refused(capsys, "--formula", "x**")
    assert len(opened) == 3


def test_the_lab_takes_whatever_the_engine_offers_on_a_line(opened: list[gd.Experiment]) -> None:
    cli.main(["--optimizer", "adam", "--batch", "2", "--preset", "outlier"])
    assert opened[0].optimizer == gd.adam()
    assert opened[0].batch == gd.MiniBatch(2)


def test_without_a_terminal_the_lab_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", "tui.cli.main"]
    found = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    assert found.returncode == 2
    assert found.stdout == b""
    assert b"needs a terminal" in found.stderr


def test_a_long_file_shows_how_far_it_is_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "long.csv"
    path.write_text("\n".join(f"{i},{2 * i}" for i in range(30_000)))
    cli.main(["theory", "--data", str(path)])
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("tui.cli.described.SILENT_SECONDS", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    cli.main(["theory", "--data", str(path)])
    shown = capsys.readouterr().err
    assert "reading" in shown
    assert "100%" in shown


def test_the_lab_starts_without_what_its_first_screen_does_not_show() -> None:
    program = """
import sys
import tui.app, tui.cli.main, tui.cli.launch
dear = {
    "gdengine.formulas.expressions", "html", "json", "statistics", "typer", "tui.dialogs.help",
    "tui.lab.by_hand.autograd", "tui.lab.by_hand.constants", "tui.lab.export.svg",
    "tui.lab.wording.file_troubles", "tui.lab.wording.panels",
}
print(*sorted(dear.intersection(sys.modules)))
"""
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""
