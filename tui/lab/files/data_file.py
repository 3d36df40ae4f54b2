"""Opening a file of points: reading it, preparing it for descent, completing its path, its columns."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import gdengine as gd

Report = Callable[[float], object]
"""Called with the fraction done, from 0 to 1; an exception that it raises ends the work."""

TABLE_ENDINGS: Final = (".csv", ".tsv", ".txt", ".dat")
"""Endings of files of points: a path is completed with these, and such a file is not read as a recipe."""

NOTHING_SAID: Final[Mapping[str, Any]] = MappingProxyType({})
"""No arguments: the file itself shows how it is read."""

CHARACTERS_AT_ONCE: Final = 200_000
"""The longest text of rows that is read while the screen waits."""

READING_RATIO: Final = 0.55
"""The part of the work that is reading; the rest is computing the sums that every step needs."""


def prepared_regression(
    path: Path, x: str | None, y: str | None, report: Report, how: Mapping[str, Any] = NOTHING_SAID
) -> gd.LinearRegression:
    """The regression on two columns of the file at `path`, ready for descent.

    `how` are further arguments of gd.read_csv, where the file can be read in two ways.
    Raises gd.DataError where the file has a fault, and gd.Refused where its numbers are too large.
    """
    data = gd.read_csv(path, x, y, progress=lambda done: report(READING_RATIO * done), **how)
    regression = gd.LinearRegression(data)
    report(1.0)
    return regression


def prepared_rows(text: str, report: Report, how: Mapping[str, Any] = NOTHING_SAID) -> gd.LinearRegression:
    """The regression on the rows in `text`, ready for descent; `how` and what it raises as above."""
    data = gd.parse_rows(text, progress=lambda done: report(READING_RATIO * done), **how)
    regression = gd.LinearRegression(data)
    report(1.0)
    return regression


def path_of(text: str) -> Path:
    """The path in `text`: as typed, with ~ for the home folder, or as a terminal pastes a dropped file."""
    plain = text.strip()
    if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "'\"":
        plain = plain[1:-1]
    if plain.startswith("file://"):
        plain = unquote(urlsplit(plain).path)
    try:
        return Path(plain).expanduser()
    except RuntimeError:  # ~name of an unknown user
        return Path(plain)


def is_file(text: str) -> bool:
    """Whether `text` is the path of a file."""
    try:
        return "\n" not in text.strip() and path_of(text).is_file()
    except (OSError, ValueError):
        return False


def completed(text: str) -> str | None:
    """`text` completed to the first folder or file of points that begins with it; None if there is none."""
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
    """The text that selects column `column`, counted from 1: its name if that is unique, else its number."""
    name = preview.columns[column - 1]
    named = preview.header and preview.columns.count(name) == 1 and name != f"column {column}"
    return name if named else str(column)


def column_meant(preview: gd.Preview, text: str) -> int | None:
    """The column, counted from 1, that `text` selects; None if it is none, or not unique."""
    name, columns = text.strip(), preview.columns
    if preview.header and name in columns:
        return columns.index(name) + 1 if columns.count(name) == 1 else None
    return int(name) if name.isdecimal() and len(name) < 10 and 1 <= int(name) <= len(columns) else None


def column_turned(preview: gd.Preview, text: str, places: int) -> str:
    """The text that selects the column of numbers `places` after that of `text`, cyclically."""
    numbers = preview.numbers
    if not numbers:
        return text
    here = column_meant(preview, text)
    if here in numbers:
        return column_label(preview, numbers[(numbers.index(here) + places) % len(numbers)])
    return column_label(preview, numbers[0 if places > 0 else -1])
