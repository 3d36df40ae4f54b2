"""Where a session is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.lab.files.session_file import SessionFile


@pytest.fixture
def file(tmp_path: Path) -> SessionFile:
    return SessionFile(tmp_path / "state")
