"""The user's keys as they lie in the config folder."""

from __future__ import annotations

from typing import Final

from tui.lab.files import bounded
from tui.lab.keys import user_keymap
from tui.lab.keys.user_keymap import Keymap
from tui.lab.text.language import _

MOST_BYTES: Final = 64_000
"""Bytes; a longer file is not read: that of all keys has 4 000."""


def use() -> Keymap:
    """Read the user's file, if there is one, and use its keys from now on.

    A file that cannot be read is one fault; it stays where it is, because only the user writes it.
    """
    file = user_keymap.path()
    try:
        found = user_keymap.parsed(bounded.read(file, MOST_BYTES).decode("utf-8-sig"), file.name)
    except FileNotFoundError:
        found = Keymap({})
    except (OSError, UnicodeDecodeError) as trouble:
        why = bounded.why(trouble) if isinstance(trouble, OSError) else _("it is not UTF-8 text")
        found = Keymap({}, (_("{file} cannot be read: {why}").format(file=file.name, why=why),))
    user_keymap.use(found)
    return found
