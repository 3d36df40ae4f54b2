"""Curves and surfaces: values, what has no value, level places, and what is refused."""

import math
import pickle
from typing import Any

import pytest

import gdengine as gd
from gdengine.objectives import terrains
from gdengine.objectives.critical_points import Kind
from gdengine.objectives.curves import Curve, Surface


def found(terrain: Curve | Surface) -> list[tuple[Kind, tuple[float, ...]]]:
    return [(point.kind, tuple(round(x, 6) for x in point.params)) for point in terrain.critical_points]


def test_cost_gradient_and_hessian() -> None:
    curve = Curve("x**4 - 4*x**2 + x")
    assert curve.names == ("x",)
    assert curve.evaluate((2.0,)) == (2.0, (17.0,))
    assert (curve.cost((2.0,)), curve.gradient((2.0,)), curve.hessian((2.0,))) == (2.0, (17.0,), ((40.0,),))
    surface = Surface("x**2*y + 3*y**2")
    assert surface.names == ("x", "y")
    assert surface.evaluate((2.0, 1.0)) == (7.0, (4.0, 10.0))
    assert surface.hessian((2.0, 1.0)) == ((2.0, 4.0), (4.0, 6.0))


def test_they_are_the_same_if_what_was_given_is_the_same() -> None:
    one, other = Curve("x**2", domain=(-1, 1), start=1), Curve("x**2", domain=[-1, 1], start=(1.0,))  # type: ignore[arg-type]
    assert one.critical_points  # what was found since is no part of it
    assert one == other
    assert hash(one) == hash(other)
    assert one != Curve("x**2", domain=(-1, 2), start=1)
    with pytest.raises(AttributeError):
        one.formula = "x"  # type: ignore[misc]


def test_a_used_one_can_be_pickled() -> None:
    surface = terrains.ROSENBROCK
    surface.evaluate((0.0, 0.0))
    assert pickle.loads(pickle.dumps(surface)) == surface


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("log(x)", -1.0),
        ("sqrt(x)", -1.0),
        ("1/x", 0.0),
        ("exp(x)", 1e3),
        ("x**0.5", -2.0),
        ("sin(x)", math.inf),
    ],
)
def test_without_a_value_cost_and_gradient_are_nan(text: str, x: float) -> None:
    cost, gradient = Curve(text).evaluate((x,))
    assert math.isnan(cost)
    assert math.isnan(gradient[0])
    assert math.isnan(Curve(text).hessian((x,))[0][0])


def test_without_a_slope_the_cost_is_still_there() -> None:
    cost, (slope,) = Curve("sqrt(x)").evaluate((0.0,))
    assert cost == 0.0
    assert math.isnan(slope)


def test_a_run_that_leaves_where_the_formula_has_values_ends_as_nonfinite() -> None:
    experiment = gd.Experiment(Curve("log(x)"), start=(1.0,), learning_rate=2.0)  # type: ignore[arg-type]
    first, last = gd.descend(experiment)
    assert (first.status, last.status) == (gd.Status.RUNNING, gd.Status.NONFINITE)
    assert last.params == (-1.0,)


def test_a_wrong_number_of_params_is_an_error_not_nan() -> None:
    with pytest.raises(ValueError, match="params: give one number for each of x, y; got 1"):
        Surface("x + y").evaluate((1.0,))
    with pytest.raises(ValueError, match="params: give one number for each of x; got 2"):
        Curve("x").hessian((1.0, 2.0))


