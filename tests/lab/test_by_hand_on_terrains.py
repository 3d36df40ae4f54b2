"""The update by hand on curves and surfaces: what is written is true, at every width and in each language."""

from __future__ import annotations

import math
import re

import pytest
from rich.cells import cell_len

import gdengine as gd
from tests.lab.hand_pages import flowing, lines, text
from tui.lab.by_hand.pages import PAGE_COUNT, title
from tui.lab.session.session import Session
from tui.lab.text.language import LANGUAGES, set_language

UPDATE, AUTOGRAD, CURVATURE = range(PAGE_COUNT)

OPTIMIZERS = [
    gd.sgd(),
    gd.sgd(0.9),
    gd.sgd(0.5, nesterov=True),
    gd.sgd(weight_decay=0.1),
    gd.adam(),
    gd.rmsprop(),
]


def on(terrain: str | gd.Curve | gd.Surface, start: gd.Params | None = None, **settings: object) -> Session:
    ground = gd.TERRAINS[terrain] if isinstance(terrain, str) else terrain
    settings.setdefault("learning_rate", 0.1)
    return Session(gd.Experiment(ground, start or ground.starts[0], **settings))


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_the_derivative_is_written_out_with_the_numbers_put_in() -> None:
    shown = text(on("two valleys"))
    assert "E(x) = x⁴ − 4x² + x = 6.26560" in shown
    assert "E′(x) = 4x³ − 8x + 1" in shown
    assert "= 4·2.2³ − 8·2.2 + 1" in shown
    assert "= 42.5920 − 17.6000 + 1.0000 = 25.9920" in shown
    assert "slope 25.9920, so to the left" in shown
    assert "x ← x − lr·E′(x) = 2.2000 − 0.1·25.9920 = −0.3992" in shown


def test_the_slope_says_which_way() -> None:
    assert "slope −1.2800, so to the right" in text(on("three valleys"))
    assert "slope 0: it pushes neither way" in text(on("road to chaos", (0.0,)))
    session = on("ravine", optimizer=gd.sgd(0.9))
    assert "slope 10.0000, so down" in text(session)  # the first push is the slope itself
    session.forward()
    assert "slope 9.0000, a push to the left" in text(session)
    assert "slope 0: it pushes neither way" in text(session)


def test_on_a_surface_each_parameter_has_its_derivative() -> None:
    shown = text(on("Rosenbrock", learning_rate=0.001))
    assert "∂E/∂x = −2 + 2x − 40x·(y − x²)" in shown
    assert "∂E/∂y = 20(y − x²)" in shown
    assert "At once y, with the old x = −1.2000" in shown
    shown = text(on("ravine", update="sequential", learning_rate=0.1))
    # One update: x ← 10 − 0.1·10 = 9, then y ← 1 − 0.1·10 = 0.
    assert "Then y, with the new x = 9.0000" in shown
    assert "= 9.0000" in shown
    assert "= 0.0000" in shown


def test_where_there_is_no_room_the_step_stays_and_the_numbers_put_in_go() -> None:
    session = on("three valleys")
    tall, low = text(session, UPDATE, 56, 30), text(session, UPDATE, 56, 8)
    assert "−10·(−4 + 2)²" in tall
    assert "0.08(x − 4)²" in tall
    assert "0.08(x − 4)²" not in low
    assert "x ← " in low
    assert len(low.splitlines()) <= 8


@pytest.mark.parametrize("name", gd.TERRAINS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=str)
def test_the_lines_end_in_the_next_step(name: str, optimizer: gd.Optimizer) -> None:
    session = on(name, optimizer=optimizer, learning_rate=0.01)
    for _ in range(3):
        shown = text(session)
        session.forward()
        reached = session.frame().step.params
        written = [number(found) for found in re.findall(r"^[xy] ← .* = (\S+)$", shown, re.M)]
        assert len(written) == len(reached)
        assert written == pytest.approx(reached, rel=2e-3, abs=1e-4)


@pytest.mark.parametrize("name", gd.TERRAINS)
def test_the_tape_ends_in_the_slope_of_the_step(name: str) -> None:
    session = on(name, learning_rate=0.001)
    session.forward(2)
    told = flowing(session, AUTOGRAD)
    step = session.frame().step
    assert "Both agree" in told
    rows = [re.search(rf"{row} ([−\d.e]+(?: [−\d.e]+)?)", told) for row in ("autograd", "derivative")]
    for row in rows:
        assert row
        assert [number(each) for each in row[1].split()] == pytest.approx(step.gradient, rel=2e-3, abs=1e-4)


