"""What the lab remembers of its user: the language and the theme that were chosen in it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_config_path


@dataclass(frozen=True, slots=True)
class Preferences:
    """Choices that outlive the app; empty where none was made."""

    language: str = ""
    theme: str = ""


def load() -> Preferences:
    """The preferences as last saved; none where there is no file, or none that can be read."""
    try:
        kept = json.loads(_path().read_text("utf-8"))
        return Preferences(language=str(kept.get("language", "")), theme=str(kept.get("theme", "")))
    except (OSError, ValueError, AttributeError):
        return Preferences()


def save(preferences: Preferences) -> None:
    """Keep `preferences`, whole or not at all; raises OSError where there is no place for them."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.write_text(json.dumps(asdict(preferences)), "utf-8")
    os.replace(unfinished, path)


def _path() -> Path:
    return user_config_path("gdlab", appauthor=False) / "preferences.json"
