"""The lab in a pseudo-terminal: from a key to the last byte of its frame, and from start to screen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shutil
import statistics
import struct
import sys
import termios
import time
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

QUIET = 0.05
"""Seconds without a byte after which a frame counts as whole."""

EMPTY_APP = "from textual.app import App; App().run()"


class Terminal:
    """A command in a pseudo-terminal of 120x40, timed by the bytes that it writes."""

    def __init__(self, command: list[str]) -> None:
        self.began = time.perf_counter()
        self.child, self.master = pty.fork()
        if self.child == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            os.execvp(command[0], command)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def frame(self, first: float = 5.0) -> float:
        """Wait for a frame; when its last byte came. `first` is the patience for its first."""
        last = 0.0
        while select.select([self.master], [], [], QUIET if last else first)[0]:
            os.read(self.master, 1 << 20)
            last = time.perf_counter()
        return last

    def key(self, key: str) -> float:
        """Seconds from a key to its painted frame."""
        began = time.perf_counter()
        os.write(self.master, key.encode())
        return self.frame() - began

    def start(self) -> float:
        """Seconds from the start to the first frame with something on it."""
        seen = 0
        while seen < 3000:
            select.select([self.master], [], [], 5.0)
            seen += len(os.read(self.master, 1 << 20))
        return time.perf_counter() - self.began

    def end(self, key: str) -> None:
        os.write(self.master, key.encode())
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            try:
                if not os.read(self.master, 1 << 16):
                    break
            except OSError:
                break
        os.waitpid(self.child, 0)
        os.close(self.master)


@pytest.fixture
def gdlab() -> str:
    command = shutil.which("gdlab", path=str(Path(sys.executable).parent)) or shutil.which("gdlab")
    assert command
    return command


def test_from_key_to_frame(benchmark: BenchmarkFixture, gdlab: str) -> None:
    terminal = Terminal([gdlab])
    terminal.frame()
    terminal.frame(first=1.0)
    times = [terminal.key("n") * 1e3 for _ in range(120)]
    terminal.end("q")
    times.sort()
    p95 = times[int(0.95 * len(times))]
    benchmark.extra_info.update(median_ms=round(statistics.median(times), 1), p95_ms=round(p95, 1))
    benchmark.pedantic(lambda: None)
    assert p95 < 25


def test_start_up_beside_an_empty_app(benchmark: BenchmarkFixture, gdlab: str) -> None:
    lab, empty = [], []
    for _ in range(7):
        for command, key, times in (([gdlab], "q", lab), ([sys.executable, "-c", EMPTY_APP], "\x11", empty)):
            terminal = Terminal(command)
            times.append(terminal.start())
            terminal.frame(first=0.3)
            terminal.end(key)
    ratio = statistics.median(a / b for a, b in zip(lab, empty, strict=True))
    benchmark.extra_info.update(
        lab_ms=round(statistics.median(lab) * 1e3),
        empty_ms=round(statistics.median(empty) * 1e3),
        ratio=round(ratio, 2),
    )
    benchmark.pedantic(lambda: None)
    assert ratio < 1.6