@pytest.mark.parametrize(
    ("formula", "slope"),
    [
        ("sin(x)", "cos(x)"),
        ("2*cos(x)", "·(−sin(x))"),
        ("2*tan(x)", "(1 + a²)"),
        ("2*tanh(x)", "(1 − a²)"),
        ("2*exp(x)", "2·a"),
        ("2*log(x)", "1/x"),
        ("2*sqrt(x)", "0.5/a"),
        ("2*abs(x)", "sign(x)"),
        ("x**1.5", "1.5·x^0.5"),
        ("x**5", "5·x⁴"),
        ("x**2", "2·x"),
        ("x**-1", "(−1)·x^(−2)"),
        ("2**x", "E·log(2)"),
        ("3/x", "(−3/x²)"),
        ("x/3", "1/3"),
        ("-x", "(−1)"),
    ],
)
def test_every_operation_has_its_slope_on_the_tape(formula: str, slope: str) -> None:
    session = on(gd.Curve(formula, domain=(0.1, 2), start=0.7))
    shown = flowing(session, AUTOGRAD, 130)
    assert "Both agree" in shown
    assert slope in shown


def test_more_nodes_than_letters() -> None:
    formula = " + ".join(f"sin({i}*x)" for i in range(2, 16))
    shown = flowing(on(gd.Curve(formula, start=0.3)), AUTOGRAD)
    assert "a₁ = " in shown
    assert "Both agree" in shown


def test_the_curvature_of_a_curve_and_the_limit_of_each_valley() -> None:
    told = flowing(on("three valleys", learning_rate=0.1), CURVATURE)
    assert "1 − 0.1·9.61 = 0.03896: it shrinks" in told
    for limit in ("0.2081", "1.6537", "12.5141"):
        assert limit in told
    assert [line.text[0] for line in lines(on("three valleys"), CURVATURE) if line.here] == ["▸"]
    assert "does not shrink" in flowing(on("three valleys", learning_rate=0.3), CURVATURE)
    two = flowing(on("two valleys"), CURVATURE)
    assert "E″(x) = 12x² − 8" in two
    assert "At the ball it is 50.0800: curved upwards" in two
    assert "curved downwards" in flowing(on("two valleys", (0.2,)), CURVATURE)


def test_the_curvature_of_a_surface() -> None:
    told = flowing(on("ravine"), CURVATURE)
    assert "curved 10.0000 across and 1.0000 along the valley: 10 times as much" in told
    # Against the gradient (−10, −10), straight to the minimum (−10, −1).
    angle = math.degrees(math.acos(110 / (math.hypot(10, 10) * math.hypot(10, 1))))
    assert f"{angle:.1f}° apart" in told
    assert "as on a saddle" in flowing(on(gd.Surface("x**2 - y**2 + y**4"), (0.5, 0.1)), CURVATURE)
    assert "as on a hill" in flowing(on(gd.Surface("-x**2 - y**2"), (0.5, 0.1)), CURVATURE)


def test_the_limits_are_those_of_the_optimizer_where_theory_knows_them() -> None:
    momentum = flowing(on("bowl", optimizer=gd.sgd(0.9)), CURVATURE)
    assert "1.9000" in momentum  # 2·(1 + 0.9)/2
    assert "those with momentum" in momentum
    assert "do not hold for Adam" in flowing(on("bowl", optimizer=gd.adam()), CURVATURE)
    assert "without weight decay" in flowing(on("bowl", optimizer=gd.sgd(weight_decay=0.1)), CURVATURE)
    assert "corner" in flowing(on(gd.Curve("abs(x)", start=1)), CURVATURE)
    assert "No minimum is known" in flowing(on(gd.Curve("x**3 + x", start=1)), CURVATURE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["three valleys", "plateau", "Rosenbrock", "three-hump camel"])
def test_no_line_is_wider_than_the_panel(language: str, name: str) -> None:
    set_language(language)
    session = on(name, optimizer=gd.sgd(0.9), learning_rate=0.001)
    for _ in range(3):
        for page in range(PAGE_COUNT):
            for width in (20, 28, 37, 56, 90, 130):
                assert all(cell_len(line.text) <= width for line in lines(session, page, width, 9))
        session.forward(5)


def test_a_page_without_numbers_says_so() -> None:
    session = on("quartic", (2.0,), learning_rate=1.0)
    session.forward(20)
    assert session.frame().step.status is gd.Status.NONFINITE
    for page in (UPDATE, AUTOGRAD):
        assert "no update follows" in flowing(session, page)
    session = on("Rosenbrock", learning_rate=1.0)
    session.forward(50)
    assert session.frame().step.status is gd.Status.NONFINITE
    assert "101.6063" in flowing(session, CURVATURE)


def test_the_third_page_is_called_by_what_it_shows() -> None:
    names = "".join(text for text, _ in title(2, 80, terrain=True))
    assert "Curvature" in names
    assert "Constants" not in names
    assert "Constants" in "".join(text for text, _ in title(2, 80))
