"""Written recipes: read again they are the same experiment, and a person can read them too."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdengine as gd
from tui.lab.files import recipe, recipe_writing

positive = st.floats(1e-300, 1e300)
part = st.floats(0.0, 0.999)
some = st.floats(0.0, 1e6)
any_number = st.floats(allow_nan=False, allow_infinity=False)
moderate = st.floats(-1e6, 1e6)
whole = st.integers(1, 10**20)
switch = st.booleans()

optimizers = st.one_of(
    st.builds(gd.SGD, momentum=some, dampening=moderate, weight_decay=some),
    st.builds(gd.SGD, momentum=st.just(0.9), nesterov=switch),
    st.builds(gd.Adagrad, lr_decay=some, weight_decay=some, initial_accumulator_value=some, eps=some),
    st.builds(gd.RMSprop, alpha=part, eps=some, weight_decay=some, momentum=some, centered=switch),
    st.builds(gd.Adam, betas=st.tuples(part, part), eps=some, weight_decay=some, amsgrad=switch),
    st.builds(gd.AdamW, betas=st.tuples(part, part), eps=some, weight_decay=some, amsgrad=switch),
    st.builds(gd.NAdam, betas=st.tuples(part, part), weight_decay=some, momentum_decay=some),
    st.builds(gd.Adadelta, rho=part, eps=some, weight_decay=some),
)
simple_schedules = st.one_of(
    st.builds(gd.Constant, some),
    st.builds(gd.StepDecay, some, step_size=whole, gamma=positive),
    st.builds(gd.Exponential, some, gamma=positive),
    st.builds(gd.Cosine, some, T_max=whole, eta_min=some),
    st.builds(gd.InverseScaling, some, power=some),
    st.builds(gd.WarmUp, some, start_factor=st.floats(0.001, 1.0), total_iters=whole),
)


def joined(parts: st.SearchStrategy[gd.Schedule]) -> st.SearchStrategy[gd.Schedule]:
    return st.lists(parts, min_size=1, max_size=3).flatmap(
        lambda chosen: st.builds(
            gd.Joined,
            st.just(tuple(chosen)),
            st.sets(whole, min_size=len(chosen) - 1, max_size=len(chosen) - 1).map(sorted).map(tuple),
        )
    )


plateaus = st.builds(
    gd.ReduceOnPlateau,
    some,
    factor=part,
    patience=whole,
    threshold=some,
    threshold_mode=st.sampled_from(["rel", "abs"]),
    cooldown=whole,
    min_lr=some,
    eps=some,
)
rates = some | st.recursive(simple_schedules, joined, max_leaves=5) | plateaus
batches = st.just(gd.FullBatch()) | st.builds(gd.MiniBatch, whole, reshuffle=switch, seed=whole)
rules = st.one_of(
    st.builds(gd.GradientNorm, some),
    st.builds(gd.CostTolerance, some, whole),
    st.builds(gd.Cycle, some, some),
    st.builds(gd.WallTime, some),
)
stops = st.none() | rules | st.lists(rules, min_size=2, max_size=3).map(tuple).map(gd.AnyOf)
points = st.lists(st.tuples(moderate, moderate), min_size=1, max_size=30).map(
    lambda rows: gd.Dataset(*zip(*rows, strict=True))
)
regressions = st.builds(
    gd.LinearRegression,
    st.sampled_from([*gd.PRESETS.values()]).map(lambda preset: preset()) | points,
    st.sampled_from(gd.GRADIENT_SCALES),
)
places = st.floats(-1.0, 1.0)
names = st.none() | st.text(st.characters(codec="utf-8"), max_size=10)
terrains = st.one_of(
    st.sampled_from([*gd.TERRAINS.values()]),
    st.builds(
        gd.Curve, st.sampled_from(["x**2", "x ** 4 - 4*x**2 + x", "exp(-x)"]), st.just((-2, 3)),
        st.none() | places, names, st.lists(places, max_size=2).map(tuple),
    ),
    st.builds(
        gd.Surface, st.sampled_from(["x**2 + y**2", "x*y"]), st.just(((-1, 1), (-2, 2.5))),
        st.none() | st.tuples(places, places), names,
        st.lists(st.tuples(places, places), max_size=2).map(tuple),
    ),
)  # fmt: skip


@st.composite
def experiments(draw: st.DrawFn) -> gd.Experiment:
    objective = draw(regressions | terrains)
    starts = st.tuples(*[any_number for _ in objective.names])
    lines = isinstance(objective, gd.LinearRegression)
    return gd.Experiment(
        objective,
        start=draw(starts | st.just(objective.starts[0])),
        optimizer=draw(optimizers),
        learning_rate=draw(rates),
        update=draw(st.sampled_from(gd.UPDATE_ORDERS)),
        max_steps=draw(st.none() | st.just(20) | whole),
        batch=draw(batches) if lines else gd.FullBatch(),
        stop=draw(stops),
    )


def read(text: str) -> gd.Experiment:
    return recipe.experiment(tomllib.loads(text))


@given(experiments())
def test_what_is_written_is_read_as_the_same_experiment(experiment: gd.Experiment) -> None:
    again = read(recipe_writing.dumps(experiment))
    assert again == experiment
    # Down to the sign of a zero.
    assert repr(again) == repr(experiment)


def test_the_sign_of_a_zero_is_kept() -> None:
    start = read(recipe_writing.dumps(replace(recipe.article(), start=(1.0, -0.0)))).start
    assert repr(start) == "(1.0, -0.0)"


@pytest.mark.parametrize("name", gd.PRESETS)
def test_presets_go_by_their_name(name: str) -> None:
    experiment = replace(recipe.article(), objective=gd.LinearRegression(gd.PRESETS[name](), "sum"))
    assert recipe_writing.tree(experiment) == {"objective": {"preset": name}}


@pytest.mark.parametrize("name", gd.TERRAINS)
def test_terrains_go_by_their_name(name: str) -> None:
    tree = {"objective": {"terrain": name}}
    assert recipe_writing.tree(recipe.experiment(tree)) == tree


def test_a_recipe_is_as_short_as_a_person_would_write_it() -> None:
    experiment = gd.Experiment(
        gd.LinearRegression(gd.Dataset((0, 1, 2.5), (1, 3, -0.1)), "mean"),
        start=(2, -0.5),
        optimizer=gd.SGD(momentum=0.9, nesterov=True),
        learning_rate=gd.Joined((gd.WarmUp(0.05), gd.Exponential(0.05, gamma=0.99)), (5,)),
        update="sequential",
        max_steps=None,
        batch=gd.MiniBatch(2, seed=7),
        stop=gd.GradientNorm(1e-8) | gd.Cycle(),
    )
    assert (
        recipe_writing.dumps(experiment)
        == """\
