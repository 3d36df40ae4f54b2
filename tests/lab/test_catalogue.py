"""The catalogue has every part once, and an optimizer of one class and one row works everywhere."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import gdengine as gd
from tui.cli import main as cli
from tui.lab.by_hand.pages import by_hand
from tui.lab.files import recipe, recipe_writing
from tui.lab.files.session_file import SessionFile
from tui.lab.session import catalogue
from tui.lab.session.frame import Frame
from tui.lab.session.parts import OptimizerPart, Part, SchedulePart, StepSize
from tui.lab.session.session import Session
from tui.lab.text.language import LANGUAGES, _, set_language
from tui.lab.wording.differences import differences, unusual
from tui.lab.wording.happening import happening
from tui.lab.wording.settings import Setting, settings

# Every part of the engine has its row


def classes() -> Iterator[type[Any]]:
    """The classes that the engine exports and that can be made."""
    for name in gd.__all__:
        kind = getattr(gd, name)
        if name == getattr(kind, "__name__", "") and inspect.isclass(kind) and not inspect.isabstract(kind):
            yield kind


SCHEDULES = [kind for kind in classes() if issubclass(kind, gd.Schedule | gd.ReduceOnPlateau)]
RULES = [kind for kind in classes() if issubclass(kind, gd.StopRule) and kind is not gd.AnyOf]
OPTIMIZERS = [
    kind
    for kind in classes()
    if hasattr(kind, "init") and hasattr(kind, "update") and kind is not gd.Optimizer
    if not issubclass(kind, gd.StopRule | gd.ReduceOnPlateau)
]

TABLES: list[tuple[tuple[Part, ...], list[type[Any]]]] = [
    (catalogue.OPTIMIZERS, OPTIMIZERS),
    (catalogue.SCHEDULES, SCHEDULES),
    (catalogue.STOP_RULES, RULES),
]


@pytest.mark.parametrize(("table", "kinds"), TABLES, ids=["optimizers", "schedules", "stop rules"])
def test_every_class_is_in_the_catalogue_once(table: tuple[Part, ...], kinds: list[type[Any]]) -> None:
    assert len(kinds) >= 4
    assert len(catalogue.by_name(table)) == len(table)
    named = [part.made_by for part in catalogue.by_recipe_name(table).values()]
    assert sorted(kind.__name__ for kind in named) == sorted(kind.__name__ for kind in kinds)


def test_only_sgd_is_several_rows_and_they_are_told_apart() -> None:
    shared = [part.name for part in catalogue.OPTIMIZERS if part.recipe]
    assert shared == ["gd", "momentum", "nesterov"]
    assert {part.recipe_name for part in catalogue.OPTIMIZERS[:3]} == {"sgd"}
    for made, name in [
        (gd.SGD(dampening=0.5, weight_decay=0.1), "gd"),
        (gd.SGD(0.3, weight_decay=0.1), "momentum"),
        (gd.SGD(0.3, nesterov=True), "nesterov"),
    ]:
        assert catalogue.optimizer_of(made).name == name


@pytest.mark.parametrize("part", catalogue.OPTIMIZERS, ids=lambda part: part.name)
def test_a_new_optimizer_is_known_by_its_row(part: OptimizerPart) -> None:
    assert catalogue.optimizer_of(part.new()) is part


@pytest.mark.parametrize("part", catalogue.SCHEDULES, ids=lambda part: part.name)
def test_a_new_schedule_is_known_by_its_row(part: SchedulePart) -> None:
    if part.name in ("constant", "joined"):
        assert part.offered is (part.name == "constant")
        return
    made = part.fitted(0.2, 20)
    assert gd.initial_rate(made) == 0.2
    assert catalogue.part_of(catalogue.SCHEDULES, made) is part


@pytest.mark.parametrize("part", catalogue.STOP_RULES, ids=lambda part: part.name)
def test_a_new_stop_rule_is_known_by_its_row(part: Part) -> None:
    assert catalogue.part_of(catalogue.STOP_RULES, part.new()) is part


def test_every_preset_and_every_terrain_is_in_the_catalogue_once() -> None:
    assert [preset.name for preset in catalogue.PRESETS] == list(gd.PRESETS)
    assert [preset.data() for preset in catalogue.PRESETS] == [made() for made in gd.PRESETS.values()]
    assert [terrain.name for terrain in catalogue.TERRAINS] == list(gd.TERRAINS)
    assert [terrain.ground() for terrain in catalogue.TERRAINS] == list(gd.TERRAINS.values())


def test_whatever_a_row_says_is_said_in_korean_too() -> None:
    parts = (*catalogue.SCHEDULES, *catalogue.STOP_RULES)
    assert all(part.label for part in parts)
    said = [part.label for part in parts]
    said += [part.word for part in catalogue.OPTIMIZERS if part.word]
    said += [text for each in catalogue.PRESETS for text in (each.label, each.special, each.look)]
    said += [terrain.caption for terrain in catalogue.TERRAINS]
    set_language("ko")
    assert [text for text in said if not re.search("[가-힣]", _(text))] == []


def test_to_know_a_part_nothing_is_imported() -> None:
    program = """
