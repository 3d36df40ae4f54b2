"""Pictures: Korean gets the room of its cells."""

from __future__ import annotations

from tui.lab.export.svg import with_true_widths


def test_wide_characters_get_two_cells() -> None:
    svg = '<text x="0" textLength="24.4">비용</text><text x="0" textLength="24.4">ab</text>'
    assert with_true_widths(svg) == (
        '<text x="0" textLength="48.8">비용</text><text x="0" textLength="24.4">ab</text>'
    )


def test_escapes_count_as_what_they_stand_for() -> None:
    svg = '<text textLength="36.6">&#160;비&amp;</text>'
    assert with_true_widths(svg) == '<text textLength="48.8">&#160;비&amp;</text>'
