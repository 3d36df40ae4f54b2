"""Whatever is refused, by the engine, a recipe or an option, carries facts and is said in both languages."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

import gdengine as gd
from gdengine.refusals import (
    AsMany,
    Form,
    LowHigh,
    MoreThan,
    Need,
    Needs,
    NeedsRows,
    NumberInRow,
    Numbers,
    OneOf,
    Range,
    Rising,
    Whole,
    Within,
    shown,
)
from tests.engine import test_expressions
from tui.cli.described import described
from tui.cli.options import Options
from tui.lab.files import recipe, recipe_writing
from tui.lab.session import catalogue
from tui.lab.session.session import Session
from tui.lab.session.typed_terrain import typed_terrain
from tui.lab.text import wanted
from tui.lab.text.language import set_language
from tui.lab.text.wanted import Known, Missing, Toml, Wanted
from tui.lab.wording import formulas
from tui.lab.wording.refusals import REFUSALS, in_words

LINE = gd.LinearRegression(gd.article())

OPTIMIZERS = tuple(catalogue.by_name(catalogue.OPTIMIZERS))
RECIPE_OPTIMIZERS = tuple(catalogue.by_recipe_name(catalogue.OPTIMIZERS))


def experiment(**settings: Any) -> gd.Experiment:
    return gd.Experiment(**{"objective": LINE, "start": (1, 0), **settings})


class Fixed(gd.Schedule):
    """A schedule with no number that it could begin with."""

    def __call__(self, update: int) -> float:
        return 0.1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fixed)

    def __hash__(self) -> int:
        return 0


def stuck() -> gd.Step:
    return gd.History(experiment(start=(1e200, 0.0))).at(0)


def from_file(content: bytes) -> Callable[[Path], object]:
    def read(folder: Path) -> object:
        path = folder / "mine.toml"
        path.write_bytes(content)
        return recipe.read(path)

    return read


Case = tuple[Callable[..., object], str, object, object]

ENGINE: list[Case] = [
    (lambda: gd.SGD(dampening="a"), "dampening", "a", Range.ANY),
    (lambda: gd.SGD(momentum=-1), "momentum", -1, Range.AT_LEAST_0),
    (lambda: gd.Exponential(0.1, 0), "gamma", 0, Range.ABOVE_0),
    (lambda: gd.Adam(betas=(0.9, 1.5)), "betas[1]", 1.5, Range.BELOW_1),
    (lambda: gd.RMSprop(alpha=2), "alpha", 2, Range.UP_TO_1),
    (lambda: gd.WarmUp(0.1, 0), "start_factor", 0, Range.ABOVE_0_UP_TO_1),
    (lambda: gd.SGD(nesterov="yes"), "nesterov", "yes", Form.SWITCH),
    (lambda: gd.Adam(betas=0.9), "betas", 0.9, Form.BETAS),
    (lambda: gd.sweep(experiment(), learning_rates=3), "learning_rates", 3, Form.SEQUENCE),
    (lambda: experiment(objective=5), "objective", 5, Form.OBJECTIVE),
    (lambda: experiment(optimizer="sgd"), "optimizer", "sgd", Form.OPTIMIZER),
    (lambda: experiment(learning_rate=-0.5), "learning_rate", -0.5, Form.LEARNING_RATE),
    (lambda: experiment(batch=32), "batch", 32, Form.BATCH),
    (lambda: experiment(stop=1e-6), "stop", 1e-6, Form.STOP),
    (lambda: gd.Cycle() | 3, "rules", 3, Form.STOP_RULE),
    (lambda: gd.starting_at(Fixed(), 0.1), "learning_rate", Fixed(), Form.INITIAL),
    (lambda: gd.AnyOf(()), "rules", (), Form.STOP_RULES),
    (lambda: gd.Joined((0.1,), ()), "schedules", 0.1, Form.SCHEDULE),
    (lambda: gd.Joined((), ()), "schedules", (), Form.SCHEDULES),
    (lambda: gd.diagnose(7), "history_or_steps", 7, Form.RUN),
    (lambda: gd.Surface("x*y", domain=((0, 1),)), "domain", ((0, 1),), Form.TWO_INTERVALS),
    (lambda: gd.fate(experiment()), "objective", LINE, Form.TERRAIN),
    (lambda: gd.standardise(gd.Dataset((1.7e308, 1.7e308, 0), (1, 2, 3))), "x", 1.7e308, Need.SMALLER),
    (lambda: gd.LinearRegression(gd.Dataset((1e200, 1), (1, 2))), "data", 1e200, Need.SMALLER_SQUARES),
    (lambda: gd.Dataset((), ()), "x, y", (), Need.A_POINT),
    (lambda: gd.Dataset((1,), (2,)).without(0), "row", 0, Need.ANOTHER_POINT),
    (lambda: gd.regression_tape((), (1, 0)), "points", (), Need.A_ROW),
    (lambda: gd.diagnose([]), "history_or_steps", [], Need.A_STEP),
    (lambda: gd.arithmetic(experiment(), stuck()), "step", 0, Need.FINITE_STEP),
    (lambda: gd.sweep(experiment()), "learning_rates, optimizers", (None, None), Need.ONE_OF_TWO),
    (lambda: gd.MiniBatch(0), "size", 0, Whole(1)),
    (lambda: gd.random_start(LINE, -1), "seed", -1, Whole(0)),
    (lambda: gd.geometric(1, 2, 1), "count", 1, Whole(2)),
    (lambda: experiment(update="both"), "update", "both", OneOf(gd.UPDATE_ORDERS)),
    (lambda: gd.Dataset((1, 2), (1,)), "y", 1, AsMany("x", 2)),
    (lambda: gd.Dataset((1, "a"), (1, 2)), "x", "a", NumberInRow(2)),
    (lambda: gd.article().with_point(0, math.inf), "y", math.inf, NumberInRow(4)),
    (lambda: experiment(start=(1,)), "start", (1,), Numbers(("w1", "w0"))),
    (lambda: experiment(start=(1, math.inf)), "start", math.inf, Numbers(("w1", "w0"), "w0")),
    (lambda: experiment(start=("a", 1)), "start", "a", Numbers(("w1", "w0"), "w1")),
    (lambda: gd.Curve("x", start="a"), "start", "a", Numbers(("x",))),
    (lambda: gd.Curve("x").cost((1, 2)), "params", (1, 2), Numbers(("x",), finite=False)),
    (lambda: gd.Curve("x", domain=(3, -3)), "domain", (3, -3), LowHigh()),
    (lambda: gd.Surface("x*y", domain=((0, 1), (1, 1))), "domain", (1, 1), LowHigh("y")),
    (lambda: gd.Curve("x", start=9), "start", 9.0, Within("x", -3.0, 3.0)),
    (lambda: gd.range_test(experiment(), low=2, high=1), "high", 1, MoreThan("low", 2)),
    (lambda: gd.Joined((gd.Constant(1), gd.Constant(2)), (0,)), "milestones", (0,), Rising(1)),
    (lambda: gd.SGD(nesterov=True), "nesterov", True, Needs("momentum", Range.ABOVE_0, 0.0)),
    (lambda: gd.SGD(0.9, 0.1, True), "nesterov", True, Needs("dampening", 0.0, 0.1)),
    (
        lambda: experiment(objective=gd.Curve("x"), start=(1,), batch=gd.MiniBatch(2)),
        "batch",
        gd.MiniBatch(2),
        NeedsRows("Curve"),
    ),
]


class Never(gd.StopRule):
    def update(self, state: gd.State, step: gd.Step) -> tuple[gd.Status | None, gd.State]:
        return None, state


def made(**tree: object) -> Callable[[], object]:
    return lambda: recipe.experiment(tree)


RECIPES: list[Case] = [
    (made(start=3), "start", 3, Wanted.NUMBERS),
    (made(objective={"x": [1]}), "y", None, Wanted.NUMBERS),
    (made(schedule={"name": "joined", "schedules": 3}), "schedule.schedules", 3, Wanted.SCHEDULES),
    (made(stop={"name": "cycle"}), "stop", {"name": "cycle"}, Wanted.RULES),
    (made(optimizer="adam"), "optimizer", "adam", Wanted.TABLE),
    (made(objective={"preset": "article", "x": [1]}), "preset, x", ["article", [1]], Wanted.ONE_WAY),
    (made(lr=1), "lr", 1, Known((*recipe.ARTICLE, "optimizer", "schedule", "batch", "stop"))),
    (made(batch={"size": 2, "sed": 7}), "batch.sed", 7, Known(("size", "reshuffle", "seed"))),
    (made(batch={}), "batch", {}, Missing(("size",))),
    (
        made(optimizer={"name": "adm"}),
        "optimizer.name",
        "adm",
        OneOf(RECIPE_OPTIMIZERS),
    ),
    (from_file(b"\xff"), "mine.toml", 255, Wanted.UTF_8),
    (from_file(b"a = 1\nb = = 2"), "mine.toml", "Invalid value (at line 2, column 5)", Toml(2, 5)),
    (from_file(b"a = ["), "mine.toml", "Invalid value (at end of document)", Toml(1, 1)),
    (from_file(b"a." * 40 + b"a = 1"), "mine.toml", "", Wanted.SHALLOW),
    (from_file(b"a = " + b"[" * 5000), "mine.toml", "", Wanted.SHALLOW),
    (lambda: recipe_writing.tree(experiment(stop=gd.Cycle() | Never())), "stop", None, Wanted.A_NAME),
]

OPTIONS: list[Case] = [
    (lambda: described(Options(lr="x")), "--lr", "x", Form.LEARNING_RATE),
    (lambda: described(Options(steps="2.5")), "--steps", 2.5, Whole(0)),
    (lambda: described(Options(batch="0")), "--batch", 0, Whole(1)),
    (lambda: described(Options(batch="2", seed="-1")), "--seed", -1, Whole(0)),
    (lambda: described(Options(start="1")), "--start", (1.0,), Numbers(("w1", "w0"))),
    (lambda: described(Options(start="a,b")), "--start", "a,b", Wanted.COMMAS),
    (lambda: described(Options(update="both")), "--update", "both", OneOf(gd.UPDATE_ORDERS)),
    (lambda: described(Options(gradient="half")), "--gradient", "half", OneOf(gd.GRADIENT_SCALES)),
    (
        lambda: described(Options(optimizer="no")),
        "--optimizer",
        "no",
        OneOf(OPTIMIZERS),
    ),
    (lambda: described(Options(setting=["momentum"])), "--set", "momentum", Wanted.KEY_AND_VALUE),
    (
        lambda: described(Options(setting=["batch=3", "batch.size=1"])),
        "--set",
        "batch.size",
        Wanted.IN_A_TABLE,
    ),
    (
        lambda: described(Options(terrain="bowl", formula="x")),
        "--terrain, --formula",
        ("bowl", "x"),
        Wanted.ONE_WAY,
    ),
]

BOWL = Session(gd.Experiment(gd.TERRAINS["bowl"], (2,)))
LOGARITHM = Session(gd.Experiment(gd.Curve("log(x)"), (2,)))

TERRAINS: list[Case] = [
    (lambda: typed_terrain("5"), "formula", "5", Wanted.A_VARIABLE),
    (lambda: typed_terrain("x", start="a"), "start", "a", Wanted.ONE_NUMBER),
    (lambda: typed_terrain("x", domain="1"), "domain", "1", Wanted.TWO_NUMBERS),
    (lambda: typed_terrain("x*y", domain="1, 2"), "domain", "1, 2", Wanted.FOUR_NUMBERS),
    (lambda: LOGARITHM.set("start", (-1.0,)), "start", -1.0, Wanted.A_VALUE),
    (lambda: BOWL.set("x", 5.0), "start", 5.0, Within("x", -3.0, 3.0)),
]

CASES = [*ENGINE, *RECIPES, *OPTIONS, *TERRAINS]
NAMES = [f"{setting}-{takes}" for _refuse, setting, _given, takes in CASES]


@pytest.fixture
def refused(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> gd.Refused:
    """What the case refuses."""
    monkeypatch.chdir(tmp_path)
    provoke = request.param[0]
    with pytest.raises(gd.Refused) as caught:
        provoke(Path()) if provoke.__code__.co_argcount else provoke()
    return caught.value


@pytest.mark.parametrize(
    ("refused", "case"), [(case, case) for case in CASES], ids=NAMES, indirect=["refused"]
)
def test_a_refusal_knows_setting_given_and_takes(refused: gd.Refused, case: Case) -> None:
    _provoke, setting, given, takes = case
    assert (refused.setting, type(refused.takes), refused.takes) == (setting, type(takes), takes)
    assert given is None or refused.given == given


@pytest.mark.parametrize("refused", CASES, ids=NAMES, indirect=True)
def test_english_says_setting_given_and_takes(refused: gd.Refused) -> None:
    said, takes = str(refused), refused.takes
    if takes not in (Need.A_POINT, Wanted.A_NAME):
        assert refused.setting in said
    if isinstance(takes, Range | Whole | OneOf | Form) and takes not in (Form.RUN, Form.INITIAL):
        assert shown(refused.given) in said
    if not isinstance(takes, Enum | Toml):
        facts = [part for fact in takes for part in (fact if isinstance(fact, tuple) else [fact])]
        assert all(
            str(fact) in said for fact in facts if isinstance(fact, str | int) and not isinstance(fact, bool)
        )


def words_of(refused: gd.Refused) -> set[str]:
    """The names and values in a refusal, which no language changes."""
    facts = [] if isinstance(refused.takes, Enum) else refused.takes
    known = [*refused.places, refused.setting, shown(refused.given), type(refused.given).__name__, *facts]
    return set(re.findall("[A-Za-z]+", " ".join(map(str, known))))


UNTRANSLATED = set(
    re.findall(
        "[A-Za-z]+",
        "True False None History LinearRegression Curve Surface FullBatch MiniBatch(size) sgd "
        "Nesterov nesterov momentum dampening optimizer stop name KEY=VALUE TOML UTF-8",
    )
)
"""Names of the engine, of recipes and of file formats that sentences give for examples."""


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("refused", CASES, ids=NAMES, indirect=True)
def test_each_is_said_in_both_languages(refused: gd.Refused, code: str) -> None:
    set_language(code)
    said = in_words(refused)
    assert "{" not in said.replace(shown(refused.given), "")
    hangul = re.search("[가-힣]", said)
    if code == "en":
        assert not hangul
    else:
        foreign = set(re.findall("[A-Za-z]+", said)) - words_of(refused) - UNTRANSLATED
        assert hangul
        assert {word for word in foreign if len(word) > 1} == set()


@pytest.mark.parametrize("text", test_expressions.REFUSED)
def test_a_formula_is_mended_in_both_languages(text: str) -> None:
    with pytest.raises(gd.FormulaError) as caught:
        gd.parse(text)
    assert isinstance(caught.value.takes, gd.Mistake)
    assert in_words(caught.value).startswith(f"formula, column {caught.value.column}: ")
    set_language("ko")
    assert in_words(caught.value).startswith(f"수식의 {caught.value.column}번째 글자: ")


def test_every_kind_of_fact_is_provoked_here_and_has_its_sentence() -> None:
    provoked = {takes if isinstance(takes, Enum) else type(takes) for *_case, takes in CASES}
    kinds = {
        kind
        for module in (gd.refusals, wanted)
        for kind in vars(module).values()
        if isinstance(kind, type) and hasattr(kind, "said") and kind.__name__ != "Takes"
    }
    records = {kind for kind in kinds if not issubclass(kind, Enum)}
    members = {member for kind in kinds if issubclass(kind, Enum) for member in kind}
    assert provoked == records | members
    assert set(REFUSALS) == provoked - {Needs, Numbers, NumberInRow}
    assert set(formulas.MISTAKES) == set(gd.Mistake)


def test_a_sentence_without_facts_stays_as_it_is() -> None:
    assert in_words(ValueError("something new")) == "something new"


def test_refusals_are_said_in_the_readers_language() -> None:
    session = Session(recipe.article())
    refusals = [
        (lambda: session.add_point(1e200, 1.0), "제곱"),
        (lambda: session.set("optimizer", gd.sgd(momentum=-1.0)), "momentum -1.0: 0 이상의 수"),
        (lambda: session.set("optimizer", gd.adam(betas=(2.0, 0.9))), "betas[0] 2.0: 0 이상 1 미만"),
        (lambda: session.set("batch", gd.MiniBatch(0)), "size 0: 1 이상의 정수"),
        (lambda: session.set("schedule", gd.Exponential(0.1, 0.0)), "gamma 0.0: 0보다 큰 수"),
        (lambda: session.set("optimizer", gd.sgd(nesterov=True)), "0보다 큰 momentum"),
        (lambda: session.set("start", (float("inf"), 0.0)), "처음 가중치"),
        (lambda: session.set("learning_rate", -1.0), "learning_rate -1.0: 0 이상의 수"),
        (lambda: session.add_point(float("inf"), 0.0), "점 4의 x이(가) inf"),
    ]
    set_language("ko")
    for refused, korean in refusals:
        with pytest.raises(ValueError, match=r"\w") as caught:
            refused()  # type: ignore[no-untyped-call]
        assert korean in in_words(caught.value)
