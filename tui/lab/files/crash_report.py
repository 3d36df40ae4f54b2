"""The report of a crash: one private file in the state folder, replaced by the next one."""

from __future__ import annotations

import platform
import sys
import time
from pathlib import Path
from typing import Final

from tui.lab.files import atomic

MOST_CHARACTERS: Final = 60_000
"""Characters of a report; of a longer one the end is kept, which says what happened."""


def write(trace: str) -> Path:
    """Write the report on the error with the traceback `trace`; returns its path. Raises OSError."""
    from platformdirs import user_state_path

    path = user_state_path("gdlab", appauthor=False) / "crash.txt"
    head = f"{time.strftime('%Y-%m-%d %H:%M:%S')}, Python {platform.python_version()}, {sys.platform}\n"
    text = head + trace[-MOST_CHARACTERS:]
    atomic.write(path, text.encode("utf-8", "backslashreplace"))
    return path
