"""The lab measures text as Textual paints it, and takes the first text that fits."""

from __future__ import annotations

import gettext
import random
import sys
import unicodedata
from collections.abc import Iterator

import pytest
from rich import cells as painted

from tui.lab.text.cells import cell_len, first_fitting, first_within
from tui.lab.text.language import DOMAIN, LOCALE_DIR


def korean_messages() -> list[str]:
    catalogue = gettext.translation(DOMAIN, LOCALE_DIR, ["ko"])
    return [said for said in catalogue._catalog.values() if isinstance(said, str)]  # type: ignore[attr-defined]


ASSIGNED = [
    letter
    for letter in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(letter) not in ("Cn", "Cs", "Co")
]


def test_every_character_is_as_wide_as_it_is_painted() -> None:
    assert len(ASSIGNED) > 140_000
    assert [hex(ord(each)) for each in ASSIGNED if cell_len(each) != painted.cell_len(each)] == []


def test_korean_is_as_wide_as_it_is_painted() -> None:
    messages = korean_messages()
    assert len(messages) > 300
    assert sum(cell_len(said) > len(said) for said in messages) > 300
    for said in messages:
        # macOS names its files with the letters taken apart.
        for text in (said, unicodedata.normalize("NFD", said)):
            assert cell_len(text) == painted.cell_len(text), text


def test_characters_side_by_side_are_as_wide_as_they_are_painted() -> None:
    seeded = random.Random(20)
    special = ("\u200d", "\ufe0f")
    letters = [letter for letter in ASSIGNED if letter not in special]
    for _ in range(2000):
        text = "".join(seeded.choices(letters, k=seeded.randint(0, 12)))
        assert cell_len(text) == painted.cell_len(text), ascii(text)


@pytest.mark.parametrize("text", ["❤️", "1️⃣", "☀️ ✂️", "👨‍👩‍👧", "🏳️‍🌈", "👍🏽", "🇰🇷", "👩‍❤️‍👨.csv", "데이터🙂"])
def test_signs_put_together_are_as_wide_as_they_are_painted(text: str) -> None:
    assert cell_len(text) == painted.cell_len(text)


def test_the_first_that_fits_is_taken_else_the_last() -> None:
    texts = ["학습률", "lr 0.1", "lr"]
    assert [first_fitting(texts, room) for room in (9, 6, 5, 2, 1)] == ["학습률", "학습률", "lr", "lr", "lr"]


def test_no_text_is_made_that_is_not_looked_at() -> None:
    made = []

    def texts() -> Iterator[str]:
        for text in ("long", "short", "s"):
            made.append(text)
            yield text

    assert first_within(texts(), 2, lambda text: len(text) - 2) == "long"
    assert made == ["long"]
