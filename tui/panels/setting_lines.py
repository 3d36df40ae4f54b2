"""The lines that the settings are painted in: a key, a name and a value each."""

from __future__ import annotations

from typing import Final, NamedTuple

from textual.content import Content

from tui.lab.text.cells import first_fitting
from tui.lab.text.language import _
from tui.lab.wording.settings import Setting
from tui.panels.panel import first_content

FOLD: Final = "fold"
"""The target of the line that folds and unfolds."""

GAUGE: Final = "gauge"
"""The target of the bar."""

INDENT: Final = 2
"""Cells that keys take, and that every depth moves names in by."""


WIDEST: Final = 24
"""Cells that a value takes at most."""


class Line(NamedTuple):
    """A line, and what a click on it is meant for: a setting's name, FOLD or GAUGE."""

    target: str
    content: Content


def value_column(width: int) -> int:
    """The column in which values begin."""
    return 17 if width < 33 else 19


def setting_line(setting: Setting, refused: str | None, here: bool, new: bool, width: int) -> Line:
    """A setting with its value, or with the text that was `refused`.

    `here` says that the cursor is on it, `new` that it is no longer what it was at first.
    """
    column = value_column(width)
    name = Content.assemble(
        (setting.key.ljust(INDENT * (1 + setting.depth)), "bold $primary"), (setting.label, "$quiet")
    )
    mark = Content.styled("•", "$mark") if new else Content(" ")
    name = name.pad_right(max(0, column - 1 - name.cell_length)) + mark
    value = _value(setting, refused, max(0, min(width - name.cell_length, WIDEST)))
    if refused is not None:
        value = value.stylize_before("$foreground on $error 25%")
    elif not setting.values:
        value = value.stylize_before("on $panel")
    line = name + value
    return Line(setting.name, line.stylize("bold on $here-background") if here else line)


def _value(setting: Setting, refused: str | None, room: int) -> Content:
    """The value in exactly so many cells: all of them are the field's where it is typed."""
    shown = Content(setting.shown(setting.text if refused is None else refused))
    noted = [
        shown + Content.styled(f" {after}", "$quiet")
        for after in (("›",) if setting.values else setting.notes)
    ]
    shown = first_content([*noted, shown], room).truncate(room, ellipsis=True)
    return shown.pad_right(room - shown.cell_length)


def refusal_lines(setting: Setting, sentence: str, width: int) -> list[Line]:
    """Why the setting above was refused, in as many lines as it takes."""
    wrapped = Content.styled(sentence, "$error").wrap(max(8, width - INDENT))
    return [Line(setting.name, line.pad_left(INDENT)) for line in wrapped]


def fold_line(unfolded: bool, names: list[str], marked: bool, here: bool, width: int) -> Line:
    """The line that folds and unfolds; folded, it has `names`, as far as there is room.

    They are what is out of sight, or, where they are `marked`, what is unusual there.
    """
    line = Content.assemble(("M ", "bold $primary"), "▾ " + _("less") if unfolded else "▸ " + _("more"))
    if not unfolded:
        listed = _listed(names, width - line.cell_length - 2)
        line += Content.styled(f": {listed}", "$mark" if marked else "$quiet")
    if here:
        line = line.pad_right(width - line.cell_length).stylize("bold on $here-background")
    return Line(FOLD, line)


def _listed(names: list[str], room: int) -> str:
    """As many of `names` as there is room for."""
    some = [", ".join(names[:count]) + " …" for count in range(len(names) - 1, 0, -1)]
    return first_fitting([", ".join(names), *some, "…"], room)
