"""Shades for the ground of a landscape, blended from the colours of a theme, and inks to draw on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual.color import Color

from tui.lab.charts.ground import SHADES

TINT_PART_DARK: Final = 0.32
"""Part of the tint in the highest shade of a dark theme."""

TINT_PART_LIGHT: Final = 0.3
"""Part of the tint in the highest shade of a light theme: there the same part is seen more."""

LEAST_CONTRAST: Final = {"level": 1.45, "ghost": 1.8, "old-trail": 2.6}
"""The least contrast (WCAG 2) of lines that are to stay in the background."""

LEAST_CONTRAST_OF_MARKS: Final = 4.5
"""The least contrast of everything else."""


def ground_color(theme: Mapping[str, str], shade: int) -> Color | None:
    """The colour of the ground from `shade` 1, the lowest, to SHADES; None if the theme cannot be blended.

    The tint is the colour of the cost, which is the height; even the lowest ground has some of it, as the
    background alone is where there is no ground. The terminal's own colours are unknown to
    us, so the ANSI themes have no shades.
    """
    background, tint = Color.parse(theme["background"]), Color.parse(theme["cost"])
    if background.ansi is not None or tint.ansi is not None:
        return None
    most = TINT_PART_DARK if background.brightness < 0.5 else TINT_PART_LIGHT
    return background.blend(tint, most * shade / SHADES, alpha=1.0)


def ink(theme: Mapping[str, str], role: str, color: str, ground: Color) -> Color:
    """The theme's `color` for a `role`, moved towards the foreground as far as it needs to be seen."""
    wanted, foreground = Color.parse(theme[color]), Color.parse(theme["foreground"])
    least = LEAST_CONTRAST.get(role, LEAST_CONTRAST_OF_MARKS)
    tries = (wanted.blend(foreground, part / 20.0, alpha=1.0) for part in range(21))
    return next((each for each in tries if contrast(each, ground) >= least), foreground)


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
