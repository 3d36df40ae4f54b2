"""A kept session's run, computed again step by step; the numbers are bit for bit the same."""

from __future__ import annotations

import time
from dataclasses import fields

import gdengine as gd
from tui.lab.session.saved import SavedSession


class Replay:
    """Computes the run of `kept` again, in parts."""

    def __init__(self, kept: SavedSession) -> None:
        self.kept = kept
        self.history = gd.History(kept.stretches[0].experiment)
        self._coming = list(kept.stretches[:0:-1])

    @property
    def progress(self) -> float:
        """The part of the run that is computed, from 0 to 1."""
        return (len(self.history) - 1) / self.kept.newest if self.kept.newest else 1.0

    def advance(self, deadline: float) -> bool:
        """Go on until `time.perf_counter()` has passed `deadline`; whether the run is complete.

        Raises an ArithmeticError or ValueError if the run cannot be computed: the file was edited by hand.
        """
        while True:
            goal = self._coming[-1].first if self._coming else self.kept.newest
            missing = goal - (len(self.history) - 1)
            # `extend` stops once where a stop rule begins to hold; the kept run went on, so call it again.
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
