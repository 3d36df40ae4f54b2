"""Reading CSV, TSV and pasted rows: the right reading where there is one, else an error that says where."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

import gdengine as gd
from gdengine.data.csv_reading import preview, read_csv
from gdengine.data.csv_table import MAX_LINE_CHARACTERS
from gdengine.data.dataset import Dataset
from gdengine.data.pasted_rows import parse_rows
from gdengine.data.text_files import DataError, Trouble

TWO = Dataset((1.5, 3), (2.5, 4))

READ_ALIKE = {
    "commas": "x,y\n1.5,2.5\n3,4\n",
    "no names": "1.5,2.5\n3,4",
    "semicolons": "x;y\n1.5;2.5\n3;4",
    "semicolons, decimal commas": "x;y\n1,5;2,5\n3;4",
    "tabs": "x\ty\n1.5\t2.5\n3\t4",
    "tabs, decimal commas": "x\ty\n1,5\t2,5\n3\t4",
    "blanks": "1.5 2.5\n  3   4\n",
    "blanks after commas": "x, y\n1.5, 2.5\n3 , 4",
    "CRLF": "x,y\r\n1.5,2.5\r\n3,4\r\n",
    "CR": "x,y\r1.5,2.5\r3,4\r",
    "blank lines": "\n\nx,y\n\n1.5,2.5\n   \n3,4\n\n\n",
    "comments": "# a file\nx,y\n1.5,2.5\n  # it's \"half\n3,4",
    "empty cells at the end": "x,y\n1.5,2.5,\n3,4,,",
    "empty columns at the end": "x,y,,\n1.5,2.5,,\n3,4,,",
    "separators after the names only": "x,y,,\n1.5,2.5\n3,4",
    "rows of separators": "x,y\n1.5,2.5\n,\n3,4\n,,,\n",
    "quotes": '"x","y"\n"1.5","2.5"\n3,4',
    "quotes around separators and line ends": '"x, or\n""width""",y\n1.5,2.5\n3,4',
    "quoted decimal commas": 'x;y\n"1,5";"2,5"\n3;4',
    "quotes and blanks": '"x" "y"\n1.5\t"2.5"\n"3"  4 ',
    "a declared separator": "sep=;\nx;y\n1,5;2,5\n3;4",
    "a column of words between": "x,name,y\n1.5,a b,2.5\n3,c d,4",
    "a column of semicolons": "x,name,y\n1.5,a;b,2.5\n3,c;d,4",
    "row numbers": ",x,y\n0,1.5,2.5\n1,3,4",
    "a title": "# none\nHouses of 2020\nx,y\n1.5,2.5\n3,4",
    "a title and a source": "Houses\nSource: a book\n\nx;y\n1.5;2.5\n3;4",
    "a title between blanks": "Houses of the year 2020\nx y\n1.5 2.5\n3 4",
    "names with blanks between two blanks": "the x  the y\n1.5 2.5\n3 4",
    "years for names": "name,2019,2020\na,1.5,2.5\nb,3,4",
    "a word and years above numbers": "1850,1900,rest\n1.5,2.5,1\n3,4,2",
    "exponents and signs": "x,y\n+15e-1,.25E1\n3.,0004",
    "wide digits": "x,y\n１.５,2.5\n3,4",
}


@pytest.mark.parametrize("text", READ_ALIKE.values(), ids=READ_ALIKE)
def test_the_same_points_however_they_are_written(text: str) -> None:
    assert read_csv(text.encode()) == TWO


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp949"])
def test_encodings(encoding: str) -> None:
    content = "크기,가격 (만원/㎡)\n1.5,2.5\n3,4".encode(encoding)
    assert read_csv(content) == TWO
    assert preview(content).columns == ("크기", "가격 (만원/㎡)")
    assert preview(content).encoding == encoding


def test_utf_16_of_either_byte_order() -> None:
    text = "x\ty\r\n1,5\t2,5\r\n3\t4"
    assert read_csv(codecs.BOM_UTF16_LE + text.encode("utf-16-le")) == TWO
    assert read_csv(codecs.BOM_UTF16_BE + text.encode("utf-16-be")) == TWO


def test_a_typeset_minus() -> None:
    assert read_csv("x,y\n−1,2".encode()) == Dataset((-1,), (2,))


