"""Pictures of the screen as SVG."""

from __future__ import annotations

import re
from html import unescape

from tui.lab.text.cells import cell_len

TEXT = re.compile(r'(<text [^>]*textLength=")([\d.]+)("[^>]*>)([^<]*)(?=</text>)')


def with_true_widths(svg: str) -> str:
    """`svg` as Textual exports it, with room for characters that are two cells wide.

    Rich 15 makes each text as wide as its number of characters, which squeezes Korean into half its
    width; here it is as wide as its number of cells.
    """
    return TEXT.sub(_widened, svg)


def _widened(text: re.Match[str]) -> str:
    before, length, after, escaped = text.groups()
    content = unescape(escaped)
    if not content or cell_len(content) == len(content):
        return text[0]
    return f"{before}{float(length) * cell_len(content) / len(content):g}{after}{escaped}"
