"""The last session in a few words."""

from __future__ import annotations

import gdengine as gd
from tui.lab.session.saved import SavedSession
from tui.lab.text import notation
from tui.lab.text.language import _
from tui.lab.wording.datasets import shown_name


def facts(kept: SavedSession) -> list[str]:
    """Facts that identify the session, the most important first."""
    rate = notation.number(gd.initial_rate(kept.experiment.learning_rate), 6)
    return [
        _("Last session: {name}").format(name=_subject(kept)),
        _("step {index} of {newest}").format(index=f"{kept.index:,}", newest=f"{kept.newest:,}"),
        f"lr {rate}",
    ]


def _subject(kept: SavedSession) -> str:
    """The name of the points, the terrain or the formula."""
    objective = kept.experiment.objective
    if kept.source is not None:
        return shown_name(kept.source.name) or _("points of your own")
    return str(getattr(objective, "name", "") or getattr(objective, "formula", ""))
