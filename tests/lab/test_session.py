"""The lab's state, without an app."""

from __future__ import annotations

import itertools
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdengine as gd
from tui.lab.files import recipe
from tui.lab.session.clock import SPEEDS
from tui.lab.session.rate_ladder import nudged
from tui.lab.session.session import Session


@pytest.fixture
def session() -> Session:
    return Session(recipe.article())


def test_it_opens_on_the_articles_start(session: Session) -> None:
    frame = session.frame()
    assert (frame.index, frame.newest, frame.planned) == (0, 0, 20)
    assert frame.step.params == (1.0, 0.0)
    assert not frame.playing


def test_forward_and_back_show_identical_steps(session: Session) -> None:
    on_the_way = []
    for _ in range(20):
        session.forward()
        on_the_way.append(session.frame().step)
    for step in reversed(on_the_way):
        assert session.frame().step == step
        session.back()
    assert session.frame().index == 0
    assert [session.forward() or session.frame().step for _ in range(20)] == on_the_way


@given(st.lists(st.tuples(st.sampled_from(["forward", "back"]), st.integers(1, 30)), max_size=20))
def test_back_undoes_forward(moves: list[tuple[str, int]]) -> None:
    session = Session(recipe.article())
    place = 0
    for direction, steps in moves:
        getattr(session, direction)(steps)
        place = place + steps if direction == "forward" else max(0, place - steps)
        frame = session.frame()
        assert frame.index == place
        assert frame.step == frame.run.history.at(place)


def test_more_steps_than_planned_can_be_taken(session: Session) -> None:
    session.forward(50)
    assert session.frame().index == 50


def test_another_planned_end_leaves_the_run_as_it_is(session: Session) -> None:
    session.forward(12)
    session.back(4)
    session.set("max_steps", 50)
    frame = session.frame()
    assert (frame.planned, frame.index, frame.newest) == (50, 8, 12)
    assert frame.run.history.changes == ()
    session.restart()
    assert session.frame().planned == 50


def test_first_and_newest(session: Session) -> None:
    session.forward(12)
    session.first()
    assert session.frame().index == 0
    session.newest()
    assert session.frame().index == 12
    session.seek(-5)
    assert session.frame().index == 0
    session.seek(99)
    assert session.frame().index == 12


def test_each_change_has_its_revision(session: Session) -> None:
    revisions = [session.frame().revision]
    for change in (session.forward, session.restart, session.clear_ghosts, session.toggle_play):
        change()
        revisions.append(session.frame().revision)
    assert revisions == sorted(set(revisions))


def test_a_frame_stays_what_it_was(session: Session) -> None:
    session.forward(5)
    frame = session.frame()
    before = repr((frame, frame.run.history.costs(0, frame.run.length)))
    session.forward(5)
    session.set("learning_rate", 0.2)
    assert repr((frame, frame.run.history.costs(0, frame.run.length))) == before


def test_a_new_learning_rate_holds_from_the_step_on_screen(session: Session) -> None:
    session.forward(10)
    session.back(4)
    session.set("learning_rate", 0.2)
    frame = session.frame()
    assert (frame.index, frame.newest) == (6, 6)
    assert frame.run.history.changes == (6,)
    session.forward()
    assert session.frame().step.learning_rate == 0.2
    assert session.frame().run.history.at(6).learning_rate == 0.1
    assert [ghost.newest for ghost in session.frame().ghosts] == [10]


def test_the_same_value_is_no_change(session: Session) -> None:
    session.forward(3)
    revision = session.frame().revision
    session.set("learning_rate", 0.1)
    assert session.frame().revision == revision
    assert session.frame().run.history.changes == ()


def test_restart_keeps_the_start_and_what_is_set(session: Session) -> None:
    session.forward(20)
    session.set("learning_rate", 0.5)
    session.restart()
    frame = session.frame()
    assert (frame.index, frame.newest) == (0, 0)
    assert frame.step.params == (1.0, 0.0)
    session.forward(30)
    assert f"{session.frame().step.cost:.5f}" == "5223270089.75743"


def test_a_new_start_begins_again(session: Session) -> None:
    session.forward(3)
    session.set("w1", -2.0)
    assert session.frame().step.params == (-2.0, 0.0)
    session.set("w0", 4.0)
    assert session.frame().step.params == (-2.0, 4.0)


def test_order_and_scale_change_from_here_on(session: Session) -> None:
    session.forward(3)
    session.set("update", "simultaneous")
    session.set("gradient_scale", "exact")
    frame = session.frame()
    assert frame.experiment.update == "simultaneous"
    assert frame.experiment.objective.gradient_scale == "exact"
    assert frame.index == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [("learning_rate", -1.0), ("learning_rate", math.nan), ("update", "x"), ("w1", math.inf)],
)
def test_what_the_engine_refuses_changes_nothing(session: Session, name: str, value: object) -> None:
    session.forward(3)
    before = session.frame()
    with pytest.raises(ValueError, match=r"learning_rate|update|start"):
        session.set(name, value)
    assert session.frame() == before


def test_ghosts_are_kept_until_they_are_cleared(session: Session) -> None:
    for _ in range(12):
        session.forward()
        session.restart()
    assert len(session.frame().ghosts) == 12
    session.clear_ghosts()
    assert session.frame().ghosts == ()


def test_playing_takes_as_many_steps_as_the_speed_says(session: Session) -> None:
    session.toggle_play()
    session.advance(0.05)
    assert session.frame().index == 0
    session.advance(0.06)
    assert session.frame().index == 1
    session.advance(0.5)
    assert session.frame().index == 6


