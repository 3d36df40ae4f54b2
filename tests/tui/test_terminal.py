"""The installed command in a real terminal: a pseudo-terminal, with an emulator to read its screen."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

COLUMNS, ROWS = 120, 40
PATIENCE = 30.0
"""Seconds until a condition that never comes true fails the test."""


class Terminal:
    """`gdlab` in a pseudo-terminal, and what its screen shows."""

    def __init__(self, home: Path, *arguments: str) -> None:
        # Beside the Python that runs the tests, whether or not its folder is on the PATH.
        command = shutil.which("gdlab", path=str(Path(sys.executable).parent))
        assert command, "gdlab is not installed"
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "HOME": str(home)}
        for told in ("COLUMNS", "LINES"):  # the size is the pseudo-terminal's own
            environment.pop(told, None)
        self._child = pexpect.spawn(command, list(arguments), dimensions=(ROWS, COLUMNS), env=environment)
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)

    def press(self, keys: str) -> None:
        self._child.send(keys)

    def until(self, *wanted: str) -> str:
        """The screen's text, once all of `wanted` is on it."""
        return self._wait(lambda: all(text in self.text() for text in wanted), " and ".join(wanted))

    def ended(self) -> int:
        """The exit code, once the command has ended."""
        self._wait(lambda: not self._child.isalive(), "the end")
        self._child.close()
        assert self._child.exitstatus is not None
        return self._child.exitstatus

    def text(self) -> str:
        return "\n".join(self._screen.display)

    def close(self) -> None:
        self._child.close(force=True)

    def _wait(self, condition: Callable[[], bool], name: str) -> str:
        last = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < last, f"waited in vain for {name}:\n{self.text()}"
            try:
                self._stream.feed(self._child.read_nonblocking(65536, timeout=0.05))
            except pexpect.TIMEOUT:
                pass
            except pexpect.EOF:
                self._child.wait()
        return self.text()


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def open_terminal(*arguments: str) -> Terminal:
        opened.append(Terminal(tmp_path, *arguments))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.close()


def test_the_articles_experiment_by_hand(terminal: Callable[..., Terminal]) -> None:
    lab = terminal()
    lab.until("Theory: this will", "learning rate", "0/20")
    lab.press("nnn")
    lab.until("1.7042", "0.19452", "3/20", "Converging")
    lab.press("]]")
    lab.until("23/23")
    lab.press("bbb")
    lab.until("0.00115", "20/23")
    lab.press("l0.5\rr]]]")
    lab.until("5.223e9", "Diverging", "0.4333")
    lab.press("l0.1\rrn")
    lab.until("0.35560", "1/20")
    lab.press("q")
    assert lab.ended() == 0


def test_it_speaks_korean(terminal: Callable[..., Terminal]) -> None:
    lab = terminal("--lang", "ko")
    # pyte puts an empty cell behind each wide character.
    lab.until("0/20", "w1")
    lab._wait(lambda: "학습률" in lab.text().replace("\x00", "").replace(" ", ""), "학습률")
    lab.press("L")
    lab.until("learning rate")
    lab.press("q")
    assert lab.ended() == 0
