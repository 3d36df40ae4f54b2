"""The formula dialog: what is wrong is said at once and marked, and nothing typed is lost."""

from __future__ import annotations

import math

import pytest

import gdengine as gd
from tests.tui.conftest import Opened
from tests.tui.driver import Lab
from tests.tui.terrains import THREE_VALLEYS, fault, field, marked, session_on, write
from tui.dialogs.formula import FormulaDialog
from tui.dialogs.terrain_menu import TerrainMenu
from tui.lab.keys.actions import TERRAIN
from tui.lab.text.language import LANGUAGES, set_language

FAULTS = [
    ("x**", "", "column 4"),
    ("2x", "x", "an operator is missing before “x”; to multiply, write *"),
    ("x**2 + sni(x)", "s", "did you mean sin?"),
    ("foo(x) + 1", "f", "unknown name “foo”"),
    ("x**2 + z", "z", "unknown name “z”"),
    ("x + 9**9**9", "9", "not a finite real number"),
    ("x*(1 - 1)", "", ""),
    ("x*1/0", "", ""),
    ("(-8)**(1/3)*x", "(", "not a finite real number"),
    ("x + sqrt(-1)", "s", "not a finite real number"),
    ("1e999*x", "1", "too large for the computer"),
    ("x + 한", "한", "“한” has no meaning here"),
    ("한글 + x", "한", "“한” has no meaning here"),
    ("((x", "(", "never closed"),
    ("x)", ")", "closes nothing"),
    ("x**2,5", ",", "a comma has no place here"),
    ("sin x", "s", "sin needs its number in parentheses"),
    ("0.5", "", "has no x in it"),
    ("pi*e", "", "has no x in it"),
]


def typed(lab: Lab, name: str = "formula") -> str:
    return field(lab, name).value


async def opened_dialog(lab: Lab) -> None:
    await lab.press("F")
    assert isinstance(lab.app.screen, FormulaDialog)


@pytest.mark.parametrize(("formula", "place", "words"), FAULTS, ids=[text for text, *_ in FAULTS])
async def test_a_fault_is_said_and_marked_where_it_is(
    opened: Opened, formula: str, place: str, words: str
) -> None:
    async with opened(mode=TERRAIN, session=session_on(THREE_VALLEYS, steps=3)) as lab:
        before = lab.frame
        await opened_dialog(lab)
        await write(lab, formula=formula)
        assert words in fault(lab)
        assert marked(lab).strip() == place
        await lab.press("enter")
        if not words:  # a pole is no fault
            return
        assert isinstance(lab.app.screen, FormulaDialog)
        assert typed(lab) == formula
        await lab.press("escape")
        assert lab.frame == before


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("code", LANGUAGES)
async def test_at_every_size_the_fault_is_under_its_place(
    opened: Opened, size: tuple[int, int], code: str
) -> None:
    set_language(code)
    async with opened(size, mode=TERRAIN) as lab:
        await opened_dialog(lab)
        await write(lab, formula="x**2 + 3x")
        assert marked(lab) == "x"
        assert "3x" in lab.text()
        assert fault(lab)[:12] in lab.text()


async def test_in_a_formula_longer_than_its_field_the_mark_goes_with_the_text(opened: Opened) -> None:
    async with opened((80, 24), mode=TERRAIN) as lab:
        await opened_dialog(lab)
        await write(lab, formula="x*" * 40 + "한 + 2")
        assert marked(lab) == "한"
        await lab.press("home")
        assert fault(lab)
        assert marked(lab) == ""  # out of sight, so nothing else is marked