def test_playing_pauses_at_the_planned_end_and_goes_on_when_asked(session: Session) -> None:
    session.toggle_play()
    session.advance(1.0)
    session.advance(1.0)
    session.advance(1.0)
    assert (session.frame().index, session.frame().playing) == (20, False)
    session.toggle_play()
    session.advance(1.0)
    assert session.frame().index == 30


def test_full_speed_plays_for_8_ms_a_tick(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    session.set("max_steps", 1_000_000)
    session.change_speed(len(SPEEDS))
    session.toggle_play()
    looks = itertools.count()
    with monkeypatch.context() as clock:
        # A clock on which a millisecond goes by from one look at it to the next.
        clock.setattr(time, "perf_counter", lambda: next(looks) / 1000)
        session.advance(1 / 60)
    assert session.frame().speed == math.inf
    assert 8 * 64 <= session.frame().index <= 9 * 64  # it looks every 64 steps
    session.change_speed(-len(SPEEDS))
    assert session.frame().speed == 1.0
    before = session.frame().index
    session.advance(1.0)
    assert session.frame().index - before <= 2


def test_playing_ends_where_numbers_end(session: Session) -> None:
    session.set("learning_rate", 0.5)
    session.set("max_steps", 100_000)
    session.change_speed(len(SPEEDS))
    session.toggle_play()
    for _ in range(100):
        session.advance(1.0)
    frame = session.frame()
    assert not frame.playing
    assert frame.step.status is gd.Status.NONFINITE
    session.toggle_play()
    assert not session.frame().playing
    session.forward(5)
    assert session.frame().index == frame.index
    session.set("learning_rate", 0.1)
    session.restart()
    session.forward(20)
    assert f"{session.frame().step.cost:.5f}" == "0.00115"


def test_nudges_walk_the_e24_series() -> None:
    rate, seen = 0.1, []
    for _ in range(24):
        rate = nudged(rate, 1)
        seen.append(rate)
    assert seen[:5] == [0.11, 0.12, 0.13, 0.15, 0.16]
    assert rate == 1.0
    for _ in range(24):
        rate = nudged(rate, -1)
    assert rate == 0.1


@given(st.floats(1e-12, 1e12), st.sampled_from([1, -1]))
def test_a_nudge_is_a_small_push_in_its_direction(rate: float, direction: int) -> None:
    there = nudged(rate, direction)
    assert (there - rate) * direction > 0
    assert 0.8 < there / rate < 1.25


def test_nudging_from_0_starts_small() -> None:
    assert nudged(0.0, 1) == 0.001
    assert nudged(0.0, -1) == 0.0


def test_nudges_stop_at_the_ends_of_what_a_float_holds() -> None:
    assert nudged(1.7e308, 1) == 1.7e308
    assert 0.0 <= nudged(5e-324, -1) <= 5e-324
    session = Session(recipe.article())
    session.set("learning_rate", 1.6e308)
    for _ in range(5):
        session.nudge_learning_rate(1)
    assert session.frame().learning_rate < math.inf


def test_taking_back_and_making_again_brings_the_ghosts_along(session: Session) -> None:
    session.forward(10)
    session.seek(4)
    session.set("learning_rate", 0.2)
    ghosts = session.frame().ghosts
    session.undo()
    assert session.frame().ghosts == ()
    session.redo()
    assert session.frame().ghosts == ghosts
    session.clear_ghosts()
    session.undo()
    session.redo()
    assert session.frame().ghosts == ()


def test_several_changes_at_once_are_one_change_and_one_ghost(session: Session) -> None:
    session.forward(20)
    session.seek(5)
    session.take([("learning_rate", 0.3), ("update", "simultaneous")], restart=True)
    assert [ghost.newest for ghost in session.frame().ghosts] == [20]
    session.undo()
    assert (session.frame().index, session.frame().newest, session.frame().undoable) == (5, 20, False)
    with pytest.raises(ValueError, match="update"):
        session.take([("learning_rate", 0.3), ("update", "x")])
    assert session.frame().learning_rate == 0.1
    assert not session.frame().undoable


def test_what_is_changed_back_at_the_same_step_leaves_no_mark(session: Session) -> None:
    session.forward(5)
    session.set("update", "simultaneous")
    assert session.frame().run.history.changes == (5,)
    session.set("update", "sequential")
    assert session.frame().run.history.changes == ()


def test_another_planned_end_taken_back_leaves_one_where_one_is(session: Session) -> None:
    session.set("max_steps", 50)
    session.forward(10)
    session.undo()
    assert (session.frame().planned, session.frame().index) == (20, 10)


def test_data_of_ones_own_have_no_name_and_other_data_no_ghosts(session: Session) -> None:
    session.open_data(gd.PRESETS["steep"](), "steep")
    session.forward(5)
    session.standardise()
    assert (session.frame().fit.name, session.frame().ghosts) == ("steep", ())
    session.add_point(1.0, 2.0)
    assert (session.frame().fit.name, session.frame().fit.scaling) == ("", None)


def test_after_standardised_data_one_starts_where_one_did(session: Session) -> None:
    session.open_data(gd.PRESETS["shifted"](), "shifted")
    session.standardise()
    session.open_data(gd.article(), "article")
    assert session.frame().step.params == (1.0, 0.0)


def test_of_large_data_fewer_changes_can_be_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.lab.session.undo.MOST_KEPT_POINTS", 20)
    session = Session(recipe.article())
    for x in range(10):
        session.add_point(float(x), 0.0)
    taken_back = 0
    while session.frame().undoable:
        session.undo()
        taken_back += 1
    assert taken_back == 1
