"""Sessions that version 0.2.0 kept still open, at the same place and with the same numbers."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from tui.lab.files import recipe
from tui.lab.files.session_file import SessionFile
from tui.lab.session.replay import Replay
from tui.lab.session.session import Session

FOLDERS = sorted((Path(__file__).parent / "reference" / "sessions_0_2_0").iterdir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_session_of_0_2_0_opens(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    saved = SessionFile(folder).load()
    assert saved is not None
    replay = Replay(saved)
    while not replay.advance(math.inf):
        pass
    session = Session(recipe.article())
    session.resume(saved, replay.history)
    frame = session.frame()
    assert {
        "index": frame.index,
        "newest": frame.newest,
        "planned": frame.planned,
        "name": frame.fit.name,
        "cost": frame.step.cost.hex(),
        "params": [value.hex() for value in frame.step.params],
        "last_cost": frame.run.history.at(frame.newest).cost.hex(),
        "standardised": frame.fit.scaling is not None,
        "speed": frame.speed,
        "zoom": frame.looks.zoom,
        "log_scale": frame.looks.log_scale,
    } == expected
