"""The language in use, and the messages in it.

Messages are written in English in the code, marked with `_`, and looked up when they are
shown, so that the language can change while the app runs. `_N` marks a message that is
looked up later.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import gdengine as gd

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "ko": "한국어"}
"""The language codes, with each language's own name."""

LOCALE_DIR: Final = Path(__file__).parent / "locale"
DOMAIN: Final = "gdlab"

_current = "en"
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def language() -> str:
    """The code of the language in use."""
    return _current


def set_language(code: str) -> None:
    """Use the language `code` from now on; raises gd.Refused for one that is not in LANGUAGES."""
    global _current, _catalogue
    if code not in LANGUAGES:
        raise gd.Refused("language", code, gd.refusals.OneOf(tuple(LANGUAGES)))
    _current = code
    # English needs no catalogue: the messages in the code are English.
    languages = [] if code == "en" else [code]
    _catalogue = gettext.translation(DOMAIN, LOCALE_DIR, languages, fallback=code == "en")


def language_of_locale(environment: Mapping[str, str] = os.environ) -> str:
    """The code of the environment's language, in the order of POSIX; English if it is not in LANGUAGES."""
    asked = next(
        (value for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))),
        "",
    )
    for wish in asked.split(":"):
        code = wish[:2].lower()
        if code in LANGUAGES:
            return code
    return "en"


def _(message: str) -> str:
    """`message` in the language in use."""
    return _catalogue.gettext(message)


def _N(message: str) -> str:  # noqa: N802  # the usual name for it
    """`message` unchanged; marks it for translation later."""
    return message
