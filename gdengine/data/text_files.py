"""The text of a data file in any of the usual encodings, or an error that says what to do."""

from __future__ import annotations

import codecs
import errno
import os
import re
import stat
from enum import StrEnum
from typing import BinaryIO, Final, Literal, NamedTuple

from gdengine.refusals import Refused

MAX_FILE_BYTES: Final = 512 * 1024 * 1024
"""A larger file is refused before it fills the memory."""

WESTERN_CODE_PAGE: Final = 1252
"""What Windows wrote text of western Europe in."""

BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""The byte order marks that name a file's encoding."""

SPREADSHEET_ERRORS: Final = ("#N/A", "#NA", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
"""What a spreadsheet writes in place of a number."""

STDIN: Final = "/dev/stdin"
"""The path of what is piped into the program; it is understood on every system."""

KINDS: Final = {
    "xlsx": "an Excel workbook",
    "xls": "an old Excel workbook",
    "ods": "an OpenDocument spreadsheet",
    "zip": "a zip archive",
    "gzip": "compressed with gzip",
    "pdf": "a PDF",
    "html": "a web page",
    "picture": "a picture",
}
"""Kinds of files that are recognised by their content, in English."""

BEGINNINGS: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "picture"),
    (b"GIF8", "picture"),
    (b"\xff\xd8\xff", "picture"),
)
"""How such files begin."""


