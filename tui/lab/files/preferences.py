"""The user's preferences: language, theme and signs, as chosen in the lab."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from platformdirs import user_config_path

from tui.lab.files import atomic
from tui.lab.text.language import LANGUAGES


@dataclass(frozen=True, slots=True)
class Preferences:
    """Choices that are kept between two starts; empty or None if not made."""

    language: str = ""
    theme: str = ""
    ascii: bool | None = None


def load() -> Preferences:
    """The preferences as last saved; the defaults if there is no file, or it cannot be read."""
    try:
        kept = json.loads(_path().read_text("utf-8"))
        ascii_ = kept.get("ascii")
        return Preferences(
            language=known if (known := kept.get("language")) in LANGUAGES else "",
            theme=str(kept.get("theme", "")),
            ascii=ascii_ if isinstance(ascii_, bool) else None,
        )
    except (OSError, ValueError, AttributeError, RecursionError):
        return Preferences()


def remember(**choices: str | bool) -> None:
    """Save `choices` together with earlier ones, atomically; raises OSError if the file cannot be written."""
    atomic.write(_path(), json.dumps(asdict(replace(load(), **choices))))  # type: ignore[arg-type]


def _path() -> Path:
    return user_config_path("gdlab", appauthor=False) / "preferences.json"
