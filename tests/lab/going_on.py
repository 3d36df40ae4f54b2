"""A session that is closed, opened again and gone on with."""

from __future__ import annotations

import math
from dataclasses import replace

import gdengine as gd
from tui.lab.files import recipe
from tui.lab.session.replay import Replay
from tui.lab.session.saved import SavedSession
from tui.lab.session.session import Session


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
