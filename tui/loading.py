"""The work with files that takes a while: reading points, and preparing them for descent."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import gdengine as gd
from tui.language import _

Report = Callable[[float], object]
"""Takes the fraction done, from 0 to 1; what it raises ends the work."""

TABLES: Final = (".csv", ".tsv", ".txt", ".dat")
"""Endings of files that are offered when a path is completed."""

READING: Final = 0.55
"""The part of the work that is reading; the rest goes into the sums that every step lives on."""


def opened(path: Path, x: str | None, y: str | None, report: Report) -> gd.LinearRegression:
    """The regression on two columns of the file at `path`, ready for descent.

    Raises gd.DataError where the file has a fault, and ValueError where its numbers are too large.
    """
    data = gd.read_csv(path, x, y, progress=lambda done: report(READING * done))
    return prepared(data, lambda done: report(READING + (1.0 - READING) * done))


def prepared(data: gd.Dataset, report: Report = lambda done: None) -> gd.LinearRegression:
    """The regression on `data`, with all that looks at every row done; raises ValueError as `opened`."""
    report(0.0)
    try:
        regression = gd.LinearRegression(data)
    except ValueError:
        raise ValueError(
            _("The numbers are so large that their squares overflow. Divide them by a common factor.")
        ) from None
    report(0.9)
    assert data.bounds  # looked for once, here, not in the first frame
    report(1.0)
    return regression


def path_of(text: str) -> Path:
    """The path that is meant by `text`: typed, with ~ for the home folder, or dropped on the terminal."""
    plain = text.strip()
    if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "'\"":
        plain = plain[1:-1]
    if plain.startswith("file://"):
        plain = unquote(urlsplit(plain).path)
    try:
        return Path(plain).expanduser()
    except RuntimeError:  # ~somebody who is not there
        return Path(plain)


def is_file(text: str) -> bool:
    """Whether `text` is the path of a file."""
    try:
        return "\n" not in text.strip() and path_of(text).is_file()
    except (OSError, ValueError):
        return False


def completed(text: str) -> str | None:
    """`text` with the rest of the first folder or table that begins like it; None where there is none."""
    folder, typed = os.path.split(text)
    if not text.strip():
        return None
    try:
        found = sorted(os.scandir(path_of(folder) if folder else "."), key=lambda entry: entry.name.lower())
        names = [entry.name + os.sep if entry.is_dir() else entry.name for entry in found]
    except (OSError, ValueError):
        return None
    fitting = (
        name
        for name in names
        if name.lower().startswith(typed.lower())
        and (typed or not name.startswith("."))
        and name.lower().endswith((os.sep, *TABLES))
    )
    rest = next(fitting, None)
    return None if rest is None else text[: len(text) - len(typed)] + rest
