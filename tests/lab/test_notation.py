"""Numbers as they are written for people."""

from __future__ import annotations

import pytest

from tui.lab.text import notation


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (notation.number(13 / 30), "0.4333"),
        (notation.number(1e-6), "1e−6"),
        (notation.number(float("nan")), "NaN"),
        (notation.number(float("-inf")), "−inf"),
        (notation.cost(0.0), "0.00000"),
        (notation.cost(5223270089.75743), "5.223e9"),
        (notation.fixed(-0.001), "0.00"),
        (notation.fixed(-1234567.0), "−1234567"),
        (notation.fixed(-1234567.0, 4, 7), "−1.23e6"),
        (notation.fixed(91241.6364, 4, 8), "91241.64"),
        (notation.fixed(-1.5e200, 4, 8), "−1.5e200"),
        (notation.percent(-0.2604), "−26.0 %"),
        (notation.percent(float("inf")), ""),
        (notation.line_formula((1.976, -0.951)), "f(x) = 1.98x − 0.95"),
        (notation.line_formula((1.0, 0.0)), "f(x) = 1.00x + 0.00"),
        (notation.exact(0.1), "0.1"),
        (notation.exact(20.0), "20"),
        (notation.exact(1e300), "1e+300"),
    ],
)
def test_numbers_are_written_for_people(written: str, expected: str) -> None:
    assert written == expected
