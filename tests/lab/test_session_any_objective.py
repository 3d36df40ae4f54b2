"""A session on curves and surfaces: it steps, seeks, plays, forks, undoes and is kept as on a line."""

from __future__ import annotations

import math
from itertools import islice
from pathlib import Path

import pytest

import gdengine as gd
from tui.lab.files.session_file import SessionFile
from tui.lab.session.clock import STEPPING_SECONDS, Clock
from tui.lab.session.frame import Frame
from tui.lab.session.replay import Replay
from tui.lab.session.session import Session
from tui.lab.wording.differences import differences
from tui.lab.wording.happening import happening
from tui.lab.wording.settings import settings

EXPERIMENTS = {
    "two valleys": gd.Experiment(gd.TERRAINS["two valleys"], (2.2,), learning_rate=0.08, max_steps=30),
    "typed curve": gd.Experiment(
        gd.Curve("x**2 + sin(3*x)", domain=(-3, 3), start=2), (2,), gd.adam(), 0.1, max_steps=30
    ),
    "ravine": gd.Experiment(
        gd.TERRAINS["ravine"], (10, 1), gd.sgd(0.9), 0.05, update="sequential", max_steps=30
    ),
    "typed surface": gd.Experiment(
        gd.Surface("x**2 + 3*y**2 + x*y", domain=((-3, 3), (-3, 3)), start=(2, 1)),
        (2, 1),
        learning_rate=gd.Cosine(0.1, 30),
        max_steps=30,
    ),
}


@pytest.fixture(params=EXPERIMENTS)
def session(request: pytest.FixtureRequest) -> Session:
    return Session(EXPERIMENTS[request.param])


def same_step(frame: Frame, step: gd.Step) -> bool:
    return frame.step._replace(status=step.status) == step


def test_it_steps_and_seeks_with_the_numbers_of_the_run(session: Session) -> None:
    steps = list(islice(gd.descend(session.frame().experiment), 13))
    session.forward(12)
    assert same_step(session.frame(), steps[12])
    session.back(5)
    assert same_step(session.frame(), steps[7])
    session.seek(3)
    assert same_step(session.frame(), steps[3])
    session.newest()
    assert session.frame().index == 12


def test_it_plays_up_to_the_planned_end(session: Session) -> None:
    session.change_speed(99)
    session.toggle_play()
    while session.frame().playing:
        session.advance(1 / 30)
    assert session.frame().index == 30


def test_a_change_forks_and_is_undone_and_done_again(session: Session) -> None:
    session.forward(10)
    session.back(4)
    before = session.frame()
    session.set("learning_rate", 0.01)
    forked = session.frame()
    assert (forked.index, forked.newest) == (6, 6)
    assert forked.run.history.changes == (6,)
    assert [ghost.newest for ghost in forked.ghosts] == [10]
    assert differences(before.experiment, forked.experiment)
    session.forward(3)
    session.undo()
    assert session.frame().experiment == before.experiment
    assert session.frame().newest == 10
    session.redo()
    assert session.frame().newest == 9


def test_a_start_goes_by_the_parameters_name(session: Session) -> None:
    session.forward(5)
    name = session.frame().names[0]
    session.set(name, 0.5)
    frame = session.frame()
    assert (frame.index, frame.newest) == (0, 0)
    assert frame.step.params[0] == 0.5
    assert frame.step.params[1:] == frame.experiment.start[1:]


def test_it_has_no_points(session: Session) -> None:
    frame = session.frame()
    assert frame.points is None
    assert frame.rows == 0
    with pytest.raises(TypeError, match="has no points"):
        _ = frame.fit
    with pytest.raises(TypeError, match="has no points"):
        session.add_point(1.0, 2.0)
    assert session.frame().revision == frame.revision


def test_its_settings_are_named_for_its_parameters_and_leave_out_what_it_cannot_have(
    session: Session,
) -> None:
    frame = session.frame()
    names = [setting.name for setting in settings(frame)]
    assert set(frame.names) < set(names)
    assert {"learning_rate", "optimizer", "seed", "max_steps", "schedule"} < set(names)
    assert ("update" in names) == (len(frame.names) > 1)  # a single parameter has no order
    assert not {"w1", "w0", "gradient_scale", "batch"} & set(names)


def test_there_are_words_for_it_at_every_step(session: Session) -> None:
    for _turn in range(31):
        said = happening(session.frame())
        assert said.headline
        assert said.text
        assert "{" not in said.text + said.more + said.offer
        session.forward()


def test_it_is_kept_and_comes_back_to_the_bit(session: Session, tmp_path: Path) -> None:
    session.forward(9)
    session.set("learning_rate", 0.02)
    session.forward(9)
    session.seek(14)
    file = SessionFile(tmp_path)
    file.save(session.saved())
    saved = file.load()
    assert saved == session.saved()
    replay = Replay(saved)
    while not replay.advance(math.inf):
        pass
    again = Session(EXPERIMENTS["two valleys"])
    again.resume(saved, replay.history)
    first, second = session.frame(), again.frame()
    assert (first.step, first.experiment, first.points) == (second.step, second.experiment, second.points)
    assert first.run.history.costs(0, 99) == second.run.history.costs(0, 99)


# The clock drives one run, or several


def test_a_clock_drives_eight_runs_to_the_same_step() -> None:
    rates = (0.001, 0.01, 0.05, 0.1, 0.11, 0.12, 0.15, 0.2)
    curve = gd.TERRAINS["two valleys"]
    runs = [gd.History(gd.Experiment(curve, (2.2,), learning_rate=rate)) for rate in rates]
    clock = Clock(speed=math.inf)
    clock.start()
    index = 0
    while index < 3000:
        before, index = index, clock.advance(runs, index, 1 / 30, 3000 - index)
        assert index > before
        assert all(len(run) > index or run.finished for run in runs)
    # The last one leaves the curve for numbers that are not finite, and holds up no other.
    assert [run.finished for run in runs] == [False] * 7 + [True]
    assert {len(run) - 1 for run in runs[:-1]} == {3000}


def test_a_clock_that_stands_still_takes_no_step() -> None:
    run = gd.History(EXPERIMENTS["two valleys"])
    assert Clock(speed=math.inf).advance([run], 0, 10.0) == 0
    assert len(run) == 1


def test_a_slow_clock_takes_the_steps_that_are_due() -> None:
    run, clock, index = gd.History(EXPERIMENTS["two valleys"]), Clock(speed=10.0), 0
    clock.start()
    for _tick in range(30):
        index = clock.advance([run], index, 0.05)
    assert index == 15


def test_a_tick_ends_when_its_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time goes on by a thousandth of a second each time that it is asked for."""
    now = [0.0]

    def perf_counter() -> float:
        now[0] += 0.001
        return now[0]

    monkeypatch.setattr("time.perf_counter", perf_counter)
    runs = [gd.History(EXPERIMENTS[name]) for name in EXPERIMENTS]
    clock = Clock(speed=math.inf)
    clock.start()
    assert clock.advance(runs, 0, 1.0) > 0
    assert now[0] < STEPPING_SECONDS + 0.02
