"""The lab's own themes: the same roles in several sets of colours, on dark and light backgrounds.

The default two take w1, w0 and the cost from the Okabe-Ito palette (Color Universal Design, 2008),
darker on the light background. The colours of the colour-blind safe themes were found by a search:
any two roles that must be distinguished differ by at least 15 (CIEDE2000) under protanopia,
deuteranopia, tritanopia and normal vision. The ANSI themes use the terminal's own 16 colours.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from textual.theme import BUILTIN_THEMES, Theme

from tui.lab.text.language import _N

DARK: Final = Theme(
    name="gdlab-dark",
    dark=True,
    primary="#7aa2f7",
    secondary="#3d59a1",
    accent="#e0af68",
    success="#5fc992",
    warning="#f0c05a",
    error="#f7768e",
    foreground="#d5d9e3",
    background="#14161c",
    surface="#191c24",
    panel="#222632",
    variables={
        "first": "#56b4e9",
        "second": "#e58cc0",
        "cost": "#f0a830",
        "quiet": "#8b93a7",
        "rule": "#3b4152",
        "mark": "#e0af68",
        "ghost": "#6a5a3a",
        "residual": "#f7768e",
        "border-title": "#c3c9d6",
        "here-background": "#2b3350",
    },
)

LIGHT: Final = Theme(
    name="gdlab-light",
    dark=False,
    primary="#2a5bd7",
    secondary="#9db4ee",
    accent="#9a5b00",
    success="#1c7d4d",
    warning="#8a5a00",
    error="#c0223b",
    foreground="#22262e",
    background="#fbfaf7",
    surface="#f6f4ef",
    panel="#ebe8e0",
    variables={
        "first": "#0067a3",
        "second": "#a3327a",
        "cost": "#a85400",
        "quiet": "#646b78",
        "rule": "#c9c5ba",
        "mark": "#9a5b00",
        "ghost": "#d9b98f",
        "residual": "#c0223b",
        "border-title": "#3a404c",
        "here-background": "#dbe4fb",
    },
)

SAFE_DARK: Final = Theme(
    name="gdlab-safe-dark",
    dark=True,
    primary="#2a82cf",
    secondary="#2c5880",
    accent="#fbe114",
    success="#1adfec",
    warning="#fbe114",
    error="#da616c",
    foreground="#e6e8ee",
    background="#101218",
    surface="#171a22",
    panel="#1c2029",
    variables={
        "first": "#67cfff",
        "second": "#ed9291",
        "cost": "#ffda7e",
        "quiet": "#99a0b0",
        "rule": "#454b5a",
        "mark": "#fbe114",
        "ghost": "#775c63",
        "residual": "#fb2f25",
        "border-title": "#d0d5e0",
        "here-background": "#1b263f",
    },
)

SAFE_LIGHT: Final = Theme(
    name="gdlab-safe-light",
    dark=False,
    primary="#084371",
    secondary="#8fb0cc",
    accent="#7a5800",
    success="#206f71",
    warning="#90680d",
    error="#760115",
    foreground="#17191f",
    background="#fcfbf8",
    surface="#f6f4ef",
    panel="#ebe8e0",
    variables={
        "first": "#1c79b1",
        "second": "#9a3542",
        "cost": "#8e7000",
        "quiet": "#5d6470",
        "rule": "#c9c5ba",
        "mark": "#7a5800",
        "ghost": "#939186",
        "residual": "#5f0300",
        "border-title": "#2c313b",
        "here-background": "#dbe4fb",
    },
)

ANSI_DARK: Final = replace(
    BUILTIN_THEMES["ansi-dark"],
    name="gdlab-ansi-dark",
    primary="ansi_bright_blue",
    secondary="ansi_blue",
    accent="ansi_bright_yellow",
    success="ansi_bright_green",
    warning="ansi_yellow",
    error="ansi_bright_red",
    variables={
        **BUILTIN_THEMES["ansi-dark"].variables,
        "first": "ansi_bright_cyan",
        "second": "ansi_bright_magenta",
        "cost": "ansi_bright_yellow",
        "quiet": "ansi_white",
        "rule": "ansi_bright_black",
        "mark": "ansi_yellow",
        "ghost": "ansi_yellow",
        "residual": "ansi_bright_red",
        "border-title": "ansi_bright_white",
        "here-background": "ansi_blue",
    },
)

ANSI_LIGHT: Final = replace(
    BUILTIN_THEMES["ansi-light"],
    name="gdlab-ansi-light",
    primary="ansi_blue",
    secondary="ansi_bright_blue",
    accent="ansi_magenta",
    success="ansi_green",
    warning="ansi_bright_red",
    error="ansi_red",
    variables={
        **BUILTIN_THEMES["ansi-light"].variables,
        "first": "ansi_cyan",
        "second": "ansi_magenta",
        "cost": "ansi_red",
        "quiet": "ansi_bright_black",
        "rule": "ansi_bright_black",
        "mark": "ansi_magenta",
        "ghost": "ansi_yellow",
        "residual": "ansi_bright_red",
        "border-title": "ansi_black",
        "here-background": "ansi_white",
    },
)

THEMES: Final = (DARK, LIGHT, SAFE_DARK, SAFE_LIGHT, ANSI_DARK, ANSI_LIGHT)
"""All themes, in the order in which the theme key cycles through them."""

TITLES: Final = {
    DARK.name: _N("Dark"),
    LIGHT.name: _N("Light"),
    SAFE_DARK.name: _N("Dark, colour-blind safe"),
    SAFE_LIGHT.name: _N("Light, colour-blind safe"),
    ANSI_DARK.name: _N("Dark, in the terminal's own colours"),
    ANSI_LIGHT.name: _N("Light, in the terminal's own colours"),
}
"""The title of each theme, by name; to be translated."""
