"""Data sets in the session file: small ones inside it, large ones in files beside it.

An entry is a preset's name, the numbers, the name of a file of numbers, or the rows that differ from
the set before it. A file is named by a hash of its content, so it is never rewritten, and several
labs can share it.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import gdengine as gd
from tui.lab.files import atomic, bounded
from tui.lab.files.recipe_writing import preset_name
from tui.lab.session import catalogue
from tui.lab.text.clean import cleaned

MOST_INLINE_POINTS: Final = 2_000
"""A data set with more points than this is written to a separate file."""

MOST_POINTS: Final = 20_000_000
"""A larger set is not read: gdlab did not write it."""

BYTES_A_NUMBER: Final = 8

MOST_SESSION_BYTES: Final = 64_000_000
"""Bytes; a longer session file is not read: gdlab did not write it."""

NUMBERS_AT_ONCE: Final = 65_536
"""Numbers converted at once; between two such blocks other threads can run."""

YOUNG_SECONDS: Final = 60.0
"""Age from which an unused file is removed: before, another lab may just have written it."""

MOST_NAME_LENGTH: Final = 200
"""Characters of a column's name that are kept at most."""

NO_NAMES: Final = ("x", "y")
"""The names of columns without any."""

PREFIX: Final = "points-"


class PointWriter:
    """Makes the entries of a session file from data sets, and writes large ones to files beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # By the ids of a set and of the one before it; both are kept, so that no other object gets their id.
        self._known: dict[tuple[int, int], tuple[gd.Dataset | None, gd.Dataset, dict[str, Any]]] = {}

    def entries(self, sets: Sequence[gd.Dataset]) -> list[dict[str, Any]]:
        """The entry of each of `sets`; raises OSError if a file cannot be written."""
        known, found = self._known, []
        self._known = {}
        for before, data in zip([None, *sets], sets, strict=False):
            key = id(before), id(data)
            entry = known[key][2] if key in known else self._entry(before, data) | _names(data)
            if "file" in entry and not (self._folder / entry["file"]).exists():
                entry = self._filed(data) | _names(data)  # it was removed meanwhile
            self._known[key] = before, data, entry
            found.append(entry)
        return found

    def _entry(self, before: gd.Dataset | None, data: gd.Dataset) -> dict[str, Any]:
        if name := preset_name(data):
            return {"preset": name}
        if before is not None and (change := _change(before, data)):
            return change
        if len(data) > MOST_INLINE_POINTS:
            return self._filed(data)
        return {"x": list(data.x), "y": list(data.y)}

    def _filed(self, data: gd.Dataset) -> dict[str, Any]:
        """Write `data` to a file: all x, then all y, as doubles in native byte order."""
        from hashlib import blake2b  # only large sets need it

        digest = blake2b(digest_size=16)
        for part in _slices(data):
            digest.update(part)
        name = PREFIX + digest.hexdigest()
        atomic.write(self._folder / name, _slices(data))
        return {"file": name, "points": len(data)}

    def tidy(self) -> None:
        """Remove files of points that no session file names, if they are older than YOUNG_SECONDS."""
        files = [path for path in self._folder.glob(f"{PREFIX}*") if _age(path) > YOUNG_SECONDS]
        if files:
            named = b"".join(map(_content, self._folder.glob("session*.json")))
            for path in files:
                if path.name.encode() not in named:
                    with suppress(OSError):
                        path.unlink()


def read_sets(entries: Sequence[Mapping[str, Any]], folder: Path) -> list[gd.Dataset]:
    """The data sets of a session file; raises an exception of any kind where an entry is invalid."""
    sets: list[gd.Dataset] = []
    for entry in entries:
        if "preset" in entry:
            sets.append(catalogue.by_name(catalogue.PRESETS)[entry["preset"]].data())
        elif "file" in entry:
            sets.append(_from_file(folder, entry["file"], entry["points"]))
        elif "rows" in entry:
            first, stop = entry["rows"]
            before = sets[-1]
            if not 0 <= first <= stop <= len(before):
                raise ValueError("there are no such rows")
            sets.append(before.with_rows(first, stop, entry["x"], entry["y"]))
        else:
            sets.append(gd.Dataset(entry["x"], entry["y"]))
        sets[-1] = _named(sets[-1], entry.get("names", list(NO_NAMES)))
        if len(sets[-1]) > MOST_POINTS:
            raise ValueError("too many points")
    return sets


def _names(data: gd.Dataset) -> dict[str, Any]:
    """The names of the columns for an entry, if there are any."""
    if data.names == NO_NAMES:
        return {}
    return {"names": [name[:MOST_NAME_LENGTH] for name in data.names]}


def _named(data: gd.Dataset, names: Any) -> gd.Dataset:
    if not (isinstance(names, list) and len(names) == 2 and all(isinstance(name, str) for name in names)):
        raise ValueError("these are no names")
    x, y = (cleaned(name[:MOST_NAME_LENGTH]) for name in names)
    return data if (x, y) == data.names else data.named((x, y))


def _from_file(folder: Path, name: str, points: int) -> gd.Dataset:
    from hashlib import blake2b

    if not (name.startswith(PREFIX) and name.removeprefix(PREFIX).isalnum() and 0 < points <= MOST_POINTS):
        raise ValueError("no such file is ours")
    content = bounded.read(folder / name, 2 * points * BYTES_A_NUMBER)
    if len(content) < 2 * points * BYTES_A_NUMBER:
        raise ValueError("the file is too short")
    if blake2b(content, digest_size=16).hexdigest() != name.removeprefix(PREFIX):
        raise ValueError("the file is damaged")
    both = array("d", content)
    return gd.Dataset(both[:points], both[points:])


def _content(path: Path) -> bytes:
    """The content of a session file; none if it cannot be read."""
    try:
        return bounded.read(path, MOST_SESSION_BYTES)
    except OSError:
        return b""


def _slices(data: gd.Dataset) -> Iterator[bytes]:
    for column in (data.x, data.y):
        for first in range(0, len(column), NUMBERS_AT_ONCE):
            yield array("d", column[first : first + NUMBERS_AT_ONCE]).tobytes()


def _change(before: gd.Dataset, after: gd.Dataset) -> dict[str, Any] | None:
    """The rows of `before` that were replaced, and by what; None if that would not be shorter."""
    first = min(_alike(before.x, after.x), _alike(before.y, after.y))
    shorter = min(len(before), len(after)) - first
    last = min(_alike(before.x[::-1], after.x[::-1], shorter), _alike(before.y[::-1], after.y[::-1], shorter))
    stop = len(after) - last
    if 2 * (stop - first) > min(len(after), MOST_INLINE_POINTS):
        return None
    rows = [first, len(before) - last]
    return {"rows": rows, "x": list(after.x[first:stop]), "y": list(after.y[first:stop])}


def _alike(some: Sequence[float], others: Sequence[float], most: int | None = None) -> int:
    """How many numbers, at most `most`, are equal at the beginning of both."""
    low, high = 0, min(len(some), len(others)) if most is None else most
    if some[:high] == others[:high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if some[low:middle] == others[low:middle]:
            low = middle
        else:
            high = middle
    return low


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
