"""The roles of what is shown: a theme has a colour for each, the same in formula, number, picture and log."""

from __future__ import annotations

from typing import Final

PARAMETERS: Final = ("first", "second")
"""The roles of an objective's parameters, in the order of its names."""
