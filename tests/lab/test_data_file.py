"""Paths as they are typed or dropped, columns as they are chosen, and reading with progress."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import gdengine as gd
from tui.lab.files import data_file

TABLE = b"id,size,price,size,note,\n1,2,3,4,a,6\n7,8,9,10,b,12\n"


def test_a_path_is_understood_as_typed_and_as_dropped(tmp_path: Path) -> None:
    file = tmp_path / "my points.csv"
    file.touch()
    home = Path.home()
    assert data_file.path_of("~/points.csv") == home / "points.csv"
    assert data_file.path_of("~nobody-is-called-this/points.csv").name == "points.csv"
    for text in (str(file), f"'{file}'", f'"{file}" ', f" {file}\n", file.as_uri()):
        assert data_file.is_file(text), text
    for text in ("", "1 2", "1 2\n3 4", str(tmp_path), "a\0b", "x" * 10_000):
        assert not data_file.is_file(text), text


def test_a_path_is_completed_with_folders_and_tables_only(tmp_path: Path) -> None:
    for name in ("points.csv", "pots.png", ".hidden.csv", "z.tsv"):
        (tmp_path / name).touch()
    (tmp_path / "posts").mkdir()
    base = f"{tmp_path}{os.sep}"
    assert data_file.completed(base) == base + "points.csv"
    assert data_file.completed(base + "po") == base + "points.csv"
    assert data_file.completed(base + "pos") == base + f"posts{os.sep}"
    assert data_file.completed(base + "pot") is None
    assert data_file.completed(base + ".h") == base + ".hidden.csv"
    for ending in data_file.TABLE_ENDINGS:
        (tmp_path / f"every{ending.upper()}").touch()
        assert data_file.completed(base + f"every{ending.upper()[:-1]}") == base + f"every{ending.upper()}"
    for nothing in ("", "  ", base + "no/where", "a\0b"):
        assert data_file.completed(nothing) is None


def test_a_path_in_the_home_folder_stays_as_typed() -> None:
    Path.home().mkdir(parents=True, exist_ok=True)
    (Path.home() / "points.csv").touch()
    assert data_file.completed("~/po") == "~/points.csv"


def test_a_column_is_called_by_its_name_where_that_is_one() -> None:
    preview = gd.preview(TABLE)
    assert [data_file.column_label(preview, i) for i in range(1, 7)] == ["id", "2", "price", "4", "note", "6"]
    for column in range(1, 7):
        text = data_file.column_label(preview, column)
        assert data_file.column_meant(preview, text) == column
        if column in preview.numbers:
            assert gd.read_csv(TABLE, text, 1).x == gd.read_csv(TABLE, column, 1).x
    for text in ("size", "height", "7", "0", "", "-1"):
        assert data_file.column_meant(preview, text) is None


def test_columns_of_numbers_are_gone_through_round_and_round() -> None:
    preview = gd.preview(TABLE)
    assert preview.numbers == (1, 2, 3, 4, 6)
    seen = ["id"]
    for _turn in range(5):
        seen.append(data_file.column_turned(preview, seen[-1], 1))
    assert seen == ["id", "2", "price", "4", "6", "id"]
    assert data_file.column_turned(preview, "id", -1) == "6"
    assert data_file.column_turned(preview, "note", 1) == "id"
    words = gd.preview(b"a,b\nx,y\n")
    assert data_file.column_turned(words, "a", 1) == "a"


def test_reading_tells_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("x,y\n" + "".join(f"{i},{2 * i - 1}\n" for i in range(50_000)), encoding="utf-8")
    seen: list[float] = []
    regression = data_file.prepared_regression(path, None, None, seen.append)
    assert regression.minimum == pytest.approx((2.0, -1.0))
    assert len(seen) > 4
    assert seen == sorted(seen)
    assert 0.0 < seen[0] < 0.1
    assert seen[-1] == 1.0
