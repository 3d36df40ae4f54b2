"""Changes of the terrain that is descended, and of the start on it: from one state to the next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.session.state import State, StateChange
from tui.lab.text.wanted import Wanted

NUDGE_FRACTION: Final = 0.02
"""How far a nudge moves the start, relative to the width of the domain."""

CRAWLING_STEPS: Final = 100
"""A ball crawls if it would take more steps than this to the minimum, each as long as the last one."""

Terrain = gd.Curve | gd.Surface


def terrain_of(experiment: gd.Experiment) -> Terrain:
    """The objective of `experiment`; raises TypeError if it is no curve or surface."""
    if not isinstance(experiment.objective, gd.Curve | gd.Surface):
        raise TypeError(f"{type(experiment.objective).__name__} is no terrain")
    return experiment.objective


def valley_of(frame: Frame) -> gd.CriticalPoint | None:
    """The minimum of the valley that the ball is in; None if it is in none, and on surfaces."""
    objective = frame.experiment.objective
    if not isinstance(objective, gd.Curve):
        return None
    if frame.diagnosis.place is gd.Kind.MINIMUM:
        # At the bottom itself rounding decides on which side of it the ball is.
        return min(
            objective.minima, key=lambda point: math.dist(point.params, frame.step.params), default=None
        )
    return objective.valley(frame.step.params[0])


def crawls(frame: Frame) -> bool:
    """Whether the run is too slow, and its last step too short for the way to the nearest known minimum."""
    if frame.diagnosis.verdict is not gd.Verdict.TOO_SLOW:
        return False
    here, minima = frame.step.params, terrain_of(frame.experiment).minima
    home = valley_of(frame)
    goals = [home] if home else minima
    way = min((math.dist(point.params, here) for point in goals), default=math.inf)
    return way > CRAWLING_STEPS * math.hypot(*frame.step.delta)


def opened(state: State, terrain: Terrain) -> State:
    """A new run on another terrain from its first start, without ghosts: they lie on other ground."""
    experiment = replace(state.experiment, objective=terrain, start=terrain.starts[0])
    return replace(state.begun(experiment), ghosts=())


def check_start(terrain: Terrain, start: gd.Params) -> None:
    """Raise gd.Refused for a start outside of the domain, or one from which no step can follow."""
    for name, value, (low, high) in zip(terrain.names, start, terrain.box, strict=True):
        if not low <= value <= high:
            raise gd.Refused("start", value, gd.refusals.Within(name, low, high))
    cost, gradient = terrain.evaluate(start)
    if not all(map(math.isfinite, (cost, *gradient))):
        raise gd.Refused("start", start if len(start) > 1 else start[0], Wanted.A_VALUE)


def started(state: State, start: Sequence[float]) -> State:
    """A new run from another start; raises gd.Refused where `check_start` does."""
    moved = replace(state.experiment, start=tuple(start))
    check_start(terrain_of(moved), moved.start)
    return state if moved.start == state.experiment.start else state.begun(moved)


def start_moved(places: Sequence[int]) -> StateChange:
    """The start moved by `places` nudges along each parameter, at most to the edge of the domain."""

    def change(state: State) -> State:
        terrain = terrain_of(state.experiment)
        start = [
            max(low, min(round(value + count * _nudge(low, high), 12), high))
            for value, count, (low, high) in zip(state.experiment.start, places, terrain.box, strict=False)
        ]
        return started(state, start)

    return change


def _nudge(low: float, high: float) -> float:
    """A round step of about NUDGE_FRACTION of the domain."""
    return float(f"{NUDGE_FRACTION * (high - low):.1g}")
