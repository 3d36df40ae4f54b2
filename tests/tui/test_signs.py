"""The lab in plain ASCII, and without colours."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.command import CommandPalette
from textual.widget import Widget

from tests.tui.conftest import Lab, Opened
from tui.lab.files.preferences import Preferences
from tui.look.ascii import ASCII_TABLE, SIGNS_BY_ASCII

WORDS = set("−×·…∂Σ²ᵢ₀₁")
"""Signs of numbers and formulas, which ASCII mode keeps."""


def drawn(lab: Lab) -> set[str]:
    """The signs on the screen that are not ASCII, letters or in WORDS."""
    return {sign for sign in lab.text() if not (sign.isascii() or sign.isalpha() or sign in WORDS)}


def test_each_sign_is_drawn_by_one_of_the_same_width() -> None:
    signs = "".join(SIGNS_BY_ASCII.values())
    assert len(signs) == len(set(signs))
    for code, sign in ASCII_TABLE.items():
        assert cell_len(chr(code)) == len(sign), chr(code)
        assert sign.isascii()
        assert sign.isprintable()
    assert len(ASCII_TABLE) == len(signs) + 257


@pytest.mark.parametrize(
    ("braille", "sign"),
    [
        ("⠀", " "),
        ("⠁", "'"),
        ("⠊", "'"),
        ("⠉", "'"),
        ("⣀", "."),
        ("⡠", "."),
        ("⢸", ":"),
        ("⡇", ":"),
        ("⣿", "#"),
    ],
)
def test_a_curve_of_dots_stays_at_its_height(braille: str, sign: str) -> None:
    assert braille.translate(ASCII_TABLE) == sign


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_in_ascii_mode_nothing_else_is_drawn(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size) as lab:
        await lab.press("A", "right_square_bracket", "full_stop", "right", "r", "right")
        for _ in range(8):
            await lab.press("v", "tab")
            assert drawn(lab) == set()
        for key in ("f1", "ctrl+p"):
            await lab.press(key)
            assert drawn(lab) == set()
            await lab.press("escape")


async def test_it_is_turned_on_and_off_and_remembered(opened: Opened) -> None:
    async with opened() as lab:
        before = lab.text()
        assert "╭" in before
        await lab.press("A")
        assert lab.app.ascii_markers
        assert lab.preferences().ascii is True
        assert lab.said() == ["Plain ASCII signs"]
        assert "╭" not in lab.text()
        await lab.press("A")
        assert lab.preferences().ascii is False
        assert lab.said() == ["All signs"]
        assert lab.text() == before


async def test_what_is_chosen_is_kept_beside_what_was_chosen_before(opened: Opened) -> None:
    async with opened() as lab:
        await lab.press("T", "A", "L")
        assert lab.preferences() == Preferences("ko", "gdlab-light", True)


def styles(lab: Lab) -> list[tuple[str, object, object, bool | None]]:
    """Each painted piece with its colour, its background, and whether these are reversed."""
    return [
        (text, style.color, style.bgcolor, style.reverse)
        for row in lab.painted()
        for text, style, _ in row
        if style is not None
    ]


def is_color(color: object) -> bool:
    return color is not None and not getattr(color, "is_default", False)


@pytest.mark.parametrize("theme", ["gdlab-dark", "gdlab-light", "gdlab-ansi-dark"])
async def test_no_color_leaves_none(opened: Opened, monkeypatch: pytest.MonkeyPatch, theme: str) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(theme=theme) as lab:
        await lab.press("right_square_bracket", "full_stop", "r", "right", "tab")
        for key, other in (("T", ""), ("f1", "escape"), ("ctrl+p", "escape"), ("l", "escape")):
            await lab.press(key)
            assert [piece for piece in styles(lab) if is_color(piece[1]) or is_color(piece[2])] == []
            await lab.press(*[other] * bool(other))


async def test_without_colours_what_is_chosen_still_stands_out(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened() as lab:
        await lab.press("right", "right")
        reversed_text = "".join(text for text, _, _, reverse in styles(lab) if reverse)
        assert "0.26300" in reversed_text
        assert "0.35560" not in reversed_text
        log: Widget = lab.screen.query_one("#log")
        await lab.act("screen.go_to('log')")
        row = lab.shown()[log.region.y]
        assert row[log.region.x] == "┏"
        await lab.press("ctrl+p")
        assert isinstance(lab.app.screen, CommandPalette)


async def test_without_colours_the_selected_row_stands_out_in_the_update_by_hand(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened() as lab:
        await lab.press("down")
        chosen = {text.strip() for text, _, _, reverse in styles(lab) if reverse}
        assert {"▸1.00", "1.600"} <= chosen


async def test_without_colours_the_open_tab_stands_out(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened((80, 24)) as lab:
        await lab.press("v")
        chosen = [text.strip() for text, _, _, reverse in styles(lab) if reverse]
        assert chosen[:2] == ["1 Fit", "Cost"]
