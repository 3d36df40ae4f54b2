"""What differs between two experiments, in a few words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import gdengine as gd
from tui.lab.files import recipe
from tui.lab.wording.differences import differences, unusual


def points(*pairs: tuple[float, float]) -> gd.LinearRegression:
    return gd.LinearRegression(gd.Dataset([x for x, _ in pairs], [y for _, y in pairs]), "sum")


ARTICLE_POINTS = ((0.0, -1.0), (1.0, 1.0), (3.0, 5.0))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"learning_rate": 0.2}, ["lr 0.2"]),
        ({"learning_rate": gd.Cosine(0.1, 20)}, ["cosine"]),
        ({"learning_rate": gd.Cosine(0.3, 20)}, ["lr 0.3", "cosine"]),
        ({"optimizer": gd.SGD(0.9)}, ["momentum 0.9"]),
        ({"optimizer": gd.Adam()}, ["adam"]),
        ({"optimizer": gd.Adam(betas=(0.8, 0.999))}, ["adam", "beta1 0.8"]),
        ({"update": "simultaneous"}, ["simultaneous"]),
        ({"objective": gd.LinearRegression(gd.article(), "mean")}, ["mean · 1/N"]),
        ({"batch": gd.MiniBatch(8)}, ["batch 8"]),
        ({"batch": gd.MiniBatch(8, seed=2)}, ["batch 8", "seed 2"]),
        ({"start": (2.0, -1.5)}, ["start (2, −1.5)"]),
        ({"stop": gd.GradientNorm(1e-3)}, ["stop: gradient 0.001"]),
        ({"stop": gd.CostTolerance() | gd.Cycle()}, ["stop: cost 1e-9, 10", "stop: cycle 1e-9, 1e-6"]),
        ({"objective": points(*ARTICLE_POINTS, (4, 8))}, ["3 points → 4 points"]),
        ({"objective": points((0, -1), (1, 5), (3, 5))}, ["point 2 → (1, 5)"]),
        ({"objective": points((0, -1), (2, 1.25), (3, 6))}, ["2 points moved"]),
        ({"max_steps": 50}, []),
    ],
)
def test_what_was_changed_is_told_in_few_words(changes: dict[str, Any], told: list[str]) -> None:
    before = recipe.article()
    assert differences(before, replace(before, **changes)) == told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"optimizer": gd.Adam()}, {"optimizer": gd.SGD(0.5)}, ["momentum", "momentum 0.5"]),
        ({"optimizer": gd.Adam()}, {"optimizer": gd.Adam(amsgrad=True)}, ["amsgrad on"]),
        ({"learning_rate": gd.Cosine(0.1, 20)}, {"learning_rate": gd.Cosine(0.1, 30)}, ["T_max 30"]),
        ({"learning_rate": gd.Cosine(0.1, 20)}, {"learning_rate": 0.1}, ["constant"]),
        ({"batch": gd.MiniBatch(8)}, {"batch": gd.FullBatch()}, ["all rows"]),
        ({"batch": gd.MiniBatch(8)}, {"batch": gd.MiniBatch(4)}, ["batch 4"]),
        ({"stop": gd.Cycle() | gd.GradientNorm()}, {"stop": gd.Cycle()}, ["stop: gradient off"]),
        ({"stop": gd.GradientNorm()}, {"stop": gd.GradientNorm(0.5)}, ["stop: gradient 0.5"]),
    ],
)
def test_changes_between_other_settings(
    before: dict[str, Any], after: dict[str, Any], told: list[str]
) -> None:
    article = recipe.article()
    assert differences(replace(article, **before), replace(article, **after)) == told


def test_what_is_out_of_sight_is_named() -> None:
    article = recipe.article()
    assert unusual(replace(article, learning_rate=0.3, optimizer=gd.SGD(0.9))) == []
    hidden = replace(article, learning_rate=gd.Cosine(0.3, 20), batch=gd.MiniBatch(2), stop=gd.Cycle())
    assert unusual(hidden) == ["cosine", "batch 2", "stop: cycle 1e-9, 1e-6"]
    assert unusual(replace(article, optimizer=gd.Adam(betas=(0.8, 0.99)))) == ["beta2 0.99"]
    assert unusual(replace(article, optimizer=gd.SGD(weight_decay=0.1))) == ["weight_decay 0.1"]
