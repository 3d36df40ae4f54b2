"""A million rows: prepared, and read from CSV beside Python's csv module and NumPy."""

from __future__ import annotations

import csv
import io
import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import gdengine as gd
from gdengine.data.csv_reading import preview, read_csv

N = 1_000_000


@pytest.fixture(scope="module")
def columns() -> tuple[list[float], list[float]]:
    uniform = random.Random(1).random
    x = [uniform() for _ in range(N)]
    return x, [2.0 * value - 1.0 + uniform() for value in x]


@pytest.fixture(scope="module")
def path(columns, tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("speed") / "million.csv"
    file.write_text(
        "x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in zip(*columns, strict=True)), encoding="utf-8"
    )
    return file


def seconds(call: Callable[[], object]) -> float:
    """The better of two runs."""
    times = []
    for _ in range(2):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def cpu_seconds(call: Callable[[], object]) -> float:
    """The processor's time that one run takes, whatever else the machine does."""
    start = time.process_time()
    call()
    return time.process_time() - start


def test_preparing_a_million_rows_takes_less_than_half_a_second(benchmark, columns) -> None:
    """Of the processor's time, the sums exact: 0.4 s where nothing else runs."""
    times = [cpu_seconds(lambda: gd.LinearRegression(gd.Dataset(*columns))) for _ in range(5)]
    benchmark.extra_info["cpu_seconds"] = round(min(times), 3)
    print(f"\n{benchmark.name}: {min(times):.3f} s of CPU time")
    benchmark.pedantic(lambda: None)
    assert min(times) < 0.5


def test_reading_a_million_rows(benchmark, columns, path: Path) -> None:
    data = benchmark.pedantic(lambda: read_csv(path, progress=lambda fraction: None), rounds=3)
    assert (data.x, data.y) == (tuple(columns[0]), tuple(columns[1]))

    def with_csv() -> gd.Dataset:
        with path.open(newline="", encoding="utf-8") as file:
            rows = csv.reader(file)
            next(rows)
            points = [(float(x), float(y)) for x, y in rows]
        return gd.Dataset(*zip(*points, strict=True))

    ours = benchmark.stats.stats.min
    benchmark.extra_info["csv module, times ours"] = seconds(with_csv) / ours
    benchmark.extra_info["numpy.loadtxt, times ours"] = (
        seconds(lambda: np.loadtxt(path, delimiter=",", skiprows=1)) / ours
    )
    assert ours < 3.0


FEW = 200_000
"""Rows of the file that is read beside numpy.loadtxt."""


@pytest.mark.parametrize(("digits", "most"), [(17, 1.8), (3, 3.2)])
def test_reading_beside_numpy(benchmark, columns, tmp_path: Path, digits: int, most: float) -> None:
    """NumPy's reader is compiled and makes no Python objects: the fewer the digits, the more that tells.

    Python's own quickest way, list(map(float, text.split(","))), takes 1.5 and 2.4 times NumPy's time.
    """
    path = tmp_path / "few.csv"
    rows = zip(*(column[:FEW] for column in columns), strict=True)
    path.write_text("x,y\n" + "".join(f"{x:.{digits}g},{y:.{digits}g}\n" for x, y in rows), encoding="utf-8")
    ours, theirs = [], []
    for _ in range(7):
        ours.append(cpu_seconds(lambda: read_csv(path)))
        theirs.append(cpu_seconds(lambda: np.loadtxt(path, delimiter=",", skiprows=1)))
    ratio = min(ours) / min(theirs)
    benchmark.extra_info["times numpy.loadtxt"] = round(ratio, 2)
    print(f"\n{benchmark.name}: {min(ours):.3f} s of CPU time, {ratio:.2f} of numpy.loadtxt's")
    benchmark.pedantic(lambda: None)
    assert ratio < most


def test_reading_a_million_rows_the_careful_way(benchmark, path: Path) -> None:
    """Every row ends in an empty cell, so that each has to be parsed separately."""
    content = path.read_bytes().replace(b"\n", b",\n").replace(b"x,y,\n", b"x,y\n", 1)
    data = benchmark.pedantic(lambda: read_csv(content), rounds=1)
    assert len(data) == N


def test_reading_a_million_quoted_rows(benchmark, columns) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([("x", "y"), *zip(*columns, strict=True)])
    content = text.getvalue().encode()
    data = benchmark.pedantic(lambda: read_csv(content), rounds=1)
    assert len(data) == N


def test_a_preview_of_a_million_rows(benchmark, path: Path) -> None:
    seen = benchmark.pedantic(lambda: preview(path), rounds=3)
    assert seen.row_count == N
    assert benchmark.stats.stats.median < 1.0