class Trouble(StrEnum):
    """What is wrong with a file, so that a program can say it in its own words."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    ENCODING = "encoding"
    NOT_TEXT = "not_text"
    NO_POINTS = "no_points"
    RAGGED = "ragged"
    QUOTES = "quotes"
    NOT_A_NUMBER = "not_a_number"
    NOT_FINITE = "not_finite"
    MISSING = "missing"
    AMBIGUOUS = "ambiguous"
    UNITS = "units"
    NAMES = "names"
    COLUMNS = "columns"


class Choice(NamedTuple):
    """An argument of read_csv with which doubtful data are read, and the number that is then read."""

    argument: Literal["decimal", "header"]
    value: str | bool
    gives: float | None = None


class DataError(Refused):
    """Why data could not be read: where, what, and how to fix it.

    `trouble` is what is wrong, `file` the file's name, `line` and `column` are counted
    from 1; each is None where there is none. `found` is what stands there (of a file that cannot
    be read the errno's name, such as "ENOENT"); `expected` is how many cells or columns there are
    or should be, where that is the trouble. As a Refused, its `given` is `found` and its `takes` the
    `trouble`.
    """

    def __init__(
        self,
        trouble: Trouble,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        found: str | None = None,
        expected: int | None = None,
        choices: tuple[Choice, ...] = (),
    ) -> None:
        place = [file or "", f"line {line}" if line else "", f"column {column}" if column else ""]
        where = ", ".join(part for part in place if part)
        ValueError.__init__(self, trouble, message)
        self._keep("data", found, trouble, f"{where}: {message}" if where else message)
        self.trouble = trouble
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.found = found
        self.expected = expected
        self.choices = choices

    def at(self, place: str) -> DataError:
        """This error unchanged, since it names its place in the file already."""
        return self


def read_text(source: str | os.PathLike[str] | bytes) -> tuple[str, str, str | None]:
    """The text of a file (or of its bytes), the encoding it was in, and the file's name.

    Line ends are "\\n" in what is returned. Raises DataError where the file cannot be read, is
    too large, is not text, or its encoding cannot be determined.
    """
    file = None if isinstance(source, bytes) else os.fspath(source)
    content = source if isinstance(source, bytes) else read_bytes(source)
    if len(content) > MAX_FILE_BYTES:
        raise _too_large(file, MAX_FILE_BYTES)
    if kind := _kind_of(content):
        raise DataError(
            Trouble.NOT_TEXT, f"this is {KINDS[kind]}: save the data as CSV", file=file, line=1, found=kind
        )
    try:
        text, encoding = _decoded(content)
    except UnicodeDecodeError as error:
        if error.encoding == "utf-8" and b"\0" in content:
            raise _not_text(file, content.count(b"\n", 0, content.index(b"\0")) + 1) from None
        raise _encoding_error(content, error, file) from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise _not_text(file, text.count("\n", 0, text.index("\0")) + 1)
    return text, encoding, file


def read_bytes(source: str | os.PathLike[str], most_bytes: int = MAX_FILE_BYTES) -> bytes:
    """What the file at `source` holds; kind and size are looked at before anything is read.

    A pipe or a terminal is read only where it is open already: /dev/stdin, /dev/fd/3. Raises DataError
    where it is none, is larger than `most_bytes`, or cannot be read.
    """
    path = os.fspath(source)
    try:
        with _opened(path) as file:
            kind = os.fstat(file.fileno())
            if stat.S_ISDIR(kind.st_mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            streams = stat.S_ISFIFO(kind.st_mode) or stat.S_ISSOCK(kind.st_mode) or file.isatty()
            if not (stat.S_ISREG(kind.st_mode) or (streams and _descriptor(path) is not None)):
                raise _no_file(path, "pipe" if streams else "device")
            if stat.S_ISREG(kind.st_mode) and kind.st_size > most_bytes:
                raise _too_large(path, most_bytes)
            content = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        if isinstance(error, DataError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        symbol = errno.errorcode.get(getattr(error, "errno", None) or errno.EINVAL)
        raise DataError(Trouble.UNREADABLE, f"cannot be read: {reason}", file=path, found=symbol) from None
    if len(content) > most_bytes:
        raise _too_large(path, most_bytes)
    return content


def _opened(path: str) -> BinaryIO:
    """The file at `path`, opened without waiting for a writer where it is a pipe."""
    if (descriptor := _descriptor(path)) is not None:
        return open(descriptor, "rb", closefd=False)
    flags = (
        os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    )
    return open(os.open(path, flags), "rb")


def is_comment(line: str) -> bool:
    """Whether a line begins with #, and not with a spreadsheet's error."""
    text = line.lstrip()
    return text.startswith("#") and not text.upper().startswith(SPREADSHEET_ERRORS)


def _descriptor(path: str) -> int | None:
    """The number of the open file that `path` stands for, such as /dev/stdin; None if it is a real path."""
    if path == STDIN:
        return 0
    found = re.fullmatch(r"/(?:dev|proc/self)/fd/(\d{1,5})", path)
    return int(found[1]) if found else None


def _no_file(path: str, kind: str) -> DataError:
    return DataError(Trouble.UNREADABLE, f"cannot be read: it is a {kind}, not a file", file=path, found=kind)


def _too_large(file: str | None, most_bytes: int) -> DataError:
    size = most_bytes // 1024**2
    return DataError(Trouble.TOO_LARGE, f"larger than {size} MB: make it smaller", file=file, expected=size)


def _kind_of(content: bytes) -> str:
    """The kind of a file that is no table of text; "" if it may be one."""
    head = content[:4096]
    if head.startswith(b"PK\x03\x04"):
        if b"mimetypeapplication/vnd.oasis.opendocument" in head:
            return "ods"
        return "xlsx" if b"[Content_Types].xml" in head or b"xl/" in head else "zip"
    if head.lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    return next((kind for beginning, kind in BEGINNINGS if head.startswith(beginning)), "")


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        korean = content.decode("cp949", errors="replace")
        if _is_korean(korean):
            return korean, "cp949"
        raise


def _is_korean(text: str) -> bool:
    """Whether text decoded as cp949 can hardly be anything else.

    Western European bytes decode as cp949 too, now and then: then they are Hanja, or the rare
    syllables that Windows added, next to no common one.
    """
    letters = {c for c in text if not c.isascii() and (c.isalpha() or c == "\ufffd")}
    return all(_is_hangul(c) for c in letters) and any(_is_common(c) for c in letters)


def _is_hangul(c: str) -> bool:
    return "가" <= c <= "힣" or "ㄱ" <= c <= "ㅣ"


def _is_common(c: str) -> bool:
    """Whether KS X 1001 has the syllable: two bytes in EUC-KR, where the others take eight."""
    return len(c.encode("euc_kr", errors="ignore")) == 2


def _looks_western(content: bytes) -> bool:
    """Whether bytes that are not UTF-8 are letters of western Europe in Windows-1252, for the most part."""
    try:
        others = [c for c in content.decode("cp1252") if not c.isascii()]
    except UnicodeDecodeError:
        return False
    return 2 * sum(c.isalpha() or c in "€£°²³µ–—‘’“”" for c in others) >= len(others)


def _not_text(file: str | None, line: int) -> DataError:
    return DataError(
        Trouble.NOT_TEXT,
        "a NUL character, so this is no text (or UTF-16 without its mark): save the data as CSV in UTF-8",
        file=file,
        line=line,
    )


def _encoding_error(content: bytes, error: UnicodeDecodeError, file: str | None) -> DataError:
    # The lines can be counted only where a line end is one byte.
    line = content.count(b"\n", 0, error.start) + 1 if error.encoding.startswith("utf-8") else None
    name = "UTF-8 (nor Korean cp949)" if error.encoding == "utf-8" else error.encoding.upper()
    found = content[error.start : error.start + 1].hex()
    western = error.encoding == "utf-8" and _looks_western(content)
    return DataError(
        Trouble.ENCODING,
        f"the byte 0x{found} is not {name}{', it may be Windows-1252' * western}: save the file as UTF-8",
        file=file,
        line=line,
        found=found,
        expected=WESTERN_CODE_PAGE if western else None,
    )
