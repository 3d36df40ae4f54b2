"""The installed command in a real terminal: a pseudo-terminal, with an emulator to read its screen."""

from __future__ import annotations

import io
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pexpect
import pyte

COLUMNS, ROWS = 120, 40
TIMEOUT_SECONDS: Final = 120.0
"""Seconds until a condition that never comes true fails the test."""


class Terminal:
    """`gdlab` in a pseudo-terminal, and what its screen shows."""

    def __init__(self, home: Path, *arguments: str) -> None:
        # The command beside the Python that runs the tests, also if its folder is not on the PATH.
        command = shutil.which("gdlab", path=str(Path(sys.executable).parent))
        assert command, "gdlab is not installed"
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "HOME": str(home)}
        for variable in ("COLUMNS", "LINES"):  # they would override the size of the pseudo-terminal
            environment.pop(variable, None)
        self._child = pexpect.spawn(command, list(arguments), dimensions=(ROWS, COLUMNS), env=environment)
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)

    def press(self, keys: str) -> None:
        """Send `keys` all at once."""
        self._child.send(keys)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def signal(self, number: int) -> None:
        """Send the process a signal."""
        os.kill(self._child.pid, number)

    def stopped(self) -> bool:
        """Whether the process is stopped."""
        return Path(f"/proc/{self._child.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"

    def clear(self) -> None:
        """Forget all that is on the screen."""
        self._screen.reset()

    def recorded(self) -> io.BytesIO:
        """A buffer that gets all bytes that the lab writes from now on."""
        self._child.logfile_read = io.BytesIO()
        return self._child.logfile_read

    def until(self, *wanted: str) -> str:
        """The screen's text, once all of `wanted` is on it."""
        return self.wait(lambda: all(text in self.text() for text in wanted), " and ".join(wanted))

    def wait(self, condition: Callable[[], bool], name: str) -> str:
        """The screen's text, once `condition()` holds; fails with that text if it never does."""
        last = time.monotonic() + TIMEOUT_SECONDS
        while not condition():
            assert time.monotonic() < last, f"waited in vain for {name}:\n{self.text()}"
            try:
                self._stream.feed(self._child.read_nonblocking(65536, timeout=0.05))
            except pexpect.TIMEOUT:
                pass
            except pexpect.EOF:
                self._child.wait()
        return self.text()

    def ended(self) -> int:
        """The exit code, once the command has ended."""
        self.wait(lambda: not self._child.isalive(), "the end")
        self._child.close()
        assert self._child.exitstatus is not None
        return self._child.exitstatus

    def hung_up(self) -> int:
        """The exit code after the terminal was closed."""
        self._child.ptyproc.fileobj.close()
        return int(self._child.ptyproc.wait())

    def text(self) -> str:
        """What is on the screen, row by row."""
        return "\n".join(self._screen.display)

    def close(self) -> None:
        """Kill the command if it still runs."""
        self._child.close(force=True)
