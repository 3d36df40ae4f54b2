"""The last session is saved at exit, and offered once at the next start."""

from __future__ import annotations

import inspect
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

import gdengine as gd
from tests.tui.conftest import Lab, Opened
from tests.tui.terminal import Terminal
from tui import app as app_module
from tui.lab.files import recipe
from tui.lab.files.keeper import Keeper
from tui.lab.files.session_file import SessionFile
from tui.lab.session.saved import SavedSession
from tui.lab.session.session import Session
from tui.lab.text.language import set_language
from tui.screens import resuming

Starts = Callable[..., AbstractAsyncContextManager[Lab]]


@pytest.fixture
def started(opened: Opened) -> Starts:
    """Opens the lab as plain `gdlab` does, and waits until it has looked for the last session."""

    @asynccontextmanager
    async def start(size: tuple[int, int] = (120, 40), offers: bool = True) -> AsyncIterator[Lab]:
        async with opened(size, session=Session(recipe.article(), "article"), offers=offers) as lab:
            await lab.work_done()
            yield lab

    return start


def last_session(steps: int = 23) -> SavedSession:
    """Save a session on noisy_line with lr 0.015, at step 18; returns it."""
    session = Session(recipe.article(), "article")
    session.open_data(gd.PRESETS["noisy_line"](), "noisy_line")
    session.set("learning_rate", 0.015)
    session.forward(steps)
    session.seek(18)
    SessionFile().save(session.saved())
    return session.saved()


OFFER = "Last session: noisy line · step 18 of 23 · lr 0.015"


async def test_at_the_first_start_nothing_is_offered(started: Starts) -> None:
    async with started() as lab:
        assert "Last session" not in lab.text()
        await lab.press("enter")
        assert lab.frame.undoable is False
        await lab.press("R")
        assert lab.said() == ["There is no earlier session to go on with."]


async def test_enter_goes_on_with_the_last_session(started: Starts) -> None:
    kept = last_session()
    async with started() as lab:
        assert OFFER in lab.text()
        assert lab.frame.newest == 0
        await lab.press("enter")
        await lab.until(lambda: lab.frame.index == 18)
        assert "Last session" not in lab.text()
        assert (lab.frame.newest, lab.frame.fit.name, lab.frame.learning_rate) == (23, "noisy_line", 0.015)
        await lab.press("right")
    assert not SessionFile().previous.exists()
    assert lab.saved() == replace(kept, index=19)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("code", ["en", "ko"])
async def test_the_keys_are_told_at_every_size(started: Starts, size: tuple[int, int], code: str) -> None:
    last_session()
    set_language(code)
    async with started(size) as lab:
        line = lab.shown()[-2]
        assert "Enter" in line
        assert "Esc" in line
        assert ("noisy" if code == "en" else "잡음") in line


async def test_a_click_goes_on_too(started: Starts) -> None:
    last_session()
    async with started() as lab:
        await lab.click("#last-session")
        await lab.until(lambda: lab.frame.index == 18)


async def test_who_begins_anew_need_not_answer(started: Starts) -> None:
    last_session()
    async with started() as lab:
        await lab.press("g", "down")
        assert OFFER in lab.text()
        await lab.press("right")
        assert "Last session" not in lab.text()
        assert lab.frame.index == 1
        await lab.press("enter")
        assert lab.frame.index == 1
        # It can still be resumed, and that can be undone.
        await lab.press("R")
        await lab.until(lambda: lab.frame.index == 18)
        await lab.press("z")
        assert lab.frame.index == 1


async def test_escape_lets_it_go(started: Starts) -> None:
    last_session()
    async with started() as lab:
        await lab.press("escape", "enter")
        assert "Last session" not in lab.text()
        assert lab.frame.newest == 0


async def test_what_is_declined_stays_until_there_is_something_else(started: Starts) -> None:
    kept = last_session()
    async with started() as lab:
        await lab.press("escape", "right", "right")
    assert lab.saved() == kept
    async with started() as lab:
        await lab.press("right", "full_stop", "right")
    latest = lab.saved()
    assert latest is not None
    assert latest.experiment.learning_rate == 0.11
    async with started() as lab:
        assert "Last session: article · step 2 of 2 · lr 0.11" in lab.text()
    SessionFile().previous.replace(SessionFile().path)
    assert lab.saved() == kept


async def test_who_names_a_file_is_not_asked(started: Starts) -> None:
    last_session()
    async with started(offers=False) as lab:
        assert "Last session" not in lab.text()


async def test_a_long_run_is_taken_again_while_the_keys_are_answered(
    started: Starts, monkeypatch: pytest.MonkeyPatch
) -> None:
    last_session(steps=100_000)
    monkeypatch.setattr(resuming, "REPLAYING_SECONDS", 0.0)
    async with started() as lab:
        await lab.press("enter")
        await lab.until(lambda: "Taking its steps again" in lab.text())
        await lab.press("escape")
        assert lab.frame.newest == 0
        assert "Taking" not in lab.text()
        monkeypatch.setattr(resuming, "REPLAYING_SECONDS", 0.1)
        await lab.press("R")
        await lab.until(lambda: lab.frame.newest == 100_000)
        assert lab.frame.index == 18


async def test_it_is_saved_as_it_goes(started: Starts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "AUTOSAVE_SECONDS", 0.01)
    async with started() as lab:
        await lab.press("right", "right")
        await lab.until(lambda: (kept := lab.saved()) and kept.index == 2)


async def test_where_it_cannot_be_saved_that_is_said_once(
    started: Starts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "AUTOSAVE_SECONDS", 0.01)
    folder = SessionFile().path.parent
    folder.parent.mkdir(parents=True)
    folder.write_text("not a folder")
    attempts: list[SavedSession] = []
    write = Keeper.write

    def noted(keeper: Keeper, kept: SavedSession) -> None:
        attempts.append(kept)
        write(keeper, kept)

    monkeypatch.setattr(Keeper, "write", noted)
    async with started() as lab:
        for turn in range(3):
            await lab.press("right")
            await lab.until(lambda turn=turn: len(attempts) > turn)
            await lab.work_done()
        assert sum("cannot be kept" in told for told in lab.said()) == 1
    assert folder.read_text() == "not a folder"


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no such signals here")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_lab_that_is_told_to_end_keeps_its_session(
    terminal: Callable[..., Terminal], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    lab = terminal()
    lab.until("0/20")
    lab.press(",nnn")
    lab.until("3/20")
    lab.signal(getattr(signal, name))
    assert lab.ended() == 128 + getattr(signal, name)
    again = terminal()
    again.until("Last session: article · step 3 of 3")
    again.press("\r")
    again.until("3/20")
    again.press("q")
    assert again.ended() == 0


async def test_saving_that_is_given_up_before_it_begins_leaves_no_coroutine(opened: Opened) -> None:
    """Such a coroutine would be reported as never awaited, at any later moment."""
    async with opened() as lab:
        lab.session.forward()
        before = set(lab.app.workers)
        lab.app._keep()
        [worker] = set(lab.app.workers) - before
        worker.cancel()
        assert not inspect.iscoroutine(worker._work)
