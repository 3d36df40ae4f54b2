"""Every optimizer gives torch's numbers: the stored ones everywhere, torch's own where it is installed."""

import json
import random
import runpy
from itertools import islice
from math import isnan
from pathlib import Path

import pytest

import gdengine as gd
from gdengine import Dataset, Experiment, LinearRegression, descend
from gdengine.optimizers.adaptive import Adadelta, Adagrad, Adam, AdamW, NAdam, RMSprop
from gdengine.optimizers.sgd import SGD

REFERENCE = Path(__file__).parent / "reference"
STORED = json.loads((REFERENCE / "optimizers.json").read_text(encoding="utf-8"))
KINDS = [SGD, Adagrad, RMSprop, Adam, AdamW, NAdam, Adadelta]


def _name(run):
    return f"{run['optimizer']}-{run['options']}-{run['data']}"


def _made(run):
    options = {name: tuple(v) if isinstance(v, list) else v for name, v in run["options"].items()}
    return getattr(gd, run["optimizer"])(**options)


def _ours(run, steps):
    data = STORED["data"][run["data"]]
    experiment = Experiment(
        LinearRegression(Dataset(data["x"], data["y"])),
        start=data["start"],
        optimizer=_made(run),
        learning_rate=run["learning_rate"],
        max_steps=steps,
    )
    return [step.params for step in islice(descend(experiment), 1, None)]


@pytest.mark.parametrize("run", STORED["runs"], ids=_name)
def test_agrees_with_the_stored_values_of_torch(run):
    ours = _ours(run, max(STORED["steps"]))
    for step, params in zip(STORED["steps"], run["params"], strict=True):
        assert ours[step - 1] == pytest.approx(params, rel=1e-12, abs=0.0), f"step {step}"


@pytest.mark.parametrize("run", STORED["runs"], ids=_name)
def test_agrees_with_torch_at_each_of_50_steps(run):
    pytest.importorskip("torch")
    torch_run = runpy.run_path(str(REFERENCE / "make_optimizers.py"))["torch_run"]
    data = STORED["data"][run["data"]]
    theirs = torch_run(data, run["optimizer"], run["options"], run["learning_rate"], 50)
    for step, (ours, params) in enumerate(zip(_ours(run, 50), theirs, strict=True), start=1):
        assert ours == pytest.approx(params, rel=1e-12, abs=0.0), f"step {step}"


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_one_and_three_parameters_on_given_gradients(kind, size):
    torch = pytest.importorskip("torch")
    source = random.Random(size)
    made = kind(weight_decay=0.1)
    params = tuple(source.random() * 4 - 2 for _ in range(size))
    state = made.init(params)
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        w = torch.tensor(params, requires_grad=True)
        theirs = getattr(torch.optim, kind.__name__)([w], lr=0.01, weight_decay=0.1, foreach=False)
        for _ in range(50):
            gradient = tuple(source.random() * 2 - 1 for _ in range(size))
            w.grad = torch.tensor(gradient)
            theirs.step()
            delta, state = made.update(gradient, state, params, 0.01)
            params = tuple(p + d for p, d in zip(params, delta, strict=True))
            assert params == pytest.approx(w.tolist(), rel=1e-12)
    finally:
        torch.set_default_dtype(before)


def test_defaults_are_those_of_torch():
    torch = pytest.importorskip("torch")
    for kind in KINDS:
        w = torch.zeros(1, requires_grad=True)
        theirs = getattr(torch.optim, kind.__name__)([w]).defaults
        made = kind()
        for name in kind.__slots__:
            assert getattr(made, name) == theirs[name], (kind, name)


def test_the_first_velocity_is_the_gradient_itself_without_dampening():
    made = SGD(momentum=0.9, dampening=0.5)
    delta, state = made.update((2.0,), made.init((0.0,)), (0.0,), 0.1)
    assert delta == (-0.2,)
    assert made.update((2.0,), state, (0.0,), 0.1)[0] == (-0.1 * (0.9 * 2.0 + 0.5 * 2.0),)


def test_no_eps_and_no_gradient_is_nan_as_in_torch_not_an_error():
    for made in (Adagrad(eps=0), RMSprop(eps=0), Adam(eps=0), AdamW(eps=0), NAdam(eps=0), Adadelta(eps=0)):
        delta, _ = made.update((0.0,), made.init((1.0,)), (1.0,), 0.1)
        assert isnan(delta[0]), made


def test_a_constant_gradient_centred_is_nan_or_large_but_no_error():
    made = RMSprop(centered=True, eps=0, alpha=0.5)
    state = made.init((1.0,))
    for _ in range(200):
        _, state = made.update((0.1,), state, (1.0,), 0.1)


