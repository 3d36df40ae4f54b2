"""The app at a size, and what it shows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from textual.pilot import Pilot

from tui.app import GdlabApp
from tui.lab.files import recipe
from tui.lab.session.frame import Frame
from tui.lab.session.session import Session
from tui.lab.wording.happening import happening
from tui.panels.happening import HappeningPanel
from tui.screens.fit import FitScreen

Opened = Callable[..., AbstractAsyncContextManager["Lab"]]


class Lab:
    """A running lab: press keys, read the frame and the screen's text."""

    def __init__(self, app: GdlabApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def screen(self) -> FitScreen:
        return next(screen for screen in self.app.screen_stack if isinstance(screen, FitScreen))

    @property
    def frame(self) -> Frame:
        assert self.screen.frame is not None
        return self.screen.frame

    @property
    def said(self) -> str:
        """What the lab says is happening."""
        told = happening(self.frame)
        shown = str(self.screen.query_one(HappeningPanel).render())
        assert shown.startswith(f"{told.headline}\n{told.text}")
        return f"{told.headline}: {told.text}"

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Put `text` in place of what the focused field holds."""
        field = self.app.focused
        assert field is not None
        field.value = ""  # type: ignore[attr-defined]
        await self.press(*(NAMES.get(letter, letter) for letter in text))

    def text(self) -> str:
        """What is on the screen, row by row."""
        width, height = self.app.size
        rows = self.app.screen._compositor.render_strips()
        assert len(rows) == height
        return "\n".join(row.crop(0, width).text for row in rows)


NAMES = {".": "full_stop", "-": "minus", ",": "comma"}


@pytest.fixture
def opened() -> Opened:
    """Opens the lab at a size."""

    @asynccontextmanager
    async def open_lab(size: tuple[int, int] = (120, 40), theme: str = "") -> AsyncIterator[Lab]:
        app = GdlabApp(Session(recipe.article()), theme)
        async with app.run_test(size=size) as pilot:
            lab = Lab(app, pilot)
            await pilot.pause()
            yield lab

    return open_lab
