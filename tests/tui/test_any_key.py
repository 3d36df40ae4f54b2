"""Random keys, clicks, pastes and sizes: the lab keeps running, and its numbers stay right."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from textual import events
from textual.geometry import Size

import gdengine as gd
from tests.thorough import cases
from tests.tui.conftest import Lab, Opened
from tests.tui.driver import key_event
from tui.lab.keys.actions import ACTIONS
from tui.lab.session.frame import Frame

SIZES = [(60, 20), (80, 24), (120, 40), (160, 45), (40, 10), (1, 1), (200, 60)]
MOVES_AT_ONCE = 7
"""Moves that are sent together before the next check."""

LEAVING = {key for action in ACTIONS if action.name in ("app.quit",) for key in action.keys}

KEYS = sorted({key for action in ACTIONS for key in action.keys} - LEAVING)
TYPED = [*"0123456789", "full_stop", "minus", "e", "enter", "escape", "backspace", "space", "x"]
PASTES = ["1 2\n3 4\n5 7", "x,y\n1,2", "nonsense", "", "1e308 1e308\n2 3", "0.5", "[b]\n[/b]"]


def move(chance: Random) -> tuple[str, object]:
    """One move: of twelve, nine are keys, six of them of the lab."""
    match chance.randrange(12):
        case 0:
            return "size", chance.choice(SIZES)
        case 1:
            return "click", (chance.random(), chance.random())
        case 2:
            return "paste", chance.choice(PASTES)
        case 3 | 4 | 5:
            return "key", chance.choice(TYPED)
        case _:
            return "key", chance.choice(KEYS)


def come(lab: Lab, kind: str, what: object) -> None:
    """Send an event as a terminal does, without Pilot's helpers, which wait until it is handled."""
    app = lab.app
    match kind, what:
        case "key", str(key):
            app.post_message(key_event(key))
        case "size", (int(columns), int(rows)):
            app._driver._size = Size(columns, rows)  # type: ignore[union-attr]
            app.post_message(events.Resize(Size(columns, rows), Size(columns, rows)))
        case "click", (float(across), float(down)):
            x, y = int(across * (app.size.width - 1)), int(down * (app.size.height - 1))
            for mouse in (events.MouseMove, events.MouseDown, events.MouseUp):
                app.post_message(mouse(None, x, y, 0, 0, 1, False, False, False, x, y))
        case "paste", str(text):
            app.post_message(events.Paste(text))


def same_numbers(frame: Frame) -> bool:
    """Whether the step on screen equals the engine's, run again from the last change for up to 500 steps."""
    history, k = frame.run.history, frame.index
    first = max((change for change in history.changes if change <= k), default=0)
    experiment = history.experiment_at(k)
    from gdengine.runs.descent import trajectory

    for step in trajectory(experiment, history.at(first)):
        if step.index == k:
            return repr(step.params) == repr(frame.step.params)
        if k - first > 500 or step.status is gd.Status.NONFINITE:
            return True
    return False


@pytest.mark.parametrize("seed", range(cases(40)))
async def test_the_lab_goes_on(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = Random(seed)
    moves = [move(chance) for _ in range(chance.randint(100, 200))]
    monkeypatch.chdir(tmp_path)
    async with opened(SIZES[seed % len(SIZES)]) as lab:
        for count, (kind, what) in enumerate(moves):
            come(lab, kind, what)
            if count % MOVES_AT_ONCE:
                continue
            await lab.pilot.pause(0)  # without the 0 it would wait until the lab stops playing
            assert lab.app.is_running
            assert lab.frame.revision == lab.session.frame().revision
            assert 0 <= lab.frame.index <= lab.frame.newest
        assert same_numbers(lab.frame)
        await lab.resize(120, 40)
        for _ in range(8):
            await lab.press("escape")
        assert lab.app.screen is lab.screen
        await lab.press("home")
        assert lab.frame.index == 0
        assert not lab.frame.playing