def test_aliases_are_the_classes():
    for kind in KINDS:
        assert getattr(gd, kind.__name__.lower()) is kind


def test_optimizers_compare_by_their_settings_and_are_frozen():
    assert Adam(betas=[0.9, 0.99]) == Adam(betas=(0.9, 0.99)) != Adam()
    assert hash(Adam()) == hash(Adam())
    with pytest.raises(AttributeError):
        Adam().eps = 1.0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(momentum=-0.1), "momentum: -0.1 is not a finite number of at least 0"),
        (lambda: SGD(dampening="a"), "dampening: 'a' is not a finite number"),
        (lambda: SGD(nesterov=True), "nesterov: needs a momentum above 0; momentum is 0.0"),
        (lambda: SGD(0.9, 0.1, True), "nesterov: needs a dampening of 0; dampening is 0.1"),
        (lambda: SGD(nesterov=1), "nesterov: 1 is neither True nor False"),
        (lambda: SGD(weight_decay=float("inf")), "weight_decay: inf is not a finite number of at least 0"),
        (lambda: Adagrad(lr_decay=-1), "lr_decay: -1 is not a finite number of at least 0"),
        (lambda: RMSprop(alpha=1.5), "alpha: 1.5 is not a finite number from 0 to 1"),
        (lambda: Adam(betas=(0.9, 1.0)), r"betas\[1\]: 1.0 is not a finite number of at least 0 and below 1"),
        (lambda: Adam(betas=0.9), "betas: 0.9 are not two numbers"),
        (lambda: Adam(amsgrad=None), "amsgrad: None is neither True nor False"),
        (lambda: AdamW(eps=float("nan")), "eps: nan is not a finite number of at least 0"),
        (lambda: NAdam(momentum_decay=-1), "momentum_decay: -1 is not a finite number of at least 0"),
        (lambda: Adadelta(rho=True), "rho: True is not a finite number from 0 to 1"),
    ],
)
def test_nonsense_is_refused_by_name(make, message):
    with pytest.raises(ValueError, match=message):
        make()


class Sign:
    """An optimizer of somebody else's: the two methods and nothing more."""

    def init(self, params):
        return ()

    def update(self, gradient, state, params, learning_rate):
        return tuple(-learning_rate * ((g > 0) - (g < 0)) for g in gradient), state


@pytest.mark.parametrize("kind", KINDS)
def test_any_optimizers_weight_decay(kind):
    assert gd.weight_decay(kind(weight_decay=0.25)) == 0.25
    assert gd.weight_decay(kind()) == (0.01 if kind is AdamW else 0.0)


def test_an_optimizer_of_somebody_elses_runs():
    experiment = Experiment(
        LinearRegression(gd.article()), (1.0, 0.0), optimizer=Sign(), learning_rate=0.5, max_steps=1
    )
    assert [step.params for step in descend(experiment)] == [(1.0, 0.0), (1.5, 0.5)]
    assert gd.weight_decay(experiment.optimizer) == 0.0
    assert gd.theory.home(experiment) is None
    assert gd.diagnose(gd.History(experiment)).theory is None


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_parameters_move_as_they_do_with_the_others(kind):
    chance = random.Random(kind.__name__)
    optimizer = kind(weight_decay=0.1)
    params = tuple(chance.gauss(0, 1) for _ in range(4))
    state = optimizer.init(params)
    for _ in range(20):
        gradient = tuple(chance.gauss(0, 1) for _ in params)
        delta, after = optimizer.update(gradient, state, params, 0.1)
        for first in range(1, 4):
            assert optimizer.update(gradient[:first], state, params, 0.1)[0] == delta[:first]
        state, params = after, tuple(map(sum, zip(params, delta, strict=True)))


class Unit:
    """Steps of one length: what moves one parameter is the whole gradient."""

    def init(self, params):
        return ()

    def update(self, gradient, state, params, learning_rate):
        length = sum(g * g for g in gradient) ** 0.5
        return tuple(-learning_rate * g / length for g in gradient), state


def test_one_after_the_other_with_an_optimizer_that_needs_the_whole_gradient():
    objective = LinearRegression(gd.article())
    run = Experiment(objective, (1.0, 0.0), Unit(), 0.1, update="sequential", max_steps=1)
    (w1, w0), rate = run.start, run.learning_rate
    g1, g0 = objective.gradient((w1, w0))
    moved = w1 - rate * g1 / (g1 * g1 + g0 * g0) ** 0.5
    h0 = objective.gradient((moved, w0))[1]
    length = (g1 * g1 + h0 * h0) ** 0.5
    *_, step = descend(run)
    assert step.params == pytest.approx((w1 - rate * g1 / length, w0 - rate * h0 / length), rel=1e-14)
