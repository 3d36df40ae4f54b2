"""Opening the lab, with as little work as possible before its first screen."""

from __future__ import annotations

import gc
import io
import os
import sys
from typing import TYPE_CHECKING, Final, TextIO

import gdengine as gd
from tui.cli.messages import crash_message
from tui.cli.output import tell
from tui.lab.files import preferences, recipe
from tui.lab.files.recipe_writing import preset_name
from tui.lab.keys.actions import FIT, TERRAIN
from tui.lab.text.language import _

if TYPE_CHECKING:
    from tui.app import GdlabApp

HUNG_UP: Final = 129
"""The exit code of what ends because its terminal was closed: 128 and the number of SIGHUP."""


def open_lab(experiment: gd.Experiment | None = None, file: str = "") -> None:
    """Open the lab on `experiment`, by default the article's; `file` names where its points are from.

    A curve or surface opens in Terrain. Raises ValueError, in the reader's language, if there is no
    terminal.
    """
    if not has_terminal():
        raise ValueError(_("The lab needs a terminal; gdlab run prints into a pipe or a file."))
    opened = recipe.article() if experiment is None else experiment
    # Nearly all objects made before the first screen stay alive, so collecting garbage only costs time.
    gc.disable()
    from tui.app import GdlabApp
    from tui.lab.session.session import Session

    remembered, unicode = preferences.load(), _speaks_unicode()
    ascii_markers = not unicode if remembered.ascii is None else remembered.ascii
    objective = opened.objective
    if isinstance(objective, gd.LinearRegression):
        mode, name = FIT, file or preset_name(objective.data)
    else:
        mode, name = TERRAIN, ""
    session = Session(opened, name)
    # A recipe or file named on the command line is opened without an offer of the last session.
    app = GdlabApp(session, remembered.theme, ascii_markers, offers=opened == recipe.article(), mode=mode)
    app.run()
    _end(app)


def _end(app: GdlabApp) -> None:
    """Exit with the code that says why the lab ended: after a signal, or a fault, which gets a report."""
    if app.signalled:
        sys.exit(128 + app.signalled)
    if app.crash and _terminal_is_gone():
        sys.exit(HUNG_UP)  # reading from it failed before the signal came
    if app.crash:
        tell(crash_message(app.crash, app.is_kept))
        sys.exit(1)
    if app.return_code:
        sys.exit(app.return_code)


def _terminal_is_gone() -> bool:
    if sys.platform == "win32" or "TEXTUAL_DRIVER" in os.environ:
        return False
    import termios

    try:
        termios.tcgetattr(0)
    except termios.error:
        return True
    return False


def has_terminal() -> bool:
    """Whether there is a screen and a keyboard; what serves the lab to a browser counts as both.

    Textual draws on stderr; if that is no terminal, but stdout is, stdout takes its place.
    """
    if "TEXTUAL_DRIVER" in os.environ:
        return True
    if not _is_terminal(sys.__stderr__) and _is_terminal(sys.__stdout__):
        sys.__stderr__ = sys.__stdout__  # type: ignore[misc]
    return _is_terminal(sys.__stdin__) and _is_terminal(sys.__stderr__)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _speaks_unicode() -> bool:
    """Whether the terminal's encoding is Unicode; in another one, missing characters are written as "?"."""
    answer = True
    for stream in (sys.__stdout__, sys.__stderr__):  # Textual draws on the one or on the other
        if isinstance(stream, io.TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
            stream.reconfigure(errors="replace")
            answer = False
    return answer