class TestLevelPlaces:
    def test_two_valleys(self) -> None:
        left, top, right = terrains.TWO_VALLEYS.critical_points
        assert [left.kind, top.kind, right.kind] == [Kind.MINIMUM, Kind.MAXIMUM, Kind.MINIMUM]
        assert left.params == pytest.approx((-1.472998,), abs=1e-6)
        assert right.params == pytest.approx((1.346997,), abs=1e-6)
        assert (left.is_global, top.is_global, right.is_global) == (True, False, False)
        assert terrains.TWO_VALLEYS.minima == (left, right)
        assert terrains.TWO_VALLEYS.minimum_cost == left.cost
        assert left.curvatures[0] == pytest.approx(12 * left.params[0] ** 2 - 8)
        assert left.learning_rate_limit == 2 / left.curvatures[0]
        assert terrains.TWO_VALLEYS.learning_rate_limit(left.params) == left.learning_rate_limit
        assert top.learning_rate_limit is None

    @pytest.mark.parametrize(
        ("text", "places"),
        [
            ("x**4/4 - x**3/3", [(Kind.INFLECTION, (0.0,)), (Kind.MINIMUM, (1.0,))]),
            ("(x - 0.3)**3", [(Kind.INFLECTION, (0.3,))]),
            ("x**4", [(Kind.MINIMUM, (0.0,))]),
            ("-x**4", [(Kind.MAXIMUM, (0.0,))]),
            (
                "x**2*(x - 0.7)**4",
                [(Kind.MINIMUM, (0.0,)), (Kind.MAXIMUM, (0.233333,)), (Kind.MINIMUM, (0.7,))],
            ),
            ("x + 1", []),
            ("5", []),
            ("log(-1 - x**2)", []),
            ("1/x**2", []),
            ("log(abs(x - 0.1))", []),
            ("tan(x)", []),
            ("1/cos(x)**2", [(Kind.MINIMUM, (0.0,))]),  # its poles at ±π/2 are no maxima
            ("log(abs(cos(x)))", [(Kind.MAXIMUM, (0.0,))]),  # nor are these minima
            ("abs(x - 0.1)", [(Kind.MINIMUM, (0.1,))]),
        ],
    )
    def test_on_curves(self, text: str, places: list[tuple[Kind, tuple[float, ...]]]) -> None:
        assert found(Curve(text)) == places

    @pytest.mark.parametrize("scale", [1e-200, 1e-9, 1e9, 1e100])
    def test_whatever_the_scale(self, scale: float) -> None:
        curve = Curve("x**2", domain=(-scale, 1.1 * scale))
        assert found(curve) == [(Kind.MINIMUM, (0.0,))]
        assert curve.minima[0].is_global

    def test_no_rate_converges_to_a_corner(self) -> None:
        (corner,) = Curve("abs(x)").minima
        assert corner.learning_rate_limit == 0.0

    def test_equal_minima_are_all_global_and_a_lower_edge_makes_none(self) -> None:
        assert [point.is_global for point in Curve("(x**2 - 1)**2").minima] == [True, True]
        assert [point.is_global for point in Curve("x**3 - x", domain=(-3, 3)).minima] == [False]

    def test_camel(self) -> None:
        kinds = [kind for kind, _ in found(terrains.THREE_HUMP_CAMEL)]
        assert kinds == [Kind.MINIMUM, Kind.SADDLE, Kind.MINIMUM, Kind.SADDLE, Kind.MINIMUM]
        assert [point.is_global for point in terrains.THREE_HUMP_CAMEL.minima] == [False, True, False]
        assert terrains.THREE_HUMP_CAMEL.minima[1].params == (0.0, 0.0)
        assert terrains.THREE_HUMP_CAMEL.minima[2].params == pytest.approx((1.747552, -0.873776), abs=1e-6)

    @pytest.mark.parametrize(
        ("text", "places"),
        [
            ("x*y", [(Kind.SADDLE, (0.0, 0.0))]),
            ("x**2 + y**3", [(Kind.SADDLE, (0.0, 0.0))]),
            ("x**4 + y**4", [(Kind.MINIMUM, (0.0, 0.0))]),
            ("-x**2 - y**2", [(Kind.MAXIMUM, (0.0, 0.0))]),
            ("x**3 - 3*x*y**2", [(Kind.SADDLE, (0.0, 0.0))]),
            ("(1 - x)**2 + 10*(y - x**2)**2", [(Kind.MINIMUM, (1.0, 1.0))]),
            ("x + y", []),
            ("log(-1 - x**2 - y**2)", []),
        ],
    )
    def test_on_surfaces(self, text: str, places: list[tuple[Kind, tuple[float, ...]]]) -> None:
        assert found(Surface(text)) == places

    @pytest.mark.parametrize("text", ["x**2", "(x + y - 1)**2", "5", "x**2*y**2"])
    def test_a_level_valley_is_listed_once_as_flat(self, text: str) -> None:
        assert [kind for kind, _ in found(Surface(text))] == [Kind.FLAT]

    def test_a_round_valley_too(self) -> None:
        kinds = [kind for kind, _ in found(Surface("(x**2 + y**2 - 1)**2"))]
        assert sorted(kinds) == [Kind.FLAT, Kind.MAXIMUM]


def test_suggested_starts() -> None:
    assert Curve("x**2", start=2.5, other_starts=(-1,)).starts == ((2.5,), (-1.0,))
    assert Surface("x*y", start=(2, 2)).starts == ((2.0, 2.0),)
    assert Curve("sqrt(x)").starts == ((2.4,), (1.2,))  # where there is a value
    assert Curve("7").starts == ((0.0,),)


REFUSED: list[tuple[Any, dict[str, Any], str]] = [
    (Curve, {"domain": (3, -3)}, r"domain: \(3, -3\) is not a pair"),
    (Curve, {"domain": (0, math.inf)}, "domain: .* is not a pair of finite numbers"),
    (Curve, {"domain": (-1e308, 1e308)}, "domain"),
    (Curve, {"domain": (1, 1 + 1e-15)}, "domain"),
    (Curve, {"domain": "ab"}, "domain: 'ab'"),
    (Curve, {"domain": 3}, "domain: 3"),
    (Curve, {"start": math.nan}, "start: nan is not a finite number for each of x"),
    (Curve, {"start": (1, 2)}, "start"),
    (Curve, {"start": "1"}, "start: '1'"),
    (Curve, {"start": 9}, r"start: x = 9.0 is outside the domain -3.0 to 3.0"),
    (Curve, {"other_starts": (1, "a")}, "other_starts: 'a'"),
    (Surface, {"domain": (-3, 3)}, "domain of x: -3"),
    (Surface, {"domain": ((-3, 3),)}, "is not two pairs"),
    (Surface, {"domain": ((-3, 3), (1, 1))}, "domain of y"),
    (Surface, {"start": 1.0}, "start: 1.0 is not a finite number for each of x, y"),
    (Curve, {"formula": "x + y"}, "column 5: unknown name 'y'"),
    (Curve, {"formula": None}, "formula, column 1: None is not text"),
]


@pytest.mark.parametrize(("kind", "arguments", "message"), REFUSED)
def test_nonsense_is_refused_by_name(kind: Any, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        kind(**({"formula": "x**2"} | arguments))
