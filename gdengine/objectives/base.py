"""What `descend` needs of an objective: cost and gradient at any parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from gdengine.data.dataset import Dataset
from gdengine.step import Params

Matrix = tuple[tuple[float, ...], ...]
"""A matrix as its rows."""


@runtime_checkable
class Objective(Protocol):
    """What `descend` needs of an objective; LinearRegression, Curve and Surface have it."""

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters' names, in the order of params."""

    def evaluate(self, params: Params) -> tuple[float, Params]:
        """Cost and gradient at `params`; inf or NaN where they have no value, never an error."""


@runtime_checkable
class RowsObjective(Objective, Protocol):
    """An objective that is a mean over rows of data, so that a batch of them can be taken."""

    @property
    def data(self) -> Dataset:
        """The rows."""

    def gradient_over(self, params: Params, rows: Sequence[int]) -> Params:
        """The gradient at `params` over these rows."""
