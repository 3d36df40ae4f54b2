"""Terrain in a pseudo-terminal: keys, full speed, the strip of fates, changes of mode, start, memory."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.terminal import CAN_HOLD_FRAMES_BACK, PAINTED, Terminal
from tests.benchmarks.test_lab_speed import full_speed, percentiles

SLOW_DESCENTS = {
    "curve": ("two valleys", "0.002"),
    "curve with momentum": ("two valleys", "0.002", "0.9"),
    "three valleys": ("three valleys", "0.01"),
    "surface": ("Rosenbrock", "0.0003"),
}
"""Runs that go on moving while a benchmark takes its steps."""

CRAWLS = (
    ("two valleys", "1e-7"),
    ("two valleys", "1e-7", "0.9"),
    ("three valleys", "1e-7"),
    ("Rosenbrock", "1e-7"),
)
"""Runs that are still on the way after ten million steps."""

KEYS = 100
"""Steps whose frames are timed."""

BYTES_OF_A_STEP = 700
"""A step writes more bytes than this number; a part of the strip of fates alone writes fewer."""


@contextmanager
def terrain(*run: str, columns: int = 120, rows: int = 40) -> Iterator[Terminal]:
    """Terrain on a run, with all fates found."""
    terminal = Terminal([sys.executable, "-m", "tests.benchmarks.terrain_lab", *run], columns, rows)
    terminal.read(60.0, until="▷".encode())
    terminal.press(CAN_HOLD_FRAMES_BACK)
    terminal.read(2.5)
    yield terminal
    terminal.end("q")


def report(benchmark: BenchmarkFixture, **found: object) -> None:
    benchmark.extra_info.update(found)
    print(f"\n{found}")
    benchmark.pedantic(lambda: None)


@pytest.mark.parametrize("run", SLOW_DESCENTS.values(), ids=SLOW_DESCENTS)
def test_from_key_to_last_byte(benchmark: BenchmarkFixture, run: tuple[str, ...]) -> None:
    with terrain(*run) as terminal:
        for _ in range(5):
            terminal.key("n")
        cpu = -terminal.cpu()
        found = percentiles([terminal.quiet_key("n") for _ in range(KEYS)])
        cpu += terminal.cpu()
    cpu_ms = cpu / KEYS * 1e3
    report(benchmark, **found, cpu_ms=round(cpu_ms, 1))
    assert cpu_ms < 15
    assert found["p95_ms"] < 15


@pytest.mark.parametrize("run", CRAWLS, ids=" ".join)
def test_full_speed(benchmark: BenchmarkFixture, run: tuple[str, ...]) -> None:
    with terrain(*run) as terminal:
        found = full_speed(terminal, rounds=2)
    report(benchmark, **found._asdict())
    assert found.steps_a_second > 100_000
    assert found.frames_a_second > 25
    assert found.answer_ms < 50


def painted_step(terminal: Terminal) -> float:
    """Seconds until a step that is taken now has been painted, while fates may be painted, too."""
    began, size = terminal.quiet_clock(), 0
    terminal.press("n")
    while size < BYTES_OF_A_STEP:
        size = len(terminal.read(1.0, until=PAINTED))
        assert size, "nothing was painted"
    return terminal.quiet_clock() - began


def until_quiet(terminal: Terminal) -> float:
    """When the last byte came before a fifth of a second without any."""
    last = time.perf_counter()
    while found := terminal.frame(first=0.2):
        last = found
    return last


@pytest.mark.parametrize("run", [("three valleys", "0.01"), ("three valleys", "0.01", "0.9")], ids=" ".join)
def test_the_strip_of_fates(benchmark: BenchmarkFixture, run: tuple[str, ...]) -> None:
    """Another start asks for all fates again; at this width there are a hundred of them or more."""
    with terrain(*run, columns=150) as terminal:
        times, taken = [], []
        for _ in range(3):
            began, cpu = time.perf_counter(), terminal.cpu()
            terminal.press(">")
            times.append(until_quiet(terminal) - began)
            taken.append(terminal.cpu() - cpu)
        answers = []
        for _ in range(8):
            terminal.press(">")
            terminal.read(0.1)
            answers += [painted_step(terminal) for _ in range(5)]
            until_quiet(terminal)
    answered = percentiles(answers)
    report(
        benchmark,
        complete_ms=round(min(times) * 1e3),
        complete_cpu_ms=round(min(taken) * 1e3),
        **{f"answer_{name}": value for name, value in answered.items()},
    )
    assert min(times) < 1.0
    assert answered["p95_ms"] < 30


def cpu_until_quiet(terminal: Terminal, key: str) -> float:
    """Processor time in ms from a key to the last byte painted."""
    before = terminal.cpu()
    terminal.press(key)
    until_quiet(terminal)
    return (terminal.cpu() - before) * 1e3


def test_from_mode_to_mode(benchmark: BenchmarkFixture) -> None:
    """The first time also opens the other mode, and finds all its fates."""
    terminal = Terminal([sys.executable, "-m", "tests.benchmarks.big_lab", "3", "20"])
    terminal.read(60.0, until="▷".encode())
    terminal.press(CAN_HOLD_FRAMES_BACK)
    terminal.read(1.0)
    first, *later = [cpu_until_quiet(terminal, key) for key in "21" * 6]
    terminal.end("q")
    report(benchmark, first_cpu_ms=round(first), later_cpu_ms=round(max(later)))
    assert first < 300
    assert max(later) < 100


def test_start_up_beside_fit(benchmark: BenchmarkFixture) -> None:
    command = [sys.executable, "-m", "tui.cli.main"]
    taken: dict[str, list[float]] = {"Fit": [], "Terrain": []}
    for _ in range(7):
        for name, options in (("Fit", []), ("Terrain", ["--terrain", "three valleys"])):
            terminal = Terminal([*command, *options])
            terminal.start()
            taken[name].append(terminal.cpu() * 1e3)
            terminal.frame(first=0.3)
            terminal.end("q")
    medians = {name: statistics.median(found) for name, found in taken.items()}
    report(benchmark, **{name: round(found) for name, found in medians.items()})
    assert medians["Terrain"] < 1.3 * medians["Fit"]


def test_three_million_steps_take_no_more_memory_than_one(benchmark: BenchmarkFixture) -> None:
    """At full speed on a curve; what is kept of a run takes some 20 MB, however long it is."""
    with terrain("two valleys", "1e-7", "0.9") as terminal:
        used = []
        for key in "+" * 6:
            terminal.key(key)
        for steps in ("1000000", "3000000"):
            for key in ["m", *steps, "\r", " "]:
                terminal.press(key)
            terminal.read(120.0, until="▷".encode())
            terminal.read(0.5)
            used.append(terminal.memory())
    report(benchmark, megabytes=[round(each, 1) for each in used])
    assert used[1] - used[0] < 20
