"""A command in a pseudo-terminal, timed by the bytes that it writes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from contextlib import suppress

QUIET = 0.05
"""Seconds without a byte after which a frame counts as whole."""

PAINTED = b"\x1b[?2026l"
"""What Textual writes at the end of each frame, on a terminal that can hold a frame back."""

CAN_HOLD_FRAMES_BACK = "\x1b[?2026;2$y"
"""A terminal's answer to the question whether it can."""


class Terminal:
    """A command in a pseudo-terminal of 120x40."""

    def __init__(self, command: list[str]) -> None:
        self.began = time.perf_counter()
        self.child, self.master = pty.fork()
        if self.child == 0:
            # With an environment of its own: under pytest the readline library has put COLUMNS and LINES
            # into the process's, where os.environ does not show them, and the lab would go by these.
            os.execvpe(
                command[0], command, {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
            )
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def frame(self, first: float = 5.0) -> float:
        """Wait for a frame; when its last byte came. `first` is the patience for its first."""
        last = 0.0
        while select.select([self.master], [], [], QUIET if last else first)[0]:
            os.read(self.master, 1 << 20)
            last = time.perf_counter()
        return last

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def key(self, key: str) -> float:
        """Seconds from a key to its painted frame."""
        began = time.perf_counter()
        self.press(key)
        last = self.frame(first=1.0)
        assert last, f"nothing was painted after {key!r}"
        return last - began

    def start(self) -> float:
        """Seconds from the start to the first frame with something on it."""
        seen = 0
        while seen < 3000:
            select.select([self.master], [], [], 5.0)
            seen += len(os.read(self.master, 1 << 20))
        return time.perf_counter() - self.began

    def end(self, key: str) -> None:
        """Press `key`, which ends the command; one that goes on after all is made to."""
        self.press(key)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    if not os.read(self.master, 1 << 16):
                        break
                except OSError:
                    break
        with suppress(ProcessLookupError):
            os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self.master)

    def read(self, seconds: float, until: bytes | None = None) -> bytes:
        """What is written in the next `seconds`, or up to `until`."""
        text, deadline = b"", time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0 and (until is None or until not in text):
            if select.select([self.master], [], [], left)[0]:
                text += os.read(self.master, 1 << 20)
        return text

    def painted(self) -> int:
        """The frames that are painted until all is quiet."""
        text = b""
        while select.select([self.master], [], [], QUIET)[0]:
            text += os.read(self.master, 1 << 20)
        return text.count(PAINTED)

    def memory(self) -> float:
        """The resident memory of the command, in MB."""
        with open(f"/proc/{self.child}/statm") as numbers:
            return int(numbers.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
