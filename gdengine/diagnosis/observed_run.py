"""A run as far as it has been taken, as those see it who judge it."""

from __future__ import annotations

from typing import Protocol

from gdengine.step import Step


class ObservedRun(Protocol):
    """What `observe` needs of a run: a History has it, and a wrapped sequence of steps."""

    def __len__(self) -> int: ...

    @property
    def changes(self) -> tuple[int, ...]:
        """The steps from which on something was changed."""

    def at(self, k: int) -> Step:
        """Step k."""

    def costs(self, start: int, stop: int) -> list[float]:
        """The costs of the steps start, …, stop − 1."""

    def cost_extremes(self, start: int, stop: int) -> tuple[float, float] | None:
        """The lowest and the highest finite cost of the steps start, …, stop − 1."""

    def milestone(self, k: int) -> int:
        """The last step up to `k` that can be reached at once."""
