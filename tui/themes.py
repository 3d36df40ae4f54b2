"""The lab's own themes: the same roles on a dark and on a light ground.

The colours of w1, w0 and the cost are from the Okabe-Ito palette (Color Universal Design,
2008), which the common kinds of colour blindness keep apart; darker on the light ground.
"""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

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
        "w1": "#56b4e9",
        "w0": "#e58cc0",
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
        "w1": "#0067a3",
        "w0": "#a3327a",
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
