"""Names and sizes of data sets in the language in use."""

from __future__ import annotations

from tui.lab.session import catalogue
from tui.lab.text.clean import cleaned
from tui.lab.text.language import _


def shown_name(name: str) -> str:
    """The name of a data set on screen: a preset's label, translated, or else `name` itself."""
    preset = catalogue.by_name(catalogue.PRESETS).get(name)
    return _(preset.label) if preset else cleaned(name)


def counted(points: int) -> str:
    """A number of points as text: 1 point, 1,000 points."""
    return _("1 point") if points == 1 else _("{count} points").format(count=f"{points:,}")
