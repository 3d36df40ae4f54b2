"""What is typed, read: by every reader, from every kind of text."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.lab.text import entry
from tui.lab.text.language import LANGUAGES, set_language

Holds = Callable[[float], bool]

READERS: dict[str, tuple[Callable[[str], float], Holds]] = {
    "at_least_0": (entry.at_least_0, lambda value: value >= 0),
    "above_0": (entry.above_0, lambda value: value > 0),
    "below_1": (entry.below_1, lambda value: 0 <= value < 1),
    "up_to_1": (entry.up_to_1, lambda value: 0 <= value <= 1),
    "above_0_up_to_1": (entry.above_0_up_to_1, lambda value: 0 < value <= 1),
    "any_number": (entry.any_number, lambda value: True),
    "whole_from_0": (entry.whole_from_0, lambda value: value == int(value) and 0 <= value <= 1e9),
    "whole_from_1": (entry.whole_from_1, lambda value: value == int(value) and 1 <= value <= 1e9),
    "max_steps": (entry.max_steps, lambda value: value == int(value) and 1 <= value <= 1e7),
}


@pytest.mark.parametrize("name", READERS)
@given(value=st.floats(allow_nan=False, allow_infinity=False) | st.integers(-5, 2 * 10**9) | st.floats(-1, 2))
@example(0.0)
@example(1.0)
@example(-0.0)
def test_a_number_is_taken_or_refused_by_its_size_alone(name: str, value: float) -> None:
    read, holds = READERS[name]
    for text in (repr(value), f"  {value!r} ", repr(value).replace("-", "−")):
        if holds(value):
            assert read(text) == value
        else:
            with pytest.raises(ValueError, match=": type a "):
                read(text)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", READERS)
@given(
    text=st.text()
    | st.sampled_from(
        ["", " ", "nan", "inf", "-inf", "infinity", "1e999", "1/0", "1/2/3", "0x1", "1_0", "1__0"]
    )
    | st.sampled_from(
        ["{text}", "{0}", "[b]", "0,,1", "1 000", "--1", "1e", "e5", "½", "１", "٣", "9" * 5000]
    )
)
def test_any_text_is_a_number_or_a_sentence(name: str, code: str, text: str) -> None:
    read, holds = READERS[name]
    set_language(code)
    try:
        value = read(text)
    except ValueError as refusal:
        said = str(refusal)
        assert len(said) < 160
        assert ": type a " in said if code == "en" else ": " in said
        assert text.strip()[:19] in said
    else:
        assert holds(value)
        assert math.isfinite(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("−0.5", -0.5),
        ("1/3", 1 / 3),
        ("-1/4", -0.25),
        (".5", 0.5),
        ("5.", 5.0),
        (" 2 ", 2.0),
    ],
)
def test_numbers_as_people_write_them(text: str, value: float) -> None:
    assert entry.any_number(text) == value


@pytest.mark.parametrize(
    ("text", "pointed"), [("0,1", "0.1"), ("−0,5", "-0.5"), (",5", "0.5"), ("1e-3,", "")]
)
def test_a_decimal_comma_is_told_of_the_point(text: str, pointed: str) -> None:
    with pytest.raises(ValueError, match=f"such as {pointed}$" if pointed else "such as 1 or −0.5"):
        entry.any_number(text)


def test_the_point_is_told_of_only_where_it_would_help() -> None:
    with pytest.raises(ValueError, match="“2,5”: type a whole number from 1 to 10,000,000"):
        entry.max_steps("2,5")
    with pytest.raises(ValueError, match="“1,5”: type a number of at least 0 and below 1"):
        entry.below_1("1,5")


def test_whole_numbers_stay_whole() -> None:
    assert entry.whole_from_0("1e3") == 1000
    assert isinstance(entry.whole_from_0("1e3"), int)
    with pytest.raises(ValueError, match="from 0 to 1,000,000,000"):
        entry.whole_from_0("-1")


@pytest.mark.parametrize("text", ["", "abc", "nan", "inf", "1_0", "0x1", "1e999", "−", "0,1"])
def test_what_is_no_number_is_refused_with_a_sentence(text: str) -> None:
    for read in (entry.learning_rate, entry.weight, entry.max_steps):
        with pytest.raises(ValueError, match=r": type a .* such as|: type a whole number"):
            read(text)


def test_numbers_are_read() -> None:
    assert entry.learning_rate(" 0.5 ") == 0.5
    assert entry.weight("−0.5") == -0.5
    assert entry.max_steps("1e3") == 1000
    for text in ("-1", "-0.1"):
        with pytest.raises(ValueError, match="at least 0"):
            entry.learning_rate(text)
    for text in ("0", "2.5", "10000001"):
        with pytest.raises(ValueError, match="from 1 to 10,000,000"):
            entry.max_steps(text)
