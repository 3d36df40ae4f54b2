"""Undo and redo: the states that changes have replaced, and what was in view then."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from tui.lab.session.frame import View
from tui.lab.session.state import State

MOST_CHANGES: Final = 100
"""Changes that can be undone."""

MOST_KEPT_POINTS: Final = 5_000_000
"""Points that the remembered states may hold in memory together; the oldest states are dropped."""


class Moment(NamedTuple):
    """A state, and the part of the run that was in view."""

    state: State
    view: View


class Undo:
    """The moments before each change, and those that were undone."""

    def __init__(self) -> None:
        self._past: list[Moment] = []
        self._future: list[Moment] = []

    @property
    def undoable(self) -> bool:
        """Whether there is a change to undo."""
        return bool(self._past)

    @property
    def redoable(self) -> bool:
        """Whether there is a change to redo."""
        return bool(self._future)

    def remember(self, moment: Moment) -> None:
        """Remember `moment`, which a change is about to end; nothing can be redone after that."""
        self._past = _within_limits([*self._past, moment])
        self._future = []

    def undo(self, moment: Moment) -> Moment:
        """The moment before the last change; `moment` itself if there was none."""
        return _swapped(moment, self._past, self._future)

    def redo(self, moment: Moment) -> Moment:
        """The moment after the change that was undone last; `moment` itself if none was."""
        return _swapped(moment, self._future, self._past)

    def forget_ghosts(self) -> None:
        """Remove the ghosts from all remembered states, so that undo does not bring them back."""
        self._past = [Moment(replace(state, ghosts=()), view) for state, view in self._past]
        self._future = [Moment(replace(state, ghosts=()), view) for state, view in self._future]


def _swapped(moment: Moment, source: list[Moment], target: list[Moment]) -> Moment:
    if not source:
        return moment
    target.append(moment)
    (state, view), now = source.pop(), moment.state
    # If the run is the same, the step on screen stays.
    return Moment(state.at(now.index) if state.history is now.history else state, view)


def _within_limits(moments: list[Moment]) -> list[Moment]:
    """The newest of `moments`, within MOST_CHANGES and MOST_KEPT_POINTS; at least one."""
    kept, rows = 0, 0
    for state, _ in reversed(moments[-MOST_CHANGES:]):
        rows += state.rows
        if kept and rows > MOST_KEPT_POINTS:
            break
        kept += 1
    return moments[-kept:]
