"""The user's preferences: language, theme and signs, as chosen in the lab."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from platformdirs import user_config_path

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
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    try:
        unfinished.write_text(json.dumps(asdict(replace(load(), **choices))), "utf-8")  # type: ignore[arg-type]
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _path() -> Path:
    return user_config_path("gdlab", appauthor=False) / "preferences.json"
