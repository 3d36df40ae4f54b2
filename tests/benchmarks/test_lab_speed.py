"""The lab under load: a million rows, a million steps, full speed, an hour of frames."""

from __future__ import annotations

import re
import statistics
import sys
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.terminal import CAN_HOLD_FRAMES_BACK, PAINTED, Terminal

HOUR_OF_FRAMES = 36_000
"""Frames in an hour at the default speed of ten steps a second."""


def opened(rows: int, steps: int) -> Terminal:
    terminal = Terminal([sys.executable, "-m", "tests.benchmarks.big_lab", str(rows), str(steps)])
    terminal.read(60.0, until="▷".encode())
    terminal.press(CAN_HOLD_FRAMES_BACK)
    terminal.read(1.0)
    return terminal


@pytest.fixture
def big() -> Iterator[Terminal]:
    terminal = opened(1_000_000, 1_000_000)
    yield terminal
    terminal.end("q")


@pytest.fixture
def small() -> Iterator[Terminal]:
    terminal = opened(3, 0)
    yield terminal
    terminal.end("q")


def percentiles(times: list[float]) -> dict[str, float]:
    times = sorted(times)
    return {
        "median_ms": round(statistics.median(times) * 1e3, 1),
        "p95_ms": round(times[int(0.95 * len(times))] * 1e3, 1),
    }


def steps_on_screen(terminal: Terminal) -> int:
    """The number of the step on screen, as the title says it."""
    return int(re.findall(r"step\s+([\d,]+)", terminal.screen())[-1].replace(",", ""))


def test_a_key_with_a_million_rows_and_steps(benchmark: BenchmarkFixture, big: Terminal) -> None:
    found = percentiles([big.key("n") for _ in range(100)])
    benchmark.extra_info.update(found)
    benchmark.pedantic(lambda: None)
    assert found["p95_ms"] < 25


def test_scrubbing_through_a_million_steps(benchmark: BenchmarkFixture, big: Terminal) -> None:
    keys = ["\x1b[H", *"}}}}{}}}{{", "\x1b[F", *"{{"]
    clicks = [f"\x1b[<0;{column};39M\x1b[<0;{column};39m" for column in range(6, 90, 3)]
    found = percentiles([big.key(key) for key in (keys + clicks) * 2])
    benchmark.extra_info.update(found)
    benchmark.pedantic(lambda: None)
    assert found["p95_ms"] < 40


class FullSpeed(NamedTuple):
    """What playing at full speed reaches; `answer_ms` is how long the lab takes to pause.

    The time in which other programs had the processor does not count.
    """

    steps_a_second: int
    frames_a_second: float
    answer_ms: float


def full_speed(terminal: Terminal, seconds: float = 3.0, rounds: int = 4) -> FullSpeed:
    """Play at full speed from step 0, with a pause after each of the `rounds`; all numbers are the worst."""
    taken, frames, answers = 0.0, [], []
    for key in ["m", *"10000000", "\r", *"+" * 6]:
        terminal.key(key)
    for _ in range(rounds):
        began = terminal.quiet_clock()
        terminal.press(" ")
        painted = terminal.read(seconds).count(PAINTED)
        asked = terminal.quiet_clock()
        frames.append(painted / (asked - began))
        terminal.press(" ")
        terminal.read(1.0, until="▷".encode())
        answered = terminal.quiet_clock()
        answers.append(answered - asked)
        taken += answered - began
        terminal.read(0.3)
    return FullSpeed(
        round(steps_on_screen(terminal) / taken), round(min(frames), 1), round(max(answers) * 1e3, 1)
    )


def test_full_speed(benchmark: BenchmarkFixture, small: Terminal) -> None:
    found = full_speed(small)
    benchmark.extra_info.update(found._asdict())
    benchmark.pedantic(lambda: None)
    assert found.steps_a_second > 100_000
    assert found.frames_a_second > 20
    assert found.answer_ms < 50


def test_an_hour_of_frames_leaks_nothing(benchmark: BenchmarkFixture, small: Terminal) -> None:
    """Steps back and forth as fast as it paints; the history does not grow."""
    small.press("]" * 5)
    small.read(1.0)
    after_a_minute, frames = 0.0, 0
    while frames < HOUR_OF_FRAMES:
        small.press("n" * 20 + "b" * 20)
        frames += small.painted()
        if not after_a_minute and frames >= HOUR_OF_FRAMES / 60:
            after_a_minute = small.memory()
    grown = small.memory() - after_a_minute
    benchmark.extra_info.update(grown_mb=round(grown, 1), frames=frames)
    benchmark.pedantic(lambda: None)
    assert grown < 20
