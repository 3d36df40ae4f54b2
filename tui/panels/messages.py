"""Messages from the panels to the screen."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class Seek(Message):
    """Go to step `index`."""

    index: int

    def can_replace(self, message: Message) -> bool:
        """Newer seeks replace older ones that are still queued."""
        return isinstance(message, Seek)


@dataclass
class Set(Message):
    """Give the setting `name` the value `value`."""

    name: str
    value: object


@dataclass
class Select(Message):
    """Select `row` of the data, counted from 0; None deselects."""

    row: int | None


@dataclass
class AddPoint(Message):
    """Add a point."""

    x: float
    y: float


@dataclass
class MovePoint(Message):
    """Move the point of `row`, counted from 0, to (x, y)."""

    row: int
    x: float
    y: float


@dataclass
class DeletePoint(Message):
    """Delete the point of `row`, counted from 0."""

    row: int


@dataclass
class GoOn(Message):
    """Resume the last session."""


@dataclass
class Resumed(Message):
    """The last session was resumed."""
