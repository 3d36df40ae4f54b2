"""Opening the lab, quickly."""

from __future__ import annotations

import gc
import io
import sys

import gdengine as gd
from tui import preferences, recipe
from tui.language import language_of_locale, set_language
from tui.recipe_writing import preset_name


def open_lab(experiment: gd.Experiment | None = None, lang: str = "") -> None:
    """Open the lab on `experiment`, the article's if there is none.

    It speaks `lang`, or the language remembered, or the locale's. Raises ValueError for a language
    there is not, and for an experiment that the lab has no panels for.
    """
    remembered = preferences.load()
    set_language(lang or remembered.language or language_of_locale())
    opened = recipe.article() if experiment is None else experiment
    if not isinstance(opened.objective, gd.LinearRegression):
        raise ValueError("the lab shows linear regressions, so far; gdlab run takes this experiment")
    # What is made on the way to the first screen stays: looking for garbage there is time lost.
    gc.disable()
    from tui.app import GdlabApp
    from tui.session import Session

    unicode = _speaks_unicode()
    ascii_markers = not unicode if remembered.ascii is None else remembered.ascii
    session = Session(opened, preset_name(opened.objective.data))
    # Who names what to open is not asked about another session.
    GdlabApp(session, remembered.theme, ascii_markers, offers=experiment is None).run()


def _speaks_unicode() -> bool:
    """Whether the terminal's encoding has every character; one that has not gets a ? for what it lacks."""
    answer = True
    for stream in (sys.__stdout__, sys.__stderr__):  # Textual draws on the one or on the other
        if isinstance(stream, io.TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
            stream.reconfigure(errors="replace")
            answer = False
    return answer
