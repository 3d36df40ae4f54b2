"""Files read within bounds: only a regular file, and never more of it than was agreed.

What cannot be used of our own files is set aside: renamed beside, so that nothing is lost and the next
start is clean.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from tui.lab.text.language import _N, _

MOST_SET_ASIDE: Final = 9
"""Damaged files of one name that are kept; the next one takes the place of the first."""

# Without O_NONBLOCK the opening of a pipe waits for a writer. Not every system has all of them.
FLAGS: Final = sum(getattr(os, f"O_{name}", 0) for name in ("RDONLY", "NONBLOCK", "NOCTTY", "BINARY"))

NOT_A_FILE: Final = _N("it is no regular file")
TOO_LARGE: Final = _N("it is too large")


def read(path: Path, most_bytes: int) -> bytes:
    """The content of the file at `path`.

    Raises OSError: also with errno EINVAL for what is neither a file nor a folder (a pipe, a device), and
    EFBIG for a file of more than `most_bytes`. It never waits for somebody to write.
    """
    descriptor = os.open(path, FLAGS)
    try:
        kind = os.fstat(descriptor)
        if stat.S_ISDIR(kind.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(kind.st_mode):
            raise OSError(errno.EINVAL, NOT_A_FILE, str(path))
        if kind.st_size > most_bytes:
            raise OSError(errno.EFBIG, TOO_LARGE, str(path))
        with open(descriptor, "rb", closefd=False) as file:
            # Some files do not tell their size, and a file may grow while it is read.
            content = file.read(most_bytes + 1)
    finally:
        os.close(descriptor)
    if len(content) > most_bytes:
        raise OSError(errno.EFBIG, TOO_LARGE, str(path))
    return content


def why(trouble: OSError) -> str:
    """Why a file could not be read, in the language in use where we have the words."""
    return _(trouble.strerror) if trouble.strerror else str(trouble)


def set_aside(path: Path) -> Path | None:
    """Rename what is at `path`, whatever it is; returns its new path, None if it cannot be renamed."""
    numbers = ["", *(f"-{number}" for number in range(2, MOST_SET_ASIDE + 1))]
    places = [path.with_name(f"{path.stem}.damaged{number}{path.suffix}") for number in numbers]
    free = [place for place in places if not os.path.lexists(place)]
    for place in free or places:
        with suppress(OSError):
            if stat.S_ISREG(os.lstat(path).st_mode):
                os.chmod(path, 0o600)
            os.replace(path, place)
            return place
    return None
