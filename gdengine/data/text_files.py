"""The text of a data file in any of the usual encodings, or an error that says what to do."""

from __future__ import annotations

import codecs
import errno
import os
from enum import StrEnum
from pathlib import Path
from typing import Final

from gdengine.refusals import Refused

MAX_FILE_BYTES: Final = 512 * 1024 * 1024
"""A larger file is refused before it fills the memory."""

BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""The byte order marks that name a file's encoding."""


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
    COLUMNS = "columns"


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

    def at(self, place: str) -> DataError:
        """This error unchanged, since it names its place in the file already."""
        return self


def read_text(source: str | os.PathLike[str] | bytes) -> tuple[str, str, str | None]:
    """The text of a file (or of its bytes), the encoding it was in, and the file's name.

    Line ends are "\\n" in what is returned. Raises DataError where the file cannot be read, is
    too large, is not text, or its encoding cannot be determined.
    """
    file = None if isinstance(source, bytes) else os.fspath(source)
    content = source if isinstance(source, bytes) else _bytes_of(Path(source))
    if len(content) > MAX_FILE_BYTES:
        raise DataError(
            Trouble.TOO_LARGE,
            f"larger than {MAX_FILE_BYTES // 1024**2} MB: take a sample of its rows",
            file=file,
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


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        symbol = errno.errorcode.get(getattr(error, "errno", None) or errno.EINVAL)
        raise DataError(
            Trouble.UNREADABLE, f"cannot be read: {reason}", file=str(path), found=symbol
        ) from None


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
    return DataError(
        Trouble.ENCODING,
        f"the byte 0x{found} is not {name}: save the file as UTF-8",
        file=file,
        line=line,
        found=found,
    )
