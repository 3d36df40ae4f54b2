"""The update by hand: every equation on the pages is true, and the numbers are those of others."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

import gdengine as gd
from tests import engine
from tests.lab.hand_pages import AUTOGRAD, UPDATE, flowing, lab, lines, text
from tui.lab.by_hand.pages import PAGE_COUNT, title
from tui.lab.files import recipe
from tui.lab.session.session import Session
from tui.lab.text.language import LANGUAGES, set_language

STORED = json.loads((Path(engine.__file__).parent / "reference" / "optimizers.json").read_text("utf-8"))


SIZES = [(20, 5), (28, 5), (37, 9), (60, 16), (90, 30), (130, 50)]


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def weights_after(shown: str) -> list[float]:
    """What the lines w1 ← … and w0 ← … end in."""
    return [number(found) for found in re.findall(r"^w[10] ← .* = (\S+)$", shown, re.M)]


def test_the_articles_first_update_with_its_numbers() -> None:
    shown = text(Session(recipe.article()), width=37, height=9)
    assert "w1 ← 1.0000 − 0.1·(−6.0000) = 1.6000" in shown
    assert "w0 ← 0.0000 − 0.1·1.4000 = −0.1400" in shown
    assert "with the new w1 = 1.6000" in shown


@pytest.mark.parametrize("width", [37, 90])
def test_the_articles_printed_updates(width: int) -> None:
    session = Session(recipe.article())
    printed = [("1.60", "-0.14", 0.35560), ("1.66", "-0.26", 0.26300), ("1.70", "-0.36", 0.19452)]
    for w1, w0, cost in printed:
        assert [f"{weight:.2f}" for weight in weights_after(text(session, width=width))] == [w1, w0]
        session.forward()
        assert f"= {cost:.5f}" in text(session, width=width)


def test_the_terms_of_the_second_update() -> None:
    session = Session(recipe.article())
    session.forward()
    shown = text(session, width=37, height=9)
    for term in (
        "1 ((1.60·0 − 0.14) − (−1))·0 =  0.00",
        "2 ((1.60·1 − 0.14) − 1)·1    =  0.46",
        "3 ((1.60·3 − 0.14) − 5)·3    = −1.02",
        "Σ = −0.56",
        "w1 ← 1.6000 − 0.1·(−0.5600) = 1.6560",
    ):
        assert term in shown


def equations(shown: str) -> Iterator[tuple[str, list[float]]]:
    """The lines with the values of their sides, as far as these are made of numbers alone."""
    for line in shown.splitlines():
        for half in line.split("│"):
            said = re.sub(r"^[▸ ]*\d+ (?=[(∂a-zSE−\d])", "", re.sub(r"([=≈]) +", r"\1 ", half))
            said = re.sub(r"\s{2,}(−?[\d.]+(?:e−?\d+)?)\s*$", r" = \1", said)
            sides = re.split(r" = | ← | ≈ ", said)
            found = []
            for side in sides:
                plain = side.replace("−", "-").replace("·", "*").replace("▸", "").strip()
                if re.fullmatch(r"(?:[-+*/(). ]|\d|e)+", plain) and re.search(r"\d", plain):
                    found.append(float(eval(plain)))
            if len(found) > 1:
                yield line, found


POINTS = gd.Dataset((0.5, -1.25, 2.0, 3.5), (1.0, 2.5, -0.75, 0.5))


@pytest.mark.parametrize("page", [UPDATE, AUTOGRAD])
@pytest.mark.parametrize("order", gd.UPDATE_ORDERS)
@pytest.mark.parametrize("scale", gd.GRADIENT_SCALES)
@pytest.mark.parametrize(
    "optimizer", [gd.sgd(), gd.sgd(0.9), gd.sgd(0.9, nesterov=True), gd.sgd(0.5, 0.25, weight_decay=0.1)]
)
@pytest.mark.parametrize("data", [gd.article(), POINTS])
def test_every_equation_is_true(
    page: int, order: str, scale: str, optimizer: gd.Optimizer, data: gd.Dataset
) -> None:
    session = lab(data, scale, learning_rate=0.05, update=order, optimizer=optimizer)
    for _ in range(3):
        found = list(equations(text(session, page, 130, 40)))
        assert len(found) >= 9
        for line, (first, *others) in found:
            # What is multiplied, by numbers that add up to less than 16, was rounded for showing.
            decimals = min(len(shown) for shown in re.findall(r"\.(\d\d+)", line))
            for other in others:
                assert first == pytest.approx(other, abs=16 * 0.5 * 10.0**-decimals), line
        session.forward()


@pytest.mark.parametrize("order", gd.UPDATE_ORDERS)
@pytest.mark.parametrize("scale", gd.GRADIENT_SCALES)
def test_the_weights_after_are_those_of_numpy(order: str, scale: str) -> None:
    random = np.random.default_rng(7)
    x, y = random.normal(size=(2, 40))
    session = lab(gd.Dataset(x.tolist(), y.tolist()), scale, learning_rate=0.03, update=order)
    factor = {"exact": 2 / 40, "mean": 1 / 40, "sum": 1.0}[scale]
    w1, w0 = 1.0, 0.0
    for _ in range(5):
        after1 = w1 - 0.03 * factor * np.sum((w1 * x + w0 - y) * x)
        seen = after1 if order == "sequential" else w1
        w1, w0 = after1, w0 - 0.03 * factor * np.sum(seen * x + w0 - y)
        assert weights_after(text(session)) == pytest.approx([w1, w0], abs=6e-5)
        session.forward()


@pytest.mark.parametrize("run", STORED["runs"], ids=lambda run: f"{run['optimizer']}-{run['options']}")
def test_the_weights_after_are_those_of_torch(run: dict) -> None:
    data = STORED["data"][run["data"]]
    options = {name: tuple(v) if isinstance(v, list) else v for name, v in run["options"].items()}
    session = lab(
        gd.Dataset(data["x"], data["y"]),
        start=data["start"],
        optimizer=getattr(gd, run["optimizer"])(**options),
        learning_rate=run["learning_rate"],
    )
    for params in run["params"][:3]:
        assert weights_after(text(session)) == pytest.approx(params, abs=6e-5, rel=1e-4)
        session.forward()


def test_momentum_shows_what_the_push_is_made_of() -> None:
    session = lab(gd.article(), "sum", learning_rate=0.01, optimizer=gd.sgd(0.9))
    assert "v ← −6.0000, the first push" in text(session)
    session.forward()
    # The slopes after w = (1.06, 0.01): Σ(…)·x = −5.36, so v = 0.9·(−6) − 5.36.
    assert "v ← 0.9·v + ∂E/∂w1 = 0.9·(−6.0000) + (−5.3600) = −10.7600" in text(session)
    assert "0.01·(−10.7600) = 1.1676" in text(session)


def test_weight_decay_is_added_to_the_slope() -> None:
    session = lab(gd.article(), "sum", (1.0, -2.0), learning_rate=0.01, optimizer=gd.sgd(weight_decay=0.5))
    shown = text(session)
    # Σ(f(x) − y)·x = 0·0 + (−2)·1 + (−4)·3 = −14, and Σ(f(x) − y) = −1 − 2 − 4 = −7.
    assert "g = −14.0000 + 0.5·1.0000 = −13.5000" in shown
    assert "g = −7.0000 + 0.5·(−2.0000) = −8.0000" in shown


def test_another_optimizer_is_named_with_its_change() -> None:
    shown = text(lab(gd.article(), optimizer=gd.adam()))
    assert "Adam divides the mean slope" in shown
    # Adam's first change is lr against the slope's sign, whatever its size.
    assert "mean −4.0000, usual size 4.0000" in shown
    assert "change = −0.1·(−4.0000)/4.0000 = 0.1000" in shown
    assert "w1 ← 1.0000 + 0.1000 = 1.1000" in shown


@pytest.mark.parametrize("optimizer", [gd.adam(), gd.adam(amsgrad=True), gd.adamw(weight_decay=0.1)])
def test_adams_change_is_made_of_the_mean_slope_and_its_usual_size(optimizer: gd.Adam) -> None:
    """By the formulas of the paper, from all the slopes so far; they change their sign on the way."""
    session = lab(gd.article(), "sum", optimizer=optimizer, update="sequential")
    beta1, beta2 = optimizer.betas
    m, v, high = [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]
    for t in range(1, 25):
        frame, shown = session.frame(), text(session)
        found = re.findall(r"mean (\S+), usual size (\S+)\nchange = (.*) = (\S+)\n", shown)
        assert len(found) == 2
        for i, partial in enumerate(gd.arithmetic(frame.experiment, frame.step).partials):
            m[i] = beta1 * m[i] + (1 - beta1) * partial.gradient
            v[i] = beta2 * v[i] + (1 - beta2) * partial.gradient**2
            high[i] = max(high[i], v[i]) if optimizer.amsgrad else v[i]
            mean, size = m[i] / (1 - beta1**t), math.sqrt(high[i] / (1 - beta2**t))
            decay = 0.1 * optimizer.weight_decay * partial.before
            assert number(found[i][0]) == pytest.approx(mean, abs=6e-5)
            assert number(found[i][1]) == pytest.approx(size, abs=6e-5)
            assert number(found[i][3]) == pytest.approx(-0.1 * mean / size - decay, abs=6e-5)
            assert f"{number(found[i][3]):.4f}" == f"{partial.delta:.4f}"
            assert (" − 0.1·0.1·" in found[i][2]) == (optimizer.weight_decay == 0.1)
        session.forward()


@pytest.mark.parametrize("optimizer", [gd.sgd(), gd.sgd(0.9), gd.sgd(0.9, nesterov=True), gd.adam()])
@pytest.mark.parametrize("order", gd.UPDATE_ORDERS)
def test_a_slope_that_is_not_the_logs_is_labelled_with_where_it_is_taken(
    order: str, optimizer: gd.Optimizer
) -> None:
    session = lab(gd.article(), "sum", update=order, optimizer=optimizer)
    session.forward(2)
    for code, label in (("en", "∂E/∂w0 at new w1"), ("ko", "∂E/∂w0 (새 w1)")):
        set_language(code)
        shown = text(session)
        assert f"{label} = Σ" in shown or order == "simultaneous"
        assert (label in shown) == (order == "sequential")
        # The bare symbol is the slope of the log's row: in no line of w0's update in sequence.
        assert ("∂E/∂w0" in shown.replace(label, "")) == (order == "simultaneous")
        assert "∂E/∂w1 = Σ" in shown


@pytest.mark.parametrize(("scale", "left_out"), [("sum", "2/N"), ("mean", "2"), ("exact", "")])
@pytest.mark.parametrize("width", [36, 37, 60, 90])
def test_constants_that_a_gradient_scale_leaves_out_are_named_beside_the_formula(
    scale: str, left_out: str, width: int
) -> None:
    shown = text(lab(gd.article(), scale), width=width)
    said = re.search(r"∂E/∂w1 = .*·xᵢ(?:  (?:without the|no) (\S+))?\n", shown)
    assert said
    if not left_out or scale == "sum" or width > 37:
        assert (said[1] or "") == left_out


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [(0.1, "settles either way"), (0.2, "settles with the new w1 only"), (0.5, "settles in neither")],
)
def test_why_0_2_explodes_in_the_textbooks_order_and_not_in_the_articles(rate: float, verdict: str) -> None:
    for order, word in (("sequential", "with the new w1 = "), ("simultaneous", "with the old w1 = ")):
        session = lab(gd.article(), "sum", learning_rate=rate, update=order)
        told = flowing(session)
        assert word in told
        assert "The limit is 0.4333 when w0 sees the new w1, and 0.1693 when it sees the old one." in told
        assert f"lr {rate} {verdict}." in told


def test_the_schedules_rate_in_force_is_shown() -> None:
    session = lab(gd.article(), "sum", learning_rate=gd.Exponential(0.1, 0.5))
    session.forward(2)
    assert "learning rate 0.025 (schedule)" in text(session)
    assert "− 0.025·" in text(session)


def test_a_mini_batch_names_its_rows() -> None:
    data = gd.Dataset(range(10), [3 * x + 1 for x in range(10)])
    session = lab(data, learning_rate=0.01, batch=gd.MiniBatch(3, seed=4))
    for update in range(4):
        rows = [row + 1 for row in gd.MiniBatch(3, seed=4).rows(update, 10)]
        assert f"Only {len(rows)} of 10 rows this time: {', '.join(map(str, rows))}" in text(session)
        assert [line.row + 1 for line in lines(session) if line.row is not None] == rows * 2
        session.forward()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_selected_row_is_shown_and_stands_out_wherever_it_is(width: int, height: int) -> None:
    data = gd.Dataset([k / 100 for k in range(2000)], [k % 7 for k in range(2000)])
    session = lab(data, learning_rate=1e-4)
    for row in (0, 777, 1999):
        session.select(row)
        marked = [line for line in lines(session, UPDATE, width, height) if line.here]
        assert {line.row for line in marked} == {row}
        assert sum(line.text.startswith("▸") for line in marked) == 2
        assert "▸" in "".join(line.text for line in lines(session, UPDATE, width, height)[:8])


def test_between_the_terms_that_are_shown_are_the_others() -> None:
    x = [k / 100 for k in range(2000)]
    session = lab(gd.Dataset(x, [0.0] * 2000), "sum", learning_rate=1e-6)
    shown = text(session, width=60, height=9)
    # Σ x² over all rows, less that of the first two and the last two.
    rest = math.fsum(v * v for v in x[2:-2])
    found = re.search(r"… 1,996 rows between add +(\S+)", shown)
    assert number(found[1]) == pytest.approx(rest, rel=1e-5)
    session.select(1000)
    shown = text(session, width=60, height=9)
    assert re.findall(r"… ([\d,]+) rows", shown) == ["998", "997"] * 2
    found = re.search(r"all 1,995 left out add +(\S+)", shown)
    assert number(found[1]) == pytest.approx(rest - x[1000] ** 2, rel=1e-5)


def test_the_selected_rows_part_in_the_cost() -> None:
    session = Session(recipe.article())
    session.forward()
    session.select(2)
    assert "= (0.7396 + 0.2116 + ▸0.1156)/3 = 0.35560" in text(session)
    assert "E = (0.74 + 0.21 + ▸0.12)/3 = 0.35560" in text(session, width=37)


@pytest.mark.parametrize("page", [UPDATE, AUTOGRAD])
def test_no_update_follows_from_what_is_not_finite(page: int) -> None:
    session = lab(gd.article(), learning_rate=1e300)
    session.forward(50)
    assert session.frame().step.status is gd.Status.NONFINITE
    assert "no update follows from here" in flowing(session, page)


numbers = st.one_of(
    st.floats(-1e6, 1e6), st.sampled_from([0.0, 1e300, -1e300, 1e150, 1e-300, 1e-9, 1234567.891])
)


@given(
    points=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=12),
    level=st.booleans(),
    start=st.tuples(numbers, numbers),
    optimizer=st.sampled_from(
        [gd.sgd(), gd.sgd(0.9), gd.sgd(0.5, weight_decay=0.1), gd.adam(), gd.adadelta()]
    ),
    rate=st.sampled_from([0.0, 1e-300, 0.1, 0.5, 1e300, gd.Cosine(0.1, 20), gd.ReduceOnPlateau(0.1)]),
    order=st.sampled_from(gd.UPDATE_ORDERS),
    scale=st.sampled_from(gd.GRADIENT_SCALES),
    batch=st.sampled_from([gd.FullBatch(), gd.MiniBatch(1), gd.MiniBatch(5)]),
    steps=st.sampled_from([0, 1, 7, 400]),
    selected=st.none() | st.integers(0, 11),
    size=st.sampled_from(SIZES),
    code=st.sampled_from(list(LANGUAGES)),
)
@settings(max_examples=300)
def test_any_frame_is_written_and_every_line_fits(
    points, level, start, optimizer, rate, order, scale, batch, steps, selected, size, code
) -> None:
    if level:
        points = [(points[0][0], y) for _, y in points]
    try:
        session = lab(
            gd.Dataset(*zip(*points, strict=True)), scale, start,
            optimizer=optimizer, learning_rate=rate, update=order, batch=batch,
        )  # fmt: skip
    except ValueError:
        return  # the squares of such data overflow: they are refused when they are opened
    session.forward(steps)
    session.select(selected)
    set_language(code)
    for page in range(PAGE_COUNT):
        written = lines(session, page, *size)
        assert written
        for line in written:
            assert cell_len(line.text) <= size[0], line.text
    set_language("en")


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("width", [16, 26, 34, 37, 50, 90])
def test_the_title_names_the_page_and_fits(code: str, width: int) -> None:
    set_language(code)
    for page in range(PAGE_COUNT):
        said = "".join(span.text for span in title(page, width))
        assert cell_len(said) <= width
        assert said.count("▸") == 1


def test_blocks_are_set_apart_where_there_is_room() -> None:
    session = Session(recipe.article())
    assert "" not in [line.text for line in lines(session, width=37, height=9)]
    assert [line.text for line in lines(session, width=90, height=40)].count("") == 3
