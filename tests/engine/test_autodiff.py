"""The tape: checked by numeric differences, by torch, and against the compiled derivatives."""

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import gdengine as gd
from gdengine.formulas import autodiff
from gdengine.formulas.expressions import FormulaError, parse
from gdengine.objectives.curves import Curve, Surface
from tests.engine.test_expressions import formulas
from tests.thorough import cases

SAMPLES = [
    "x**4 - 4*x**2 + x",
    "0.1*x**2 - exp(-4*(x - 4)**2)",
    "sin(x)*cos(x)/tan(x)",
    "log(x)/sqrt(x) - tanh(x)**3",
    "x**x + 2**x + x**-1.5",
    "abs(1 - x**3)",
    "-(x - 1)/(x*x + 1) - -x",
    "exp(-x**2/2)*e**x + pi",
]

ON_SURFACES = [
    "(1 - x)**2 + 10*(y - x**2)**2",
    "2*x**2 - 1.05*x**4 + x**6/6 + x*y + y**2",
    "x**y - y/x + sin(x*y)",
]


@pytest.mark.parametrize("text", SAMPLES)
def test_the_tape_agrees_with_numeric_differences(text: str) -> None:
    formula, h = parse(text), 1e-5
    for x in (0.4, 1.3, 2.2):
        above, below = (autodiff.formula_tape(formula, (x + side,)).cost for side in (h, -h))
        assert autodiff.formula_tape(formula, (x,)).gradient[0] == pytest.approx(
            (above - below) / (2 * h), rel=1e-7, abs=1e-8
        )


@pytest.mark.parametrize("text", SAMPLES)
def test_the_tape_and_the_compiled_derivative_agree(text: str) -> None:
    curve = Curve(text)
    for x in (0.4, 1.3, 2.2):
        tape = autodiff.formula_tape(curve.parsed, (x,))
        assert curve.evaluate((x,)) == (
            pytest.approx(tape.cost, rel=1e-13),
            pytest.approx(tape.gradient, rel=1e-12),
        )


