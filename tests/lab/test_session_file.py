"""The file of a session: written whole or not at all, and no file can do harm."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdengine as gd
from tests.lab.going_on import assert_same, some_points, taken_again
from tui.lab.files import points_file, recipe
from tui.lab.files.session_file import SessionFile
from tui.lab.session.replay import Replay
from tui.lab.session.session import Session
from tui.lab.text.clean import cleaned


def test_without_a_file_there_is_nothing(file: SessionFile) -> None:
    assert file.load() is None


def test_no_unfinished_file_is_left(file: SessionFile, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(recipe.article())
    session.forward(3)
    file.save(session.saved())
    before = file.load()

    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    session.forward(3)
    with pytest.raises(OSError, match="No space left"):
        file.save(session.saved())
    assert file.load() == before
    assert [path.name for path in file.path.parent.iterdir()] == ["session.json"]


def test_large_data_lie_in_a_file_beside_that_is_written_once(file: SessionFile) -> None:
    session = Session(gd.Experiment(gd.LinearRegression(some_points(5000)), (1, 0), learning_rate=0.01))
    session.forward(5)
    file.save(session.saved())
    [points] = file.path.parent.glob("points-*")
    assert points.stat().st_size == 5000 * 16
    written = points.stat().st_mtime_ns
    session.add_point(1.0, 2.0)
    session.forward(5)
    file.save(session.saved())
    assert file.path.stat().st_size < 5000
    assert [path.stat().st_mtime_ns for path in file.path.parent.glob("points-*")] == [written]
    assert_same(session, taken_again(file.load()))


def test_files_that_no_session_names_go_once_they_are_old(file: SessionFile) -> None:
    def save(seed: int) -> Path:
        session = Session(gd.Experiment(gd.LinearRegression(some_points(3000, seed)), (1, 0)))
        session.forward()
        before = set(file.path.parent.glob("points-*"))
        file.save(session.saved())
        [new] = set(file.path.parent.glob("points-*")) - before
        return new

    first, second = save(1), save(2)
    assert first.exists()  # it is young: another lab may be about to name it
    for path in (first, second):
        os.utime(path, (0, 0))
    third = save(3)
    assert not first.exists()
    assert not second.exists()
    file.set_aside()
    os.utime(third, (0, 0))
    fourth = save(4)
    assert third.exists()  # the previous session has it
    fourth.unlink()
    assert file.load() is None


def test_a_file_of_points_that_somebody_removed_is_written_again(file: SessionFile) -> None:
    session = Session(gd.Experiment(gd.LinearRegression(some_points(3000)), (1, 0)))
    session.forward()
    file.save(session.saved())
    for path in file.path.parent.glob("points-*"):
        path.unlink()
    session.forward()
    file.save(session.saved())
    assert file.load() == session.saved()


def saved(file: SessionFile) -> dict[str, Any]:
    session = Session(recipe.article())
    session.set("optimizer", gd.adam())
    session.forward(5)
    session.add_point(0.1, 0.2)
    session.set("schedule", gd.ReduceOnPlateau(0.1))
    session.forward(5)
    session.open_data(some_points(3000), "large.csv")
    session.forward(5)
    session.add_point(0.1, 0.2)
    file.save(session.saved())
    content: dict[str, Any] = json.loads(file.path.read_text("utf-8"))
    content["scaling"] = {"x_mean": 0.0, "x_spread": 1.0, "y_mean": 0.0, "y_spread": 1.0}
    return content


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("gdlab", 2), ("gdlab", None), ("index", -1), ("index", 99), ("index", 1.0), ("index", True),
        ("newest", 10**12), ("newest", 3), ("planned", -1), ("planned", "20"), ("name", 5),
        ("name", "x" * 5000), ("speed", 3.0), ("speed", math.nan), ("speed", None),
        ("scaling", {"x_mean": 0.0}), ("scaling.x_spread", 0.0), ("scaling.y_mean", math.inf),
        ("looks", None), ("looks.zoom", 10**9), ("looks.zoom", True), ("looks.follow", 1), ("looks.other", 1),
        ("stretches", []), ("stretches", None), ("stretches.0.first", 1), ("stretches.1.first", 0),
        ("stretches.1.first", 10**6), ("stretches.0.data", 7), ("stretches.0.data", -1),
        ("stretches.0.recipe", {}), ("stretches.0.recipe.start", [1]),
        ("stretches.0.recipe.learning_rate", math.nan), ("stretches.0.recipe.optimizer", {"name": "x"}),
        ("stretches.0.state", []), ("stretches.0.state.0", -1), ("stretches.0.state.0", 10**400),
        ("stretches.0.state.1", [0.0]), ("stretches.0.state.2.0", -1.0), ("stretches.0.plateau", []),
        ("data", []), ("data.0.file", "../session.json"), ("data.0.file", "points-x"),
        ("data.0.points", 3001), ("data.0.points", 2999), ("data.0.points", 10**15),
        ("data.0", {"preset": "none"}), ("data.0", {"x": [1], "y": []}),
        ("data.0", {"x": [math.nan], "y": [1]}), ("data.1.rows", [5, 4]), ("data.1.rows", [0, 10**6]),
        ("data.1.x", [1.0, "a"]),
    ],
)  # fmt: skip
def test_what_was_not_written_by_the_lab_is_as_good_as_no_file(
    file: SessionFile, place: str, value: object
) -> None:
    content = saved(file)
    assert file.load() is not None
    *outer, last = [int(name) if name.isdigit() else name for name in place.split(".")]
    inner: Any = content
    for name in outer:
        inner = inner[name]
    inner[last] = value
    file.path.write_text(json.dumps(content), "utf-8")
    assert file.load() is None


def test_a_damaged_file_is_as_good_as_none(file: SessionFile) -> None:
    saved(file)
    whole = file.path.read_bytes()
    for content in (b"", b"null", b"[]", b"\xff\xfe", b"[" * 100_000, whole[: len(whole) // 2], whole[:-1]):
        file.path.write_bytes(content)
        assert file.load() is None
    file.path.write_bytes(whole)
    [points] = [path for path in file.path.parent.glob("points-*") if path.name in whole.decode()]
    numbers = bytearray(points.read_bytes())
    numbers[100] ^= 1
    points.write_bytes(numbers)
    assert file.load() is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=3), below, max_size=3),
)


@settings(max_examples=300)
@given(st.data())
def test_no_file_can_do_harm(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    file = SessionFile(tmp_path_factory.mktemp("state"))
    content = saved(file)
    inner: Any = content
    while True:
        keys = list(inner) if isinstance(inner, dict) else range(len(inner))
        key = data.draw(st.sampled_from(list(keys)))
        if not (isinstance(inner[key], dict | list) and inner[key]) or data.draw(st.booleans()):
            break
        inner = inner[key]
    inner[key] = data.draw(json_values)
    file.path.write_text(json.dumps(content), "utf-8")
    kept = file.load()
    if kept is not None and kept.newest < 10_000:
        replay = Replay(kept)
        try:
            replay.advance(math.inf)
        except (ArithmeticError, ValueError):
            return
        session = Session(recipe.article())
        session.resume(kept, replay.history)
        session.forward(3)


def test_only_what_changed_in_a_large_set_is_written(file: SessionFile) -> None:
    before = some_points(5000)
    for after in (
        before.with_point(1, 2),
        before.with_moved(4999, 1, 2),
        before.with_moved(0, 1, 2),
        before.without(7),
    ):
        folder = file.path.parent
        entries = points_file.PointWriter(folder).entries([before, after])
        assert "file" in entries[0]
        assert len(entries[1]["x"]) <= 1
        assert points_file.read_sets(entries, folder) == [before, after]


@pytest.mark.parametrize(
    "name", ["caf\u00a0e.csv", "a\u202fb.csv", "한글.csv", "a\tb.csv", "\x1b[31mred.csv"]
)
def test_any_name_of_a_file_comes_back_without_what_a_screen_would_take_for_a_command(name: str) -> None:
    session = Session(recipe.article())
    session.open_data(gd.PRESETS["steep"](), name)
    file = SessionFile()
    file.save(session.saved())
    kept = file.load()
    assert kept is not None
    assert kept.source is not None
    assert kept.source.name == name.replace("\t", "?").replace("\x1b", "?")


def test_the_names_of_columns_go_with_the_points_through_edits_undo_and_the_next_start(
    file: SessionFile,
) -> None:
    session = Session(recipe.article())
    assert session.frame().fit.names == ("x", "y")
    session.open_data(gd.read_csv(b"area,price\n1,2\n2,4\n3,5\n"), "homes.csv")
    session.forward(3)
    session.add_point(4.0, 9.0)
    session.add_noise(0.1, 7)
    session.forward(3)
    session.standardise()
    assert session.frame().fit.names == ("area", "price")
    file.save(session.saved())
    resumed = taken_again(file.load())
    assert resumed.frame().fit.names == ("area", "price")
    session.open_data(gd.PRESETS["article"]())
    assert session.frame().fit.names == ("x", "y"), "a preset has none"
    session.undo()
    assert session.frame().fit.names == ("area", "price")
    session.redo()
    assert session.frame().fit.names == ("x", "y")


def test_points_equal_to_a_presets_keep_their_own_names(file: SessionFile) -> None:
    session = Session(recipe.article())
    session.open_data(gd.read_csv(b"hours,marks\n0,-1\n1,1\n3,5\n"))
    session.forward()
    file.save(session.saved())
    assert taken_again(file.load()).frame().fit.names == ("hours", "marks")


@given(st.text(max_size=300), st.text(max_size=300))
@settings(max_examples=60)
def test_any_names_of_columns_are_safe_to_write_and_come_back(x: str, y: str) -> None:
    session = Session(recipe.article())
    session.open_data(gd.article().named((x, y)))
    session.forward()
    names = session.frame().fit.names
    assert all(names)
    assert all(cleaned(name) == name and len(name) <= 200 for name in names)
    with TemporaryDirectory() as folder:
        file = SessionFile(Path(folder))
        file.save(session.saved())
        kept = file.load()
    assert kept is not None
    assert taken_again(kept).frame().fit.names == names


@pytest.mark.parametrize("names", ["xy", ["x"], [1, 2], None, {"x": "y"}, ["x", ["y"]]])
def test_names_that_the_lab_did_not_write_are_not_read(file: SessionFile, names: object) -> None:
    session = Session(recipe.article())
    session.forward()
    file.save(session.saved())
    content = json.loads(file.path.read_text("utf-8"))
    content["data"][0]["names"] = names
    file.path.write_text(json.dumps(content), "utf-8")
    assert file.load() is None
