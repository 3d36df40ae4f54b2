"""The table of settings: every one reads, changes and is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdengine as gd
from tui.lab.files import recipe
from tui.lab.session import catalogue
from tui.lab.session.frame import Frame
from tui.lab.session.session import Session
from tui.lab.text.language import LANGUAGES, set_language
from tui.lab.wording.differences import differences, unusual
from tui.lab.wording.refusals import in_words
from tui.lab.wording.setting_names import typed_text
from tui.lab.wording.settings import Setting, settings

OPTIMIZERS = [part.name for part in catalogue.OPTIMIZERS]
SCHEDULES = [part.name for part in catalogue.SCHEDULES if part.offered]
ALL_RULES = gd.GradientNorm() | gd.CostTolerance() | gd.Cycle() | gd.WallTime(5.0)


def lab(**changes: Any) -> Session:
    return Session(replace(recipe.article(), **changes))


def table(session: Session) -> dict[str, Setting]:
    return {setting.name: setting for setting in settings(session.frame())}


def taken(session: Session, name: str, text: str) -> Frame:
    """The frame after `text` was given to the setting `name`."""
    change = table(session)[name].take(text)
    assert change is not None
    session.set(*change)
    return session.frame()


def owners() -> list[tuple[str, Any]]:
    """An object of the engine for each kind that has settings of its own, and where it stands."""
    schedules = [gd.StepDecay(0.1, 5), gd.Exponential(0.1, 0.9), gd.Cosine(0.1, 20), gd.InverseScaling(0.1)]
    return [
        *[("optimizer", made()) for made in (gd.SGD, gd.Adagrad, gd.RMSprop, gd.Adam, gd.AdamW, gd.NAdam)],
        ("optimizer", gd.Adadelta()),
        *[("learning_rate", each) for each in (*schedules, gd.WarmUp(0.1), gd.ReduceOnPlateau(0.1))],
        ("batch", gd.MiniBatch(1)),
        *[("stop", rule) for rule in ALL_RULES.rules],
    ]


OWN = [
    pytest.param(place, owner, field.name, part, id=f"{type(owner).__name__}.{field.name}{part or ''}")
    for place, owner in owners()
    for field in fields(owner)
    if field.name != "initial"
    for part in (range(2) if field.name == "betas" else [None])
]


def setting_of(place: str, owner: Any, field: str, part: int | None) -> tuple[Session, Setting]:
    session = lab(**{place: owner}, objective=gd.LinearRegression(gd.line(40, sigma=0.5, seed=1)))
    name = field if part is None else f"{field}.{part}"
    (found,) = [each for each in table(session).values() if each.depth and each.name.endswith(f".{name}")]
    return session, found


def other(owner: Any, field: str, part: int | None, value: Any) -> Any:
    """`owner` with `value` in a field, by the engine alone."""
    if part is not None:
        pair = list(getattr(owner, field))
        pair[part] = value
        value = tuple(pair)
    return replace(owner, **{field: value})


@pytest.mark.parametrize(("place", "owner", "field", "part"), OWN)
@given(value=st.floats(-2, 3) | st.integers(-3, 40) | st.floats(allow_nan=False, allow_infinity=False))
def test_a_field_takes_what_the_engine_takes(
    place: str, owner: Any, field: str, part: int | None, value: float
) -> None:
    session, setting = setting_of(place, owner, field, part)
    if setting.values:
        return
    before = session.frame().experiment
    whole = isinstance(getattr(owner, field), int)
    if whole and float(value).is_integer():
        value = int(value)
    try:
        wanted = other(owner, field, part, value)
    except ValueError:
        with pytest.raises(ValueError, match=r": type a |needs a"):
            setting.take(repr(value))
        return
    if whole and value > 1e9:
        return
    change = setting.take(repr(value))
    if change is not None:
        session.set(*change)
        if place != "batch" or field != "size" or value < 40:
            assert session.frame().experiment == replace(before, **{place: wanted})
        else:
            assert session.frame().experiment.batch == gd.FullBatch()


@pytest.mark.parametrize(("place", "owner", "field", "part"), OWN)
def test_a_switch_turns_and_turns_back(place: str, owner: Any, field: str, part: int | None) -> None:
    session, setting = setting_of(place, owner, field, part)
    if not setting.values or field == "nesterov":
        return
    before = session.frame().experiment
    session.set(*setting.take(setting.turned(1)))  # type: ignore[misc]
    after = session.frame().experiment
    assert after != before
    assert differences(before, after)
    _, back = setting_of(place, getattr(after, place), field, part)
    session.set(*back.take(back.turned(-1)))  # type: ignore[misc]
    assert session.frame().experiment == before


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_is_chosen_with_torchs_defaults(name: str) -> None:
    session = lab(optimizer=gd.Adam() if name != "adam" else gd.SGD())
    chosen = taken(session, "optimizer", name).experiment.optimizer
    defaults: dict[str, Any] = {
        "gd": gd.SGD(),
        "momentum": gd.SGD(momentum=0.9),
        "nesterov": gd.SGD(momentum=0.9, nesterov=True),
    }
    assert chosen == defaults.get(name) or chosen == getattr(gd, name)()
    assert table(session)["optimizer"].text == name
    assert differences(recipe.article(), session.frame().experiment) == (
        [name] if name in ALONE else WITH[name]
    )


WITH = {"gd": [], "momentum": ["momentum 0.9"], "nesterov": ["momentum 0.9", "nesterov on"]}
ALONE = [name for name in OPTIMIZERS if name not in WITH]


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("steps", [1, 20, 1_000, 1_000_000])
def test_every_schedule_is_begun_to_suit_the_planned_steps(name: str, steps: int) -> None:
    session = lab(learning_rate=gd.Cosine(0.2, 3) if name != "cosine" else 0.2, max_steps=steps)
    rate = taken(session, "schedule", name).experiment.learning_rate
    assert table(session)["schedule"].text == name
    assert table(session)["learning_rate"].value == 0.2
    if isinstance(rate, gd.Exponential):
        assert rate(steps) == pytest.approx(0.02, rel=0.2)
    elif isinstance(rate, gd.Cosine | gd.StepDecay):
        assert rate(steps) <= 0.1
    elif isinstance(rate, gd.WarmUp):
        assert rate(0) < rate(max(1, steps // 4)) == 0.2
    elif name == "constant":
        assert rate == 0.2


def test_a_learning_rate_is_what_a_schedule_begins_with() -> None:
    session = lab(learning_rate=gd.StepDecay(0.1, 2, gamma=0.5))
    session.forward(2)
    assert table(session)["learning_rate"].text == "0.1"
    assert table(session)["learning_rate"].notes == ("→ now 0.05", "→ 0.05")
    assert taken(session, "learning_rate", "0.4").learning_rate == 0.2


def test_joined_schedules_are_shown_and_left_for_others() -> None:
    joined = gd.Joined((gd.WarmUp(0.1), gd.Cosine(0.1, 20)), (5,))
    session = lab(learning_rate=joined)
    setting = table(session)["schedule"]
    assert setting.shown(setting.text) == "joined"
    assert setting.turned(1) == "constant"
    assert unusual(session.frame().experiment) == ["joined"]
    assert taken(session, "schedule", "constant").experiment.learning_rate == 0.1
    assert "joined" not in table(session)["schedule"].values


def test_batches() -> None:
    session = lab()
    assert taken(session, "batch", "mini").experiment.batch == gd.MiniBatch(1)
    assert taken(session, "batch.size", "2").experiment.batch == gd.MiniBatch(2)
    assert taken(session, "batch.seed", "7").experiment.batch == gd.MiniBatch(2, seed=7)
    assert taken(session, "batch.reshuffle", "off").experiment.batch == gd.MiniBatch(2, False, 7)
    assert taken(session, "batch.size", "3").experiment.batch == gd.FullBatch()
    one = lab(objective=gd.LinearRegression(gd.Dataset((1,), (1,))))
    with pytest.raises(ValueError, match="only one row"):
        table(one)["batch"].take("mini")


def test_stop_rules_are_joined_and_taken_apart() -> None:
    session = lab()
    assert taken(session, "stop.gradient_norm", "on").experiment.stop == gd.GradientNorm()
    assert taken(session, "stop.gradient_norm.tolerance", "1e-3").experiment.stop == gd.GradientNorm(1e-3)
    both = gd.GradientNorm(1e-3) | gd.Cycle()
    assert taken(session, "stop.cycle", "on").experiment.stop == both
    changed = gd.GradientNorm(1e-3) | gd.Cycle(gradient=0.5)
    assert taken(session, "stop.cycle.gradient", "0.5").experiment.stop == changed
    assert taken(session, "stop.gradient_norm", "off").experiment.stop == gd.Cycle(gradient=0.5)
    assert taken(session, "stop.cycle", "off").experiment.stop is None


def test_a_seed_makes_a_start_and_is_shown_with_it() -> None:
    session = lab()
    frame = taken(session, "seed", "7")
    assert frame.experiment.start == gd.random_start(gd.LinearRegression(gd.article(), "sum"), 7)
    assert table(session)["seed"].text == "7"
    session.restart()
    assert table(session)["seed"].text == "7"
    session.set("w1", 1.0)
    assert table(session)["seed"].text == ""
    session.undo()
    assert table(session)["seed"].text == "7"
    assert table(session)["seed"].shown("") == "–"


@pytest.mark.parametrize(
    ("optimizer", "name", "text", "told"),
    [
        (gd.SGD(), "optimizer.nesterov", "on", "a momentum above 0"),
        (gd.SGD(0.9, nesterov=True), "optimizer.momentum", "0", "a momentum above 0"),
        (gd.SGD(0.9, nesterov=True), "optimizer.dampening", "0.1", "a dampening of 0"),
        (gd.SGD(0.9, dampening=0.1), "optimizer.nesterov", "on", "a dampening of 0"),
    ],
)
@pytest.mark.parametrize("code", LANGUAGES)
def test_what_another_setting_forbids_is_told_in_words(
    optimizer: gd.SGD, name: str, text: str, told: str, code: str
) -> None:
    set_language(code)
    with pytest.raises(gd.Refused) as refusal:
        table(lab(optimizer=optimizer))[name].take(text)
    said = in_words(refusal.value)
    assert told in said if code == "en" else re.search("[가-힣]", said)


def test_a_beginner_sees_four_settings() -> None:
    assert basic(lab()) == ["learning_rate", "optimizer", "update", "gradient_scale"]
    momentum = basic(lab(optimizer=gd.SGD(0.9)))
    assert momentum == ["learning_rate", "optimizer", "optimizer.momentum", "update", "gradient_scale"]


def basic(session: Session) -> list[str]:
    return [setting.name for setting in table(session).values() if setting.basic]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 / 3, "1/3"),
        (0.1, "0.1"),
        (1e-6, "1e-6"),
        (13 / 30, "13/30"),
        (1e300, "1e300"),
        (20, "20"),
        (2.5, "2.5"),
    ],
)
def test_numbers_are_written_as_one_would_type_them(value: float, text: str) -> None:
    assert typed_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_written_reads_as_the_same_number(value: float) -> None:
    from tui.lab.text.entry import any_number

    assert any_number(typed_text(value)) == value


@pytest.mark.parametrize(
    "make", [lambda: lab(), lambda: lab(learning_rate=gd.ReduceOnPlateau(0.1), stop=ALL_RULES)]
)
@given(text=st.text() | st.sampled_from(["", "nan", "-inf", "0,1", "1/0", "{x}", "1e999"]))
def test_any_text_in_any_field_is_taken_or_refused_with_a_sentence(
    make: Callable[[], Session], text: str
) -> None:
    session = make()
    session.set("batch", gd.MiniBatch(1))
    for setting in table(session).values():
        if setting.values:
            continue
        told = refusal(setting, text)
        assert told is None or ": type a " in told


def refusal(setting: Setting, text: str) -> str | None:
    """Why `text` is not taken, None where it is."""
    try:
        change = setting.take(text)
    except ValueError as trouble:
        return str(trouble)
    assert change is None or change[0]
    return None
