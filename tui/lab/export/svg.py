"""Pictures of the screen as SVG."""

from __future__ import annotations

import re
from html import unescape

from tui.lab.text.cells import cell_len
from tui.lab.text.clean import cleaned

TEXT = re.compile(r'(<text [^>]*textLength=")([\d.]+)("[^>]*>)([^<]*)(?=</text>)')


def with_true_widths(svg: str) -> str:
    """`svg` as Textual exports it, with room for characters that are two cells wide.

    Rich 15 makes each text as wide as its number of characters, which squeezes Korean into half its
    width; here it is as wide as its number of cells. Unsafe characters, some of which no XML may hold,
    are taken out.
    """
    return TEXT.sub(_widened, "\n".join(cleaned(line) for line in svg.split("\n")))


def _widened(text: re.Match[str]) -> str:
    before, length, after, escaped = text.groups()
    content = unescape(escaped)
    if not content or cell_len(content) == len(content):
        return text[0]
    return f"{before}{float(length) * cell_len(content) / len(content):g}{after}{escaped}"
