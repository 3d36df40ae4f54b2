"""The user's preferences: language, theme and signs, as chosen in the lab."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from platformdirs import user_config_path

from tui.lab.files import atomic, bounded
from tui.lab.text.language import LANGUAGES

MOST_BYTES: Final = 64_000
"""Bytes; a longer file is not read: gdlab writes some 60."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """Choices that are kept between two starts; empty or None if not made."""

    language: str = ""
    theme: str = ""
    ascii: bool | None = None


def load() -> Preferences:
    """The preferences as last saved; the default for each that is missing or cannot be used."""
    return _read()[0]


def remember(**choices: str | bool) -> None:
    """Save `choices` together with earlier ones, atomically; raises OSError if the file cannot be written."""
    _write(replace(load(), **choices))  # type: ignore[arg-type]


def mend() -> Path | None:
    """Set a damaged file aside, but keep what can be used of it; returns its new path, or None."""
    found, whole = _read()
    aside = None if whole else bounded.set_aside(_path())
    if aside and found != Preferences():
        with suppress(OSError):
            _write(found)
    return aside


def _read() -> tuple[Preferences, bool]:
    """The preferences that can be used, and whether that is all that the file says."""
    import json  # not at the top: at most starts there is nothing to read

    try:
        kept = json.loads(bounded.read(_path(), MOST_BYTES))
    except FileNotFoundError:
        return Preferences(), True
    except (OSError, ValueError, RecursionError):
        return Preferences(), False
    if not isinstance(kept, dict):
        return Preferences(), False
    language, theme, ascii_ = kept.get("language", ""), kept.get("theme", ""), kept.get("ascii")
    spoken = isinstance(language, str)
    named = isinstance(theme, str)
    found = Preferences(
        language=language if spoken and language in LANGUAGES else "",
        theme=theme if named else "",
        ascii=ascii_ if isinstance(ascii_, bool) else None,
    )
    return found, spoken and named and (ascii_ is None or isinstance(ascii_, bool))


def _write(preferences: Preferences) -> None:
    import json

    atomic.write(_path(), json.dumps(asdict(preferences)))


def _path() -> Path:
    return user_config_path("gdlab", appauthor=False) / "preferences.json"
