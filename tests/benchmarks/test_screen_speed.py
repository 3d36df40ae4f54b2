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

KEYS = 60
"""Keys that are pressed in each app."""

# Limits of ratios of processor time, which hold on a busy machine too. They keep what is reached; aims
# are 0.15 of the naive app, 5 times the number, and 1.35 empty starts.

MOST_OF_NAIVE = 0.8
"""A key in the lab, in keys of an app as anybody would write it."""

MOST_NUMBERS = 10.0
"""A key in the lab, in keys of an app that paints one number."""

MOST_EMPTY_STARTS = 1.85
"""A start of the lab, in starts of an empty app, both with byte code (no PYTHONDONTWRITEBYTECODE)."""


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
    taken = {name: -terminal.cpu() for name, terminal in apps.items()}
    for _ in range(KEYS):
        for name, terminal in apps.items():
            times[name].append(terminal.key("n") * 1e3)
    for name, terminal in apps.items():
        taken[name] += terminal.cpu()
    for terminal in apps.values():
        terminal.end("q")
    median = {name: statistics.median(found) for name, found in times.items()}
    of_naive, of_number = median["lab"] / median["naive"], median["lab"] / median["number"]
    benchmark.extra_info.update({f"{name}_ms": round(found, 1) for name, found in median.items()})
    benchmark.extra_info.update(of_naive=round(of_naive, 2), times_number=round(of_number, 1))
    benchmark.extra_info.update({f"{name}_cpu_ms": round(cpu / KEYS * 1e3, 1) for name, cpu in taken.items()})
    print(f"\n{benchmark.extra_info}")
    benchmark.pedantic(lambda: None)
    assert taken["lab"] / taken["naive"] < MOST_OF_NAIVE
    assert taken["lab"] / taken["number"] < MOST_NUMBERS


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
    commands = {"lab": ([gdlab], "q"), "empty": ([sys.executable, "-c", EMPTY_APP], "\x11")}
    times: dict[str, list[float]] = {name: [] for name in commands}
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(7):
        for name, (command, key) in commands.items():
            terminal = Terminal(command)
            times[name].append(terminal.start() * 1e3)
            taken[name].append(terminal.cpu() * 1e3)
            terminal.frame(first=0.3)
            terminal.end(key)
    ratio = statistics.median(a / b for a, b in zip(times["lab"], times["empty"], strict=True))
    cpu_ratio = statistics.median(taken["lab"]) / statistics.median(taken["empty"])
    for name in commands:
        benchmark.extra_info[f"{name}_ms"] = round(statistics.median(times[name]))
        benchmark.extra_info[f"{name}_cpu_ms"] = round(statistics.median(taken[name]))
    benchmark.extra_info.update(ratio=round(ratio, 2), cpu_ratio=round(cpu_ratio, 2))
    print(f"\n{benchmark.extra_info}")
    benchmark.pedantic(lambda: None)
    assert cpu_ratio < MOST_EMPTY_STARTS
