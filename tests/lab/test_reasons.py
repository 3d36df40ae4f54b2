"""The numbers in the reasons that the lab gives, checked against NumPy."""

from __future__ import annotations

import re

import numpy as np
import pytest

import gdengine as gd
from tests.lab.by_numpy import H, lab, radius
from tui.lab.session.session import Session
from tui.lab.session.suggestion import Idea, Suggestion
from tui.lab.text.language import LANGUAGES, _, set_language
from tui.lab.wording.happening import happening, offer


def test_why_0_5_explodes_in_the_articles_order() -> None:
    why = happening(lab(0.5, 5).frame()).why
    first, second = 1 - 0.5 * H[0, 0], 1 - 0.5 * H[1, 1]
    assert radius(0.5, "sequential") ** 2 == pytest.approx(first * second)
    assert "×(1−0.5·10) = −4 (Σx² = 10);" in why[0]
    assert "×(1−0.5·3) = −0.5 (N = 3)." in why[0]
    assert "grows ×1.414. The cost goes with its square: ×1.414² = ×2." in why[0]


@pytest.mark.parametrize("scale", gd.GRADIENT_SCALES)
@pytest.mark.parametrize("decay", [0.0, 0.25])
@pytest.mark.parametrize("rate", [0.02, 0.1, 0.3])
def test_curvatures_are_named_and_the_cost_goes_with_the_square(
    scale: str, decay: float, rate: float
) -> None:
    x, y = np.array([0.0, 1.0, 3.0]), (-1.0, 1.5, 5.0)
    regression = gd.LinearRegression(gd.Dataset(x.tolist(), y), scale)
    session = Session(
        gd.Experiment(regression, (1, 0), gd.sgd(weight_decay=decay), rate, "sequential", max_steps=20)
    )
    session.forward(3)
    why = " ".join(happening(session.frame()).why)
    for name, value in {"Σx²": sum(x * x), "2Σx²/N": 2 * np.mean(x * x), "N": 3, "2N/N": 2, "N/N": 1}.items():
        said = re.search(rf"\({re.escape(name)}(?: \+ ([\d.]+))? = ([\d.]+)\)", why)
        if said:
            assert float(said[1] or 0) == decay
            assert float(said[2]) == pytest.approx(value + decay, rel=1e-3)
    assert len(re.findall(r"N(?: \+ 0.25)? = |Σx²(?:/N)?(?: \+ 0.25)? = ", why)) == 2
    square = re.search(r"The cost above its minimum goes with its square: ×(\S+)² = ×(\S+)\.", why)
    assert bool(square) == (decay == 0.0)
    if square:
        slope = np.array(regression.hessian())
        first = np.eye(2) - rate * np.array([slope[0], [0, 0]])
        both = (np.eye(2) - rate * np.array([[0, 0], slope[1]])) @ first
        assert float(square[1]) == pytest.approx(max(abs(np.linalg.eigvals(both))), rel=1e-3)
        assert float(square[2]) == pytest.approx(float(square[1]) ** 2, rel=1e-3)


def test_the_update_orders_are_called_what_the_menu_calls_them() -> None:
    """Wherever the article's or the textbook's order is spoken of, in both languages."""
    for code in LANGUAGES:
        set_language(code)
        menu = {order: _(order) for order in gd.UPDATE_ORDERS}
        article, textbook = lab(0.2), lab(0.2, 5, "simultaneous")
        assert all(f"({name})" in happening(article.frame()).why[0] for name in menu.values())
        assert menu["sequential"] in happening(textbook.frame()).why[0]
        for order, (_word, name) in zip(gd.UPDATE_ORDERS, menu.items(), strict=True):
            for rate in (None, 0.1):
                changes = (("update", order), *((("learning_rate", rate),) if rate else ()))
                frame = article.frame()
                assert name in offer(frame, Suggestion(Idea.ORDER, changes, True))


def test_a_round_rate_that_is_suggested_is_said_to_be_one() -> None:
    told = happening(lab(0.1).frame())
    assert told.more == "lr 0.3448 is the fastest. 0.35 is a round rate near the best."
    assert "round" not in happening(lab(0.35).frame()).more, "nothing is suggested"


def test_why_0_2_explodes_in_the_textbooks_order_and_not_in_the_articles() -> None:
    textbook, article = lab(0.2, 5, "simultaneous"), lab(0.2, 5)
    assert radius(0.2, "simultaneous") > 1 > radius(0.2, "sequential")
    limit = 2 / max(np.linalg.eigvalsh(H))
    order, steep = happening(textbook.frame()).why
    assert f"{1 / 10 + 1 / 3:.4f}, so 0.2 works" in order
    factor = 1 - 0.2 * max(np.linalg.eigvalsh(H))
    assert f"1−0.2·11.82 = −{-factor:.2f}: to the other side, {-factor:.2f} times" in steep
    assert f"at once: limit {limit:.4f}, and 0.2 explodes" in happening(article.frame()).why[0]


def test_which_learning_rate_to_take_is_said_at_once() -> None:
    assert "0.3448 is the fastest" in happening(lab(0.1).frame()).more
    assert happening(lab(0.1).frame()).offer == "try lr 0.35: 6.9 times as fast"
    assert happening(lab(0.2, 5, "simultaneous").frame()).offer == "try lr 0.15"


def test_the_flattest_direction_decides_how_slow_it_is() -> None:
    why = happening(lab(0.01, 5, "simultaneous").frame()).why
    assert f"1−0.01·1.185 = {1 - 0.01 * min(np.linalg.eigvalsh(H)):.4f}" in why[0]


def test_momentum_moves_the_limit() -> None:
    why = " ".join(happening(lab(0.1, 5, "simultaneous", optimizer=gd.sgd(momentum=0.9)).frame()).why)
    assert f"= {2 * 1.9 / max(np.linalg.eigvalsh(H)):.4f}, without it 0.1693" in why


def test_weight_decay_ends_elsewhere_and_says_where() -> None:
    session = lab(0.1, 300, optimizer=gd.sgd(weight_decay=0.1))
    w1, w0 = np.linalg.solve(H + 0.1 * np.eye(2), H @ [2.0, -1.0])
    told = happening(session.frame())
    assert told.headline == "Arrived, as near as weight decay lets it"
    assert f"f(x) = {w1:.2f}x − {-w0:.2f}" in told.text
    assert session.frame().step.params == pytest.approx((w1, w0))


def test_a_cost_that_rises_on_its_way_to_the_minimum_is_not_called_converging() -> None:
    session = lab(0.3, 1, "simultaneous", optimizer=gd.sgd(momentum=0.9))
    headlines = set()
    while session.frame().index < 60:
        before, frame = session.frame().step.cost, session.frame()
        observed = frame.diagnosis.observed
        headlines.add(happening(frame).headline)
        assert not (observed and observed > 1.0 and "onverging" in happening(frame).headline), before
        session.forward()
    assert "Rising, but it will settle" in headlines
