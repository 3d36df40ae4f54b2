"""Fixtures that open the lab, within the test or in a real terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.tui.driver import Lab
from tests.tui.terminal import Terminal
from tui.app import GdlabApp
from tui.lab.files import recipe
from tui.lab.keys.actions import FIT
from tui.lab.session.session import Session

Opened = Callable[..., AbstractAsyncContextManager[Lab]]


@pytest.fixture
def opened() -> Opened:
    """Opens the lab at a size, on what its mode opens with or on another session."""

    def open_lab(
        size: tuple[int, int] = (120, 40),
        theme: str = "",
        session: Session | None = None,
        mode: str = FIT,
        **options: Any,
    ) -> AbstractAsyncContextManager[Lab]:
        opened = session or Session(recipe.first(mode))
        return Lab(GdlabApp(opened, theme, mode=mode, **options)).running(size)

    return open_lab


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Starts `gdlab` in a terminal, with an empty home folder."""
    started: list[Terminal] = []

    def start(*arguments: str) -> Terminal:
        started.append(Terminal(tmp_path, *arguments))
        return started[-1]

    yield start
    for one in started:
        one.close()
