"""What is said of a ball on a curve or a surface, against what the ball does: stepped here, by hand."""

from __future__ import annotations

import math
import random
import re

import pytest

import gdengine as gd
from tui.lab.session.session import Session
from tui.lab.session.suggestion import Idea, suggest
from tui.lab.session.terrains import valley_of
from tui.lab.wording.happening import Happening, happening

FORMULAS = [
    "x**4 - 4*x**2 + x",
    "0.08*(x - 4)**2 - 0.6*exp(-10*(x + 2)**2) - 0.8*exp(-(x - 0.5)**2)",
    "x**2 + sin(3*x)",
    "x**4/4 - x**3/3",
    "x**4/4 - x**2/2",
    "1 - exp(-x**2/2)",
    "cos(x) + x/10",
    "abs(x) + x**2/4",
    "x - log(x + 4)",
    "x**6/20 - x**4/2 + x**2",
]

OPTIMIZERS = [gd.sgd(), gd.sgd(), gd.sgd(), gd.sgd(0.9), gd.sgd(0.5), gd.adam(), gd.rmsprop()]


def on(terrain: str | gd.Curve | gd.Surface, steps: int = 0, **settings: object) -> Session:
    ground = gd.TERRAINS[terrain] if isinstance(terrain, str) else terrain
    settings.setdefault("learning_rate", 0.1)
    settings.setdefault("start", ground.starts[0])
    session = Session(gd.Experiment(ground, **settings))
    session.forward(steps)
    return session


def told(session: Session) -> Happening:
    return happening(session.frame())


def all_of(said: Happening) -> str:
    return " ".join((said.headline, said.text, said.more, *said.why, said.offer))


def test_before_the_first_step_the_slope_says_which_way_and_how_far() -> None:
    said = told(on("three valleys"))
    assert said.headline == "Slope −1.28, so to the right"
    assert "lr 0.1 × 1.28 = 0.128, to x = −3.872" in said.text
    assert "up to lr 0.208" in said.more
    assert "x = 0.857 holds one up to 1.65" in said.more
    assert "The deepest, at x = 4, holds one up to 12.5" in said.more
    assert "where the ball will come to rest" in said.guess


def test_a_rate_above_the_limit_of_the_valley_cannot_rest_there() -> None:
    said = told(on("three valleys", learning_rate=0.3))
    assert said.headline == "Too fast for this valley"
    assert "only below lr 0.2081: with lr 0.3 it cannot come to rest here" in said.text
    said = told(on("three valleys", learning_rate=13.0))
    assert said.headline == "Too fast for every valley"
    assert "only below 12.51" in said.text


def test_in_a_local_minimum_the_deeper_one_is_named_and_the_way_there_works() -> None:
    session = on("three valleys", 100)
    said = told(session)
    assert said.headline == "In a local minimum"
    assert "A deeper valley is known: at x = 4" in said.text
    assert "has come to rest" in said.text
    assert said.offer.endswith("to end at x = 4")
    suggestion = suggest(session.frame())
    assert suggestion is not None
    session.take(suggestion.changes, suggestion.restart)
    session.forward(400)
    assert session.frame().step.params[0] == pytest.approx(4.0, abs=1e-2)
    assert told(session).headline == "In the deepest valley"


@pytest.mark.parametrize(
    ("name", "settings", "steps", "headline", "part"),
    [
        ("road to chaos", {"start": (0.0,), "learning_rate": 0.5}, 0, "On a maximum", "slope is 0 at x = 0"),
        ("inflection", {"start": (0.0,)}, 3, "On a level step", "goes down on one side"),
        ("plateau", {}, 10, "On a plateau", "Hardly any slope here"),
        ("two valleys", {"learning_rate": 0.12}, 300, "Going round for ever", "2 places: x = −1.64, −1.217"),
        ("road to chaos", {"learning_rate": 1.25}, 400, "Going round for ever", "between 4 places"),
        ("two valleys", {"learning_rate": 0.2}, 3, "Flown out", "thrown out of the picture, to x = −1964"),
        ("two valleys", {"learning_rate": 0.2}, 20, "Flown out", "no step can follow"),
        ("bowl", {"learning_rate": 0.0}, 0, "Standing still", "With lr 0"),
        ("bowl", {"learning_rate": 1.0}, 3, "Neither resting nor leaving", "always 6.25"),
        ("bowl", {"learning_rate": 0.9}, 20, "Swinging", "turned round 9 times"),
        ("bowl", {}, 200, "Arrived", "No lower place is known here"),
        ("ravine", {"learning_rate": 0.202}, 5, "Too fast for this valley", "only below 0.2"),
        ("quartic", {}, 3, "Rolling down", "to the left"),
    ],
)
def test_each_case_has_its_words(
    name: str, settings: dict[str, object], steps: int, headline: str, part: str
) -> None:
    said = told(on(name, steps, **settings))
    assert said.headline == headline
    assert part in said.text


