"""Keeping what was worked out of a history, which only ever grows, for as long as the history is in use."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar
from weakref import WeakKeyDictionary

import gdengine as gd

MOST_VALUES: Final = 8
"""Values that are kept of one history: those of a few looks, not of each step."""

Value = TypeVar("Value")


class PerHistory(Generic[Value]):
    """Values by history and key, worked out when they are first asked for."""

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[gd.History, dict[Hashable, Value]] = WeakKeyDictionary()

    def get(self, history: gd.History, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """The value of `history` for `key`; the oldest makes room for a new one."""
        values = self._of.setdefault(history, {})
        if key not in values:
            if len(values) == MOST_VALUES:
                del values[next(iter(values))]
            values[key] = work_out()
        return values[key]
