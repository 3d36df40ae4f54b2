"""A session that is kept and gone on with comes back to the bit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdengine as gd
from tests.lab.going_on import assert_same, some_points, taken_again
from tui.lab.files import recipe
from tui.lab.files.session_file import SessionFile
from tui.lab.session.replay import Replay
from tui.lab.session.session import Session

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
    while not replay.advance(0.0):
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
