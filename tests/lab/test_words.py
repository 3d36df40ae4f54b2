"""Sentences, numbers, languages: what is said, and that it is said in Korean too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import gdengine as gd
import tui
from tui.lab.files import recipe
from tui.lab.session.session import Session
from tui.lab.text import entry, notation
from tui.lab.text.language import LANGUAGES, LOCALE_DIR, _, language, language_of_locale, set_language
from tui.lab.wording import phrases
from tui.lab.wording.happening import happening
from tui.lab.wording.phrases import Tone

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
    assert len(wanted) > 80
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


def said(rate: float, steps: int, order: str = "sequential") -> tuple[Tone, str, str]:
    session = Session(recipe.article())
    session.set("learning_rate", rate)
    session.set("update", order)
    session.forward(steps) if steps else None
    told = happening(session.frame())
    return told.tone, told.headline, told.text


def test_before_the_first_step_theory_speaks() -> None:
    assert said(0.1, 0)[1] == "Theory: this will work"
    tone, headline, text = said(0.5, 0)
    assert (tone, headline) == (Tone.BAD, "Theory: this will explode")
    assert "0.4333" in text


@pytest.mark.parametrize(
    ("rate", "steps", "headline", "inside"),
    [
        (0.1, 5, "Converging", "×0.7396 a step now, ×0.7396 in the long run"),
        (0.5, 5, "Diverging", "limit 0.4333"),
        (0.01, 5, "Crawling", "falls only ×0.9032 a step; below 1e−6 in about 550"),
        (0.4, 5, "Swinging, but converging", "×0.6 in the long run"),
        (13 / 30, 5, "Going round for ever", "exactly the limit"),
        (0, 5, "Standing still", "0.4333"),
        (0.1, 200, "Arrived", "f(x) = 2.00x − 1.00"),
        (0.5, 5000, "Out of numbers", "no step can follow"),
    ],
)
@pytest.mark.parametrize("code", LANGUAGES)
def test_after_it_the_run_does(rate: float, steps: int, headline: str, inside: str, code: str) -> None:
    set_language(code)
    _tone, shown, text = said(rate, steps)
    if code == "en":
        assert shown == headline
        assert inside in text
    else:
        assert shown == _(headline) != headline
        assert re.search("[가-힣]", text)
    assert "{" not in text


@pytest.mark.parametrize("code", LANGUAGES)
def test_where_many_lines_fit_equally_well_it_says_so(code: str) -> None:
    set_language(code)
    experiment = gd.Experiment(
        gd.LinearRegression(gd.Dataset((2, 2), (1, 3)), "sum"), (5, 0), learning_rate=0.1
    )
    session = Session(experiment)
    session.forward(300)
    assert ("many lines" if code == "en" else "여러 직선") in happening(session.frame()).text


def test_where_the_minimum_is_not_zero_it_speaks_of_what_is_above_it() -> None:
    noisy = gd.LinearRegression(gd.Dataset((0, 1, 2, 3), (0, 5, 1, 9)), "sum")
    session = Session(gd.Experiment(noisy, (1, 0), learning_rate=0.03, max_steps=20))
    session.forward(10)
    assert happening(session.frame()).text.startswith("The cost above its minimum goes ×")
    session.forward(130)
    assert "below 1e−6 already" in happening(session.frame()).text or session.frame().diagnosis.steps_to_go


def test_above_the_limit_there_can_be_a_window_that_settles() -> None:
    data = gd.Dataset((0.0, 0.688), (0.0, 1.0))
    experiment = gd.Experiment(gd.LinearRegression(data), (1, 0), learning_rate=2.3, update="sequential")
    session = Session(experiment)
    assert "above the limit" in happening(session.frame()).text
    session.forward(200)
    assert session.frame().step.cost < 1e-6


@pytest.mark.parametrize(
    ("settings", "headline", "inside"),
    [
        ({"optimizer": gd.adam()}, "Theory has no word on Adam", "10 steps or more"),
        (
            {"optimizer": gd.rmsprop()},
            "Theory has no word on RMSprop",
            "about 1 at first, later by about lr 0.1",
        ),
        ({"batch": gd.MiniBatch(2)}, "Theory has no word on mini-batches", "only 2 of 3 points"),
        ({"schedule": gd.Cosine(0.5, 9)}, "Theory has no word on schedules", "While it is above 0.4333"),
        ({"optimizer": gd.sgd(momentum=1)}, "Theory: this will not settle", "With momentum 1 nothing"),
    ],
)
def test_where_theory_is_silent_it_says_so_and_what_to_expect(
    settings: dict[str, Any], headline: str, inside: str
) -> None:
    session = Session(recipe.article())
    for name, value in settings.items():
        session.set(name, value)
    told = happening(session.frame())
    assert told.headline == headline
    assert inside in told.text


@pytest.mark.parametrize(
    ("factor", "written"),
    [
        (0.7396, "0.7396"),
        (0.9999998, "0.9999998"),
        (1 - 2e-9, "(1 − 2e−9)"),
        (1 + 3e-12, "(1 + 3e−12)"),
        (1.0, "1"),
    ],
)
def test_a_factor_is_never_rounded_to_1(factor: float, written: str) -> None:
    assert phrases.factor(factor) == written


def test_a_cost_that_falls_above_the_limit_is_no_comfort() -> None:
    assert said(0.17, 4, "simultaneous")[1] == "Falling, but not for long"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (notation.number(13 / 30), "0.4333"),
        (notation.number(1e-6), "1e−6"),
        (notation.number(float("nan")), "NaN"),
        (notation.number(float("-inf")), "−inf"),
        (notation.cost(0.0), "0.00000"),
        (notation.cost(5223270089.75743), "5.223e9"),
        (notation.fixed(-0.001), "0.00"),
        (notation.fixed(-1234567.0), "−1234567"),
        (notation.fixed(-1234567.0, 4, 7), "−1.23e6"),
        (notation.fixed(91241.6364, 4, 8), "91241.64"),
        (notation.fixed(-1.5e200, 4, 8), "−1.5e200"),
        (notation.percent(-0.2604), "−26.0 %"),
        (notation.percent(float("inf")), ""),
        (notation.line_formula((1.976, -0.951)), "f(x) = 1.98x − 0.95"),
        (notation.line_formula((1.0, 0.0)), "f(x) = 1.00x + 0.00"),
        (notation.exact(0.1), "0.1"),
        (notation.exact(20.0), "20"),
        (notation.exact(1e300), "1e+300"),
    ],
)
def test_numbers_are_written_for_people(written: str, expected: str) -> None:
    assert written == expected


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
