"""A session that is kept comes back to the bit, and no file can do harm."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdengine as gd
from tui.lab.files import points_file, recipe
from tui.lab.files.keeper import Keeper
from tui.lab.files.session_file import SessionFile
from tui.lab.session.replay import Replay
from tui.lab.session.saved import SavedSession
from tui.lab.session.session import Session


@pytest.fixture
def file(tmp_path: Path) -> SessionFile:
    return SessionFile(tmp_path / "state")


def taken_again(kept: SavedSession) -> Session:
    """A lab that was opened anew and goes on with `kept`."""
    replay = Replay(kept)
    assert replay.advance(math.inf)
    session = Session(recipe.article())
    session.resume(kept, replay.history)
    return session


def steps(session: Session) -> str:
    """Every step in full, down to the last bit and the sign of a zero."""
    history = session.frame().run.history
    return "\n".join(repr(history.at(k)) for k in range(len(history)))


def assert_same(session: Session, other: Session) -> None:
    """Both show the same, and go on alike."""
    for _ in range(2):
        assert steps(session) == steps(other)
        mine, theirs = session.frame(), other.frame()
        for name in ("index", "experiment", "planned", "looks", "speed", "step"):
            assert getattr(mine, name) == getattr(theirs, name), name
        assert replace(mine.fit, selected=None) == replace(theirs.fit, selected=None)
        assert mine.run.history.changes == theirs.run.history.changes
        session.forward(70)
        other.forward(70)


def some_points(n: int, seed: int = 1) -> gd.Dataset:
    return gd.line(n, sigma=1.0, seed=seed)


Story = Callable[[Session], None]


def momentum(session: Session) -> None:
    session.set("optimizer", gd.sgd(momentum=0.9))
    session.forward(30)
    session.set("learning_rate", 0.01)
    session.forward(40)
    session.set("optimizer", gd.sgd(momentum=0.5))
    session.forward(3)


def away_and_back(session: Session) -> None:
    # What the optimizer remembered is lost on the way, which the experiment alone does not tell.
    session.set("optimizer", gd.adam())
    session.forward(30)
    session.set("optimizer", gd.sgd())
    session.set("optimizer", gd.adam())
    session.forward(5)


def plateau(session: Session) -> None:
    session.set("schedule", gd.ReduceOnPlateau(0.5, patience=1, factor=0.5))
    session.forward(25)
    session.set("update", "simultaneous")
    session.forward(25)
    session.set("schedule", 0.1)
    session.set("schedule", gd.ReduceOnPlateau(0.5, patience=1, factor=0.5))
    session.forward(5)


def batches(session: Session) -> None:
    session.open_data(some_points(50), "mine.csv")
    session.set("gradient_scale", "mean")
    session.set("batch", gd.MiniBatch(4, seed=3))
    session.forward(90)
    session.set("optimizer", gd.rmsprop(momentum=0.3, centered=True))
    session.forward(9)


def other_points(session: Session) -> None:
    session.open_data(some_points(3000), "large.csv")
    session.set("learning_rate", 1e-5)
    session.forward(10)
    session.add_point(0.1, 0.7)
    session.forward(10)
    session.move_point(17, -1.0, 1 / 3)
    session.delete_point(0)
    session.forward(10)
    session.add_noise(0.1, seed=4)
    session.forward(3)


def standardised(session: Session) -> None:
    session.open_data(gd.PRESETS["ill_scaled"](), "ill_scaled")
    session.standardise()
    session.set("learning_rate", 0.01)
    session.forward(12)


def gone_back(session: Session) -> None:
    session.forward(20)
    session.back(8)
    session.set("learning_rate", 0.2)
    session.forward(30)
    session.back(11)
    session.look(lambda looks: looks.zoomed(3))
    session.look(lambda looks: looks.toggled("log_scale"))
    session.change_speed(99)
    session.set("max_steps", 77)


def stopped(session: Session) -> None:
    session.set("stop", gd.GradientNorm(0.05) | gd.CostTolerance(0.1))
    session.forward(60)
    session.set("learning_rate", 0.05)
    session.forward(60)


def out_of_numbers(session: Session) -> None:
    session.set("learning_rate", 5.0)
    session.forward(100_000)
    session.set("learning_rate", 0.1)


def changed_at_the_start(session: Session) -> None:
    session.set("w1", -2.0)
    session.set("optimizer", gd.nadam())
    session.set("schedule", gd.Joined((gd.WarmUp(0.1), gd.Cosine(0.1, T_max=50)), (5,)))
    session.forward(8)


STORIES = [
    momentum, away_and_back, plateau, batches, other_points, standardised, gone_back, stopped, out_of_numbers,
    changed_at_the_start,
]  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_a_session_comes_back_to_the_bit(story: Story, file: SessionFile) -> None:
    session = Session(recipe.article(), "article")
    story(session)
    file.save(session.saved())
    kept = SessionFile(file.path.parent).load()
    assert kept == session.saved()
    assert_same(session, taken_again(kept))


@pytest.mark.parametrize("story", STORIES)
def test_undo_leads_back_to_what_was_before_going_on(story: Story) -> None:
    session = Session(recipe.article(), "article")
    story(session)
    again = taken_again(session.saved())
    again.undo()
    assert again.saved().stretches == Session(recipe.article()).saved().stretches


changes = st.sampled_from(
    [
        ("learning_rate", 0.05), ("learning_rate", 0.1), ("optimizer", gd.sgd(momentum=0.9)),
        ("optimizer", gd.adam()), ("optimizer", gd.adagrad(initial_accumulator_value=1.0)),
        ("optimizer", gd.adagrad()), ("batch", gd.MiniBatch(2)), ("batch", gd.FullBatch()),
        ("update", "simultaneous"), ("w0", 3.0),
        ("schedule", gd.ReduceOnPlateau(0.1, patience=0)), ("gradient_scale", "exact"),
    ]
)  # fmt: skip
moves = st.tuples(st.sampled_from(["forward", "back", "add", "undo"]), st.integers(0, 80))


@settings(max_examples=60)
@given(st.lists(st.one_of(changes, moves), max_size=12))
def test_whatever_one_did_comes_back_to_the_bit(done: list[tuple[str, Any]]) -> None:
    session = Session(recipe.article())
    for name, value in done:
        if name in ("forward", "back"):
            getattr(session, name)(value)
        elif name == "undo":
            session.undo()
        elif name == "add":
            session.add_point(value / 7, 1.0)
        else:
            session.set(name, value)
    assert_same(session, taken_again(session.saved()))


def test_a_long_run_comes_back_in_slices() -> None:
    session = Session(recipe.article())
    session.forward(2000)
    session.set("learning_rate", 0.05)
    session.forward(3000)
    replay = Replay(session.saved())
    progress = [replay.progress]
    while not replay.advance(time.perf_counter()):
        progress.append(replay.progress)
    assert progress == sorted(progress)
    assert len(progress) > 50
    assert replay.progress == 1.0
    assert replay.history.at(5000) == session.frame().step


def test_a_run_that_cannot_be_taken_again_is_refused() -> None:
    session = Session(recipe.article())
    session.set("learning_rate", 5.0)
    session.forward(100_000)
    kept = session.saved()
    with pytest.raises(ValueError, match=f"the run ends at step {kept.newest}"):
        Replay(replace(kept, newest=kept.newest + 1)).advance(math.inf)


# The file


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


# When it is written


def opened(file: SessionFile, experiment: gd.Experiment | None = None) -> tuple[Session, Keeper]:
    session = Session(experiment or recipe.article(), "article")
    return session, Keeper(session.saved(), file)


def test_a_session_in_which_nothing_was_done_is_not_kept(file: SessionFile) -> None:
    session, keeper = opened(file)
    session.look(lambda looks: looks.toggled("log_scale"))
    assert not keeper.wants(session.saved())
    keeper.write(session.saved())
    assert not file.path.exists()


def test_it_is_kept_as_it_goes(file: SessionFile) -> None:
    session, keeper = opened(file)
    for index in (1, 2):
        session.forward()
        keeper.write(session.saved())
        assert not keeper.wants(session.saved())
        kept = file.load()
        assert kept is not None
        assert kept.index == index


def test_steps_alone_do_not_take_the_place_of_an_older_session(file: SessionFile) -> None:
    session, keeper = opened(file)
    session.set("learning_rate", 0.2)
    keeper.write(session.saved())
    older = file.load()
    session, keeper = opened(file)
    session.forward(5)
    keeper.write(session.saved())
    assert file.load() == older
    session.set("learning_rate", 0.3)
    keeper.write(session.saved())
    assert file.load() == session.saved()
    assert SessionFile(file.path.parent).load() == session.saved()
    file.previous.replace(file.path)
    assert file.load() == older


def test_points_of_ones_own_take_it_with_the_first_step(file: SessionFile) -> None:
    session, keeper = opened(file)
    session.set("learning_rate", 0.2)
    keeper.write(session.saved())
    own = gd.Experiment(gd.LinearRegression(some_points(5)), (1, 0), learning_rate=0.1, max_steps=20)
    session, keeper = opened(file, own)
    keeper.write(session.saved())
    assert not file.previous.exists()
    session.forward()
    keeper.write(session.saved())
    assert file.previous.exists()
    assert file.load() == session.saved()


def test_a_session_that_goes_on_is_no_older_one(file: SessionFile) -> None:
    session, keeper = opened(file)
    session.set("learning_rate", 0.2)
    keeper.write(session.saved())
    session, keeper = opened(file)
    kept = file.load()
    assert kept is not None
    replay = Replay(kept)
    replay.advance(math.inf)
    session.resume(kept, replay.history)
    keeper.take_over()
    session.forward()
    keeper.write(session.saved())
    assert not file.previous.exists()
    assert file.load() == session.saved()


def test_two_labs_leave_a_whole_file(file: SessionFile) -> None:
    other_file = SessionFile(file.path.parent)
    session, keeper = opened(file)
    other, other_keeper = opened(other_file, gd.Experiment(gd.LinearRegression(some_points(3000)), (1, 0)))
    for turn in range(3):
        session.nudge_learning_rate(1)
        keeper.write(session.saved())
        assert file.load() == session.saved(), turn
        other.forward()
        other_keeper.write(other.saved())
        assert file.load() == other.saved(), turn


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
