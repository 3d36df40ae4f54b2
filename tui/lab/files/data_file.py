"""The work with files that takes a while: reading points, and preparing them for descent."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import gdengine as gd

Report = Callable[[float], object]
"""Takes the fraction done, from 0 to 1; what it raises ends the work."""

TABLE_ENDINGS: Final = (".csv", ".tsv", ".txt", ".dat")
"""Endings of files that hold points: they are offered when a path is completed, and are no recipes."""

READING_RATIO: Final = 0.55
"""The part of the work that is reading; the rest goes into the sums that every step lives on."""


def prepared_regression(path: Path, x: str | None, y: str | None, report: Report) -> gd.LinearRegression:
    """The regression on two columns of the file at `path`, ready for descent.

    Raises gd.DataError where the file has a fault, and gd.Refused where its numbers are too large.
    """
    data = gd.read_csv(path, x, y, progress=lambda done: report(READING_RATIO * done))
    regression = gd.LinearRegression(data)
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
    try:
        entries = list(os.scandir(path_of(folder) if folder else ".")) if text.strip() else []
        names = sorted(entry.name + os.sep if entry.is_dir() else entry.name for entry in entries)
    except (OSError, ValueError):
        return None
    fitting = (
        name
        for name in names
        if name.startswith(typed)
        and (typed or not name.startswith("."))
        and name.lower().endswith((os.sep, *TABLE_ENDINGS))
    )
    rest = next(fitting, None)
    return None if rest is None else text.removesuffix(typed) + rest


# The columns of a file that is about to be opened


def column_label(preview: gd.Preview, column: int) -> str:
    """How column `column`, counted from 1, is asked for: by its name where that is one, else by its place."""
    name = preview.columns[column - 1]
    named = preview.header and preview.columns.count(name) == 1 and name != f"column {column}"
    return name if named else str(column)


def column_meant(preview: gd.Preview, text: str) -> int | None:
    """The column, counted from 1, that `text` names; None where it names none, or more than one."""
    name, columns = text.strip(), preview.columns
    if preview.header and name in columns:
        return columns.index(name) + 1 if columns.count(name) == 1 else None
    return int(name) if name.isdecimal() and len(name) < 10 and 1 <= int(name) <= len(columns) else None


def column_turned(preview: gd.Preview, text: str, places: int) -> str:
    """The column of numbers so many places after the one that `text` names, round and round."""
    numbers = preview.numbers
    if not numbers:
        return text
    here = column_meant(preview, text)
    if here in numbers:
        return column_label(preview, numbers[(numbers.index(here) + places) % len(numbers)])
    return column_label(preview, numbers[0 if places > 0 else -1])
