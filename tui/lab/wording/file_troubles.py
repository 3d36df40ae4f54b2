"""What is wrong with a file or with pasted rows: where, what, and how to correct it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import PurePath
from typing import Final

import gdengine as gd
from tui.lab.text import notation
from tui.lab.text.language import _N, _, language

MOST_QUOTED_CHARACTERS: Final = 24
"""Characters of a cell that are quoted; the rest is cut off."""

SYSTEM_REASONS: Final = (
    _N("No space left on device"),
    _N("Permission denied"),
    _N("Read-only file system"),
    _N("Input/output error"),
)
"""The operating system's sentences that are translated."""


def data_sentence(error: gd.DataError, whole_path: bool = False) -> str:
    """A sentence on why data were refused: file, line and column if known, and how to correct it."""
    file = error.file or ""
    place = [file if whole_path else PurePath(file).name]
    if error.line is not None:
        place.append(_("line {line}").format(line=f"{error.line:,}"))
    if error.column is not None:
        place.append(_("column {column}").format(column=error.column))
    where = ", ".join(part for part in place if part)
    what = _SENTENCES[error.trouble](error)
    return f"{where}: {what}" if where else what


def _unreadable(error: gd.DataError) -> str:
    match error.found:
        case "ENOENT" | "ENOTDIR":
            return _("there is no such file. Check the path; Tab completes it.")
        case "EISDIR":
            return _("this is a folder. Go on typing to name a file in it.")
        case "EACCES" | "EPERM":
            return _("this file may not be read. Change its permissions, or copy it.")
        case "pipe" | "device":
            return _("this is no file, but a device or a pipe. Name a file; --data - reads what is piped in.")
        case "ELOOP":
            return _("these links lead round in a circle. Name the file itself.")
        case _:
            return _("the file cannot be read ({why}).").format(why=reason(error.found or ""))


def reason(symbol: str) -> str:
    """The operating system's sentence for an errno name; the name itself if it is not translated."""
    said = os.strerror(getattr(errno, symbol, 0))
    return _(said) if said in SYSTEM_REASONS or language() == "en" else symbol


def _too_large(error: gd.DataError) -> str:
    if error.line is not None:
        return _("this line is too long. Put each row on a line of its own.")
    return _("the file is larger than {size} MB. Make it smaller.").format(size=error.expected)


def _encoding(error: gd.DataError) -> str:
    if error.expected is not None:
        return _(
            "the byte 0x{found} is not UTF-8; it may be Windows-{page} (western Europe). Save the file "
            "as UTF-8."
        ).format(found=error.found, page=error.expected)
    return _("the byte 0x{found} is neither UTF-8 nor Korean cp949. Save the file as UTF-8.").format(
        found=error.found
    )


FILE_KINDS: Final = {
    "xlsx": _N("this is an Excel workbook. Save the sheet as CSV in UTF-8."),
    "xls": _N("this is an old Excel workbook. Save the sheet as CSV in UTF-8."),
    "ods": _N("this is an OpenDocument spreadsheet. Save the sheet as CSV in UTF-8."),
    "zip": _N("this is a zip archive. Unpack it first."),
    "gzip": _N("this is compressed with gzip. Unpack it first."),
    "pdf": _N("this is a PDF. Save the data as CSV in UTF-8."),
    "html": _N("this is a web page. Save the data as CSV in UTF-8."),
    "picture": _N("this is a picture. Save the data as CSV in UTF-8."),
}
"""The sentence for each kind of file that is no text."""


def _not_text(error: gd.DataError) -> str:
    if error.found in FILE_KINDS:
        return _(FILE_KINDS[error.found])
    return _("this is not text, perhaps a workbook or a picture. Save the data as CSV in UTF-8.")


def _no_points(error: gd.DataError) -> str:
    return _("there are no points. At least one row of two numbers, x and y, is needed.")


def _ragged(error: gd.DataError) -> str:
    return _(
        "the number of cells is {found}, not {expected}. Give every row the same columns; a decimal comma "
        "needs ; between the columns."
    ).format(found=error.found, expected=error.expected)


def _quotes(error: gd.DataError) -> str:
    return _('the quotes are not in order. Close each one, and write a " inside them as "".')


def _not_a_number(error: gd.DataError) -> str:
    return _("{found} is not a number. Write it like 1234.5.").format(found=_quoted(error))


def _not_finite(error: gd.DataError) -> str:
    return _("{found} is not a finite number. Give one, or take the row out.").format(found=_quoted(error))


def _missing(error: gd.DataError) -> str:
    return _("there is no value ({found}). Fill it in, or take the row out.").format(found=_quoted(error))


def _ambiguous(error: gd.DataError) -> str:
    if error.line is None:
        return _("more than one column is named {found}. Give its position, counted from 1.").format(
            found=_quoted(error)
        )
    if len(error.choices) > 1:
        first, second = (choice_words(choice) for choice in error.choices)
        return _(
            "{found} can be {first} or {second}. Choose one (--decimal on the command line), or write all "
            "numbers like 1234.5."
        ).format(found=_quoted(error), first=first, second=second)
    return _(
        "{found}: it is unclear what is a decimal mark and what a separator. Write all numbers like 1.5, "
        "or put ; between the columns."
    ).format(found=_quoted(error))


def _units(error: gd.DataError) -> str:
    return _(
        "{found}: another unit than in the rows above. Give all numbers of a column the same one."
    ).format(found=_quoted(error))


def _names(error: gd.DataError) -> str:
    return _(
        "{found} can be the names of the columns, or a row of numbers. Choose one (--header or --no-header "
        "on the command line)."
    ).format(found=_quoted(error))


def choice_words(choice: gd.Choice) -> str:
    """What is read with `choice`: a number, or what the first row is."""
    if choice.gives is not None:
        return notation.exact(choice.gives)
    return _("names of columns") if choice.value else _("a row of numbers")


def _columns(error: gd.DataError) -> str:
    if error.line is not None:
        return _(
            "two columns of numbers are needed, and here is {found}. Mend it, or choose other columns for "
            "x and y."
        ).format(found=_quoted(error))
    if error.found is not None:
        return _("{found} is no column. Give a name, or a position from 1 to {expected}.").format(
            found=_quoted(error), expected=error.expected
        )
    return _("there is only one column. Give two, x and y, with a comma, ; or a tab between them.")


_SENTENCES: Final[dict[gd.Trouble, Callable[[gd.DataError], str]]] = {
    gd.Trouble.UNREADABLE: _unreadable,
    gd.Trouble.TOO_LARGE: _too_large,
    gd.Trouble.ENCODING: _encoding,
    gd.Trouble.NOT_TEXT: _not_text,
    gd.Trouble.NO_POINTS: _no_points,
    gd.Trouble.RAGGED: _ragged,
    gd.Trouble.QUOTES: _quotes,
    gd.Trouble.NOT_A_NUMBER: _not_a_number,
    gd.Trouble.NOT_FINITE: _not_finite,
    gd.Trouble.MISSING: _missing,
    gd.Trouble.AMBIGUOUS: _ambiguous,
    gd.Trouble.UNITS: _units,
    gd.Trouble.NAMES: _names,
    gd.Trouble.COLUMNS: _columns,
}


def _quoted(error: gd.DataError) -> str:
    text = error.found or ""
    return f"“{text if len(text) <= MOST_QUOTED_CHARACTERS else text[: MOST_QUOTED_CHARACTERS - 1] + '…'}”"
