"""The sentence on the slope: it says which way and why, and its numbers can be computed from each other."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import gdengine as gd
from tests.lab.test_curve_chart import OPTIMIZERS, THREE_VALLEYS, on, sessions
from tui.lab.session.coming import coming_step
from tui.lab.session.session import Session
from tui.lab.text.cells import cell_len
from tui.lab.text.language import LANGUAGES, set_language
from tui.lab.wording.slope import slope_sentence

BOWL = gd.TERRAINS["bowl"]
NUMBER = r"−?\d+(?:\.\d+)?(?:e−?\d+)?"


def said(session: Session) -> str:
    return slope_sentence(session.frame())


def values(text: str) -> list[float]:
    return [float(found.replace("−", "-")) for found in re.findall(NUMBER, text)]


def same(written: float, computed: float) -> bool:
    """Whether a number is written as the other rounds to at four digits."""
    return written == float(f"{computed:.4g}") or math.isclose(written, computed, rel_tol=1e-9)


def test_left_and_right_of_a_minimum_read_differently() -> None:
    assert said(on(BOWL, 1.2)) == "slope 2.4, so to the left; lr 0.1 × 2.4 = 0.24"
    assert said(on(BOWL, -1.2)) == "slope −2.4, so to the right; lr 0.1 × 2.4 = 0.24"


@pytest.mark.parametrize(
    ("session", "sentence"),
    [
        (on(BOWL, 0.0), "slope 0, next to nothing, and so are the steps: at rest in the minimum"),
        (on(gd.TERRAINS["two valleys"], 2.2, 0.05, steps=400), "at rest in a local minimum"),
        (on(gd.TERRAINS["two valleys"], 2.2, 0.09, steps=400), "at rest in the minimum"),
        (on(gd.TERRAINS["road to chaos"], 0.0), "slope 0 on top of a hill"),
        (on(gd.TERRAINS["inflection"], 0.0), "slope 0 where the hill levels out"),
        (on(gd.Curve("x*0", (-1, 1)), 0.3), "slope 0"),
        (on(BOWL, 2.5, 0.0), "slope 5 leads to the left, but lr 0 × 5 moves nothing: the ball stays"),
        (
            on(gd.Curve("log(x)", (-3, 3), 1), 0.5, 0.6, steps=1),
            "E has no value at x −0.7: there is no next step",
        ),
        (on(BOWL, 2.5, 1e200, steps=3), "there is no next step"),
    ],
)
def test_it_says_why_the_ball_stays(session: Session, sentence: str) -> None:
    assert sentence in said(session)


def test_the_push_of_momentum_is_counted_apart() -> None:
    session = on(BOWL, 2.5, 0.1, optimizer=gd.sgd(momentum=0.9))
    assert said(session) == "slope 5, so to the left; lr 0.1 × 5 = 0.5"
    session.forward()
    assert said(session) == "slope 4, so to the left; lr 0.1 × 4 = 0.4, and the push adds 0.45: 0.85"
    session.forward(3)
    against = "slope −1.543, so to the right; lr 0.1 × 1.543 = 0.1543, but the push 0.8339 wins"
    assert said(session) == f"{against}: 0.6796 to the left"


def test_a_slope_of_0_does_not_stop_a_ball_with_momentum() -> None:
    session = on(BOWL, 2.5, 0.5, steps=1, optimizer=gd.sgd(momentum=0.9))
    assert session.frame().step.gradient == (0.0,)
    assert said(session) == "slope 0, but what came before carries the ball on: 2.25 to the left"


def test_nesterov_and_dampening_multiply_the_slope() -> None:
    nesterov = on(BOWL, 2.5, optimizer=gd.sgd(momentum=0.9, nesterov=True))
    assert said(nesterov) == "slope 5, so to the left; lr 0.1 × 1.9 × 5 = 0.95"
    damped = on(BOWL, 2.5, steps=1, optimizer=gd.sgd(momentum=0.5, dampening=0.2))
    assert said(damped).startswith("slope 4, so to the left; lr 0.1 × 0.8 × 4 = 0.32, and the push adds 0.25")


def test_weight_decay_is_added_to_the_slope() -> None:
    session = on(BOWL, 2.5, optimizer=gd.sgd(weight_decay=0.1))
    assert said(session) == "slope 5 + 0.25 (weight decay) = 5.25, so to the left; lr 0.1 × 5.25 = 0.525"


def test_an_optimizer_that_scales_is_set_beside_plain_descent() -> None:
    session = on(BOWL, 2.5, optimizer=gd.adam())
    assert said(session) == "slope 5, so to the left; adam goes 0.1, plain descent lr 0.1 × 5 = 0.5"
    session.forward(29)
    frame = session.frame()
    coming = coming_step(frame)
    assert coming
    while frame.step.gradient[0] * (coming.params[0] - frame.step.params[0]) < 0.0:
        session.forward()
        frame, coming = session.frame(), coming_step(session.frame())
        assert coming
    assert "adam remembers earlier slopes" in said(session)
    assert said(session).endswith("to the left")


@given(
    st.floats(-4.9, 7.9),
    st.sampled_from([1e-5, 0.0123456, 0.1, 0.35, 1.7, 25.0]),
    st.integers(0, 40),
    st.sampled_from([gd.sgd(), gd.sgd(momentum=0.9), gd.sgd(momentum=0.7, nesterov=True)]),
)
def test_the_numbers_follow_from_each_other_and_are_true(
    start: float, rate: float, steps: int, optimizer: gd.Optimizer
) -> None:
    session = on(THREE_VALLEYS, start, rate, steps, optimizer=optimizer)
    frame, sentence = session.frame(), said(session)
    coming = coming_step(frame)
    assume(coming is not None and math.isfinite(coming.cost) and ";" in sentence)
    assert coming
    head, _, tail = sentence.partition(";")
    slope, product = values(head)[0], tail.split("=")[0]
    factors, results = values(product), values(tail.split("=")[1])
    assert same(abs(slope), abs(frame.step.gradient[0]))
    assert factors[-1] == abs(slope)
    assert same(factors[0], rate)
    place = 1.0 if len(results) == 1 else max(results[:2])
    assert math.isclose(results[0], math.prod(factors), rel_tol=6e-4, abs_tol=1e-3 * place)
    delta = coming.params[0] - frame.step.params[0]
    if len(results) > 1:
        own, pushed, step = results
        opposed = "less" in tail or "but" in tail
        assert step == pytest.approx(abs(own - pushed if opposed else own + pushed), abs=1e-9 * place)
        assert step == pytest.approx(abs(delta), abs=2e-3 * place)
        way = tail if "but" in tail else head
    else:
        assert results[0] == pytest.approx(abs(delta), rel=2e-3)
        way = head
    if abs(delta) > 2e-3 * place:
        assert way.endswith("to the right" if delta > 0.0 else "to the left")


@pytest.mark.parametrize("language", LANGUAGES)
@given(sessions(), st.integers(20, 200))
def test_it_is_said_of_every_run_as_fully_as_there_is_room(
    language: str, session: Session, room: int
) -> None:
    set_language(language)
    frame = session.frame()
    full, fitting = slope_sentence(frame), slope_sentence(frame, room)
    assert full
    assert fitting == full or cell_len(full) > room
    assert "{" not in full + fitting


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_which_way_it_goes_is_which_way_it_went(optimizer: gd.Optimizer) -> None:
    session = on(THREE_VALLEYS, -4, 0.2, optimizer=optimizer)
    for _ in range(60):
        sentence, before = said(session), session.frame().step.params[0]
        session.forward()
        delta = session.frame().step.params[0] - before
        if "at rest" not in sentence and abs(delta) > 1e-3:
            ways = re.findall("to the (?:left|right)", sentence)
            assert ways[-1] == ("to the right" if delta > 0.0 else "to the left"), sentence
