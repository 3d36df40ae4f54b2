"""Names of roles: a theme has a colour for each, the same in formulas, numbers, pictures and log."""

from __future__ import annotations

from typing import Final

PARAMETERS: Final = ("first", "second")
"""The roles of an objective's parameters, in the order of its names."""
