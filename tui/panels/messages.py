"""What the panels tell the screen."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class Seek(Message):
    """Go to step `index`."""

    index: int

    def can_replace(self, message: Message) -> bool:
        """Only the newest place to go to matters."""
        return isinstance(message, Seek)


@dataclass
class Set(Message):
    """Give the setting `name` the value `value`."""

    name: str
    value: object


@dataclass
class Select(Message):
    """Highlight `row` of the data, counted from 0, in every panel; None for no row."""

    row: int | None


@dataclass
class AddPoint(Message):
    """One more point."""

    x: float
    y: float


@dataclass
class MovePoint(Message):
    """Put the point of `row` elsewhere."""

    row: int
    x: float
    y: float


@dataclass
class DeletePoint(Message):
    """Do without the point of `row`."""

    row: int


@dataclass
class GoOn(Message):
    """Go on with the last session."""


@dataclass
class Resumed(Message):
    """The last session goes on."""
