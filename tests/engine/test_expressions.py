"""The parser of typed formulas: what it reads, what it refuses and how it says so."""

import dis
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdengine.formulas.derivatives import compile_gradient, compile_hessian, compile_value
from gdengine.formulas.expressions import MAX_CHARACTERS, MAX_TERMS, OPERATIONS, FormulaError, parse
from gdengine.objectives import critical_points
from gdengine.objectives.curves import Curve, Surface
from gdengine.step import Params
from tests.thorough import cases

READ = {
    "x**2": lambda x: x**2,
    "-x**2": lambda x: -(x**2),
    "2**-x": lambda x: 2**-x,
    "x**3**2": lambda x: x**9,
    "x^2 + 1": lambda x: x**2 + 1,
    "−3·x² ÷ 2": lambda x: -3 * x**2 / 2,
    "2 × x³ – x": lambda x: 2 * x**3 - x,
    "x¹²": lambda x: x**12,
    "sin(π*x) + cos(pi*x)": lambda x: math.sin(math.pi * x) + math.cos(math.pi * x),
    "e**x - exp(x)": lambda x: math.e**x - math.exp(x),
    "log(x) + sqrt(x) + abs(-x) + tanh(x) + tan(x)": lambda x: (
        math.log(x) + math.sqrt(x) + x + math.tanh(x) + math.tan(x)
    ),
    " .5*x\n+ 1.e-3 ": lambda x: 0.5 * x + 1e-3,
    "+x - -x": lambda x: 2 * x,
    "007*x": lambda x: 7 * x,
    "x - x*0 + 5/2": lambda x: x + 2.5,
    "7": lambda _: 7.0,
}


@pytest.mark.parametrize("text", READ)
def test_reads(text: str) -> None:
    value = compile_value(parse(text))
    for x in (0.3, 1.0, 1.7):
        assert value((x,)) == pytest.approx(READ[text](x), rel=1e-14)


