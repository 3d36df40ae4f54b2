"""Writing a user's file whole or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Final

PREFIX: Final = ".gdlab-"
SUFFIX: Final = ".new"

ABANDONED_SECONDS: Final = 3600.0
"""A file that is not yet complete after this time belongs to a process that was killed."""


def write(path: Path, content: str | bytes | Iterable[bytes]) -> None:
    """Put `content` in the place of what is at `path`; text is written as UTF-8. Raises OSError.

    It goes to a file beside it first, which nobody but the owner can open and whose name nobody can
    foresee, and from there, once it is on the disk, to its place by a rename. So what was there before
    stays until all of the new is, and a link at `path` is replaced, not followed. Missing folders are made.
    What a killed process left half written in the folder is removed.
    """
    if isinstance(content, str):
        content = content.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    _tidy(path.parent)
    descriptor, name = mkstemp(prefix=PREFIX, suffix=SUFFIX, dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _tidy(folder: Path) -> None:
    """Remove the abandoned files of earlier writes, as far as that is possible."""
    for path in folder.glob(f"{PREFIX}*{SUFFIX}"):
        with suppress(OSError):
            if time.time() - path.lstat().st_mtime > ABANDONED_SECONDS:
                path.unlink()
