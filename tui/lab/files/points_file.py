"""Data sets as the session file names them: small ones in words, large ones in files beside it.

A data set is a preset's name, its numbers, the name of a file of numbers, or what was changed in
the set before it. A file is named for what it holds, so it is written once and never again, and
two labs that share one cannot spoil it.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import gdengine as gd
from tui.lab.files import atomic
from tui.lab.files.recipe_writing import preset_name
from tui.lab.session import catalogue

MOST_INLINE_POINTS: Final = 2_000
"""With more points than this a data set is kept in a file of its own."""

MOST_POINTS: Final = 20_000_000
"""A larger set is not read: it would be no file of ours."""

NUMBERS_AT_ONCE: Final = 65_536
"""Numbers that are converted at once; in between another thread may go on."""

YOUNG_SECONDS: Final = 60.0
"""Seconds in which another lab may still be about to name a file that it wrote."""

PREFIX: Final = "points-"


class PointWriter:
    """Puts data sets into the words of a session file; what is large it writes beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # By the identity of a set and of the one before it, which are kept so that it stays theirs.
        self._known: dict[tuple[int, int], tuple[gd.Dataset | None, gd.Dataset, dict[str, Any]]] = {}

    def entries(self, sets: Sequence[gd.Dataset]) -> list[dict[str, Any]]:
        """What to write of each of `sets`; raises OSError where a file cannot be written."""
        known, found = self._known, []
        self._known = {}
        for before, data in zip([None, *sets], sets, strict=False):
            key = id(before), id(data)
            entry = known[key][2] if key in known else self._entry(before, data)
            if "file" in entry and not (self._folder / entry["file"]).exists():
                entry = self._filed(data)  # somebody has tidied up
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
        """`data` in a file: all x, then all y, as doubles in this machine's order of bytes."""
        from hashlib import blake2b  # only large sets need it

        digest = blake2b(digest_size=16)
        for part in _slices(data):
            digest.update(part)
        name = PREFIX + digest.hexdigest()
        atomic.write(self._folder / name, _slices(data))
        return {"file": name, "points": len(data)}

    def tidy(self, *session_files: Path) -> None:
        """Remove the files of points that none of the session files names, unless they are young."""
        files = [path for path in self._folder.glob(f"{PREFIX}*") if _age(path) > YOUNG_SECONDS]
        if files:
            named = "".join(path.read_text("utf-8") for path in session_files if path.exists())
            for path in files:
                if path.name not in named:
                    with suppress(OSError):
                        path.unlink()


def read_sets(entries: Sequence[Mapping[str, Any]], folder: Path) -> list[gd.Dataset]:
    """The data sets of a session file; raises an error of any kind where they are not what they should be."""
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
        if len(sets[-1]) > MOST_POINTS:
            raise ValueError("too many points")
    return sets


def _from_file(folder: Path, name: str, points: int) -> gd.Dataset:
    from hashlib import blake2b

    if not (name.startswith(PREFIX) and name.removeprefix(PREFIX).isalnum() and 0 < points <= MOST_POINTS):
        raise ValueError("no such file is ours")
    with (folder / name).open("rb") as file:
        x, y = array("d"), array("d")
        x.fromfile(file, points)
        y.fromfile(file, points)
        if file.read(1):
            raise ValueError("the file is too long")
    digest = blake2b(x, digest_size=16)
    digest.update(y)
    if digest.hexdigest() != name.removeprefix(PREFIX):
        raise ValueError("the file is damaged")
    return gd.Dataset(x, y)


def _slices(data: gd.Dataset) -> Iterator[bytes]:
    for column in (data.x, data.y):
        for first in range(0, len(column), NUMBERS_AT_ONCE):
            yield array("d", column[first : first + NUMBERS_AT_ONCE]).tobytes()


def _change(before: gd.Dataset, after: gd.Dataset) -> dict[str, Any] | None:
    """The rows of `before` that were replaced, and with what; None where that is not shorter to say."""
    first = min(_alike(before.x, after.x), _alike(before.y, after.y))
    shorter = min(len(before), len(after)) - first
    last = min(_alike(before.x[::-1], after.x[::-1], shorter), _alike(before.y[::-1], after.y[::-1], shorter))
    stop = len(after) - last
    if 2 * (stop - first) > min(len(after), MOST_INLINE_POINTS):
        return None
    rows = [first, len(before) - last]
    return {"rows": rows, "x": list(after.x[first:stop]), "y": list(after.y[first:stop])}


def _alike(some: Sequence[float], others: Sequence[float], most: int | None = None) -> int:
    """How many numbers, `most` at most, are the same at the beginning of both."""
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
