"""Recipes: everything the engine has can be asked for, and what cannot be is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdengine as gd
from tests.thorough import cases
from tui.lab.files import recipe
from tui.lab.session import catalogue

WHOLE = """
start = [0.5, -1]
learning_rate = 0.05
update = "simultaneous"
max_steps = 40
[objective]
x = [0, 1, 2, 3]
y = [1, 3, 5, 8]
gradient_scale = "exact"
[optimizer]
name = "adam"
betas = [0.8, 0.9]
[schedule]
name = "cosine"
T_max = 40
[batch]
size = 2
seed = 7
[[stop]]
name = "gradient_norm"
tolerance = 1e-8
[[stop]]
name = "cycle"
"""


def from_text(folder: Path, text: str) -> gd.Experiment:
    path = folder / "recipe.toml"
    path.write_text(text, "utf-8")
    return recipe.experiment(recipe.read(path), folder)


def test_an_empty_recipe_is_the_article() -> None:
    assert recipe.experiment({}) == gd.Experiment(
        gd.LinearRegression(gd.article(), "sum"), (1, 0), learning_rate=0.1, update="sequential", max_steps=20
    )


def test_a_whole_recipe(tmp_path: Path) -> None:
    assert from_text(tmp_path, WHOLE) == gd.Experiment(
        gd.LinearRegression(gd.Dataset((0, 1, 2, 3), (1, 3, 5, 8))),
        start=(0.5, -1),
        optimizer=gd.adam(betas=(0.8, 0.9)),
        learning_rate=gd.Cosine(0.05, T_max=40),
        max_steps=40,
        batch=gd.MiniBatch(2, seed=7),
        stop=gd.GradientNorm(1e-8) | gd.Cycle(),
    )


def test_data_are_found_beside_the_recipe(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("height,weight\n1,2\n3,4\n")
    found = from_text(tmp_path, '[objective]\ndata = "points.csv"\nx = "weight"\ny = "height"')
    assert isinstance(found.objective, gd.LinearRegression)
    assert found.objective.data == gd.Dataset((2, 4), (1, 3))


@pytest.mark.parametrize("name", gd.TERRAINS)
def test_terrains_start_where_they_suggest(name: str) -> None:
    terrain = gd.TERRAINS[name]
    found = recipe.experiment({"objective": {"terrain": name}})
    assert (found.objective, found.start, found.update) == (terrain, terrain.starts[0], "simultaneous")


@pytest.mark.parametrize("name", gd.PRESETS)
def test_presets(name: str) -> None:
    found = recipe.experiment({"objective": {"preset": name}}).objective
    assert found == gd.LinearRegression(gd.PRESETS[name](), "sum")


def test_formulas() -> None:
    curve = recipe.experiment({"objective": {"formula": "x**2", "domain": [-1, 1]}})
    surface = recipe.experiment({"objective": {"formula": "x**2 + y**2", "domain": [[-1, 1], [-2, 2]]}})
    assert isinstance(curve.objective, gd.Curve)
    assert isinstance(surface.objective, gd.Surface)


def test_schedules_begin_with_the_learning_rate_and_can_be_joined() -> None:
    parts = [{"name": "warm_up", "total_iters": 3}, {"name": "exponential", "gamma": 0.9, "initial": 0.2}]
    found = recipe.experiment({"schedule": {"name": "joined", "schedules": parts, "milestones": [3]}})
    expected = gd.Joined((gd.WarmUp(0.1, total_iters=3), gd.Exponential(0.2, gamma=0.9)), (3,))
    assert found.learning_rate == expected


@pytest.mark.parametrize(
    ("tree", "told"),
    [
        ({"lr": 1}, "lr: there is no such setting; there are start, learning_rate"),
        ({"start": 3}, "start: 3 is not a list"),
        ({"start": [1]}, "start: give a finite number for each of w1, w0; got 1"),
        ({"learning_rate": "fast"}, "learning_rate: 'fast'"),
        ({"optimizer": "adam"}, "optimizer: 'adam' is not a table"),
        ({"optimizer": {"name": "adm"}}, "optimizer.name: 'adm' is none of sgd"),
        ({"optimizer": {"beta": 1}}, "optimizer.beta: there is no such setting; there are momentum"),
        ({"optimizer": {"momentum": -1}}, "optimizer: momentum: -1"),
        ({"schedule": {"name": "step"}}, "schedule: give step_size too"),
        (
            {"schedule": {"name": "joined", "schedules": [{"name": "no"}], "milestones": []}},
            r"schedules\[1\].name",
        ),
        ({"batch": {}}, "batch: give size too"),
        ({"batch": {"size": 0}}, "batch: size: 0"),
        ({"stop": {"name": "cycle"}}, r"stop: give each rule as \[\[stop\]\]"),
        ({"stop": [{"name": "never"}]}, r"stop\[1\].name: 'never'"),
        ({"objective": {"preset": "mine"}}, "preset: 'mine' is none of article"),
        ({"objective": {"terrain": "moon"}}, "objective.terrain: 'moon' is none of bowl"),
        ({"objective": {"x": [1, 2], "y": [1]}}, "objective: x has 2 values and y has 1"),
        ({"objective": {"x": [1]}}, "y: None is not a list of numbers"),
        ({"objective": {"formula": "x**", "domain": [0, 1]}}, "objective: formula, column 4"),
        ({"objective": {"data": "nowhere.csv"}}, "nowhere.csv: cannot be read"),
        ({"objective": {"gradient_scale": "half"}}, "gradient_scale: 'half'"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(tree: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        recipe.experiment(tree)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"start = [1, 0]\nmax_steps = = 3\n", r"recipe.toml: .*\(at line 2, column 13\)"),
        (b"\xff\xfe", "recipe.toml: this is not UTF-8"),
        (None, "recipe.toml: cannot be read: No such file"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "recipe.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=told):
        recipe.read(path)


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
trees = st.recursive(
    leaves,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=3), below, max_size=3),
    max_leaves=6,
)
tables = st.sampled_from([*recipe.ARTICLE, "optimizer", "schedule", "batch", "stop"])
fields = st.sampled_from(
    [
        "name",
        "preset",
        "x",
        "y",
        "formula",
        "domain",
        "momentum",
        "betas",
        "size",
        "seed",
        "T_max",
        "tolerance",
    ]
)
parts = [*catalogue.OPTIMIZERS, *catalogue.SCHEDULES, *catalogue.STOP_RULES]
names = st.sampled_from([*dict.fromkeys(part.recipe_name for part in parts), *gd.PRESETS])


@settings(max_examples=cases(2000))
@given(st.dictionaries(tables, trees | st.dictionaries(fields, trees | names, max_size=4), max_size=4))
def test_random_recipes_are_experiments_or_refused(tree: dict[str, object]) -> None:
    try:
        found = recipe.experiment(tree)
    except ValueError:
        return
    assert isinstance(found, gd.Experiment)
