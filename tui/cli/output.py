"""The one place where the command line writes: cleaned, output to stdout and messages to stderr."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TextIO

from tui.lab.text.clean import cleaned


class NobodyReadsError(Exception):
    """The reader of the output has seen enough: gdlab run | head. As an OSError, Typer would end with 1."""


def put(line: str) -> None:
    """Write a line of output; raises OSError if it cannot be written, also if stdout is closed."""
    check()
    try:
        print(cleaned(line))
    except BrokenPipeError:
        raise NobodyReadsError from None


def check() -> None:
    """Raise OSError if there is no stdout to write to."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def tell(message: str) -> None:
    """Write a message as one line to stderr, and to nowhere else if that is closed or full."""
    if sys.stderr is not None:
        try:
            print(f"gdlab: {cleaned(' '.join(message.split()))}", file=sys.stderr, flush=True)
        except (OSError, ValueError):
            discard(sys.stderr)


def discard(stream: TextIO | None) -> None:
    """Drop what `stream` has not written yet, which Python would try again, and fail, at its end."""
    with suppress(AttributeError, OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]


def occupy_closed() -> None:
    """Open the null device in place of standard streams that are closed.

    Otherwise the next file that is opened gets their number, and whatever writes to it by that number.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # it takes the lowest number that is free
