"""What the lab suggests: checked against NumPy, and in sessions of every kind."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gdengine as gd
from tests.lab.by_numpy import lab, radius
from tui.lab.files import recipe
from tui.lab.session.good_rates import pleasant_rate
from tui.lab.session.session import Session
from tui.lab.session.suggestion import Idea, Suggestion, suggest
from tui.lab.text.language import set_language
from tui.lab.wording.happening import happening


def take(session: Session) -> Suggestion:
    suggestion = suggest(session.frame())
    assert suggestion is not None
    if suggestion.idea is Idea.STANDARDISE:
        session.standardise()
    else:
        session.take(suggestion.changes, suggestion.restart)
    return suggestion


@pytest.mark.parametrize(("order", "rate"), [("simultaneous", 0.15), ("sequential", 0.35)])
@pytest.mark.parametrize("tried", [0.0, 0.001, 0.5, 0.6])
def test_the_suggested_rate_is_round_and_about_as_fast_as_can_be(
    order: str, rate: float, tried: float
) -> None:
    session = lab(tried, 3, order)
    assert take(session).changes == (("learning_rate", rate),)
    best = min(radius(k / 1000, order) for k in range(1, 440))
    assert radius(rate, order) < 1.3 * best
    session.forward(60)
    assert session.frame().diagnosis.verdict in (gd.Verdict.ARRIVED, gd.Verdict.CONVERGING)
    assert session.frame().step.cost < 1e-6


def test_a_ruined_run_is_begun_again_and_a_fresh_one_goes_on() -> None:
    ruined, fresh = lab(0.5, 30), lab(0.5, 1)
    assert take(ruined).restart
    assert (ruined.frame().index, len(ruined.frame().ghosts)) == (0, 1)
    assert not take(fresh).restart
    assert fresh.frame().index == 1


def test_a_run_at_its_best_needs_no_suggestion() -> None:
    assert suggest(lab(0.15, 5, "simultaneous").frame()) is None


def test_a_slow_rate_is_told_how_many_times_as_fast_it_could_be() -> None:
    suggestion = suggest(lab(0.1, 5).frame())
    assert suggestion is not None
    assert suggestion.idea is Idea.FASTER
    times = np.log(radius(0.35, "sequential")) / np.log(radius(0.1, "sequential"))
    assert suggestion.times == pytest.approx(times)


def test_after_an_arrival_one_may_see_an_explosion_then_the_other_order() -> None:
    session = lab(0.1, 200)
    assert take(session).idea is Idea.EXPLODE
    assert radius(session.frame().learning_rate, "sequential") > 1.0
    session.forward(5)
    assert take(session).idea is Idea.RATE
    session.forward(200)
    assert take(session).idea is Idea.ORDER


def test_a_run_out_of_numbers_can_be_begun_again() -> None:
    session = lab(0.5, 5000)
    session.set("learning_rate", 0.1)
    assert take(session) == Suggestion(Idea.RESTART, restart=True)
    assert session.frame().index == 0
    session.set("start", (1e300, 1e300))
    assert take(session).idea is Idea.START
    assert session.frame().step.cost == 9.0


def test_data_of_different_sizes_are_standardised() -> None:
    session = lab(0.1)
    session.open_data(gd.PRESETS["ill_scaled"]())
    data = session.frame().fit.data
    values = np.linalg.eigvalsh([[np.dot(data.x, data.x), sum(data.x)], [sum(data.x), len(data)]])
    said = " ".join(happening(session.frame()).why)
    assert f"{values[1] / values[0]:.1e}".replace("e+0", "e") in said
    assert take(session).idea is Idea.STANDARDISE
    session.forward(3)
    while suggest(session.frame()) is not None and session.frame().index < 20:
        take(session)
        session.forward(10)
    assert session.frame().diagnosis.verdict in (gd.Verdict.ARRIVED, gd.Verdict.CONVERGING)


def test_with_a_momentum_of_1_no_rate_settles_and_less_of_it_does() -> None:
    session = lab(0.1, 5, "simultaneous", optimizer=gd.sgd(momentum=1.0))
    assert take(session).idea is Idea.MOMENTUM
    assert gd.theory.spectral_radius(session.frame().experiment) < 1.0  # type: ignore[operator]


def test_where_theory_is_silent_a_tenth_is_tried_or_what_fits_the_distance() -> None:
    wild = lab(0.9, 40, batch=gd.MiniBatch(1))
    assert wild.frame().diagnosis.verdict in (gd.Verdict.DIVERGING, gd.Verdict.RISING, gd.Verdict.NONFINITE)
    assert take(wild).value == 0.09
    slow = lab(1e-9, 40, optimizer=gd.adam())
    assert slow.frame().diagnosis.verdict is gd.Verdict.TOO_SLOW
    # The minimum is 1 away in both weights, and Adam's steps are as long as the rate.
    assert take(slow).value == 0.2
    slow.forward(50)
    assert slow.frame().step.cost < 0.05


def test_noise_is_lowered_by_a_smaller_rate_or_a_larger_batch() -> None:
    noisy = lab(0.05)
    noisy.open_data(gd.PRESETS["noisy_line"]())
    noisy.set("batch", gd.MiniBatch(4, seed=1))
    noisy.forward(600)
    low, high = noisy.frame().diagnosis.floor or (0.0, 0.0)
    assert noisy.frame().diagnosis.verdict is gd.Verdict.NOISY_FLOOR
    assert take(noisy).value == 0.005
    noisy.forward(600)
    late = noisy.frame().run.history.costs(1000, 1200)
    assert np.ptp(late) < (high - low) / 2
    noisy.set("schedule", gd.Constant(0.05))
    noisy.forward(600)
    while suggest(noisy.frame()) is None and noisy.frame().index < 1850:
        noisy.forward()
    assert take(noisy).value == gd.MiniBatch(16, seed=1)


def test_a_schedule_that_grows_or_dies_gives_way_to_a_constant_rate() -> None:
    growing = lab(0.1, 60, schedule=gd.Exponential(0.1, 1.1))
    assert take(growing).changes == (("schedule", 0.35),)
    dying = lab(0.1, 60, schedule=gd.Exponential(0.1, 0.5))
    assert take(dying).idea is Idea.CONSTANT
    too_high = lab(0.1, 0, schedule=gd.StepDecay(0.6, 5))
    assert take(too_high).changes == (("learning_rate", 0.35),)
    assert too_high.frame().experiment.learning_rate == gd.StepDecay(0.35, 5)


@pytest.mark.parametrize("batch", [gd.FullBatch(), gd.MiniBatch(2)])
def test_a_run_that_a_stop_rule_ended_gets_no_suggestion(batch: gd.Batch) -> None:
    session = lab(0.1, 1, stop=gd.GradientNorm(1e-3), batch=batch)
    while session.frame().ended is None:
        session.forward()
        assert session.frame().index < 500
    assert suggest(session.frame()) is None
    told = happening(session.frame())
    assert told.headline == "Stopped: the slope is gone"
    assert "go beyond" in told.text


@pytest.mark.parametrize("scale", [1e-150, 1e-9, 1.0, 1e9, 1e100])
def test_rates_are_found_at_any_scale(scale: float) -> None:
    objective = gd.LinearRegression(gd.Dataset((0, scale, 3 * scale), (-1, 1, 5)), "sum")
    experiment = gd.Experiment(objective, (1, 0), learning_rate=0.1, update="simultaneous")
    rate = pleasant_rate(experiment)
    assert rate is not None
    assert 0.0 < rate < gd.theory.learning_rate_limit(experiment)  # type: ignore[operator]


# Every kind of session

OPTIMIZERS = st.sampled_from(
    [
        gd.sgd(),
        gd.sgd(momentum=0.9),
        gd.sgd(momentum=0.5, dampening=0.3),
        gd.sgd(momentum=0.9, nesterov=True),
        gd.sgd(momentum=1.0),
        gd.sgd(momentum=1.2),
        gd.sgd(momentum=0.5, dampening=1.0),
        gd.sgd(weight_decay=0.3),
        gd.adagrad(),
        gd.rmsprop(),
        gd.rmsprop(alpha=1.0),
        gd.rmsprop(centered=True),
        gd.adam(),
        gd.adamw(),
        gd.adadelta(),
        gd.nadam(),
    ]
)
RATES = st.one_of(
    st.sampled_from([0.0, 1e-300, 1e-9, 0.01, 0.1, 0.15, 0.2, 0.35, 13 / 30, 0.5, 1.0, 1e300]),
    st.floats(0.0, 2.0),
).map(float)
SCHEDULES = RATES.flatmap(
    lambda rate: st.sampled_from(
        [
            rate,
            rate,
            rate,
            gd.Constant(rate),
            gd.StepDecay(rate, 3),
            gd.Exponential(rate, 1.2),
            gd.Cosine(rate, 7),
            gd.InverseScaling(rate),
            gd.WarmUp(rate),
            gd.Joined((gd.WarmUp(rate), gd.Cosine(rate, 5)), (4,)),
            gd.ReduceOnPlateau(rate, patience=1),
        ]
    )
)
SETTINGS = st.one_of(
    st.tuples(st.just("optimizer"), OPTIMIZERS),
    st.tuples(st.just("schedule"), SCHEDULES),
    st.tuples(st.just("learning_rate"), RATES),
    st.tuples(st.just("update"), st.sampled_from(gd.UPDATE_ORDERS)),
    st.tuples(st.just("gradient_scale"), st.sampled_from(gd.GRADIENT_SCALES)),
    st.tuples(st.just("batch"), st.sampled_from([gd.FullBatch(), gd.MiniBatch(1), gd.MiniBatch(9, seed=3)])),
    st.tuples(
        st.just("stop"),
        st.sampled_from([None, gd.GradientNorm(0.1), gd.CostTolerance(1e-3, 3), gd.Cycle()]),
    ),
    st.tuples(st.just("start"), st.sampled_from([(1.0, 0.0), (2.0, -1.0), (1e300, -1e300), (0.0, 0.0)])),
    st.tuples(st.just("data"), st.sampled_from([*gd.PRESETS, "one", "stack", "huge", "level"])),
    st.tuples(st.just("steps"), st.sampled_from([1, 2, 5, 30, 100])),
    st.tuples(st.just("back"), st.integers(1, 9)),
    st.tuples(st.just("take"), st.none()),
)
OWN = {
    "one": gd.Dataset((2.0,), (3.0,)),
    "stack": gd.Dataset((0.0, 0.0), (1.0, 2.0)),
    "huge": gd.Dataset((1e70, 2e70, 3e70), (1e70, 5e70, 2e70)),
    "level": gd.Dataset((-1.0, 0.0, 1.0), (2.0, 2.0, 2.0)),
}
PLACEHOLDER = re.compile(r"[{}]|None|nan|–|  ")


def check(session: Session) -> None:
    """What holds of every frame: full sentences, and a suggestion that keeps its word."""
    frame = session.frame()
    told = happening(frame)
    assert told.headline
    assert told.text
    for sentence in (told.headline, told.text, told.more, *told.why, told.offer, told.guess):
        assert not PLACEHOLDER.search(sentence), sentence
    shrinking = ("Converging", "Swinging, but converging", "Crawling")
    observed = frame.diagnosis.observed
    if (
        told.headline in shrinking
        and frame.diagnosis.theory
        and not gd.weight_decay(frame.experiment.optimizer)
    ):
        assert observed is None or observed <= 1.0
    if told.headline == "Diverging":
        assert not (observed is not None and observed < 1.0 and frame.diagnosis.theory)
    suggestion = suggest(frame)
    assert bool(suggestion) == bool(told.offer)
    promising = (Idea.RATE, Idea.FASTER, Idea.CONSTANT, Idea.MOMENTUM)
    if suggestion is not None and suggestion.idea in promising:
        changed = Session(frame.experiment)
        changed.take(suggestion.changes)
        found = gd.theory.forecast(changed.frame().experiment)
        assert found is None or found.converges or found.radius == pytest.approx(1.0)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(SETTINGS, min_size=1, max_size=8), st.sampled_from(["en", "ko"]))
def test_whatever_is_set_there_are_words_and_suggestions_that_work(
    deeds: list[tuple[str, Any]], code: str
) -> None:
    session = Session(replace(recipe.article(), learning_rate=0.1))
    for name, value in deeds:
        if name == "data":
            session.open_data(OWN.get(value) or gd.PRESETS[value](), value)
        elif name == "steps":
            session.forward(value)
        elif name == "back":
            session.back(value)
        elif name == "take":
            if suggest(session.frame()) is not None:
                take(session)
        else:
            session.set(name, value)
        set_language("en")
        check(session)
        set_language(code)
        assert happening(session.frame()).text
    set_language("en")
