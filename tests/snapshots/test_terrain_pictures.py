"""Snapshots of Terrain; after a wanted change, check the report and run with --snapshot-update."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

import gdengine as gd
from tests.tui.terrains import CAMEL, RAVINE, THREE_VALLEYS, TWO_VALLEYS, session_on
from tui.app import GdlabApp
from tui.lab.session.session import Session
from tui.lab.text.language import set_language
from tui.look.themes import DARK, LIGHT
from tui.panels.fates import FatesStrip

SMALLEST, SMALL, USUAL, LARGE = (60, 20), (80, 24), (120, 40), (200, 60)


def momentum() -> Session:
    return session_on(TWO_VALLEYS, 0.01, (2.0,), steps=6, optimizer=gd.sgd(momentum=0.9))


SCENES: dict[str, tuple[Callable[[], Session], list[str]]] = {
    "rolling": (lambda: session_on(THREE_VALLEYS, 0.34, steps=9), []),
    "local": (lambda: session_on(TWO_VALLEYS, 0.05, steps=60), []),
    "left": (lambda: session_on(TWO_VALLEYS, 0.2, steps=3), []),
    "ravine": (lambda: session_on(RAVINE, 0.17, steps=14), []),
    "camel": (lambda: session_on(CAMEL, 0.02, steps=20), ["r", *["full_stop"] * 4, *["right"] * 12]),
    "momentum": (momentum, []),
    "menu": (lambda: session_on(THREE_VALLEYS, 0.1), ["D", "down"]),
    "fault": (lambda: session_on(THREE_VALLEYS, 0.1), ["F", "end", *" + 2x"]),
    "starts": (lambda: session_on(THREE_VALLEYS, 0.3, steps=4), ["E"]),
    "pole": (lambda: session_on(gd.Curve("x**2 + 1/x", (-3, 3), 2.0), 0.1, steps=5), []),
}

PICTURES = [
    *[
        ("rolling", size, DARK.name, code)
        for size in (SMALLEST, SMALL, USUAL, LARGE)
        for code in ("en", "ko")
    ],
    ("rolling", USUAL, LIGHT.name, "ko"),
    ("rolling", USUAL, "ascii", "en"),
    ("local", USUAL, DARK.name, "en"),
    ("local", SMALL, LIGHT.name, "ko"),
    ("left", USUAL, DARK.name, "en"),
    ("left", SMALLEST, DARK.name, "ko"),
    ("ravine", USUAL, DARK.name, "en"),
    ("ravine", USUAL, LIGHT.name, "ko"),
    ("ravine", USUAL, "ascii", "en"),
    ("camel", LARGE, DARK.name, "en"),
    ("camel", USUAL, LIGHT.name, "en"),
    ("camel", SMALL, DARK.name, "ko"),
    ("momentum", USUAL, DARK.name, "en"),
    ("menu", SMALL, DARK.name, "ko"),
    ("menu", USUAL, LIGHT.name, "en"),
    ("fault", SMALLEST, DARK.name, "ko"),
    ("fault", USUAL, DARK.name, "en"),
    ("starts", USUAL, DARK.name, "en"),
    ("pole", USUAL, DARK.name, "en"),
]


async def fates_found(pilot: Pilot[Any]) -> None:
    """Wait until the strip, which is found while the lab is idle, is complete."""
    strip = pilot.app.screen_stack[0].query_one(FatesStrip)
    while not strip._fates.complete:
        await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize(
    ("scene", "size", "theme", "code"),
    PICTURES,
    ids=[f"{scene}-{size[0]}x{size[1]}-{theme}-{code}" for scene, size, theme, code in PICTURES],
)
def test_terrain(
    snap_compare: Callable[..., bool], scene: str, size: tuple[int, int], theme: str, code: str
) -> None:
    set_language(code)
    session, keys = SCENES[scene]
    ascii_markers = theme == "ascii"
    app = GdlabApp(session(), DARK.name if ascii_markers else theme, ascii_markers, mode="terrain")

    async def ready(pilot: Pilot[Any]) -> None:
        await fates_found(pilot)
        await pilot.press(*keys)
        await fates_found(pilot)

    assert snap_compare(app, run_before=ready, terminal_size=size)