REFUSED = {
    "nothing": (b"", Trouble.NO_POINTS, None, None),
    "only a mark": (codecs.BOM_UTF8, Trouble.NO_POINTS, None, None),
    "only names": (b"x,y\n", Trouble.NO_POINTS, None, None),
    "only comments": (b"# x\n# y\n", Trouble.NO_POINTS, None, None),
    "a row too short": (b"x,y\n1,2\n3\n", Trouble.RAGGED, 3, None),
    "a row too long": (b"x,y\n1,2\n\n3,4,5\n", Trouble.RAGGED, 4, None),
    "a row too short that blanks would cut evenly": (
        b"new york,1,2\nlos angeles,3\nsan jose,5,6",
        Trouble.RAGGED,
        2,
        None,
    ),
    "decimal commas between commas": (b"x,y\n1,5,2,5\n", Trouble.RAGGED, 2, None),
    "quoted decimal commas": (b'x,y\n1,2\n"1,5",2\n', Trouble.AMBIGUOUS, 3, 1),
    "decimal commas between blanks": (b"1,5 2,5\n3,5 4,5\n", Trouble.AMBIGUOUS, 1, 1),
    "both decimal marks": (b"x;y\n1.5;2\n3;4,5\n", Trouble.AMBIGUOUS, 3, 2),
    "thousands that may be decimals": (b"x;y\n1;2\n1,000;852\n", Trouble.AMBIGUOUS, 3, 1),
    "decimals that may be thousands": (b"x\ty\n1\t2\n3\t1.234\n", Trouble.AMBIGUOUS, 3, 2),
    "quoted thousands that may be decimals": (b'x,y\n1,2\n"1,000",852\n', Trouble.AMBIGUOUS, 3, 1),
    "thousands between blanks": (b"x y\n1,000 852\n2,000 900", Trouble.AMBIGUOUS, 2, 1),
    "thousands between commas": (b"1,000,852\n2,500,900\n", Trouble.RAGGED, 1, 1),
    "wrong groups": (b"x;y\n1,2345.5;2\n3;4", Trouble.NOT_A_NUMBER, 2, 1),
    "percent and none": (b"x,y\n10%,1\n0.2,2\n", Trouble.UNITS, 3, 1),
    "two currencies": ("x,y\n$10,1\n€20,2\n".encode(), Trouble.UNITS, 3, 1),
    "names that may be numbers": (b"name,1,2\na,3,4\nb,7,9\n", Trouble.NAMES, 1, None),
    "names with blanks": (b"body height weight\n170 60\n180 70\n", Trouble.RAGGED, 2, None),
    "a web page": (b"<!DOCTYPE html>\n<table>", Trouble.NOT_TEXT, 1, None),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", Trouble.NOT_TEXT, 1, None),
    "a word": (b"x,y\n1,2\n3,oops\n4,5", Trouble.NOT_A_NUMBER, 3, 2),
    "a word in the first row": (b"1,oops\n3,4\n4,5", Trouble.NOT_A_NUMBER, 1, 2),
    "Python's own digits": (b"x,y\n1,2\n1_000,2\n", Trouble.NOT_A_NUMBER, 3, 1),
    "nan": (b"x,y\n1,2\n3,NaN\n", Trouble.NOT_FINITE, 3, 2),
    "inf": (b"x,y\n1,2\n-inf,2\n", Trouble.NOT_FINITE, 3, 1),
    "too large": (b"x,y\n1,2\n1e999,2\n", Trouble.NOT_FINITE, 3, 1),
    "an empty cell": (b"x,y\n1,2\n,2\n", Trouble.MISSING, 3, 1),
    "NA": (b"x,y\n1,2\n3,NA\n", Trouble.MISSING, 3, 2),
    "one column": (b"x\n1\n2\n", Trouble.COLUMNS, None, None),
    "one column of numbers": (b"x,y\n1,a\n2,b\n", Trouble.COLUMNS, 2, 2),
    "open quotes": (b'x,y\n1,2\n"3,4\n5,6\n', Trouble.QUOTES, 3, None),
    "text after quotes": (b'x,y\n1,2\n"3"4,4\n', Trouble.QUOTES, 3, None),
    "Latin-1": ("Größe,y\n1,2".encode("latin-1"), Trouble.ENCODING, 1, None),
    "Latin-1 that cp949 decodes": ("Ålder,°C\n1,2".encode("latin-1"), Trouble.ENCODING, 1, None),
    "broken UTF-8": (b"x,y\n1,2\n\xff,4\n", Trouble.ENCODING, 3, None),
    "broken UTF-16": (codecs.BOM_UTF16_LE + b"\x00\xd8\x00\x00", Trouble.ENCODING, None, None),
    "UTF-16 without its mark": ("x,y\n1,2".encode("utf-16-le"), Trouble.NOT_TEXT, 1, None),
    "a picture": (b"GIF89a\x01\x00\x01\x00", Trouble.NOT_TEXT, 1, None),
    "a workbook": (b"PK\x03\x04\x14\x00\xff\xfe\n", Trouble.NOT_TEXT, 1, None),
    "no line ends": (b"1," * MAX_LINE_CHARACTERS, Trouble.TOO_LARGE, 1, None),
}


