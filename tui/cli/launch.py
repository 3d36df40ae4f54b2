"""Opening the lab, with as little work as possible before its first screen."""

from __future__ import annotations

import gc
import io
import os
import sys

import gdengine as gd
from tui.lab.files import preferences, recipe
from tui.lab.files.recipe_writing import preset_name
from tui.lab.text.language import _


def open_lab(experiment: gd.Experiment | None = None, file: str = "") -> None:
    """Open the lab on `experiment`, by default the article's; `file` names where its points are from.

    Raises ValueError, in the reader's language, if the lab has no panels for the experiment, or if
    there is no terminal.
    """
    if not has_terminal():
        raise ValueError(_("The lab needs a terminal; gdlab run prints into a pipe or a file."))
    opened = recipe.article() if experiment is None else experiment
    if not isinstance(opened.objective, gd.LinearRegression):
        raise ValueError(_("The lab shows linear regressions, so far; gdlab run takes this experiment."))
    # Nearly all objects made before the first screen stay alive, so collecting garbage only costs time.
    gc.disable()
    from tui.app import GdlabApp
    from tui.lab.session.session import Session

    remembered, unicode = preferences.load(), _speaks_unicode()
    ascii_markers = not unicode if remembered.ascii is None else remembered.ascii
    session = Session(opened, file or preset_name(opened.objective.data))
    # A recipe or file named on the command line is opened without an offer of the last session.
    GdlabApp(session, remembered.theme, ascii_markers, offers=opened == recipe.article()).run()


def has_terminal() -> bool:
    """Whether there is a screen and a keyboard; what serves the lab to a browser counts as both."""
    return "TEXTUAL_DRIVER" in os.environ or (
        sys.__stdin__ is not None
        and sys.__stdin__.isatty()
        and any(stream is not None and stream.isatty() for stream in (sys.__stdout__, sys.__stderr__))
    )


def _speaks_unicode() -> bool:
    """Whether the terminal's encoding is Unicode; in another one, missing characters are written as "?"."""
    answer = True
    for stream in (sys.__stdout__, sys.__stderr__):  # Textual draws on the one or on the other
        if isinstance(stream, io.TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
            stream.reconfigure(errors="replace")
            answer = False
    return answer
