"""How many random cases a property is tried with: fewer in the ordinary run, all with GDLAB_THOROUGH=1."""

from __future__ import annotations

import os
from typing import Final

THOROUGH: Final = os.environ.get("GDLAB_THOROUGH") == "1"

ORDINARY_SHARE: Final = 4
"""How many times fewer cases the ordinary run tries than a thorough one."""


def cases(thorough: int) -> int:
    """The number of cases to try, of the `thorough` ones."""
    return thorough if THOROUGH else thorough // ORDINARY_SHARE