async def test_too_long_a_formula_is_kept_as_typed(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        await opened_dialog(lab)
        long = "x**2 + " + "0" * 200
        field(lab, "formula").value = ""
        await lab.paste(long)
        assert "207 characters; at most 200 are read" in fault(lab)
        await lab.press("enter")
        assert typed(lab) == long
        await lab.press(*["backspace"] * 7)
        assert fault(lab) == ""
        await lab.press("enter")
        assert lab.frame.experiment.objective.formula == long[:200]  # type: ignore[attr-defined]


async def test_a_formula_nested_too_deep_is_refused(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        await opened_dialog(lab)
        await write(lab, formula="x+" * 60 + "x")
        assert "nested deeper than 50 levels" in fault(lab)


@pytest.mark.parametrize("pasted", ["x\x1b[31m**2", "x\x07", "x\x00**2", "x\u202e**2", "[red]x[/red]"])
async def test_control_characters_and_markup_do_nothing_but_are_refused(opened: Opened, pasted: str) -> None:
    async with opened(mode=TERRAIN) as lab:
        before = lab.frame
        await opened_dialog(lab)
        field(lab, "formula").value = ""
        await lab.paste(pasted)
        assert fault(lab)
        assert all(character.isprintable() for row in lab.shown() for character in row)
        await lab.press("enter", "escape")
        assert lab.frame == before


async def test_several_pasted_lines_are_no_formula_to_take_by_accident(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        before = lab.frame
        await opened_dialog(lab)
        field(lab, "formula").value = ""
        await lab.paste("x**2\nx**4\n")
        assert isinstance(lab.app.screen, FormulaDialog)
        assert lab.frame == before


async def test_domain_and_start_follow_the_formula(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        await opened_dialog(lab)
        for formula, domain in (("x**2", "-3, 3"), ("(x - 25)**2", "-30, 30"), ("log(x)", "0, 6")):
            await write(lab, formula=formula)
            assert field(lab, "domain").placeholder == domain
            low, high = map(float, domain.split(","))
            assert low <= float(field(lab, "start").placeholder) <= high
        await write(lab, formula="x**2 + y**2")
        assert field(lab, "domain").placeholder == "-3, 3, -3, 3"
        assert len(field(lab, "start").placeholder.split(",")) == 2
        await lab.press("enter")
        assert isinstance(lab.frame.experiment.objective, gd.Surface)


async def test_they_can_be_typed(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        await lab.press("right", "right", "F")
        await write(lab, formula="cos(x)", domain="−4; 10", start="-1")
        assert fault(lab) == ""
        await lab.press("enter")
        curve = lab.frame.experiment.objective
        assert isinstance(curve, gd.Curve)
        assert (curve.domain, lab.frame.experiment.start, lab.frame.index) == ((-4.0, 10.0), (-1.0,), 0)
        assert lab.frame.ghosts == ()
        await lab.press("z")
        assert (lab.frame.experiment.objective, lab.frame.index) == (THREE_VALLEYS, 2)
        await lab.press("Z")
        assert lab.frame.experiment.objective == curve


@pytest.mark.parametrize(
    ("formula", "domain", "start", "words"),
    [
        ("x**2", "3, -3", "", "domain"),
        ("x**2", "1", "", "two numbers"),
        ("x**2", "a, b", "", "two numbers"),
        ("x**2", "0, inf", "", "two numbers"),
        ("x**2", "1, 1", "", "domain"),
        ("x**2 + y**2", "-1, 1", "", "four numbers"),
        ("x**2", "-3, 3", "5", "start"),
        ("x**2", "", "1, 2", "number"),
        ("x**2 + y**2", "", "1", "two numbers"),
        ("log(x)", "-3, 3", "-1", "no value"),
        ("1/x", "-3, 3", "0", "no value"),
        ("log(x) + sqrt(-x - 1)", "", "", "value"),
    ],
)
async def test_a_domain_or_start_that_does_not_fit_is_said_and_stays(
    opened: Opened, formula: str, domain: str, start: str, words: str
) -> None:
    async with opened(mode=TERRAIN) as lab:
        before = lab.frame
        await opened_dialog(lab)
        await write(lab, domain=domain, start=start, formula=formula)
        assert words in fault(lab)
        await lab.press("enter")
        assert [typed(lab, name) for name in ("formula", "domain", "start")] == [formula, domain, start]
        await lab.press("escape")
        assert lab.frame == before


@pytest.mark.parametrize("formula", ["log(x)", "1/x", "x**(1/3)", "tan(x)", "x**x", "abs(x)", "x*0 + 1"])
async def test_a_formula_without_a_value_in_places_can_be_descended(opened: Opened, formula: str) -> None:
    async with opened(mode=TERRAIN) as lab:
        await opened_dialog(lab)
        await write(lab, formula=formula, domain="-3, 3")
        assert fault(lab) == ""
        await lab.press("enter")
        assert lab.frame.experiment.objective.formula == formula  # type: ignore[attr-defined]
        assert math.isfinite(lab.frame.step.cost)
        await lab.press(*["right"] * 5, "space")
        await lab.press("space")
        assert formula in str(lab.text())


async def test_the_dialog_opens_from_the_menu_too(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        await lab.press("D")
        assert isinstance(lab.app.screen, TerrainMenu)
        await lab.press("F")
        assert isinstance(lab.app.screen, FormulaDialog)
        await lab.press("escape", "D", "end", "enter")
        assert isinstance(lab.app.screen, FormulaDialog)


async def test_typing_ahead_of_the_dialog_reaches_it(opened: Opened) -> None:
    async with opened(mode=TERRAIN) as lab:
        await lab.press_at_once("F", *"x**2", "enter", "n")
        assert lab.frame.experiment.objective.formula == "x**2"  # type: ignore[attr-defined]
        assert lab.frame.index == 1
