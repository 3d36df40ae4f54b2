"""What is said to be happening, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

import gdengine as gd
from tui.lab.files import recipe
from tui.lab.session.session import Session
from tui.lab.text.language import LANGUAGES, _, set_language
from tui.lab.text.notation import number
from tui.lab.wording import phrases
from tui.lab.wording.happening import happening
from tui.lab.wording.phrases import Tone


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
        (
            0.01,
            5,
            "Crawling",
            "falls only ×0.9032 a step now, ×0.9761 in the long run (theory); below 1e−6 in about 550",
        ),
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


SHIFTED = gd.LinearRegression(gd.PRESETS["shifted"](), "sum")


def stopped(objective: gd.LinearRegression, rule: gd.StopRule, **changes: Any) -> Session:
    session = Session(gd.Experiment(objective, (1, 0), stop=rule, **changes))
    while session.frame().ended is None:
        session.forward(1)
        assert session.frame().index < 3000
    return session


@pytest.mark.parametrize("rule", [gd.GradientNorm(1.0), gd.CostTolerance(1e-4, 20)])
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_stop_rule_far_above_the_least_cost_says_how_far(rule: gd.StopRule, code: str) -> None:
    set_language(code)
    session = stopped(SHIFTED, rule, optimizer=gd.adam(), learning_rate=1.0)
    frame, told = session.frame(), happening(session.frame())
    assert frame.step.cost > 50 * SHIFTED.minimum_cost
    assert told.tone is Tone.CAREFUL
    assert told.headline in (_("Stopped: the gradient is small"), _("Stopped: the cost hardly falls"))
    assert number(frame.step.cost - SHIFTED.minimum_cost) in told.text
    assert "0.1658" in told.text


def test_at_the_least_cost_a_stop_rule_says_that_the_slope_is_gone() -> None:
    noisy = gd.LinearRegression(gd.Dataset((0, 1, 2, 3), (0, 5, 1, 9)))
    told = happening(stopped(noisy, gd.GradientNorm(1e-9), learning_rate=0.1).frame())
    assert (told.tone, told.headline) == (Tone.GOOD, "Stopped: the slope is gone")
    assert "above the smallest" not in told.text


@pytest.mark.parametrize("code", LANGUAGES)
def test_far_along_a_valley_adam_is_told_how_far_above_the_least_cost_it_is(code: str) -> None:
    set_language(code)
    session = Session(gd.Experiment(SHIFTED, (1, 0), gd.adam(), learning_rate=1.0))
    session.forward(2000)
    told = happening(session.frame())
    assert told.headline == _("Crawling")
    assert "9.382" in told.text
    assert "0.1658" in told.text


@pytest.mark.parametrize("code", LANGUAGES)
def test_adam_at_the_least_cost_may_leave_it_again(code: str) -> None:
    set_language(code)
    noisy = gd.LinearRegression(gd.Dataset((0, 1, 2, 3), (0, 5, 1, 9)))
    session = Session(gd.Experiment(noisy, (1, 0), gd.adam(), learning_rate=0.1))
    session.forward(3000)
    told = happening(session.frame())
    assert told.headline == _("At the smallest cost, for now")
    assert told.offer == ""
    assert ("leave it again" if code == "en" else "다시 벗어날") in told.text


def test_a_schedule_that_stays_above_the_limit_is_told_from_one_that_falls_below_it() -> None:
    def seen(schedule: gd.Schedule, steps: int) -> tuple[Tone, str, str]:
        session = Session(recipe.article())
        session.set("schedule", schedule)
        session.forward(steps)
        told = happening(session.frame())
        return told.tone, told.headline, told.text

    tone, headline, text = seen(gd.Exponential(0.4, 1.02), 5)
    assert (tone, headline in ("Diverging", "Falling, but not for long")) == (Tone.BAD, True)
    assert "keeps lr above the limit 0.4333" in text
    assert seen(gd.StepDecay(0.6, 40), 38)[:2] == (Tone.CAREFUL, "Rising")
    assert seen(gd.Cosine(0.1, 60), 20)[1] == "Falling"
