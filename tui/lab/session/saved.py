"""A session as it is kept between two starts of the lab: enough to compute the same run again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import gdengine as gd
from tui.lab.session.frame import Looks
from tui.lab.session.state import PointsSource


class Stretch(NamedTuple):
    """The steps from `first` on under one experiment.

    `state` and `plateau` are the memory of the optimizer and of the learning rate at the first step.
    They cannot be computed from the experiments alone: a change that was undone may have reset them.
    """

    first: int
    experiment: gd.Experiment
    state: gd.State
    plateau: gd.State


@dataclass(frozen=True, slots=True)
class SavedSession:
    """A session to resume: how its run came about, how long it is, and which step was on screen."""

    stretches: tuple[Stretch, ...]
    index: int
    newest: int
    planned: int
    source: PointsSource | None
    seed: int | None
    looks: Looks
    speed: float

    @property
    def experiment(self) -> gd.Experiment:
        """The experiment in force at the step on screen."""
        return next(part.experiment for part in reversed(self.stretches) if part.first <= self.index)