# A gdlab recipe. What is left out is the article's.
start = [2, -0.5]
learning_rate = 0.05
max_steps = inf

[objective]
x = [0, 1, 2.5]
y = [1, 3, -0.1]
gradient_scale = "mean"

[optimizer]
name = "sgd"
momentum = 0.9
nesterov = true

[schedule]
name = "joined"
schedules = [
    {name = "warm_up"},
    {name = "exponential", gamma = 0.99},
]
milestones = [5]

[batch]
size = 2
seed = 7

[[stop]]
name = "gradient_norm"
tolerance = 1e-08

[[stop]]
name = "cycle"
"""
    )


def test_a_run_without_an_end_can_be_asked_for() -> None:
    assert read("max_steps = inf").max_steps is None


def test_many_points_go_on_in_further_lines() -> None:
    data = gd.line(1000, sigma=1.0)
    text = recipe_writing.dumps(replace(recipe.article(), objective=gd.LinearRegression(data)))
    assert max(map(len, text.splitlines())) < 120
    assert read(text).objective == gd.LinearRegression(data)


class OnesOwn:
    def init(self, params: gd.Params) -> gd.State:
        return ()

    def update(
        self, gradient: gd.Params, state: gd.State, params: gd.Params, learning_rate: float
    ) -> tuple[gd.Params, gd.State]:
        return gradient, state


@dataclass(frozen=True)
class Halved(gd.Schedule):
    def __call__(self, k: int) -> float:
        return 0.5


@pytest.mark.parametrize("change", [{"optimizer": OnesOwn()}, {"learning_rate": Halved()}])
def test_what_has_no_name_in_recipes_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"a recipe has no name for (OnesOwn|Halved)"):
        recipe_writing.dumps(replace(recipe.article(), **change))
