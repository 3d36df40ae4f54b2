"""The numbers on the screen, recomputed from their labels: which line, which points, which update."""

from __future__ import annotations

import re

import numpy as np
import pytest

import gdengine as gd
from tests.tui.conftest import Opened
from tui.lab.files import recipe
from tui.lab.keys import user_keymap
from tui.lab.session.session import Session
from tui.panels.log import LogPanel

X, Y = np.array([0.0, 1.0, 3.0]), np.array([-1.0, 1.0, 5.0])

SETTINGS = {
    "the article's": [],
    "both at once": [("update", "simultaneous")],
    "a schedule": [("schedule", gd.Exponential(0.1, 0.9))],
    "single rows": [("batch", gd.MiniBatch(1))],
    "momentum": [("optimizer", gd.sgd(momentum=0.5))],
}


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def shown_rows(log: LogPanel) -> list[list[str]]:
    return [log.cells(row) for row in range(log.row_count())]


@pytest.mark.parametrize("name", SETTINGS)
async def test_the_log_holds_what_its_headings_say(opened: Opened, name: str) -> None:
    session = Session(recipe.article())
    for setting, value in SETTINGS[name]:
        session.set(setting, value)
    async with opened((120, 40), session=session) as lab:
        await lab.press("right_square_bracket")
        log = lab.app.screen.query_one(LogPanel)
        headings = [column.heading for column in log.columns()]
        assert headings == ["step", "w1", "w0", "cost", "change", "∂E/∂w1", "∂E/∂w0", "lr used"]
        assert "at this row's line, over all points" in lab.text()
        before = None
        for cells in shown_rows(log):
            k, w1, w0, cost, change, slope, level, rate = cells
            step = lab.frame.run.history.at(int(k))
            exact = np.array(step.params)
            assert np.allclose(exact, (number(w1), number(w0)), atol=6e-5)
            errors = exact[0] * X + exact[1] - Y
            assert number(cost) == pytest.approx(np.mean(errors**2), abs=6e-6)
            assert number(slope) == pytest.approx(errors @ X, abs=6e-5)
            assert number(level) == pytest.approx(errors.sum(), abs=6e-5)
            if before is None:
                assert (change, rate) == ("", "")
            else:
                # The rate that the update from the row above was made with.
                used = 0.1 * 0.9 ** (int(k) - 1) if name == "a schedule" else 0.1
                assert number(rate) == pytest.approx(used, rel=6e-4)
                ratio = np.mean(errors**2) / np.mean(before**2) - 1.0
                assert number(change.removesuffix(" %")) == pytest.approx(100 * ratio, abs=0.06)
            before = errors


@pytest.mark.parametrize("order", gd.UPDATE_ORDERS)
async def test_the_slope_by_hand_is_the_logs_where_the_line_is_the_same(opened: Opened, order: str) -> None:
    """With w1 first, w0's slope is taken at the new w1: both places are named."""
    session = Session(recipe.article())
    session.set("update", order)
    async with opened((160, 50), session=session) as lab:
        await lab.press("right")
        w1, w0 = lab.frame.step.params
        text = lab.text()
        new = w1 - 0.1 * float((w1 * X + w0 - Y) @ X)
        at = new if order == "sequential" else w1
        words = "with the new w1" if order == "sequential" else "with the old w1"
        assert number(re.search(rf"{words} = (\S+):", text)[1]) == pytest.approx(at, abs=6e-5)  # type: ignore[index]
        record = gd.arithmetic(lab.frame.experiment, lab.frame.step)
        assert record.partials[1].gradient == pytest.approx(float((at * X + w0 - Y).sum()))


async def test_under_a_schedule_the_title_says_that_its_rate_is_the_next_steps(opened: Opened) -> None:
    session = Session(recipe.article())
    session.set("schedule", gd.Exponential(0.1, 0.5))
    session.forward(2)
    async with opened(session=session) as lab:
        title = lab.shown()[0]
        assert "next lr 0.025" in title
        log = lab.app.screen.query_one(LogPanel)
        assert log.cells(2)[-1] == "0.05"


async def test_letters_beside_labels_are_the_users_keys(opened: Opened) -> None:
    user_keymap.path().parent.mkdir(parents=True, exist_ok=True)
    keys = {
        "try-it": "C",
        "type-rate": "W",
        "add-point": "G",
        "by-hand": "B",
        "all-settings": "f5",
        "update-order": "U",
    }
    user_keymap.path().write_text("\n".join(f'{name} = "{key}"' for name, key in keys.items()), "utf-8")
    async with opened() as lab:
        text = lab.text()
        for sign in ("C  try lr", "W learning rate", "G add", "U update order", "f5 ▸"):
            assert sign in text, sign
        for old in ("t  try lr", "l learning rate", "a add", "M ▸"):
            assert old not in text, old
