"""How numbers are written: what has one reading is read, what has two is refused with its line."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine.data.csv_reading import preview, read_csv
from gdengine.data.dataset import Dataset
from gdengine.data.pasted_rows import parse_rows
from gdengine.data.text_files import DataError, Trouble
from gdengine.refusals import Refused

ONE_READING = {
    "1,234.5": 1234.5,
    "1.234,5": 1234.5,
    "1,234,567": 1234567.0,
    "1.234.567": 1234567.0,
    "12,34,567": 1234567.0,
    "1'234.5": 1234.5,
    "1’234": 1234.0,
    "1 234,5": 1234.5,
    "1\u00a0234": 1234.0,
    "1\u202f234,567": 1234.567,
    "-1,234.50": -1234.5,
    "0,125": 0.125,
    "0.125": 0.125,
    "1234.567": 1234.567,
    "1,5e3": 1500.0,
    "$1,234.50": 1234.5,
    "-$5": -5.0,
    "$-5": -5.0,
    "5 €": 5.0,
    "₩1500": 1500.0,
    "1,234,000원": 1234000.0,
    "USD 7.25": 7.25,
    "12.5%": 0.125,
    "7 %": 0.07,
    "−3": -3.0,
}


@pytest.mark.parametrize("cell", ONE_READING)
def test_a_number_with_one_reading_is_read(cell: str) -> None:
    expected = Dataset((ONE_READING[cell],), (852.0,))
    assert parse_rows(f"{cell}\t852") == expected
    assert read_csv(f"{cell};852\n{cell};8".encode()) == Dataset((ONE_READING[cell],) * 2, (852, 8))
    for separator in "\t;":
        assert read_csv(f"x{separator}y\n{cell}{separator}852".encode()) == expected


@pytest.mark.parametrize("cell", ["1,234.5", "1,234,567", "$1,234.50", "-1,234.50", "12.5%", "1'234.5"])
def test_quotes_keep_a_number_in_one_cell(cell: str) -> None:
    assert read_csv(f'x,y\n"{cell}","852"'.encode()) == Dataset((ONE_READING[cell],), (852.0,))


@pytest.mark.parametrize(
    "cell", ["1,2,3", "1,23,4.5", "$", "$$5", "5%%", "--5", "1.2.3", "1 2", "$5€", "1,234.5.6"]
)
def test_what_is_no_number_or_has_a_wrong_group_is_not_read_as_another(cell: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_rows(f"{cell}\t852")
    assert (caught.value.trouble, caught.value.line) == (Trouble.NOT_A_NUMBER, 1)


DOUBTFUL = [
    "x\ty\n1,000\t852\n",
    "x;y\n852;1,000\n",
    "x;y\n1.000;852\n",
    'x,y\n"1,000",852\n',
    "x y\n1,000 852\n",
]


@pytest.mark.parametrize("text", DOUBTFUL)
def test_two_readings_are_refused_with_the_line_until_one_is_chosen(text: str) -> None:
    with pytest.raises(DataError) as caught:
        read_csv(text.encode())
    error = caught.value
    assert (error.trouble, error.line) == (Trouble.AMBIGUOUS, 2)
    assert {choice.gives for choice in error.choices} == {1.0, 1000.0}
    for choice in error.choices:
        data = read_csv(text.encode(), decimal=str(choice.value))
        assert sorted((*data.x, *data.y)) == sorted((choice.gives, 852.0))
        assert data == read_csv(text.encode(), thousands={",": ".", ".": ","}[str(choice.value)])
    doubt = preview(text.encode()).doubt
    assert doubt is not None
    assert doubt.choices == error.choices
    assert preview(text.encode(), decimal=".").doubt is None


def test_any_other_cell_of_the_file_shows_which_mark_it_is() -> None:
    assert read_csv(b"x;y;z\n1,000;852;1\n2,000;900;0,5\n").x == (1.0, 2.0)
    assert read_csv(b"x;y;z\n1,000;852;1\n2,000;900;0.5\n").x == (1000.0, 2000.0)
    assert read_csv(b"x;y\n1,000;852\n" + b"1,000;7\n" * 9000 + b"1,000,000;7\n").x[0] == 1000.0
    assert read_csv(b"x;y;note\n1;2;1,000\n").x == (1.0,)
    assert parse_rows("1,000\t852\n0.5\t3").x == (1000.0, 0.5)


def test_a_point_is_a_decimal_point_where_commas_or_blanks_separate() -> None:
    assert read_csv(b"1.234,5.678").x == parse_rows("1.234 5.678").x == (1.234,)


@pytest.mark.parametrize(
    ("decimal", "thousands"), [("", None), (";", None), (None, "x"), (",", ","), (".", ".")]
)
def test_other_marks_are_refused(decimal: str | None, thousands: str | None) -> None:
    for call in (
        lambda: read_csv(b"1,2", decimal=decimal, thousands=thousands),
        lambda: parse_rows("1 2", decimal=decimal, thousands=thousands),
    ):
        with pytest.raises(Refused) as caught:
            call()
        assert caught.value.setting in ("decimal", "thousands")


def written(value: Fraction, decimals: int, decimal: str, group: str) -> str:
    """`value` to so many decimals, with these marks."""
    plain = f"{abs(value.numerator * 10**decimals // value.denominator):0{decimals + 1}d}"
    whole, rest = plain[: len(plain) - decimals], plain[len(plain) - decimals :]
    backwards = [whole[::-1][i : i + 3] for i in range(0, len(whole), 3)]
    return ("-" if value < 0 else "") + group.join(backwards)[::-1] + (decimal + rest if decimals else "")


def meanings(cell: str) -> dict[str, Fraction]:
    """The value of `cell` for each decimal mark that it can have, from how it would be written."""
    found = {}
    for decimal, group in ((".", ","), (",", ".")):
        value_text = cell.replace(group, "").replace(decimal, ".")
        if value_text.count(".") > 1:
            continue
        value = Fraction(value_text)
        decimals = len(value_text.partition(".")[2])
        if cell in (written(value, decimals, decimal, group), written(value, decimals, decimal, "")):
            found[decimal] = value
    return found


@given(
    values=st.lists(st.integers(-(10**8), 10**8), min_size=2, max_size=10),
    decimals=st.lists(st.integers(0, 4), min_size=1, max_size=3),
    marks=st.sampled_from([(".", ","), (",", "."), (".", ""), (",", "")]),
    separator=st.sampled_from(["\t", ";"]),
)
@settings(max_examples=3000, derandomize=True, deadline=None)
def test_no_file_is_read_in_one_way_when_it_has_two(values, decimals, marks, separator) -> None:
    cells = [
        written(Fraction(value, 10**places), places, *marks)
        for value, places in zip(values, itertools.cycle(decimals), strict=False)
    ][: len(values) // 2 * 2]
    text = "\n".join(
        ["x" + separator + "y"] + [separator.join(cells[i : i + 2]) for i in range(0, len(cells), 2)]
    )
    seen = [meanings(cell) for cell in cells]
    whole = [[each.get(mark) for each in seen] for mark in ".," if all(mark in each for each in seen)]
    assert whole, cells
    for read in (lambda: read_csv(text.encode()), lambda: parse_rows(text)):
        if len(whole) == 2 and whole[0] != whole[1]:
            with pytest.raises(DataError) as caught:
                read()
            error = caught.value
            assert error.trouble is Trouble.AMBIGUOUS
            assert error.line is not None
            assert error.column is not None
            at = cells[2 * (error.line - 2) + error.column - 1]
            assert {Fraction(c.gives or 0).limit_denominator(10**6) for c in error.choices} == set(
                meanings(at).values()
            )
        else:
            data = read()
            assert [v for point in zip(data.x, data.y, strict=True) for v in point] == [
                float(v) for v in whole[0]
            ]


@pytest.mark.parametrize(
    "names", ["country,2019,2020", "id,2019,2020", "name,1,2,3", "2019,2020,rest", "year,1.5,x"]
)
def test_a_first_row_of_numbers_and_a_word_is_a_row_of_names(names: str) -> None:
    rows = "\n".join(",".join(str(7 * i * i + k) for k in range(1, names.count(",") + 2)) for i in range(3))
    seen = preview(f"{names}\n{rows}".encode())
    assert seen.header
    assert seen.columns == tuple(names.split(","))
    assert len(read_csv(f"{names}\n{rows}".encode())) == 3


@pytest.mark.parametrize("row", ["5.1,3.5,setosa", "Seoul,84,1210", "1.5,2,a", "a,2,1"])
def test_a_first_row_that_can_be_no_names_is_a_row(row: str) -> None:
    other = row.replace("1", "2").replace("setosa", "rosea").replace("Seoul", "Busan")
    assert len(read_csv(f"{row}\n{other}\n{other}".encode())) == 3


def test_a_row_that_can_be_names_or_numbers_is_asked_about() -> None:
    text = b"name,1,2\na,3,4\nb,7,9\n"
    with pytest.raises(DataError) as caught:
        read_csv(text)
    assert [(choice.argument, choice.value) for choice in caught.value.choices] == [
        ("header", True),
        ("header", False),
    ]
    assert read_csv(text, header=True) == Dataset((3, 7), (4, 9))
    assert read_csv(text, header=False) == Dataset((1, 3, 7), (2, 4, 9))


@pytest.mark.parametrize("missing", ["NA", "n/a", "#N/A", "..", "-", "—", "null", '""'])
def test_a_missing_value_is_called_so(missing: str) -> None:
    with pytest.raises(DataError) as caught:
        read_csv(f"x,y\n1,2\n{missing},3\n4,5".encode())
    assert (caught.value.trouble, caught.value.line, caught.value.column) == (Trouble.MISSING, 3, 1)
