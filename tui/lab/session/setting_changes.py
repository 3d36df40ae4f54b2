"""Changes of a run's settings: from one state to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import gdengine as gd
from tui.lab.session import terrains
from tui.lab.session.points import regression
from tui.lab.session.state import State

Change = tuple[str, Any]
"""A setting and its new value, as in `with_setting`."""


def with_setting(state: State, name: str, value: Any) -> State:
    """`state` with another value for one setting, from the step on screen on.

    `name` is a field of Experiment, "gradient_scale", "schedule" for another kind of learning rate
    (a number, too), a parameter's name for its start, or "seed" for a random start; a new start begins
    the run again. A number
    for "learning_rate" is the one that a schedule begins with. A new max_steps moves only the planned
    end. Raises ValueError for a value that the engine refuses.
    """
    experiment = state.experiment
    names = experiment.objective.names
    if name in names:
        place = names.index(name)
        start = experiment.start
        return with_setting(state, "start", (*start[:place], value, *start[place + 1 :]))
    match name:
        case "start" if isinstance(experiment.objective, gd.Curve | gd.Surface):
            return terrains.started(state, value)
        case "start":
            other = replace(experiment, start=value)
            return state if other.start == experiment.start else state.begun(other)
        case "seed":
            return state.begun_at_random(value)
        case "max_steps":
            planned = replace(experiment, max_steps=value).max_steps or 0
            return state if planned == state.planned else replace(state, planned=planned)
        case "gradient_scale":
            return state.changed(objective=regression(experiment).rescaled(value))
        case "schedule":
            return state.changed(learning_rate=value)
        case "learning_rate":
            return state.changed(learning_rate=gd.starting_at(experiment.learning_rate, value))
        case _:
            return state.changed(**{name: value})


def taken(state: State, changes: Iterable[Change], restart: bool = False) -> State:
    """`state` with several settings changed at once, and with `restart` in a new run with them.

    It leaves at most one ghost. Returns `state` itself if nothing changes.
    """
    after = state
    for name, value in changes:
        after = with_setting(after, name, value)
    if restart:
        after = after.begun(after.experiment)
    return after if after is state else replace(after, ghosts=after.ghosts[: len(state.ghosts) + 1])
