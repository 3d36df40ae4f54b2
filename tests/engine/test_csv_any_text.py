"""Any text read as a table: its points, or the documented error."""

from __future__ import annotations

import random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gdengine.data.csv_reading import preview, read_csv
from gdengine.data.dataset import Dataset
from gdengine.data.pasted_rows import parse_rows
from gdengine.data.text_files import DataError
from tests.thorough import cases

numbers = st.floats(allow_nan=False, allow_infinity=False)


@given(
    points=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=8),
    separator=st.sampled_from([",", ";", "\t", "  "]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    names=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    decimal=st.sampled_from(".,"),
    quote=st.sampled_from(["", '"']),
)
@settings(max_examples=cases(2000), derandomize=True, deadline=None)
def test_what_is_written_is_read(points, separator, end, names, encoding, decimal, quote) -> None:
    mark = decimal if separator in ";\t" else "."
    rows = [["width", "height"]] * names + [[repr(v).replace(".", mark) for v in point] for point in points]
    text = end.join(separator.join(f"{quote}{cell}{quote}" for cell in row) for row in rows)
    assert read_csv(text.encode(encoding)) == Dataset(*zip(*points, strict=True))
    if not quote:
        assert parse_rows(text) == Dataset(*zip(*points, strict=True))


def only_documented(content: bytes) -> None:
    for call in (read_csv, preview):
        try:
            call(content)
        except DataError as error:
            assert str(error)  # noqa: PT017


@given(st.binary(max_size=200))
@example(b"\xff\xfe\x00\x00")
@settings(max_examples=cases(2000), derandomize=True, deadline=None)
def test_random_bytes_bring_nothing_but_the_documented_error(content: bytes) -> None:
    only_documented(content)


pieces = st.sampled_from(
    [
        *"0123456789.,;\t \n\"#-+eE_xy'",
        "\r\n",
        "1.5",
        "2,5",
        "nan",
        "inf",
        "NA",
        "sep=;",
        "한",
        "\u2028",
        "\x0b",
        "²",
        "٣",
        "−",
        "1e999",
        ",,",
        '""',
    ]
)


@given(st.lists(pieces, max_size=60).map("".join), st.sampled_from(["utf-8", "utf-16", "cp949"]))
@settings(max_examples=cases(3000), derandomize=True, deadline=None)
def test_almost_csv_brings_nothing_but_the_documented_error(text: str, encoding: str) -> None:
    only_documented(text.encode(encoding, errors="replace"))
    try:
        parse_rows(text)
    except DataError as error:
        assert str(error)  # noqa: PT017


@given(
    rows=st.lists(
        st.lists(st.sampled_from(["1", "2.5", "3,5", "a", "", "nan", '"7"', '"8,5"', "x y"]), max_size=4),
        max_size=6,
    ),
    separator=st.sampled_from([",", ";", "\t", " "]),
    x=st.sampled_from([None, 1, 2, 5, "a", "1", "", -1]),
    header=st.sampled_from([None, True, False]),
)
@settings(max_examples=cases(3000), derandomize=True, deadline=None)
def test_random_tables_bring_nothing_but_the_documented_error(rows, separator, x, header) -> None:
    content = "\n".join(separator.join(row) for row in rows).encode()
    try:
        read_csv(content, x, header=header)
    except DataError as error:
        assert str(error)  # noqa: PT017


def test_the_quick_way_and_the_careful_way_read_the_same() -> None:
    uniform = random.Random(5).random
    rows = [f"{uniform()},{-uniform()}" for _ in range(500)]
    # An empty cell at each row's end forces the careful way.
    assert read_csv("\n".join(rows).encode()) == read_csv(",\n".join(["x,y", *rows, ""]).encode())
