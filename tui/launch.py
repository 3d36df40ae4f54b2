"""Opening the lab, quickly."""

from __future__ import annotations

import gc

from tui import preferences, recipe
from tui.language import language_of_locale, set_language


def open_lab(lang: str = "") -> None:
    """Open the lab on the article's experiment, in `lang`, or the language remembered, or the locale's.

    Raises ValueError for a language there is not.
    """
    remembered = preferences.load()
    set_language(lang or remembered.language or language_of_locale())
    # What is made on the way to the first screen stays: looking for garbage there is time lost.
    gc.disable()
    from tui.app import GdlabApp

    GdlabApp(recipe.article(), theme=remembered.theme).run()
