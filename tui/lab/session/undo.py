"""The states that changes have replaced, to go back to."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tui.lab.session.state import State

MOST_CHANGES: Final = 100
"""Changes that can be taken back."""

MOST_KEPT_POINTS: Final = 5_000_000
"""Points that those changes may keep in memory together; with more, the oldest go."""


class Undo:
    """What was before each change, and what was taken back."""

    def __init__(self) -> None:
        self._past: list[State] = []
        self._future: list[State] = []

    @property
    def undoable(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._past)

    @property
    def redoable(self) -> bool:
        """Whether there is a change to make again."""
        return bool(self._future)

    def remember(self, state: State) -> None:
        """A change is about to replace `state`; what was taken back before cannot be made again."""
        self._past = _within_limits([*self._past, state])
        self._future = []

    def undo(self, state: State) -> State:
        """The state before the last change; `state` itself where there was none."""
        return _swapped(state, self._past, self._future)

    def redo(self, state: State) -> State:
        """The state after the change that was taken back last; `state` itself where none was."""
        return _swapped(state, self._future, self._past)

    def forget_ghosts(self) -> None:
        """Going back brings no ghost back."""
        self._past = [replace(state, ghosts=()) for state in self._past]
        self._future = [replace(state, ghosts=()) for state in self._future]


def _swapped(state: State, source: list[State], target: list[State]) -> State:
    if not source:
        return state
    target.append(state)
    found = source.pop()
    # Where the run is the same one, the place in it stays as well.
    return found.at(state.index) if found.history is state.history else found


def _within_limits(states: list[State]) -> list[State]:
    """The newest of `states`: as many as may be kept, with as many points."""
    kept, rows = 0, 0
    for state in reversed(states[-MOST_CHANGES:]):
        rows += state.rows
        if kept and rows > MOST_KEPT_POINTS:
            break
        kept += 1
    return states[-kept:]
