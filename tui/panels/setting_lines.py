"""The painted lines of the settings: key, name and value."""

from __future__ import annotations

from typing import Final, NamedTuple

from textual.content import Content

from tui.lab.keys.user_keymap import symbol
from tui.lab.text.cells import first_fitting
from tui.lab.text.language import _
from tui.lab.wording.settings import Setting
from tui.panels.panel import first_content

FOLD: Final = "fold"
"""The target of the line that folds and unfolds."""

GAUGE: Final = "gauge"
"""The target of the lines of the gauge."""

INDENT_CELLS: Final = 2
"""Cells of the key column, and of each further level of indentation."""

MOST_VALUE_CELLS: Final = 24
"""The most cells that a value takes."""


class SettingLine(NamedTuple):
    """A line, and the target of a click on it: the name of a setting, FOLD or GAUGE."""

    target: str
    content: Content


def value_column(width: int) -> int:
    """The column in which values begin, in a panel `width` cells wide."""
    return 17 if width < 33 else 19


def setting_line(setting: Setting, refused: str | None, here: bool, new: bool, width: int) -> SettingLine:
    """The line of a setting, with its value or with the text that was `refused`.

    `here` highlights it for the cursor, `new` marks a value that differs from the initial one.
    """
    column = value_column(width)
    key = setting.key + " " if setting.key else ""
    indented = key.ljust(INDENT_CELLS * (1 + setting.depth))
    name = Content.assemble((indented, "bold $primary"), (setting.label, "$quiet"))
    if len(key) > INDENT_CELLS:
        # A key of the user's own can be longer than a letter.
        name = name.truncate(column - 1, ellipsis=True)
    mark = Content.styled("•", "$mark") if new else Content(" ")
    name = name.pad_right(max(0, column - 1 - name.cell_length)) + mark
    value = _value(setting, refused, max(0, min(width - name.cell_length, MOST_VALUE_CELLS)))
    if refused is not None:
        value = value.stylize_before("$foreground on $error 25%")
    elif not setting.values:
        value = value.stylize_before("on $panel")
    line = name + value
    return SettingLine(setting.name, line.stylize("bold on $here-background") if here else line)


def _value(setting: Setting, refused: str | None, room: int) -> Content:
    """The value in exactly `room` cells, all of which a typed setting shows as its field."""
    shown = Content(setting.shown(setting.text if refused is None else refused))
    noted = [
        shown + Content.styled(f" {after}", "$quiet")
        for after in (("›",) if setting.values else setting.notes)
    ]
    shown = first_content([*noted, shown], room).truncate(room, ellipsis=True)
    return shown.pad_right(room - shown.cell_length)


def refusal_lines(setting: Setting, sentence: str, width: int) -> list[SettingLine]:
    """The sentence why `setting` was refused, wrapped."""
    wrapped = Content.styled(sentence, "$error").wrap(max(8, width - INDENT_CELLS))
    return [SettingLine(setting.name, line.pad_left(INDENT_CELLS)) for line in wrapped]


def fold_line(unfolded: bool, names: list[str], marked: bool, here: bool, width: int) -> SettingLine:
    """The line that folds and unfolds; folded, it lists as many of `names` as fit.

    These are the hidden settings, or, if `marked`, those of them with unusual values.
    """
    line = Content.assemble(
        (symbol("all-settings") + " ", "bold $primary"), "▾ " + _("less") if unfolded else "▸ " + _("more")
    )
    if not unfolded:
        listed = _listed(names, width - line.cell_length - 2)
        line += Content.styled(f": {listed}", "$mark" if marked else "$quiet")
    if here:
        line = line.pad_right(width - line.cell_length).stylize("bold on $here-background")
    return SettingLine(FOLD, line)


def _listed(names: list[str], room: int) -> str:
    """As many of `names` as fit in `room` cells, with an ellipsis for the others."""
    some = [", ".join(names[:count]) + " …" for count in range(len(names) - 1, 0, -1)]
    return first_fitting([", ".join(names), *some, "…"], room)
