"""Text from outside cannot steer the terminal, reverse the writing or hide."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.lab.text.clean import cleaned

DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@given(st.text(st.characters(), max_size=60))
def test_nothing_that_steers_passes(text: str) -> None:
    clean = cleaned(text)
    assert len(clean) == len(text)
    assert all(
        unicodedata.category(letter) not in ("Cc", "Cs", "Zl", "Zp")
        and unicodedata.bidirectional(letter)
        not in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
        for letter in clean
    )
    assert cleaned(clean) == clean
    clean.encode()


@given(st.text(st.characters(exclude_categories=("C", "Z")), max_size=60))
def test_what_one_can_see_stays(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\x1b]0;title\x07b", "a?]0;title?b"), ("\x9b31m", "?31m"), ("a\nb\tc\rd", "a?b?c?d"),
        ("abc\u202egnp.exe", "abc?gnp.exe"), ("\u2066x\u2069\u200f\u061c", "?x???"),
        ("learning\u200b_rate\ufeff", "learning?_rate?"), ("learning\u200d_rate", "learning?_rate"),
        ("\udcff.csv", "?.csv"), ("학습률 0.1 · ∂E/∂w₁", "학습률 0.1 · ∂E/∂w₁"),
        ("👩\u200d🔬", "👩\u200d🔬"), ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u00a0b\u3000c", "a\u00a0b\u3000c"),
    ],
)  # fmt: skip
def test_the_right_value_for(text: str, clean: str) -> None:
    assert cleaned(text) == clean
