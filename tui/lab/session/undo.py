"""Undo and redo: the states that changes have replaced."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tui.lab.session.state import State

MOST_CHANGES: Final = 100
"""Changes that can be undone."""

MOST_KEPT_POINTS: Final = 5_000_000
"""Points that the remembered states may hold in memory together; the oldest states are dropped."""


class Undo:
    """The states before each change, and those that were undone."""

    def __init__(self) -> None:
        self._past: list[State] = []
        self._future: list[State] = []

    @property
    def undoable(self) -> bool:
        """Whether there is a change to undo."""
        return bool(self._past)

    @property
    def redoable(self) -> bool:
        """Whether there is a change to redo."""
        return bool(self._future)

    def remember(self, state: State) -> None:
        """Remember `state`, which a change is about to replace; nothing can be redone after that."""
        self._past = _within_limits([*self._past, state])
        self._future = []

    def undo(self, state: State) -> State:
        """The state before the last change; `state` itself if there was none."""
        return _swapped(state, self._past, self._future)

    def redo(self, state: State) -> State:
        """The state after the change that was undone last; `state` itself if none was."""
        return _swapped(state, self._future, self._past)

    def forget_ghosts(self) -> None:
        """Remove the ghosts from all remembered states, so that undo does not bring them back."""
        self._past = [replace(state, ghosts=()) for state in self._past]
        self._future = [replace(state, ghosts=()) for state in self._future]


def _swapped(state: State, source: list[State], target: list[State]) -> State:
    if not source:
        return state
    target.append(state)
    found = source.pop()
    # If the run is the same, the step on screen stays.
    return found.at(state.index) if found.history is state.history else found


def _within_limits(states: list[State]) -> list[State]:
    """The newest of `states`, within MOST_CHANGES and MOST_KEPT_POINTS; at least one."""
    kept, rows = 0, 0
    for state in reversed(states[-MOST_CHANGES:]):
        rows += state.rows
        if kept and rows > MOST_KEPT_POINTS:
            break
        kept += 1
    return states[-kept:]
