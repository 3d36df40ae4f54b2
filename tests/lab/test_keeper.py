"""When a session is kept, and that an older one that says more is not lost."""

from __future__ import annotations

import math

import gdengine as gd
from tests.lab.going_on import some_points
from tui.lab.files import recipe
from tui.lab.files.keeper import Keeper
from tui.lab.files.session_file import SessionFile
from tui.lab.session.replay import Replay
from tui.lab.session.session import Session


def opened(file: SessionFile, experiment: gd.Experiment | None = None) -> tuple[Session, Keeper]:
    session = Session(experiment or recipe.article(), "article")
    return session, Keeper(session.saved(), file, recipe.article())


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
