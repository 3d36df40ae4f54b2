"""Fixtures of all tests: an empty home folder, English, reproducible hypothesis examples."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tui.lab.keys import user_keymap
from tui.lab.text.language import set_language

settings.register_profile("gdlab", derandomize=True, deadline=None)
settings.load_profile("gdlab")


@pytest.fixture(autouse=True)
def _nobody_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tests away from the user's files, settings and language."""
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    set_language("en")
    user_keymap.use(user_keymap.Keymap({}))
