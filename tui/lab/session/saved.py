"""A session as it is kept between two starts of the lab: enough to take the same run again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import gdengine as gd
from tui.lab.session.frame import Looks
from tui.lab.session.state import PointsSource


class Stretch(NamedTuple):
    """The steps from `first` on under one experiment.

    `state` and `plateau` are the memory of the optimizer and of the learning rate at its first
    step: what was changed there, and changed back, can be told from nothing else.
    """

    first: int
    experiment: gd.Experiment
    state: gd.State
    plateau: gd.State


@dataclass(frozen=True, slots=True)
class SavedSession:
    """A session to go on with: how its run came about, how far it went, and where in it one was."""

    stretches: tuple[Stretch, ...]
    index: int
    newest: int
    planned: int
    source: PointsSource | None
    looks: Looks
    speed: float

    @property
    def experiment(self) -> gd.Experiment:
        """What is in force at the step on screen."""
        return next(part.experiment for part in reversed(self.stretches) if part.first <= self.index)
