"""The lab in a pseudo-terminal: from a key to the last byte of its frame, and from start to screen."""

from __future__ import annotations

import shutil
import statistics
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.terminal import CAN_HOLD_FRAMES_BACK, PAINTED, Terminal

EMPTY_APP = "from textual.app import App; App().run()"


@pytest.fixture
def gdlab() -> str:
    command = shutil.which("gdlab", path=str(Path(sys.executable).parent)) or shutil.which("gdlab")
    assert command
    return command


def test_from_key_to_last_byte_beside_other_apps(benchmark: BenchmarkFixture) -> None:
    peers = [sys.executable, "-m", "tests.benchmarks.peers"]
    commands = {
        "lab": [sys.executable, "-m", "tests.benchmarks.big_lab", "3", "0"],
        "naive": [*peers, "naive"],
        "number": [*peers, "number"],
    }
    apps = {name: Terminal(command) for name, command in commands.items()}
    for terminal in apps.values():
        terminal.frame()
        terminal.frame(first=1.0)
        terminal.frame(first=1.0)
    times: dict[str, list[float]] = {name: [] for name in apps}
    for _ in range(60):
        for name, terminal in apps.items():
            times[name].append(terminal.key("n") * 1e3)
    for terminal in apps.values():
        terminal.end("q")
    median = {name: statistics.median(found) for name, found in times.items()}
    of_naive, of_number = median["lab"] / median["naive"], median["lab"] / median["number"]
    benchmark.extra_info.update({f"{name}_ms": round(found, 1) for name, found in median.items()})
    benchmark.extra_info.update(of_naive=round(of_naive, 2), times_number=round(of_number, 1))
    print(f"\n{benchmark.extra_info}")
    benchmark.pedantic(lambda: None)
    assert of_naive < 1.0


@pytest.mark.parametrize(("columns", "rows", "most"), [(120, 40, 8 * 1024), (200, 60, 16 * 1024)])
def test_the_bytes_of_a_step(benchmark: BenchmarkFixture, columns: int, rows: int, most: int) -> None:
    terminal = Terminal([sys.executable, "-m", "tests.benchmarks.big_lab", "3", "0"], columns, rows)
    terminal.read(60.0, until="▷".encode())
    terminal.press(CAN_HOLD_FRAMES_BACK)
    terminal.read(1.0)
    sizes = []
    for _ in range(20):
        terminal.press("n")
        sizes.append(len(terminal.read(5.0, until=PAINTED)))
    terminal.end("q")
    benchmark.extra_info.update(median_bytes=round(statistics.median(sizes)), most_bytes=max(sizes))
    print(f"\n{benchmark.extra_info}")
    benchmark.pedantic(lambda: None)
    assert max(sizes) <= most


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
