"""Text from outside made safe to write: no character of it can steer a terminal or hide.

Control characters, escape sequences, marks that reverse the direction of writing, invisible characters
and halves of characters become question marks.
"""

from __future__ import annotations

import re
from typing import Final

UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # controls, among them escape and, in one character, its sequences
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # direction
    "\u180e\u200b\u2028\u2029\u2060-\u2065\ufeff\ufff0-\ufffb"  # nothing to see
    "\ufffe\uffff\U000e0000-\U000e007f"  # no characters, and tags that are not seen
    "\ud800-\udfff]"  # halves of characters, which no terminal takes
    # Joiners are needed inside words of some scripts and inside pictures, but hide in ASCII.
    "|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
)


def cleaned(text: str, instead: str = "?") -> str:
    """`text` with `instead` for each unsafe character; the same text if there is none."""
    return text if text.isascii() and text.isprintable() else UNSAFE.sub(instead, text)
