"""The names of keys: in the user's file, in Textual, and on the screen."""

from __future__ import annotations

import string
import unicodedata
from typing import Final

NAMED_KEYS: Final = {
    *("space", "enter", "escape", "tab", "backspace", "delete", "insert", "home", "end", "pageup"),
    *("pagedown", "up", "down", "left", "right"),
    *(f"f{number}" for number in range(1, 25)),
}
"""Keys with a name but no character."""

TEXTUAL_NAMES: Final = {"solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at",
                "hyphen_minus": "minus", "plus_sign": "plus", "low_line": "underscore"}  # fmt: skip
"""Textual's names of characters where they differ from Unicode's."""

SAME_AS: Final = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+left_square_bracket": "escape"}
"""Keys that a terminal cannot distinguish from another, and that other one."""

SYMBOLS: Final = {"right": "→", "left": "←", "up": "↑", "down": "↓", "escape": "esc",
                  "pageup": "pgup", "pagedown": "pgdn", "delete": "del"}  # fmt: skip


def _name(character: str) -> str:
    if character.isalnum():
        return character
    name = unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")
    return TEXTUAL_NAMES.get(name, name)


CHARACTERS: Final = {_name(character): character for character in string.punctuation}
"""The punctuation on a keyboard, by Textual's name."""


def textual_key(text: str) -> str:
    """Textual's name of a key, from its name in the user's file; raises ValueError if it is no key."""
    *modifiers, key = text.strip().replace("++", "+plus").split("+") if text != "+" else [text]
    if len(key) == 1 and key.isprintable() and not key.isspace():
        key = _name(key)
    elif key.lower() in NAMED_KEYS or key.lower() in CHARACTERS:
        key = key.lower()
    else:
        raise ValueError(text)
    held = {modifier.strip().lower() for modifier in modifiers}
    if not held <= {"ctrl", "alt", "shift"}:
        raise ValueError(text)
    if len(key) == 1 and "ctrl" in held:
        key = key.lower()  # a terminal sends the same for ctrl+a and ctrl+A
    elif len(key) == 1 and "shift" in held:
        held, key = held - {"shift"}, key.upper()
    whole = "+".join([*sorted(held, key=("alt", "ctrl", "shift").index), key])
    return SAME_AS.get(whole, whole)


def file_key(key: str) -> str:
    """The name of a key, given in Textual's spelling, in the user's file."""
    return CHARACTERS.get(key, key)


def shown_key(key: str) -> str:
    """The name of a key, given in Textual's spelling, in footer and help."""
    if key.startswith("ctrl+"):
        return "^" + shown_key(key.removeprefix("ctrl+"))
    return SYMBOLS.get(key) or file_key(key)
