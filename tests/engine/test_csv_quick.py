"""Plain rows are parsed many at once: with the same points, or the same error, as cell by cell."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine.data import csv_lines, csv_table
from gdengine.data.csv_quick import plain_columns
from gdengine.data.csv_reading import preview, read_csv
from gdengine.data.text_files import DataError

PLAIN = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.integers(-2000, 2000).map(str),
    st.decimals(-100, 100, places=3, allow_nan=False).map(str),
    st.sampled_from(["0", "-0", "-0.0", "1e5", "2E-3", "5e-324", "123456789012345678901234567890"]),
)
"""Numbers as programs write them."""

ODD = st.sampled_from([
    *"abc-+.eE_ ", "", "+1", ".5", "5.", "01", "00.5", "1e", "1e+", "--1", "1-2", "2019-01-02", "1.2.3",
    "1e999", "-1e999", "9" * 400, "nan", "inf", "NA", "#N/A", "null", "true", "[1]", "{}", '"1"', "#1",
    "1,000", "1.000", "1,5", "1,234.5", "1 234", "1 2", " 7", "7 ", "\t7", "1_000", "0x10", "$5", "5%",
    "²", "٣", "−3", "\u00a07", "한", "\x0b", "\x1c", "1\u20092", "1,", "1;", "1;2", ",,",
])  # fmt: skip
"""Other numbers, and what is none."""


@st.composite
def files(draw) -> str:
    separator = draw(st.sampled_from([",", ";", "\t", "|", " ", "  ", ", ", " ;"]))
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(PLAIN, min_size=width, max_size=width), min_size=1, max_size=12))
    if separator in ";\t" and draw(st.booleans()):
        rows = [[cell.replace(".", ",") for cell in row] for row in rows]
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        at = draw(st.integers(0, len(rows) - 1))
        rows[at] = draw(
            st.one_of(
                st.lists(PLAIN, max_size=5),
                st.tuples(st.just(rows[at]), st.integers(0, 3), ODD).map(
                    lambda t: [*t[0][: t[1]], t[2], *t[0][t[1] + 1 :]]
                ),
            )
        )
    if draw(st.booleans()):
        rows.insert(0, draw(st.sampled_from([["x", "y", "z", "w"][:width], ["year", "2019", "2020"]])))
    if separator == "|":
        rows.insert(0, ["sep=|"])
    return draw(st.sampled_from(["\n", "\r\n"])).join(separator.join(row) for row in rows)


def outcome(text: str, **how) -> object:
    """The points to the last bit, or all that the error says."""
    try:
        data = read_csv(text.encode(), **how)
    except DataError as error:
        return error.trouble, str(error), error.line, error.column, error.found, error.choices
    return [value.hex() for value in (*data.x, *data.y)]


@given(
    text=files(),
    x=st.sampled_from([None, None, None, 1, 2]),
    y=st.sampled_from([None, None, None, 1, 3]),
    header=st.sampled_from([None, None, None, True, False]),
    decimal=st.sampled_from([None, None, None, ".", ","]),
    part=st.sampled_from([1, 10, 40, 1 << 17]),
)
@settings(max_examples=6000, derandomize=True, deadline=None)
def test_at_once_and_cell_by_cell_give_the_same(text, x, y, header, decimal, part) -> None:
    how = {"x": x, "y": y, "header": header, "decimal": decimal}
    with mock.patch.object(csv_lines, "PART_CHARACTERS", part):
        quick = outcome(text, **how)
    with (
        mock.patch.object(csv_table, "plain_columns", return_value=None),
        mock.patch.object(csv_table, "plain_cells", return_value=None),
    ):
        assert quick == outcome(text, **how)


@pytest.mark.parametrize(
    "text",
    [
        "x,y\n0.5,-1e3\n-0,7\n",
        "x,y\n.5,+1\n5.,01\n",
        "a, b, c\n1.5, 2, 3\n4, 5, 6",
        "1;2\r\n3;4.5\r\n",
        "x;y\n1,5;2,5\n3;4",
        "1\t2\n3\t4\n",
        "1 2\n3 4\n",
    ],
)
def test_plain_rows_are_never_read_cell_by_cell(text: str) -> None:
    with mock.patch.object(csv_table.NumberReader, "number", side_effect=AssertionError):
        assert len(read_csv(text.encode())) == 2


@pytest.mark.parametrize(
    ("text", "separator", "width"),
    [
        ("1,2\n3", ",", 2),
        ("1,2\n3,4,5", ",", 2),
        ("1,2,3\n4\n5,6", ",", 2),
        ("1,2\n\n3,4", ",", 2),
        ("1,2\nnan,4", ",", 2),
        ("1,2\n1e999,4", ",", 2),
        ("1,2\n1 2,4", ",", 2),
        ("1,2\n,4", ",", 2),
        ("1,2\n٣,4", ",", 2),
        ("1;2,5", ";", 2),
        ("1  2\n3 4", None, 2),
    ],
)
def test_what_is_not_plain_is_left_to_the_careful_reader(
    text: str, separator: str | None, width: int
) -> None:
    assert plain_columns(text, separator, width, 0, 1) is None


def test_lines_are_counted_over_all_parts() -> None:
    text = "x,y\n" + "\n# 1\n1,2\n" * 500
    with mock.patch.object(csv_lines, "PART_CHARACTERS", 7):
        assert len(read_csv(text.encode())) == preview(text.encode()).row_count == 500
        for tail in ("oops,1\n", "\n\n1,oops\n", "1,2\n" * 9 + "1\n"):
            with pytest.raises(DataError) as caught:
                read_csv((text + tail).encode())
            assert caught.value.line == (text + tail).count("\n")
