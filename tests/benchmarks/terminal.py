"""A command in a pseudo-terminal, timed by the bytes that it writes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from contextlib import suppress

QUIET_SECONDS = 0.05
"""Seconds without output after which a frame counts as complete."""

IDLE_SECONDS = 0.005
"""A command that runs or waits for a processor for less than this in QUIET_SECONDS has nothing to do."""

PAINTED = b"\x1b[?2026l"
"""What Textual writes at the end of each frame, on a terminal with synchronized output."""

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
"""Where the cursor goes, and the colours."""

CAN_HOLD_FRAMES_BACK = "\x1b[?2026;2$y"
"""A terminal's answer that it supports synchronized output."""


class Terminal:
    """A command in a pseudo-terminal, of 120x40 unless told otherwise."""

    def __init__(self, command: list[str], columns: int = 120, rows: int = 40) -> None:
        self.began = time.perf_counter()
        self._columns, self._rows = columns, rows
        self.child, self.master = pty.fork()
        if self.child == 0:
            # The environment is given explicitly: under pytest the readline library sets COLUMNS and
            # LINES in the process, where os.environ does not show them, and the lab would use these.
            os.execvpe(
                command[0], command, {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
            )
        self._set_size()

    def _set_size(self) -> None:
        size = struct.pack("HHHH", self._rows, self._columns, 0, 0)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, size)

    def screen(self) -> str:
        """All that is on screen, row after row, without colours; for that, the terminal grows by a column.

        Otherwise only cells that changed are painted.
        """
        self._columns += 1
        self._set_size()
        return CONTROL.sub(" ", self.read(1.0).decode(errors="replace"))

    def frame(self, first: float = 5.0) -> float:
        """Wait for a frame, up to `first` seconds for its first byte; returns when the last byte came."""
        last = 0.0
        while select.select([self.master], [], [], QUIET_SECONDS if last else first)[0]:
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

    def quiet_key(self, key: str) -> float:
        """Seconds from a key to its painted frame, without what `quiet_clock` leaves out."""
        before = self.waited()
        return self.key(key) - (self.waited() - before)

    def start(self) -> float:
        """Seconds from the start to the first frame with something on it."""
        seen = 0
        while seen < 3000:
            select.select([self.master], [], [], 5.0)
            seen += len(os.read(self.master, 1 << 20))
        return time.perf_counter() - self.began

    def end(self, key: str) -> None:
        """Press `key`, which ends the command; kills it if it does not end in 5 s."""
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
        """The output of the next `seconds`, or up to and including `until`."""
        text, deadline = b"", time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0 and (until is None or until not in text):
            if select.select([self.master], [], [], left)[0]:
                text += os.read(self.master, 1 << 20)
        return text

    def painted(self) -> int:
        """The number of frames painted until there is no more output, and nothing more is worked on.

        On a machine with other work a command can be silent while there are keys that it did not take yet.
        """
        text = b""
        while True:
            before = self.cpu() + self.waited()
            if select.select([self.master], [], [], QUIET_SECONDS)[0]:
                text += os.read(self.master, 1 << 20)
            elif self.cpu() + self.waited() - before < IDLE_SECONDS:
                return text.count(PAINTED)

    def cpu(self) -> float:
        """The processor time that the command took so far, in seconds, its threads included.

        On a machine with other work it grows little, where the time on the clock grows with the load.
        """
        return _scheduled(self.child, 0)

    def quiet_clock(self) -> float:
        """A clock, in seconds, that stands still while the command waits for a processor.

        On a machine with other work it shows about what a quiet one would take.
        """
        return time.perf_counter() - self.waited()

    def waited(self) -> float:
        """For how many seconds the command could have run while others did."""
        return _scheduled(self.child, 1)

    def memory(self) -> float:
        """The resident memory of the command, in MB."""
        with open(f"/proc/{self.child}/statm") as numbers:
            return int(numbers.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _scheduled(process: int, field: int) -> float:
    """A field of what Linux counts of a process, over its threads, in seconds: 0 ran, 1 waited to run."""
    total = 0
    for thread in os.listdir(f"/proc/{process}/task"):
        with suppress(FileNotFoundError), open(f"/proc/{process}/task/{thread}/schedstat") as numbers:
            total += int(numbers.read().split()[field])
    return total / 1e9
