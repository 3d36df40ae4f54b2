"""The coming step of a run, what the optimizer's memory adds to it, and a run from another start."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import gdengine as gd
from tui.lab.session.frame import Frame, Run

REST_SHARE: Final = 1e-3
"""A ball whose next step is longer than this part of its domain is not at rest."""

TERRAINS: Final = (gd.Curve, gd.Surface)


def coming_step(frame: Frame) -> gd.Step | None:
    """The step after the one on screen; None if none can follow."""
    if frame.index < frame.newest:
        return frame.run.history.at(frame.index + 1)
    return gd.next_step(frame.experiment, frame.step)


def push(frame: Frame) -> gd.Params | None:
    """The part of the coming change of each parameter that comes from earlier slopes.

    It is the change less the one that the optimizer would make if its velocity, or its mean of earlier
    slopes, were 0. None for an optimizer that remembers no direction, and before its first update.
    """
    optimizer, step, rate = frame.experiment.optimizer, frame.step, frame.learning_rate
    still = _without_velocity(optimizer, step)
    if still is None:
        return None
    with_it = optimizer.update(step.gradient, step.state, step.params, rate)[0]
    without = optimizer.update(step.gradient, still, step.params, rate)[0]
    return tuple(a - b for a, b in zip(with_it, without, strict=True))


def at_rest(frame: Frame, coming: gd.Step | None) -> bool:
    """Whether the ball has come to rest in a minimum, and is not carried on by its velocity."""
    terrain, arrived = frame.experiment.objective, (gd.Verdict.ARRIVED, gd.Verdict.LOCAL_MINIMUM)
    if frame.diagnosis.verdict not in arrived or coming is None:
        return False
    size = max(high - low for low, high in terrain.box) if isinstance(terrain, TERRAINS) else 0.0
    return math.dist(coming.params, frame.step.params) <= REST_SHARE * size


def started_at(frame: Frame, start: gd.Params) -> Frame:
    """The frame as it would be if a run of the same settings began at `start`."""
    experiment = replace(frame.experiment, start=start)
    history = gd.History(experiment)
    return replace(
        frame,
        run=Run(history, 1),
        index=0,
        step=history.at(0),
        experiment=experiment,
        diagnosis=gd.diagnose(history, 0),
    )


def _without_velocity(optimizer: gd.Optimizer, step: gd.Step) -> gd.State | None:
    """The optimizer's state with no memory of a direction; None if it has none."""
    nothing, state = (0.0,) * len(step.params), step.state
    if not state:
        return None
    if isinstance(optimizer, gd.SGD):
        return (True, nothing) if state[0] else None
    if isinstance(optimizer, gd.RMSprop):
        return (*state[:2], nothing) if optimizer.momentum and step.index else None
    if isinstance(optimizer, gd.NAdam):
        return (*state[:2], nothing, state[3]) if state[0] else None
    if isinstance(optimizer, gd.Adam):
        return (state[0], nothing, *state[2:]) if state[0] else None
    return None