@pytest.mark.parametrize("text", [*SAMPLES, *ON_SURFACES])
def test_tape_gradient_and_hessian_agree_with_torch(text: str) -> None:
    torch = pytest.importorskip("torch")
    terrain = Surface(text)
    names = {
        name: getattr(torch, name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh")
    }

    def in_torch(x: Any, y: Any) -> Any:
        return eval(text, names | {"x": x, "y": y, "pi": math.pi, "e": math.e}) + 0.0 * y

    for params in ((0.4, 1.1), (1.3, -0.6), (2.2, 2.0)):
        inputs = tuple(torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in params)
        expected = [float(g) for g in torch.autograd.grad(in_torch(*inputs), inputs)]
        assert autodiff.formula_tape(terrain.parsed, params).gradient == pytest.approx(expected, rel=1e-12)
        assert terrain.gradient(params) == pytest.approx(expected, rel=1e-12, abs=1e-15)
        second = torch.autograd.functional.hessian(in_torch, inputs)
        for row, expected_row in zip(terrain.hessian(params), second, strict=True):
            assert row == pytest.approx([float(entry) for entry in expected_row], rel=1e-11, abs=1e-13)


EDGES = [
    ("sqrt(x)", 0.0),
    ("log(x)", 0.0),
    ("log(x)", -1.0),
    ("1/x", 0.0),
    ("x**-2", 0.0),
    ("x**0.5", -1.0),
    ("exp(x)", 1000.0),
    ("x**9", 1e100),
    ("abs(x)", 0.0),
    ("2**x", 1e9),
    ("x**x", 0.0),
    ("sin(x)", math.inf),
    ("x/x", 0.0),
    ("x**3", math.nan),
]


@pytest.mark.parametrize(("text", "x"), EDGES)
def test_at_the_edges_it_is_inf_or_nan_as_in_torch(text: str, x: float) -> None:
    torch = pytest.importorskip("torch")
    at = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    functions = {name: getattr(torch, name) for name in ("sin", "exp", "log", "sqrt", "abs")}
    expected = eval(text, functions | {"x": at})
    expected.backward()
    tape = autodiff.formula_tape(parse(text), (x,))
    assert tape.cost == pytest.approx(expected.item(), nan_ok=True)
    assert tape.gradient[0] == pytest.approx(float(at.grad), nan_ok=True)


def test_the_regression_cost_has_the_analytic_gradient() -> None:
    data = gd.article()
    objective = gd.LinearRegression(data, gradient_scale="exact")
    for params in ((1.0, 0.0), (-2.5, 7.0), (2.0, -1.0)):
        tape = autodiff.regression_tape(zip(data.x, data.y, strict=True), params)
        cost, gradient = objective.evaluate(params)
        assert tape.cost == pytest.approx(cost, rel=1e-14)
        assert tape.gradient == pytest.approx(gradient, rel=1e-14)


def test_the_regression_tape_is_the_articles_torch_code() -> None:
    torch = pytest.importorskip("torch")
    data = gd.article()
    w1, w0 = (torch.tensor([w], dtype=torch.float64, requires_grad=True) for w in (0.3, -0.8))
    x, y = (torch.as_tensor(values, dtype=torch.float64) for values in (data.x, data.y))
    pred = w1 * x + w0
    loss = ((pred - y) ** 2).mean()
    loss.backward()
    tape = autodiff.regression_tape(zip(data.x, data.y, strict=True), (0.3, -0.8))
    assert tape.cost == pytest.approx(loss.item(), rel=1e-15)
    assert tape.gradient == pytest.approx((w1.grad.item(), w0.grad.item()), rel=1e-15)


def test_the_tape_can_be_looked_at() -> None:
    tape = autodiff.regression_tape([(3.0, 5.0)], (1.0, 0.0))
    assert [(node.operation, node.label, node.value, node.gradient) for node in tape.nodes] == [
        ("variable", "w1", 1.0, -12.0),
        ("number", "x[1]", 3.0, 0.0),
        ("*", "", 3.0, -4.0),
        ("variable", "w0", 0.0, -4.0),
        ("+", "pred[1]", 3.0, -4.0),
        ("number", "y[1]", 5.0, 0.0),
        ("-", "", -2.0, -4.0),
        ("number", "", 2.0, 0.0),
        ("**", "", 4.0, 1.0),
        ("number", "", 1.0, 0.0),
        ("/", "cost", 4.0, 1.0),
    ]
    listed = list(tape.nodes)
    for position, node in enumerate(listed):
        assert all(each in listed[:position] for each in node.inputs)
        assert len(node.slopes) == len(node.inputs)
    assert repr(listed[4]) == "<pred[1]: + value=3.0 gradient=-4.0>"


def test_no_points_are_refused() -> None:
    with pytest.raises(ValueError, match="points: there are none"):
        autodiff.regression_tape([], (1.0, 0.0))


def test_a_chain_of_100_000_nodes_needs_no_recursion() -> None:
    start = node = autodiff.variable(1.0)
    for _ in range(100_000):
        node = node * 1.00001
    assert len(autodiff.backward(node)) == 200_001
    assert start.gradient == pytest.approx(1.00001**100_000)


def test_a_value_used_twice_gets_both_parts_and_backward_starts_anew() -> None:
    x = autodiff.variable(3.0)
    cost = x * x + 2.0 * x
    for _ in range(2):
        autodiff.backward(cost)
        assert x.gradient == 8.0


@pytest.mark.parametrize(
    ("computed", "gradient"),
    [
        (lambda x: 1.0 - x, -1.0),
        (lambda x: 1.0 + x, 1.0),
        (lambda x: 6.0 / x, -1.5),
        (lambda x: 2.0**x, 4.0 * math.log(2.0)),
        (lambda x: x - 1.0, 1.0),
        (lambda x: -x, -1.0),
    ],
)
def test_numbers_on_either_side(computed: Any, gradient: float) -> None:
    x = autodiff.variable(2.0)
    autodiff.backward(computed(x))
    assert x.gradient == pytest.approx(gradient)


def rounding(tape: autodiff.Tape) -> list[float]:
    """For each parameter, how large the numbers are that its gradient is added up from.

    Backward with |slopes| in place of slopes: where large parts cancel, digits are lost in any order.
    """
    sizes = dict.fromkeys(tape.nodes, 0.0) | {tape.nodes[-1]: 1.0}
    for node in reversed(tape.nodes):
        for each, slope in zip(node.inputs, node.slopes, strict=True):
            sizes[each] += abs(slope) * sizes[node]
    return [sizes.get(node, 0.0) for node in tape.params]


@settings(
    max_examples=cases(2500),
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(text=formulas(["x", "y"]), x=st.floats(-3, 3, allow_subnormal=False), y=st.floats(0.1, 2))
def test_on_any_formula_tape_and_compiled_derivative_agree(text: str, x: float, y: float) -> None:
    try:
        surface = Surface(text)
    except FormulaError:
        assume(False)
    tape = autodiff.formula_tape(surface.parsed, (x, y))
    gradient = surface.gradient((x, y))
    for ours, other, size in zip(gradient, tape.gradient, rounding(tape), strict=True):
        if math.isfinite(ours) and math.isfinite(other):
            assert ours == pytest.approx(other, rel=1e-9, abs=1e-9 * size + 1e-290)


PYTHON = str.maketrans({"·": "*", "^": "**", "²": "**2", "³": "**3"})


@settings(
    max_examples=200, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
@given(text=formulas(["x", "y"]), x=st.floats(-3, 3, allow_subnormal=False), y=st.floats(0.1, 2))
def test_on_some_formulas_torch_agrees_too(text: str, x: float, y: float) -> None:
    torch = pytest.importorskip("torch")
    try:
        surface = Surface(text)
    except FormulaError:
        assume(False)

    def of(name: str) -> Any:
        return lambda value: getattr(torch, name)(torch.as_tensor(value, dtype=torch.float64))

    inputs = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (x, y)]
    known = {name: of(name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh")}
    known |= dict(zip("xy", inputs, strict=True)) | {"pi": math.pi, "e": math.e}
    try:
        expected = eval(text.translate(PYTHON), known) + 0.0 * inputs[0] + 0.0 * inputs[1]
    except OverflowError:  # Python's own whole numbers got too large for torch; ours are floats
        assume(False)
    expected.backward()
    tape = autodiff.formula_tape(surface.parsed, (x, y))
    for ours, node, size in zip(tape.gradient, inputs, rounding(tape), strict=True):
        if math.isfinite(ours) and math.isfinite(node.grad.item()):
            assert ours == pytest.approx(node.grad.item(), rel=1e-9, abs=1e-9 * size + 1e-290)
