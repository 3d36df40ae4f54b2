"""A point as it is typed: read, or refused with a sentence that says what to type."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.thorough import cases
from tui.lab.text.language import LANGUAGES, set_language
from tui.lab.text.point_entry import LARGEST_COORDINATE, point


@pytest.mark.parametrize(
    "text",
    ["2 -3.5", "2, -3.5", "2,-3.5", "2; -3.5", "2\t-3.5", " 2  −3.5 ", "(2, −3.5)", "2 , -3.5", "2,0 −3,5",
     "2,0, −3,5", "2,0;-3,5", "2,0\t-3,5", "2e0 -35e-1", "2，-3.5", "+2 -3.5"],
)  # fmt: skip
def test_the_same_point_however_it_is_typed(text: str) -> None:
    assert point(text) == (2.0, -3.5)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "such as 2 −1"),
        ("2", "such as 2 −1"),
        ("2 3 4", "such as 2 −1"),
        ("1;2;3", "such as 2 −1"),
        ("1,5,2", "a blank between"),
        ("1,5,2,5", "a blank between"),
        ("1,234 5", "“1,234”: decimals like 1.5"),
        ("2 x", "“x” is not a number"),
        ("2;", "“” is not a number"),
        ("1_0 2", "“1_0” is not a number"),
        ("nan 1", "“nan”"),
        ("1 inf", "“inf” is too large"),
        ("1e101 2", "too large"),
        ("1.234,5 2", "not a number"),
        ("2 twenty-three", "“twenty-…” is not a number"),
    ],
)
def test_what_is_refused_says_what_to_type(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        point(text)


numbers = st.floats(min_value=-LARGEST_COORDINATE, max_value=LARGEST_COORDINATE)


@given(
    x=numbers,
    y=numbers,
    separator=st.sampled_from([" ", "  ", "\t", ";", "; ", ", ", " , "]),
    decimal=st.sampled_from(".,"),
    minus=st.sampled_from("-−"),
)
@example(x=1.234, y=2.0, separator=" ", decimal=",", minus="-")
@settings(max_examples=cases(1000))
def test_every_point_that_is_written_is_read(
    x: float, y: float, separator: str, decimal: str, minus: str
) -> None:
    x_text, y_text = (repr(value).replace(".", decimal).replace("-", minus) for value in (x, y))
    thousands = re.compile(r"[−-]?[1-9]\d{0,2},\d{3}")
    try:
        assert point(x_text + separator + y_text) == (x, y)
    except ValueError:
        assert thousands.fullmatch(x_text) or thousands.fullmatch(y_text)


@given(st.text(alphabet=st.sampled_from("0123456789 .,;\t-−+eE_()x한"), max_size=20))
@settings(max_examples=cases(2000))
def test_anything_typed_is_a_point_or_a_short_sentence(text: str) -> None:
    try:
        assert all(abs(value) <= LARGEST_COORDINATE for value in point(text))
    except ValueError as refusal:
        assert 0 < len(str(refusal)) <= 40  # noqa: PT017


@pytest.mark.parametrize("code", LANGUAGES)
def test_sentences_fit_below_the_field(code: str) -> None:
    from rich.cells import cell_len

    set_language(code)
    for text in ("", "1,5,2", "1,234,567 5", "nonsenseandmore 2", "1e300000 2"):
        with pytest.raises(ValueError) as refusal:  # noqa: PT011
            point(text)
        assert cell_len(str(refusal.value)) <= 29