import sys
import gdengine as gd
from tui.lab.session import catalogue
assert catalogue.optimizer_of(gd.SGD(0.9)).name == "momentum"
dear = {"gdengine.optimizers.adaptive", "gdengine.objectives.terrains"}
print(*dear.intersection(sys.modules))
"""
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""


# An optimizer that the product does not have: one class and one row


@dataclass(frozen=True, slots=True)
class Lion:
    """The sign of a mean gradient, and a weight decay apart from it (Chen et al. 2023)."""

    betas: tuple[float, float] = (0.9, 0.99)
    weight_decay: float = 0.0

    def init(self, params: gd.Params) -> gd.State:
        return ((0.0,) * len(params),)

    def update(
        self, gradient: gd.Params, state: gd.State, params: gd.Params, learning_rate: float
    ) -> tuple[gd.Params, gd.State]:
        (means,), (beta1, beta2) = state, self.betas
        delta, kept = [], []
        for g, m, w in zip(gradient, means, params, strict=True):
            mixed = beta1 * m + (1.0 - beta1) * g
            sign = (mixed > 0.0) - (mixed < 0.0)
            delta.append(-learning_rate * (sign + self.weight_decay * w))
            kept.append(beta2 * m + (1.0 - beta2) * g)
        return tuple(delta), (tuple(kept),)


BARE = OptimizerPart("lion", Lion)
TOLD = OptimizerPart(
    "lion",
    Lion,
    telling="betas.0",
    steps=StepSize.UP_TO_RATE,
    scale_free=True,
    decoupled_decay=True,
    word="Lion goes as far for a small slope as for a large one.",
)

WITH_LION = replace(recipe.article(), optimizer=Lion(betas=(0.8, 0.99), weight_decay=0.1))


def add(row: OptimizerPart, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put `row` into the catalogue."""
    monkeypatch.setattr(catalogue, "OPTIMIZERS", (*catalogue.OPTIMIZERS, row))