@pytest.mark.parametrize(("content", "trouble", "line", "column"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_named(
    content: bytes, trouble: Trouble, line: int | None, column: int | None
) -> None:
    with pytest.raises(DataError) as caught:
        read_csv(content)
    error = caught.value
    assert (error.trouble, error.line, error.column, error.file) == (trouble, line, column, None)
    assert (f"line {line}" in str(error)) == (line is not None)
    assert isinstance(error, ValueError)


def test_an_error_names_the_file_and_how_to_mend_it(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x,y\n1,2\n3,oops\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_csv(path)
    assert str(caught.value) == f"{path}, line 3, column 2: 'oops' is not a number: write it like 1234.5"
    assert (caught.value.file, caught.value.found) == (str(path), "oops")


@pytest.mark.parametrize("name", ["missing.csv", ".", "a\0b"])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError) as caught:
        read_csv(tmp_path / name)
    assert caught.value.trouble is Trouble.UNREADABLE


TABLE = b"year,size,price,size,note\n2019,10,100,1,a\n2020,20,200,2,b\n"


@pytest.mark.parametrize(
    ("x", "y", "points"),
    [
        (None, None, ((2019, 2020), (10, 20))),
        ("price", None, ((100, 200), (2019, 2020))),
        (None, "price", ((2019, 2020), (100, 200))),
        (None, "year", ((10, 20), (2019, 2020))),
        ("price", "year", ((100, 200), (2019, 2020))),
        (4, 3, ((1, 2), (100, 200))),
        ("4", " price ", ((1, 2), (100, 200))),
    ],
)
def test_columns_by_name_or_position(x, y, points) -> None:
    assert read_csv(TABLE, x, y) == Dataset(*points)


@pytest.mark.parametrize(
    ("x", "trouble", "says"),
    [
        ("size", Trouble.AMBIGUOUS, "position, 2"),
        ("weight", Trouble.COLUMNS, "year, size, price"),
        (0, Trouble.COLUMNS, "from 1 to 5"),
        (6, Trouble.COLUMNS, "from 1 to 5"),
        ("", Trouble.COLUMNS, "no column"),
        ("9" * 5000, Trouble.COLUMNS, "no column"),
        (True, Trouble.COLUMNS, "no column"),
        ("note", Trouble.NOT_A_NUMBER, "line 2, column 5"),
    ],
)
def test_a_column_that_cannot_be_taken(x, trouble: Trouble, says: str) -> None:
    with pytest.raises(DataError, match=says) as caught:
        read_csv(TABLE, x)
    assert caught.value.trouble is trouble


def test_whether_there_are_names_can_be_said() -> None:
    assert len(read_csv(b"id,2019,2020\n1,2,3", header=True)) == 1
    assert read_csv(b"2019,2020\n1,2", header=True) == Dataset((1,), (2,))
    assert read_csv(b"2019,2020\n1,2") == Dataset((2019, 1), (2020, 2))
    with pytest.raises(DataError, match="line 1, column 1"):
        read_csv(b"x,y\n1,2\n3,4", header=False)


def test_a_preview_shows_what_to_choose_from() -> None:
    seen = preview(TABLE, rows=1)
    assert seen.columns == ("year", "size", "price", "size", "note")
    assert (seen.numbers, seen.x, seen.y) == ((1, 2, 3, 4), 1, 2)
    assert (seen.header, seen.separator, seen.encoding) == (True, ",", "utf-8")
    assert (seen.rows, seen.row_count) == ((("2019", "10", "100", "1", "a"),), 2)


def test_a_preview_of_what_cannot_be_read_yet() -> None:
    seen = preview(b"x,y\n1,oops\n")
    assert (seen.numbers, seen.x, seen.y, seen.rows) == ((1,), None, None, (("1", "oops"),))
    assert preview(b"x,y\n").row_count == 0


def test_thousands_of_columns() -> None:
    rows = [
        ",".join(f"c{i}" for i in range(5000)),
        *(",".join(map(str, range(k, k + 5000))) for k in range(30)),
    ]
    content = "\n".join(rows).encode()
    assert read_csv(content, "c4999", 1).x[:2] == (4999, 5000)


def test_a_long_file_is_read_in_blocks_with_progress() -> None:
    content = ("x;y\n" + "".join(f"{i},5;{i}\n" for i in range(20_000)) + "\n0,5;1\n").encode()
    seen: list[float] = []
    data = read_csv(content, progress=seen.append)
    assert len(data) == 20_001
    assert data.x[:2] == (0.5, 1.5)
    assert seen == sorted(seen)
    assert len(seen) > 1
    assert seen[-1] == 1.0
    with pytest.raises(DataError, match=r"line 20004, column 1: '1\.5'"):
        read_csv(content + b"1.5;1\n")
    with pytest.raises(DataError, match="line 20005"):
        read_csv(content + b"7;1\n7;oops\n")


def test_the_decimal_mark_is_the_same_in_all_blocks() -> None:
    content = b"x;y\n" + b"1,5;2\n" * 10_000
    assert len(read_csv(content)) == 10_000
    with pytest.raises(DataError, match=r"line 18002, column 1: .*decimal points and decimal commas"):
        read_csv(content + b"7;2\n" * 8000 + b"1.5;2\n" * 10_000)


class EnoughError(Exception):
    pass


def test_progress_can_end_the_reading() -> None:
    def stop(_: float) -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        read_csv(b"1,2\n3,4", progress=stop)


@pytest.mark.parametrize(
    "text",
    [
        "1.5 2.5\n3 4",
        "1.5 2.5\n3, 4",
        "x\ty\n1,5\t2,5\n3\t4",
        "1,5; 2,5\n\n3;4;\n",
        "# a\r\n1.5,2.5\r\n3\t4",
        "a, b\n1.5,2.5\n3,4,",
    ],
)
def test_pasted_rows(text: str) -> None:
    assert parse_rows(text) == TWO


@pytest.mark.parametrize(
    ("text", "trouble", "line", "column"),
    [
        ("", Trouble.NO_POINTS, None, None),
        ("x y", Trouble.NO_POINTS, None, None),
        ("1 2\n3", Trouble.RAGGED, 2, None),
        ("1 2 3", Trouble.RAGGED, 1, None),
        ("1,5 2,5", Trouble.RAGGED, 1, None),
        ("1 2\n\n3 z", Trouble.NOT_A_NUMBER, 3, 2),
        ("1 2\nnan 3", Trouble.NOT_FINITE, 2, 1),
        ("1.5;2\n1,5;2", Trouble.AMBIGUOUS, 2, 1),
        ("1,\n", Trouble.RAGGED, 1, None),
        (",1\n", Trouble.MISSING, 1, 1),
    ],
)
def test_pasted_rows_that_are_refused(
    text: str, trouble: Trouble, line: int | None, column: int | None
) -> None:
    with pytest.raises(DataError) as caught:
        parse_rows(text)
    assert (caught.value.trouble, caught.value.line, caught.value.column) == (trouble, line, column)


@pytest.mark.parametrize(
    ("content", "columns", "names"),
    [
        (b"area,price\n1,2\n3,4\n", (), ("area", "price")),
        (b"id;area ;price\n7;1;2\n8;3;4\n", ("price", "area"), ("price", "area")),
        (b"1,2\n3,4\n", (), ("x", "y")),
        (b"area,\n1,2\n3,4\n", (1, 2), ("area", "y")),
        ("집 크기\t값\n1\t2\n3\t4\n".encode(), (), ("집 크기", "값")),
    ],
)
def test_points_have_the_names_of_their_columns(
    content: bytes, columns: tuple[str | int, ...], names: tuple[str, str]
) -> None:
    data = gd.read_csv(content, *columns)
    assert data.names == names
    assert data == gd.Dataset(data.x, data.y), "names make no difference"
    for changed in (
        data.with_point(1.0, 2.0),
        data.with_moved(0, 5.0, 6.0),
        data.without(0),
        gd.noisy(data, 0.1, 1),
        gd.standardise(data)[0],
    ):
        assert changed.names == names
    assert data.named(("", "b")).names == ("x", "b")


def test_pasted_rows_have_the_names_above_them() -> None:
    assert gd.parse_rows("hours\tmarks\n1\t2\n3\t4").names == ("hours", "marks")
    assert gd.parse_rows("1\t2\n3\t4").names == ("x", "y")


def test_reading_pasted_rows_tells_how_far_it_is_and_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gdengine.data.pasted_rows.REPORT_EVERY", 100)
    text = "\n".join(f"{i} {i}" for i in range(1000))
    told: list[float] = []
    assert len(parse_rows(text, progress=told.append)) == 1000
    assert told == sorted(told)
    assert (len(told), told[-1]) == (40, 1.0)

    def stop(done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parse_rows(text, progress=stop)
