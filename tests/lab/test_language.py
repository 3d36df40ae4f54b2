"""Languages: every message is there in each, and the locale chooses one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import tui
from tui.lab.text.language import LOCALE_DIR, language, language_of_locale, set_language

PO = LOCALE_DIR / "ko" / "LC_MESSAGES" / "gdlab.po"
SOURCES = sorted(Path(tui.__file__).parent.rglob("*.py"))


def messages() -> Iterator[str]:
    """Every text in the sources that is marked for translation."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            marked = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "_N")
            )
            if marked and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value


def test_no_message_lacks_its_korean() -> None:
    korean = {message.id: message.string for message in read_po(PO.open("rb"), locale="ko") if message.id}
    wanted = set(messages())
    assert wanted - {text for text, translated in korean.items() if translated} == set()
    assert set(korean) - wanted == set(), "messages that are said nowhere: pybabel update"


def test_the_compiled_catalogue_is_that_of_the_sources() -> None:
    read, compiled = read_po(PO.open("rb"), locale="ko"), read_mo(PO.with_suffix(".mo").open("rb"))
    assert {m.id: m.string for m in read if m.id} == {m.id: m.string for m in compiled if m.id}


def test_both_languages_fill_in_the_same_places() -> None:
    for message in read_po(PO.open("rb"), locale="ko"):
        if message.id:
            places = re.findall(r"{(\w+)}", message.id)
            assert sorted(set(places)) == sorted(set(re.findall(r"{(\w+)}", message.string))), message.id


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ko_KR"}, "ko"),
        ({"LANGUAGE": "fr:ko:en", "LANG": "C"}, "ko"),
        ({"LC_MESSAGES": "ko"}, "ko"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], code: str) -> None:
    assert language_of_locale(environment) == code


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="language: 'fr' is none of en, ko"):
        set_language("fr")
    assert language() == "en"
