"""What the screen shows of a long run is the same whether or not its steps were thinned."""

from __future__ import annotations

import pytest

import gdengine as gd
from gdengine.runs import kept_costs, kept_steps
from tui.lab.charts.cost_chart import cost_chart
from tui.lab.charts.landscape_chart import landscape_chart
from tui.lab.charts.run_path import run_path
from tui.lab.session.session import Session


def shown(session: Session) -> str:
    """The charts of cost and landscape, the path, and the verdict, at some places of a run with changes."""
    found = []
    for changes in ({"learning_rate": 0.01}, {"learning_rate": 0.02}, {"update": "simultaneous"}):
        for name, value in changes.items():
            session.set(name, value)
        session.forward(9000)
        for place in (session.frame().newest, 4321, 64, 7777, 8999):
            session.seek(place)
            frame = session.frame()
            found.append(
                (
                    frame.step,
                    frame.diagnosis,
                    cost_chart(frame, 100, 20),
                    landscape_chart(frame, 60, 20),
                    [*run_path(frame.run, frame.index)],
                    frame.ghosts and [*run_path(frame.ghosts[-1], frame.ghosts[-1].newest)],
                )
            )
        # The next change is in the middle of the run: the rest becomes a ghost.
        session.seek(session.frame().newest - 2345)
    session.undo()
    found.append(cost_chart(session.frame(), 100, 20))
    return repr(found)


@pytest.mark.parametrize("batch", [gd.FullBatch(), gd.MiniBatch(5)])
def test_charts_and_verdicts_of_a_thinned_run_are_those_of_all_its_steps(
    monkeypatch: pytest.MonkeyPatch, batch: gd.FullBatch | gd.MiniBatch
) -> None:
    regression = gd.LinearRegression(gd.line(40, sigma=0.5, seed=3))
    experiment = gd.Experiment(regression, (1.0, 0.0), learning_rate=0.005, batch=batch)
    monkeypatch.setattr(kept_steps, "MILESTONES", 16)
    expected = shown(Session(experiment))
    monkeypatch.setattr(kept_steps, "MOST_KEPT_STEPS", 64)
    monkeypatch.setattr(kept_steps, "NEWEST_BLOCKS", 4)
    monkeypatch.setattr(kept_steps, "ADDED_AT_ONCE", 4)
    monkeypatch.setattr(kept_steps, "_ROOM", kept_steps._Room())
    monkeypatch.setattr(kept_costs, "NEWEST_COSTS", 64)
    monkeypatch.setattr(kept_costs, "RANGES", 16)
    assert shown(Session(experiment)) == expected