def test_a_stop_rule_says_what_it_saw_and_where() -> None:
    session = on("three valleys", 200, stop=gd.GradientNorm(1e-3))
    frame = session.frame()
    session.seek(frame.run.history.over[0])
    said = told(session)
    assert said.headline.startswith("Stopped")
    assert "above the lowest minimum known" in said.text


def test_where_no_value_is_there_is_another_start() -> None:
    curve = gd.Curve("x - log(x)", domain=(0.1, 4), start=1)
    session = Session(gd.Experiment(curve, (-1.0,), learning_rate=0.1))
    said = told(session)
    assert said.headline == "No value here"
    assert said.offer.startswith("start from x = ")


def plain_run(experiment: gd.Experiment, place: float, rate: float, steps: int) -> float:
    """Where plain descent of a curve goes from `place`, or inf; by the formula alone."""
    for _ in range(steps):
        place -= rate * experiment.objective.gradient((place,))[0]
        if not abs(place) < 1e9:
            return math.inf
    return place


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_valley_holds_a_ball_up_to_its_limit_and_no_further(formula: str) -> None:
    experiment = gd.Experiment(gd.Curve(formula, domain=(-3.5, 8), start=1.0), (1.0,), learning_rate=0.1)
    for minimum, limit in gd.theory.local_limits(experiment):
        if not 0.0 < limit < math.inf:
            continue
        [bottom] = minimum.params
        near = bottom + 1e-5
        assert abs(plain_run(experiment, near, 0.9 * limit, 400) - bottom) < 1e-6
        assert abs(plain_run(experiment, near, 1.1 * limit, 400) - bottom) > 1e-5


def some_run(seed: int) -> Session:
    """A random run on a curve, in the middle, now and then with another rate on the way."""
    rng = random.Random(seed)
    curve = gd.Curve(rng.choice(FORMULAS), domain=(-3.5, 8))
    session = Session(
        gd.Experiment(
            curve, (rng.uniform(-3.5, 6),), rng.choice(OPTIMIZERS), learning_rate=10 ** rng.uniform(-3, 1)
        )
    )
    session.forward(rng.choice([0, 0, 1, 2, 5, 20, 80, 300]))
    if rng.random() < 0.2:
        session.set("learning_rate", 10 ** rng.uniform(-3, 1))
        session.forward(rng.choice([0, 1, 10, 100]))
    return session


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def ahead(session: Session, count: int) -> list[gd.Step]:
    """The step on screen and up to `count` after it, in a run of its own."""
    frame = session.frame()
    run = frame.run.history.fork(frame.index)
    run.extend(count)
    return [run.at(k) for k in range(frame.index, len(run))]


@pytest.mark.parametrize("part", range(4))
def test_nothing_is_said_that_is_not_true(part: int) -> None:
    fast = rested = moved = 0
    for seed in range(part * 200, (part + 1) * 200):
        session = some_run(seed)
        frame, said = session.frame(), told(session)
        text, steps = all_of(said), ahead(session, 600)
        here, after = steps[0].params[0], steps[1] if len(steps) > 1 else None
        minimum = valley_of(frame)
        assert "nan" not in text.lower(), (seed, text)
        if "cannot come to rest here" in text:
            fast += 1
            assert minimum is not None
            last = steps[-8:]
            still = all(abs(step.params[0] - minimum.params[0]) < 1e-7 for step in last)
            assert not still or frame.step.gradient == (0.0,), (seed, text)
        if "has come to rest" in text or said.headline == "In the deepest valley":
            rested += 1
            if "passes by" not in text and gd.theory.local_limits(frame.experiment):
                rate = gd.theory.constant_rate(frame.experiment)
                if "has come to rest" in text:
                    assert rate is not None
                    assert all(abs(step.params[0] - here) < 1e-3 for step in steps), (seed, text)
        if "A deeper valley is known" in text:
            place, less = re.search(r"is known: at x = (\S+), lower by (\S+)\. ", text).groups()
            there = frame.experiment.objective.cost((number(place),))
            assert number(less) > 0.0
            assert there + number(less) == pytest.approx(frame.step.cost, abs=5e-3), (seed, text)
        if found := re.search(r"so to the (left|right): .* to x = (\S+)\.", said.text):
            moved += 1
            assert (found[1] == "right") == (after.params[0] > here), (seed, text)
            assert number(found[2]) == pytest.approx(after.params[0], rel=1e-3)
        if found := re.search(r"last step went \S+ to the (left|right)", text):
            assert (found[1] == "right") == (frame.step.delta[0] > 0.0), (seed, text)
        if "goes round" in text or "comes back to the same place" in text:
            places = [step.params[0] for step in steps]
            period = int(re.search(r"between (\d+) places|Every (\d+) steps", text)[0].split()[1])
            assert places[period] == pytest.approx(places[0], rel=1e-5, abs=1e-5), (seed, text)
        if "up and down between" in text:
            low, high = map(number, re.search(r"between (\S+) and (\S+?)\.? ", text + " ").groups())
            assert low - 1e-3 * abs(low) <= frame.step.cost <= high + 1e-3 * abs(high), (seed, text)
    assert fast > 2
    assert rested > 4
    assert moved > 10


