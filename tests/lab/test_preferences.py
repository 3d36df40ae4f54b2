"""What the lab remembers of its user, and what it makes of a damaged file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tui.lab.files import preferences


@pytest.mark.parametrize(
    "kept", ["", "{", "[]", '"x"', "null", '{"ascii": "yes", "theme": 3}', "[" * 100_000, "\x00"]
)
def test_damaged_preferences_are_none(tmp_path: Path, kept: str) -> None:
    preferences.remember(theme="gdlab-light")
    [file] = tmp_path.rglob("preferences.json")
    file.write_text(kept)
    found = preferences.load()
    assert (found.language, found.ascii) == ("", None)
    preferences.remember(ascii=True)
    assert json.loads(file.read_text())["ascii"] is True
