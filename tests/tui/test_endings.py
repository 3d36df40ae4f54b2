"""How the lab ends in a real terminal: after a fault, a signal, or when its terminal is gone."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.conftest import Opened
from tests.tui.terminal import Terminal
from tui.lab.files.session_file import SessionFile

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no such terminals here")

BREAK = """
import tui.screens.lab_screen as screen
def broken(self):
    raise KeyError("broken")
screen.LabScreen.action_take_suggestion = broken
"""


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SessionFile:
    """The session file of the labs that are started."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return SessionFile(tmp_path / "state" / "gdlab")


def test_a_fault_ends_the_lab_with_1_a_line_and_the_session(
    terminal: Callable[..., Terminal], state: SessionFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "sitecustomize.py").write_text(BREAK)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'code'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    lab = terminal()
    lab.until("0/20")
    lab.press(",nnn")
    lab.until("3/20")
    sent = lab.recorded()
    lab.press("t")
    assert lab.ended() == 1
    left = re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]", "", sent.getvalue().decode().rpartition("\x1b[?1049l")[2])
    said = " ".join(left.split())
    report = state.path.parent / "crash.txt"
    assert said.startswith("gdlab: A fault of its own ended the lab. The session is kept;")
    assert said.replace(" ", "").endswith(str(report))
    assert "Traceback" not in said
    assert "KeyError: 'broken'" in report.read_text("utf-8")
    assert report.stat().st_mode & 0o777 == 0o600
    kept = state.load()
    assert kept is not None
    assert kept.index == 3


@pytest.mark.parametrize("playing", [False, True])
def test_a_terminal_that_is_closed_ends_the_lab_with_129(
    terminal: Callable[..., Terminal], state: SessionFile, playing: bool
) -> None:
    lab = terminal()
    lab.until("0/20")
    lab.press(",nnn")
    lab.until("3/20")
    if playing:
        lab.press("m100000\r++++ ")  # a run that does not end before it is seen
        lab.until("▶", "/100,000")
    assert lab.hung_up() == 129
    assert state.load() is not None


def test_numbers_that_are_no_keys_do_nothing(terminal: Callable[..., Terminal], state: SessionFile) -> None:
    lab = terminal()
    lab.until("0/20")
    lab.press("\x1b[999999999999u\x1b[1114112u\x1b[55296u\x1b[48;999999999;99999999;0;0tnn")
    lab.until("2/20")
    lab.press("q")
    assert lab.ended() == 0


def test_damaged_files_are_set_aside_and_said(
    terminal: Callable[..., Terminal], state: SessionFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    config = tmp_path / "config" / "gdlab"
    for folder in (config, state.path.parent):
        folder.mkdir(parents=True)
    os.mkfifo(state.path)
    os.mkfifo(config / "keys.toml")
    (config / "preferences.json").write_text('{"theme": 3, "language": []}')
    lab = terminal()
    lab.until("damaged", "keys.toml")  # the messages cover the time line
    lab.press("nn,q")
    assert lab.ended() == 0
    assert (config / "preferences.damaged.json").exists()
    assert (state.path.parent / "session.damaged.json").exists()
    assert state.load() is not None


async def test_a_picture_is_private_and_whole_or_not_there(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened() as lab:
        await lab.press("P")
        await lab.until(lab.said)
        [picture] = tmp_path.glob("gdlab*.svg")
        assert picture.stat().st_mode & 0o777 == 0o600
        picture.unlink()

        def full(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        before = len(lab.said())
        await lab.press("P")
        await lab.until(lambda: len(lab.said()) > before)
        assert "No space left" in lab.said()[-1]
        assert [*tmp_path.glob("*.svg*")] == []


@pytest.mark.parametrize("columns", [1, 2, 4, 5, 6, 8])
async def test_lists_on_a_very_narrow_window(opened: Opened, columns: int) -> None:
    async with opened(size=(columns, 24)) as lab:
        await lab.press("ctrl+p", "a")
        await lab.work_done()
        await lab.press("down", "up", "escape", "escape")
        await lab.resize(120, 40)
        for key in ("ctrl+p", "D", "O"):
            await lab.press(key, "a")
            await lab.resize(columns, 24)
            await lab.press("down", "escape", "escape")
            await lab.resize(120, 40)
        await lab.press("n")
        assert lab.frame.index == 1
