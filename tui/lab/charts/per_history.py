"""A cache of values computed from a history, kept as long as the history is in use."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar
from weakref import WeakKeyDictionary

import gdengine as gd

MOST_VALUES: Final = 8
"""Values kept of one history: enough for a few ways to show it."""

Value = TypeVar("Value")


class PerHistory(Generic[Value]):
    """Values by history and key, each computed when it is first asked for."""

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[gd.History, dict[Hashable, Value]] = WeakKeyDictionary()

    def get(self, history: gd.History, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """The value of `history` for `key`, computed by `work_out` the first time.

        With more than MOST_VALUES the oldest is dropped.
        """
        values = self._of.setdefault(history, {})
        if key not in values:
            if len(values) == MOST_VALUES:
                del values[next(iter(values))]
            values[key] = work_out()
        return values[key]
