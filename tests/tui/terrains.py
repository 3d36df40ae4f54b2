"""What tests of Terrain share: a session on a terrain, its dialogs, and its strip of fates."""

from __future__ import annotations

from typing import Any

from textual.widgets import Input, Label, Static

import gdengine as gd
from tests.tui.driver import Lab
from tui.dialogs.formula import FormulaDialog
from tui.lab.session.session import Session
from tui.panels.fates import FatesStrip

TWO_VALLEYS = gd.TERRAINS["two valleys"]
THREE_VALLEYS = gd.TERRAINS["three valleys"]
CAMEL = gd.TERRAINS["three-hump camel"]
RAVINE = gd.TERRAINS["ravine"]


def session_on(
    terrain: gd.Curve | gd.Surface | str,
    rate: float = 0.1,
    start: gd.Params = (),
    steps: int = 0,
    **settings: Any,
) -> Session:
    """A session on a terrain, given as such or by its formula, `steps` steps after its start."""
    ground = gd.Curve(terrain) if isinstance(terrain, str) else terrain
    experiment = gd.Experiment(ground, start or ground.starts[0], learning_rate=rate, **settings)
    session = Session(experiment)
    session.forward(steps)
    return session


# The strip of fates


def strip(lab: Lab) -> FatesStrip:
    return lab.screen.query_one(FatesStrip)


async def fates_found(lab: Lab) -> list[str]:
    """The lines of the strip, once all its fates are found."""
    await lab.until(lambda: strip(lab)._fates.complete and "·" not in strip(lab).render_line(0).text)
    return [strip(lab).render_line(y).text for y in range(strip(lab).size.height)]


async def letter_here(lab: Lab) -> str:
    """The letter above the mark of the current learning rate, or start."""
    cells, axis, *_rest = await fates_found(lab)
    return cells[axis.index("▲")]


# The formula dialog


def field(lab: Lab, name: str) -> Input:
    return lab.app.screen.query_one(f"#{name}", Input)


async def write(lab: Lab, **texts: str) -> None:
    """Type into fields of the dialog: formula, domain, start."""
    for name, text in texts.items():
        lab.app.screen.set_focus(field(lab, name))
        await lab.type(text)


def fault(lab: Lab) -> str:
    """The sentence on what is wrong, "" if nothing is."""
    return str(lab.app.screen.query_one("#said", Label).render()).strip()


def marked(lab: Lab) -> str:
    """What stands in the formula's field above the mark of the fault, as it is painted; "" without one."""
    assert isinstance(lab.app.screen, FormulaDialog)
    mark = lab.app.screen.query_one("#fault", Static)
    typed = field(lab, "formula").content_region
    rows = lab.shown()
    under = rows[mark.region.y] if mark.region.height else ""
    if "▲" not in under:
        return ""
    assert mark.region.y == typed.bottom  # right below the field
    return cell_text(lab, typed.y)[under_cell(under)]


def under_cell(row: str) -> int:
    """The cell of the mark in a row."""
    from tui.lab.text.cells import cell_len

    return cell_len(row[: row.index("▲")])


def cell_text(lab: Lab, y: int) -> list[str]:
    """The characters of a row of the screen, cell by cell; wide ones take two."""
    from tui.lab.text.cells import cell_len

    return [character for character in lab.shown()[y] for _cell in range(cell_len(character))]
