"""TOML within bounds: what would keep the parser busy for minutes is refused first."""

from __future__ import annotations

import re
from typing import Any, Final

MOST_PARTS_IN_A_KEY: Final = 32
"""Parts with dots between them; the time that tomllib takes for a key grows with their square."""

_PART: Final = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
LONG_KEY: Final = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MOST_PARTS_IN_A_KEY}}}")


def table(text: str) -> dict[str, Any]:
    """The table that `text` describes; raises ValueError with the line and column of a fault."""
    import tomllib  # only needed if there is such a file

    if found := LONG_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        raise ValueError(f"A key with too many parts (at line {line}, column {column})")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("It is nested too deeply (at line 1, column 1)") from None
