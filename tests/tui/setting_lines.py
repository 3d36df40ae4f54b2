"""The lines of the settings panel, and a click on one."""

from __future__ import annotations

from textual.widgets import Input

from tests.tui.conftest import Lab
from tui.panels.settings import SettingsPanel
from tui.panels.sheet import Sheet


def sheet(lab: Lab) -> Sheet:
    """What the lines are painted on."""
    return lab.screen.query_one(SettingsPanel).query_one(Sheet)


def lines(lab: Lab) -> list[tuple[str, str]]:
    """What the panel's lines are meant for, and what they say."""
    panel = lab.screen.query_one(SettingsPanel)
    return [(line.target, line.content.plain) for line in panel._lines(sheet(lab).size.width)]


def said_of(lab: Lab, name: str) -> str:
    """The lines of a setting: its value, and the sentence if it is refused."""
    return " ".join(" ".join(text.split()) for target, text in lines(lab) if target == name)


def typed(lab: Lab) -> str | None:
    """What stands in the field, None where there is none to type in."""
    field = lab.app.focused
    return field.value if isinstance(field, Input) else None


async def click(lab: Lab, target: str, x: int = 20) -> None:
    row = [line[0] for line in lines(lab)].index(target)
    await lab.click(sheet(lab), offset=(x, row))
