"""Every fault of a file is said in the reader's language, with its place."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

import gdengine as gd
from tests.engine.test_csv import REFUSED
from tui.lab.text.language import LANGUAGES, set_language
from tui.lab.wording.file_troubles import data_sentence


def refusal(content: bytes, path: Path, **columns: str) -> gd.DataError:
    path.write_bytes(content)
    with pytest.raises(gd.DataError) as caught:
        gd.read_csv(path, **columns)
    return caught.value


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(("content", "trouble", "line", "column"), REFUSED.values(), ids=REFUSED)
def test_each_fault_has_its_sentence(
    content: bytes, trouble: gd.Trouble, line: int | None, column: int | None, code: str, tmp_path: Path
) -> None:
    set_language(code)
    said = data_sentence(refusal(content, tmp_path / "points.csv"))
    assert said.startswith("points.csv")
    assert "None" not in said
    for place, words in (
        (line, {"en": "line {}", "ko": "{}행"}),
        (column, {"en": "column {}", "ko": "{}열"}),
    ):
        assert place is None or words[code].format(place) in said
    assert any(letter not in string.printable + "…“”−€" for letter in said) == (code == "ko")


@pytest.mark.parametrize("code", LANGUAGES)
def test_files_that_are_none(code: str, tmp_path: Path) -> None:
    set_language(code)
    told = {}
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(gd.DataError) as caught:
            gd.read_csv(path)
        told[path.name] = data_sentence(caught.value)
    assert len(set(told.values())) == 2
    expected = {"en": ("no such file", "a folder"), "ko": ("파일이 없", "폴더")}[code]
    for said, words in zip(told.values(), expected, strict=True):
        assert words in said


def test_the_numbers_that_matter_are_in_the_sentence(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    assert "is 3, not 2" in data_sentence(refusal(b"x,y\n1,2\n3,4,5\n", path))
    assert "position from 1 to 2" in data_sentence(refusal(b"x,y\n1,2\n", path, x="height"))
    assert "“height” is no column" in data_sentence(refusal(b"x,y\n1,2\n", path, x="height"))
    assert "more than one column is named “x”" in data_sentence(refusal(b"x,x\n1,2\n", path, x="x"))
    assert "“oops” is not a number" in data_sentence(refusal(b"x,y\n1,2\n3,oops\n4,5", path))
