"""Writing a user's file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkstemp


def write(path: Path, content: str | bytes | Iterable[bytes]) -> None:
    """Put `content` in the place of what is at `path`; text is written as UTF-8. Raises OSError.

    It goes to a file beside it first, which nobody but the owner can open and whose name nobody can
    foresee, and from there, once it is on the disk, to its place by a rename. So what was there before
    stays until all of the new is, and a link at `path` is replaced, not followed. Missing folders are made.
    """
    if isinstance(content, str):
        content = content.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = mkstemp(prefix=f"{path.name}.", suffix=".new", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)
