"""The columns of a file that is about to be opened: how each is called, and which one is meant."""

from __future__ import annotations

import gdengine as gd


def label(preview: gd.Preview, column: int) -> str:
    """How column `column`, counted from 1, is asked for: by its name where that is one, else by its place."""
    name = preview.columns[column - 1]
    named = preview.header and preview.columns.count(name) == 1 and name != f"column {column}"
    return name if named else str(column)


def meant(preview: gd.Preview, text: str) -> int | None:
    """The column, counted from 1, that `text` names; None where it names none, or more than one."""
    name, columns = text.strip(), preview.columns
    if preview.header and name in columns:
        return columns.index(name) + 1 if columns.count(name) == 1 else None
    return int(name) if name.isdecimal() and len(name) < 10 and 1 <= int(name) <= len(columns) else None


def turned(preview: gd.Preview, text: str, places: int) -> str:
    """The column of numbers so many places after the one that `text` names, round and round."""
    numbers = preview.numbers
    if not numbers:
        return text
    here = meant(preview, text)
    if here in numbers:
        return label(preview, numbers[(numbers.index(here) + places) % len(numbers)])
    return label(preview, numbers[0 if places > 0 else -1])
