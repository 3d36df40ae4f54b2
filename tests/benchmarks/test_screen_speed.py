"""The lab in a pseudo-terminal: from a key to the last byte of its frame, and from start to screen."""

from __future__ import annotations

import shutil
import statistics
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.terminal import Terminal

EMPTY_APP = "from textual.app import App; App().run()"


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
