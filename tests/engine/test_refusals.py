"""Refusals are facts: every one of the engine has them, and they can be placed, kept and sent."""

from __future__ import annotations

import ast
import pickle
from pathlib import Path

import pytest

import gdengine as gd
from gdengine.refusals import Range, Whole, shown

SOURCES = sorted(Path(gd.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_no_refusal_of_the_engine_is_a_bare_value_error(source: Path) -> None:
    raised = [
        node.exc for node in ast.walk(ast.parse(source.read_text("utf-8"))) if isinstance(node, ast.Raise)
    ]
    kinds = [each.func if isinstance(each, ast.Call) else each for each in raised]
    assert not [kind.lineno for kind in kinds if isinstance(kind, ast.Name) and kind.id == "ValueError"]


def test_a_refusal_is_placed_without_touching_its_facts() -> None:
    refused = gd.Refused("momentum", -1, Range.AT_LEAST_0).at("optimizer").at("mine.toml")
    assert (refused.setting, refused.given, refused.takes) == ("momentum", -1, Range.AT_LEAST_0)
    assert refused.places == ("mine.toml", "optimizer")
    assert str(refused) == "mine.toml: optimizer: momentum: -1 is not a finite number of at least 0"


def test_the_place_of_data_is_in_their_file() -> None:
    trouble = gd.DataError(gd.Trouble.NOT_A_NUMBER, "'x' is not a number", file="a.csv", line=2, found="x")
    assert str(trouble.at("objective")) == "a.csv, line 2: 'x' is not a number"
    assert (trouble.given, trouble.takes) == ("x", gd.Trouble.NOT_A_NUMBER)


@pytest.mark.parametrize(
    "refused",
    [
        gd.Refused("size", 0, Whole(1)).at("batch"),
        gd.FormulaError(4, gd.Mistake.UNKNOWN_NAME, "y", ["x", "pi"]).at("objective"),
        gd.DataError(gd.Trouble.NO_POINTS, "no points", file="a.csv"),
    ],
)
def test_a_refusal_can_be_sent_to_another_process(refused: gd.Refused) -> None:
    again = pickle.loads(pickle.dumps(refused))
    assert str(again) == str(refused)
    assert (again.setting, again.given, again.takes) == (refused.setting, refused.given, refused.takes)


def test_a_value_is_quoted_however_long_it_is() -> None:
    with pytest.raises(gd.Refused, match="learning_rate: … is not a finite number") as caught:
        gd.Experiment(gd.LinearRegression(gd.article()), (1, 0), learning_rate=-(10**5000))
    assert caught.value.given == -(10**5000)
    assert len(shown("x" * 1000)) == 100
