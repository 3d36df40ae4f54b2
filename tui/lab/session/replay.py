"""A kept session's run, taken again step by step: to the bit what it was."""

from __future__ import annotations

import time
from dataclasses import fields

import gdengine as gd
from tui.lab.session.saved import SavedSession


class Replay:
    """Takes the run of `kept` again, a slice at a time."""

    def __init__(self, kept: SavedSession) -> None:
        self.kept = kept
        self.history = gd.History(kept.stretches[0].experiment)
        self._coming = list(kept.stretches[:0:-1])

    @property
    def progress(self) -> float:
        """How much of the run is there, from 0 to 1."""
        return (len(self.history) - 1) / self.kept.newest if self.kept.newest else 1.0

    def advance(self, deadline: float) -> bool:
        """Go on until `time.perf_counter()` has passed `deadline`; whether all of the run is there.

        Raises an ArithmeticError or ValueError where the run cannot be taken: the file was changed by hand.
        """
        while True:
            goal = self._coming[-1].first if self._coming else self.kept.newest
            missing = goal - (len(self.history) - 1)
            # A stop rule holds a run up once, and it was gone on with.
            while missing > 0 and (taken := self.history.extend(missing, deadline)):
                missing -= taken
                if missing > 0 and time.perf_counter() > deadline:
                    return False
            if missing > 0:
                raise ValueError(f"the run ends at step {len(self.history) - 1}")
            if not self._coming:
                return True
            stretch = self._coming.pop()
            changed = {field.name: getattr(stretch.experiment, field.name) for field in fields(gd.Experiment)}
            self.history = self.history.fork(goal, memory=(stretch.state, stretch.plateau), **changed)
            if time.perf_counter() > deadline:
                return False
