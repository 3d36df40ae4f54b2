"""The pages on autograd and on the constants: their numbers are true too."""

from __future__ import annotations

import re

import numpy as np
import pytest

import gdengine as gd
from tests.lab.hand_pages import AUTOGRAD, CONSTANTS, flowing, lab, lines, text
from tui.lab.files import recipe
from tui.lab.session.session import Session


def test_the_tape_and_the_formula_agree_with_the_closed_form() -> None:
    session = Session(recipe.article())
    session.forward()
    x, y = np.array([0, 1, 3]), np.array([-1, 1, 5])
    errors = 1.6 * x - 0.14 - y
    expected = f"{2 / 3 * np.sum(errors * x):.4f} {2 / 3 * np.sum(errors):.4f}".replace("-", "−")
    for width in (37, 60, 90):
        told = flowing(session, AUTOGRAD, width)
        assert f"autograd {expected}" in told
        assert f"formula, 2/N Σ {expected}" in told
        # In force: the sum, and w0's with w1 = 1.656 already.
        assert "in force, Σ −0.5600 1.2040" in told
        assert "×1.5" in told


def test_where_nothing_is_dropped_autograd_finds_what_is_in_force() -> None:
    told = flowing(lab(gd.article()), AUTOGRAD)
    assert told.count("−4.0000 −0.6667") == 3
    assert "The same numbers" in told


def test_of_many_rows_the_tape_is_that_of_one() -> None:
    session = lab(gd.Dataset(range(50), [2 * k for k in range(50)]), "mean", learning_rate=1e-3)
    assert "The tape of row 1 alone" in text(session, AUTOGRAD)
    session.select(30)
    told = flowing(session, AUTOGRAD)
    assert "The tape of row 31 alone" in told
    # Its error is 1·30 − 60, so ∂E/∂w1 = 2·(−30)·30 and ∂E/∂w0 = 2·(−30).
    assert told.count("−1800.000 −60.0000") == 2
    assert "all 50 rows" in told


def test_the_constants_and_the_learning_rate() -> None:
    session = Session(recipe.article())
    for width in (37, 90):
        told = flowing(session, CONSTANTS, width)
        assert "lr 0.1 with Σ is lr 0.15 with 2/N Σ" in told
    # FACTS: limits and best rates for both orders, in each scale.
    page = [line.text for line in lines(session, CONSTANTS, 90)]
    assert [row.split()[-7:] for row in page if re.match(r"[▸ ](2/N|1/N|Σ)", row)] == [
        ["−4.0000", "0.9333", "0.1500", "0.6500", "0.2539", "0.5172", "0.2308"],
        ["−2.0000", "0.4667", "0.3000", "1.3000", "0.5078", "1.0344", "0.4615"],
        ["−6.0000", "1.4000", "0.1000", "0.4333", "0.1693", "0.3448", "0.1538"],
    ]
    assert [line.text[0] for line in lines(session, CONSTANTS, 90) if line.here] == ["▸"]


def test_the_learning_rate_that_is_named_makes_the_same_step() -> None:
    for optimizer in (gd.sgd(), gd.sgd(0.9), gd.sgd(0.5, nesterov=True)):
        session = lab(gd.article(), "sum", learning_rate=0.04, optimizer=optimizer, update="sequential")
        other = re.search(r"is lr (\S+) with 2/N Σ", flowing(session, CONSTANTS))
        there = lab(
            gd.article(), "exact", learning_rate=float(other[1]), optimizer=optimizer, update="sequential"
        )
        session.forward(5)
        there.forward(5)
        assert session.frame().step.params == pytest.approx(there.frame().step.params, rel=1e-9)


def test_where_theory_has_no_word_there_are_dashes() -> None:
    row = next(line.text for line in lines(lab(gd.article(), optimizer=gd.adam()), CONSTANTS) if line.here)
    assert row.split()[-4:] == ["–"] * 4
    assert "hardly change its step" in flowing(lab(gd.article(), optimizer=gd.adam()), CONSTANTS)
    decayed = lab(gd.article(), optimizer=gd.sgd(weight_decay=0.1))
    assert "do not touch the weight decay" in flowing(decayed, CONSTANTS)