@pytest.fixture(params=[BARE, TOLD], ids=["bare", "told"])
def row(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> OptimizerPart:
    """A row for Lion, in the catalogue."""
    found: OptimizerPart = request.param
    add(found, monkeypatch)
    return found


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is said of Lion but its name and class."""
    add(BARE, monkeypatch)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """All is said of Lion."""
    add(TOLD, monkeypatch)


def lab(experiment: gd.Experiment = WITH_LION) -> Session:
    return Session(experiment)


def table(session: Session) -> dict[str, Setting]:
    return {setting.name: setting for setting in settings(session.frame())}


def take(session: Session, name: str, text: str) -> Frame:
    """The frame after `text` was given to the setting `name`."""
    change = table(session)[name].take(text)
    assert change is not None
    session.set(*change)
    return session.frame()


def page(frame: Frame, number: int) -> str:
    """A page of the update by hand, as one line."""
    looks = replace(frame.looks, hand=number)
    return " ".join(" ".join(line.text for line in by_hand(replace(frame, looks=looks), 90, 30)).split())


def test_without_a_row_a_recipe_knows_no_such_optimizer() -> None:
    with pytest.raises(ValueError, match="lion"):
        recipe.experiment({"optimizer": {"name": "lion"}})
    with pytest.raises(ValueError, match="Lion"):
        recipe_writing.dumps(WITH_LION)


def test_a_recipe_names_it_and_is_written_back(row: OptimizerPart) -> None:
    text = 'learning_rate = 0.25\n\n[optimizer]\nname = "lion"\nbetas = [0.5, 0.9]\n'
    experiment = recipe.experiment(tomllib.loads(text))
    assert experiment == replace(recipe.article(), learning_rate=0.25, optimizer=Lion((0.5, 0.9)))
    steps = list(gd.descend(experiment))
    assert [step.params for step in steps[:2]] == [(1.0, 0.0), (1.25, 0.0)]
    assert len(steps) == 21
    written = recipe_writing.dumps(experiment)
    assert text.split("\n\n")[1] in written
    assert recipe.experiment(tomllib.loads(written)) == experiment


def test_the_command_line_runs_it(row: OptimizerPart, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--lr", "0.25", "--set", "optimizer.weight_decay=0.1", "--format", "csv"]
    cli.main(["run", "--optimizer", "lion", *options])
    lines = capsys.readouterr().out.splitlines()
    steps = list(gd.descend(replace(recipe.article(), learning_rate=0.25, optimizer=Lion(weight_decay=0.1))))
    assert [line.split(",")[1:3] for line in lines[1:]] == [[*map(repr, step.params)] for step in steps]


def test_it_is_chosen_in_the_settings_and_its_own_are_changed(row: OptimizerPart) -> None:
    session = lab(recipe.article())
    assert table(session)["optimizer"].values[-1] == "lion"
    assert table(session)["optimizer"].turned(-1) == "lion"
    assert take(session, "optimizer", "lion").experiment.optimizer == Lion()
    assert take(session, "optimizer.betas.0", "0.8").experiment.optimizer == Lion((0.8, 0.99))
    assert take(session, "optimizer.weight_decay", "0.1").experiment == WITH_LION
    with pytest.raises(ValueError, match="below 1"):
        table(session)["optimizer.betas.1"].take("1")
    basic = [name for name, setting in table(session).items() if setting.basic and setting.depth]
    assert basic == ([f"optimizer.{row.telling}"] if row.telling else [])
    assert take(session, "optimizer", "gd").experiment.optimizer == gd.SGD()


def test_a_kept_session_has_it(row: OptimizerPart, tmp_path: Path) -> None:
    session, file = lab(), SessionFile(tmp_path)
    session.forward(5)
    file.save(session.saved())
    assert file.load() == session.saved()


def test_the_log_tells_what_was_changed(row: OptimizerPart) -> None:
    article = recipe.article()
    assert differences(article, replace(article, optimizer=Lion())) == ["lion"]
    assert differences(article, WITH_LION) == ["lion", "beta1 0.8", "weight_decay 0.1"]
    assert differences(WITH_LION, article) == ["gd"]
    assert differences(WITH_LION, replace(WITH_LION, optimizer=Lion((0.8, 0.99)))) == ["weight_decay 0"]
    # What is always shown is not unusual.
    assert unusual(WITH_LION) == [*(() if row.telling else ["beta1 0.8"]), "weight_decay 0.1"]


@pytest.mark.usefixtures("bare")
def test_of_a_bare_row_there_are_general_sentences() -> None:
    frame = lab(replace(WITH_LION, optimizer=Lion())).frame()
    said = happening(frame)
    assert said.headline == "Theory has no word on Lion"
    assert said.text == "Lion sets the length of its steps in its own way."
    assert "Lion turns the slope into a change in its own way." in page(frame, 0)
    assert "slope −6.0000 → change 0.1000" in page(frame, 0)
    assert "With which learning rate Lion makes the same step is not known." in page(frame, 2)


@pytest.mark.usefixtures("told")
def test_of_a_told_row_there_is_said_what_it_says() -> None:
    frame = lab().frame()
    assert (
        "Lion moves each weight by about lr 0.1 a step, however steep it is: to the minimum"
        in happening(frame).text
    )
    assert TOLD.word in page(frame, 0)
    assert "Lion divides a slope by its own size: the constants hardly change its step." in page(frame, 2)


@pytest.mark.parametrize("code", LANGUAGES)
def test_nowhere_is_it_silent(row: OptimizerPart, code: str) -> None:
    set_language(code)
    session = lab()
    for _step in range(3):
        frame = session.frame()
        shown = [happening(frame).text, *(page(frame, number) for number in range(3))]
        assert all(shown)
        assert not any("{" in text for text in shown)
        assert code == "en" or all(re.search("[가-힣]", text) for text in shown)
        session.forward(7)


def test_an_optimizer_in_no_row_is_named_by_its_class() -> None:
    assert catalogue.optimizer_of(Lion()).name == "Lion"
    assert differences(recipe.article(), WITH_LION) == ["Lion"]
    assert unusual(WITH_LION) == []
    assert table(lab())["optimizer"].values[0] == "Lion"
    assert happening(lab().frame()).headline == "Theory has no word on Lion"