@pytest.mark.parametrize("part", range(4))
def test_a_suggestion_leads_where_it_says(part: int) -> None:
    seen = 0
    for seed in range(part * 150, (part + 1) * 150):
        session = some_run(seed)
        frame = session.frame()
        suggestion = suggest(frame)
        if suggestion is None:
            continue
        seen += 1
        without = ahead(session, 50)[-1].cost
        session.take(suggestion.changes, suggestion.restart)
        if suggestion.goal is not None:
            session.forward(400)
            reached = session.frame().step
            assert reached.params == pytest.approx(suggestion.goal.params, abs=5e-3), (seed, suggestion)
            if frame.diagnosis.verdict is gd.Verdict.LOCAL_MINIMUM:
                assert reached.cost < frame.step.cost, (seed, suggestion)
        else:
            session.forward(50)
            assert session.frame().step.cost < without, (seed, suggestion)
    assert seen > 10


def test_ideas_of_each_kind_are_found() -> None:
    def idea(name: str, steps: int, **settings: object) -> Idea | None:
        found = suggest(on(name, steps, **settings).frame())
        return found.idea if found else None

    assert idea("two valleys", 300, learning_rate=0.02) is Idea.RATE
    assert idea("road to chaos", 0, start=(0.0,)) is Idea.START
    assert idea("bowl", 30, learning_rate=1.05) is Idea.RATE
    assert idea("bowl", 0, learning_rate=0.0) is Idea.RATE
    assert idea("bowl", 5) is None
    assert idea("bowl", 300) is None
    assert idea("three-hump camel", 800, learning_rate=0.02) is Idea.RATE


@pytest.mark.parametrize("name", ["ravine", "three-hump camel", "Rosenbrock"])
@pytest.mark.parametrize("optimizer", [gd.sgd(), gd.sgd(0.9), gd.sgd(weight_decay=0.1), gd.adam()], ids=str)
def test_on_surfaces_each_suggestion_leads_where_it_says(name: str, optimizer: gd.Optimizer) -> None:
    for seed in range(12):
        rng = random.Random(seed)
        start = (rng.uniform(-2, 2), rng.uniform(-1, 2))
        rate, order = 10 ** rng.uniform(-4, 0.5), rng.choice(gd.UPDATE_ORDERS)
        session = on(
            name,
            rng.choice([0, 3, 40, 300]),
            start=start,
            optimizer=optimizer,
            learning_rate=rate,
            update=order,
        )
        frame, said = session.frame(), told(session)
        assert "nan" not in all_of(said).lower()
        suggestion = suggest(frame)
        if suggestion is None:
            continue
        without = ahead(session, 50)[-1].cost
        session.take(suggestion.changes, suggestion.restart)
        session.forward(400 if suggestion.goal else 50)
        reached = session.frame().step
        if suggestion.goal:
            assert reached.params == pytest.approx(suggestion.goal.params, abs=2e-2), (seed, suggestion)
        else:
            assert reached.cost < without, (seed, suggestion)


@pytest.mark.parametrize("part", range(2))
def test_what_is_said_at_the_start_agrees_with_the_fates(part: int) -> None:
    seen = 0
    for seed in range(part * 120, (part + 1) * 120):
        rng = random.Random(seed)
        curve = gd.Curve(rng.choice(FORMULAS), domain=(-3.5, 8))
        start, optimizer = (rng.uniform(-3.5, 6),), rng.choice([gd.sgd(), gd.sgd(), gd.sgd(0.9)])
        experiment = gd.Experiment(curve, start, optimizer, learning_rate=10 ** rng.uniform(-2, 1.3))
        frame = Session(experiment).frame()
        text, home = all_of(happening(frame)), valley_of(frame)
        fate = gd.fate(experiment, 600)
        reached = curve.minima[fate.minimum] if fate.kind is gd.Ending.MINIMUM else None
        if "cannot come to rest here" in text:
            seen += 1
            assert home is not None
            assert reached != home, (seed, text)
        if "too large for every minimum" in text or "too large for the minimum" in text:
            seen += 1
            assert reached is None, (seed, text)
        if reached is not None and experiment.start != reached.params:
            assert not text.startswith("Too fast for every valley"), (seed, text)
    assert seen > 10