REFUSED = {
    "": (1, "missing"),
    "x +": (4, "missing here"),
    "x + * 2": (5, "missing before '*'"),
    "2x": (2, "to multiply, write *"),
    "(x+1)(x-1)": (6, "to multiply, write *"),
    "x(2)": (2, "write x*("),
    "sin x": (1, "sin(…)"),
    "1 + sni(x)": (5, "did you mean sin?"),
    "x + y": (5, "known are x, pi, e, sin"),
    "(x": (1, "add ')'"),
    "x)": (2, "closes nothing"),
    "x, 2": (2, "','"),
    "0,5*x": (2, "decimals are written with '.'"),
    "x % 2": (3, "'%' has no meaning"),
    "x.real": (2, "'.'"),
    "x if x else 1": (3, "unknown name 'if'"),
    "__import__('os')": (1, "unknown name"),
    "1e999": (1, "too large"),
    "x + 9**9**9": (5, "not a finite real number"),
    "(-8)**(1/3)": (1, "not a finite real number"),
    "x*log(0)": (3, "not a finite real number"),
    "x + 1/0": (5, "not a finite real number"),
    "-" * 60 + "x": (51, "nested deeper than 50"),
    "x" + "+x" * 100: (201, "at most 200"),
    "x\0": (2, "no meaning"),
    "+".join(["(x+x+x+x+x+x+x+x)"] * 11): (164, "more than 150 numbers, names and operations"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_and_says_where_and_how_to_mend(text: str) -> None:
    column, hint = REFUSED[text]
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.column == column
    assert str(caught.value).startswith(f"formula, column {column}: ")
    assert hint in str(caught.value)


def test_what_is_not_text_is_refused() -> None:
    with pytest.raises(FormulaError, match="5 is not text"):
        parse(5)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["9**9**9", "9**9**9**9**9", "(((9**99)**99)**99)**99", "x*9.0^9^9^9"])
def test_a_power_tower_fails_without_a_whole_number_of_any_length(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    raised: list[tuple[object, ...]] = []

    def noted(*numbers: float) -> float:
        raised.append(numbers)
        return math.pow(*numbers)

    monkeypatch.setitem(OPERATIONS, "**", noted)
    with pytest.raises(FormulaError):
        parse(text)
    assert 1 <= len(raised) <= 3
    assert all(type(number) is float for numbers in raised for number in numbers)


NESTED = ["sin(" * 39 + "x" + ")" * 39, "-" * 48 + "x", "exp(-" * 24 + "x" + ")" * 24, "(x+1)*" * 33 + "x"]


def operations(program: Callable[..., object]) -> int:
    """How many numbers a compiled derivative works out: the operators and calls in its code."""
    counted = ("BINARY_OP", "CALL", "UNARY_NEGATIVE")
    return sum(instruction.opname in counted for instruction in dis.get_instructions(program))


@pytest.mark.parametrize("text", NESTED)
def test_nesting_does_not_make_the_derivatives_explode(text: str) -> None:
    """Rules applied to a tree that is copied would make 2**39 terms of the first."""
    formula = parse(text)
    gradient, hessian = compile_gradient(formula), compile_hessian(formula)
    assert math.isfinite(gradient((0.5,))[1][0])
    assert math.isfinite(hessian((0.5,))[0][0])
    assert operations(gradient) <= 4 * len(formula.terms)
    assert operations(hessian) <= 10 * len(formula.terms)


numbers = st.one_of(
    st.integers(0, 12).map(str),
    st.floats(0.0, 20.0, allow_nan=False).map(repr),
    st.sampled_from(["1e300", "1e-300", "0", "9**9", ".5", "pi", "e"]),
)


def formulas(variables: list[str]) -> st.SearchStrategy[str]:
    """Texts from the grammar, of which most are read; some are too long or without a value."""

    def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        operators = st.sampled_from(["+", "-", "*", "/", "**", " - ", "·", "^"])
        functions = st.sampled_from(["sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh", "-", ""])
        return st.one_of(
            st.tuples(inner, operators, inner).map("".join),
            st.tuples(functions, inner).map(lambda parts: f"{parts[0]}({parts[1]})"),
            st.tuples(inner, st.sampled_from(["²", "³", "**2", "**0.5", "**-1"])).map(
                lambda parts: f"({parts[0]}){parts[1]}"
            ),
        )

    return st.recursive(st.one_of(st.sampled_from(variables), numbers), grown, max_leaves=10)


pieces = st.sampled_from(
    [
        *"xyπ()+-*/^.,²³ 0123456789e\n",
        "**",
        "sin",
        "exp(",
        "log",
        "abs",
        "1e9",
        "lambda",
        "__",
        "[",
        "=",
        "x(",
    ]
)
garbage = st.one_of(
    st.text(max_size=MAX_CHARACTERS + 20),
    st.lists(pieces, max_size=40).map("".join),
    formulas(["x", "y", "z"]),
)


@settings(
    max_examples=cases(2500),
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(text=garbage, x=st.floats(), y=st.floats(-5, 5))
def test_any_text_gives_numbers_or_the_documented_error(text: str, x: float, y: float) -> None:
    """Whatever is typed, and with so few terms that it takes no time."""
    places: dict[type[Curve | Surface], list[tuple[float, ...]]] = {
        Curve: [(x,), (y,), (0.0,)],
        Surface: [(x, y), (y, y), (0.0, 0.0)],
    }
    for kind, params in places.items():
        try:
            terrain = kind(text)
        except FormulaError as error:
            assert 1 <= error.column <= len(text) + 1  # noqa: PT017
            continue
        assert len(terrain.parsed.terms) <= MAX_TERMS
        for place in params:
            cost, gradient = terrain.evaluate(place)
            entries = [entry for row in terrain.hessian(place) for entry in row]
            assert all(type(number) is float for number in (cost, *gradient, *entries, terrain.cost(place)))


class Counted:
    """A curve or surface that counts how often it is asked for numbers."""

    def __init__(self, terrain: Curve | Surface) -> None:
        self.box = terrain.box
        self.asked = 0
        self.evaluate = self._counted(terrain.evaluate)
        self.cost = self._counted(terrain.cost)
        self.hessian = self._counted(terrain.hessian)

    def _counted(self, numbers: Callable[[Params], Any]) -> Callable[[Params], Any]:
        def ask(params: Params) -> Any:
            self.asked += 1
            return numbers(params)

        return ask


MOST_ASKED = {Curve: 20_000, Surface: 100_000}
"""Several times what any formula here takes: 4 946 and 24 504."""


@settings(
    max_examples=300, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
@given(text=formulas(["x", "y"]))
def test_the_search_for_critical_points_ends(text: str) -> None:
    for kind in (Curve, Surface):
        try:
            terrain = kind(text)
        except FormulaError:
            continue
        counted = Counted(terrain)
        for point in critical_points.find(counted):
            assert math.isfinite(point.cost)
            assert all(
                low <= at <= high for at, (low, high) in zip(point.params, terrain.box, strict=True)
            ), "outside the domain"
        assert counted.asked <= MOST_ASKED[kind]
        assert terrain.starts
