"""What the data sets are called."""

from __future__ import annotations

from tui.lab.session import catalogue
from tui.lab.text.language import _


def shown_name(name: str) -> str:
    """What a data set is called on screen: a preset in the reader's language, a file by its name."""
    preset = catalogue.by_name(catalogue.PRESETS).get(name)
    return _(preset.label) if preset else name


def counted(points: int) -> str:
    """So many points, in words."""
    return _("1 point") if points == 1 else _("{count} points").format(count=f"{points:,}")
