"""Points from files and pipes on the command line, and how they are read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import gdengine as gd
from tests.cli.command import gdlab, refused
from tui.lab.files.data_file import TABLE_ENDINGS, completed

ROWS = "1,2\n3,5\n4,4\n"
FIT = gd.LinearRegression(gd.Dataset((1, 3, 4), (2, 5, 4)), "sum")
GDLAB = [sys.executable, "-m", "tui.cli.main"]


@pytest.fixture
def expected(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> str:
    path = tmp_path / "points.csv"
    path.write_text(ROWS, encoding="utf-8")
    return gdlab(capsys, "run", "--data", str(path), "--format", "csv")


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_points_are_piped_in(name: str, expected: str) -> None:
    command = [*GDLAB, "run", "--data", name, "--format", "csv"]
    found = subprocess.run(command, input=ROWS, capture_output=True, text=True, check=True)
    assert found.stdout == expected


@pytest.mark.skipif(not Path("/dev/fd").exists() or os.name == "nt", reason="no /dev/fd")
def test_points_come_out_of_another_command(expected: str, tmp_path: Path) -> None:
    read, write = os.pipe()
    os.write(write, ROWS.encode())
    os.close(write)
    command = [*GDLAB, "run", "--data", f"/dev/fd/{read}", "--format", "csv"]
    found = subprocess.run(command, pass_fds=[read], capture_output=True, text=True, check=True)
    os.close(read)
    assert found.stdout == expected
    recipe = [*GDLAB, "run", "/dev/stdin", "--format", "csv"]
    toml = f'[objective]\ndata = "{tmp_path / "points.csv"}"\n'
    assert subprocess.run(recipe, input=toml, capture_output=True, text=True, check=True).stdout == expected


def test_whether_there_are_names_is_an_option(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "years.csv"
    path.write_text("2019,2020\n1,2\n3,5\n4,4\n", encoding="utf-8")
    few = gdlab(capsys, "run", "--data", str(path), "--header", "--lr", "0.01")
    all_rows = gdlab(capsys, "run", "--data", str(path), "--no-header", "--lr", "0.01")
    assert few != all_rows == gdlab(capsys, "run", str(path), "--lr", "0.01")
    path.write_text("name,1,2\na,3,4\nb,7,9\n", encoding="utf-8")
    assert "--header" in refused(capsys, "run", "--data", str(path))
    assert gdlab(capsys, "run", "--data", str(path), "--header", "--lr", "0.001")
    recipe = tmp_path / "mine.toml"
    recipe.write_text('[objective]\ndata = "years.csv"\nheader = true', encoding="utf-8")
    assert gdlab(capsys, "run", str(recipe), "--lr", "0.001")
    recipe.write_text('[objective]\ndata = "years.csv"\nheader = 1', encoding="utf-8")
    assert "header" in refused(capsys, "run", str(recipe))


def test_the_decimal_mark_is_an_option(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "points.tsv"
    path.write_text("x\ty\n1,000\t852\n2,000\t900\n", encoding="utf-8")
    told = refused(capsys, "theory", "--data", str(path))
    assert "line 2, column 1" in told
    assert "1 or 1000" in told.replace("1000 or 1", "1 or 1000")
    one = gdlab(capsys, "run", "--data", str(path), "--decimal", ",", "--format", "csv")
    assert one == gdlab(capsys, "run", str(path), "--set", 'objective.thousands="."', "--format", "csv")
    assert one != gdlab(capsys, "run", "--data", str(path), "--decimal", ".", "--format", "csv")
    assert "--decimal" in refused(capsys, "run", "--data", str(path), "--decimal", ";")


@pytest.mark.parametrize("ending", TABLE_ENDINGS)
def test_the_lab_and_the_command_line_know_the_same_endings(
    ending: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, expected: str
) -> None:
    path = tmp_path / f"pts{ending}"
    path.write_text(ROWS, encoding="utf-8")
    assert gdlab(capsys, "run", str(path), "--format", "csv") == expected
    assert completed(str(path)[:-1]) == str(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
@pytest.mark.parametrize("option", [[], ["--data"]])
@pytest.mark.parametrize("kind", ["zero", "null", "pipe", "loop", "folder", "long name", "large"])
def test_what_is_no_file_is_refused_unread(
    kind: str, option: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "thing"
    match kind:
        case "zero" | "null":
            path = Path(f"/dev/{kind}")
        case "pipe":
            os.mkfifo(path)
        case "loop":
            path.symlink_to(tmp_path / "other")
            (tmp_path / "other").symlink_to(path)
        case "folder":
            path.mkdir()
        case "long name":
            path = tmp_path / ("x" * 5000)
        case "large":
            with path.open("wb") as file:
                file.truncate(2**40)
    assert str(path) in refused(capsys, "run", *option, str(path))


@pytest.mark.parametrize("form", ["{} = 1", "[{}]", "x = {{ {} = 1 }}"])
def test_a_key_of_sixty_kilobytes_is_refused_at_once(
    form: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "deep.toml"
    path.write_text(form.format(".".join(["a"] * 30_000)), encoding="utf-8")
    assert "nested too deeply" in refused(capsys, "run", str(path))
    assert refused(capsys, "run", "--set", f"{'.'.join(['a'] * 30_000)}=1")
