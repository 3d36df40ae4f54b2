"""What the lab remembers of its user: the language, the theme and the signs that were chosen in it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from platformdirs import user_config_path

from tui.lab.files import atomic
from tui.lab.text.language import LANGUAGES


@dataclass(frozen=True, slots=True)
class Preferences:
    """Choices that outlive the app; empty, or None, where none was made."""

    language: str = ""
    theme: str = ""
    ascii: bool | None = None


def load() -> Preferences:
    """The preferences as last saved; none where there is no file, or none that can be read."""
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
    """Keep `choices` beside those made before, whole or not at all; raises OSError if there is no place."""
    atomic.write(_path(), json.dumps(asdict(replace(load(), **choices))))  # type: ignore[arg-type]


def _path() -> Path:
    return user_config_path("gdlab", appauthor=False) / "preferences.json"
