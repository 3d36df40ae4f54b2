"""Pictures: Korean gets the room of its cells."""

from __future__ import annotations

from xml.etree import ElementTree

from tui.lab.export.svg import with_true_widths


def test_wide_characters_get_two_cells() -> None:
    svg = '<text x="0" textLength="24.4">비용</text><text x="0" textLength="24.4">ab</text>'
    assert with_true_widths(svg) == (
        '<text x="0" textLength="48.8">비용</text><text x="0" textLength="24.4">ab</text>'
    )


def test_escapes_count_as_what_they_stand_for() -> None:
    svg = '<text textLength="36.6">&#160;비&amp;</text>'
    assert with_true_widths(svg) == '<text textLength="48.8">&#160;비&amp;</text>'


def test_a_picture_holds_nothing_that_xml_does_not_take_or_that_reverses_it() -> None:
    name = "http://www.w3.org/2000/svg"
    svg = f'<svg xmlns="{name}">\n<text textLength="61">a\x1b]0;\x07\u202eb\ufffe\udcff</text>\n</svg>'
    picture = with_true_widths(svg)
    assert "a?]0;??b" in picture
    assert ElementTree.fromstring(picture.encode())[0].text
