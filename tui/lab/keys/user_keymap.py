"""The user's own keys: a TOML file in the config folder, one line for each action.

    step = ["right", "n"]

An action whose line is faulty keeps its usual keys, and the fault is reported; the other lines hold.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from platformdirs import user_config_path

from tui.lab.keys.actions import ACTIONS, MODES, Action
from tui.lab.keys.key_names import file_key, textual_key
from tui.lab.text import toml
from tui.lab.text.clean import cleaned
from tui.lab.text.language import _
from tui.lab.text.wanted import Toml

MOST_FAULTS: Final = 5
"""Faults of a file that get a sentence; the rest is counted."""

MOST_SHOWN: Final = 40
"""Characters of a name or key that a sentence quotes."""


def path() -> Path:
    """The path of the user's file, which need not exist."""
    return user_config_path("gdlab", appauthor=False) / "keys.toml"


class Keymap(NamedTuple):
    """The keys, by action id, of actions that have other keys than usual, and a sentence for each fault."""

    keys: Mapping[str, tuple[str, ...]]
    faults: tuple[str, ...] = ()


def parsed(text: str, file: str = "keys.toml") -> Keymap:
    """The keymap in the TOML `text`; the sentences on faults call it `file`."""
    try:
        table = toml.table(text)
    except ValueError as trouble:
        return Keymap({}, (_not_toml(file, Toml.of(text, trouble)),))
    keys: dict[str, tuple[str, ...]] = {}
    faults: list[str] = []
    unsaid = 0
    for name, value in table.items():
        try:
            keys[name] = _keys(name, value)
        except ValueError as trouble:
            if len(faults) < MOST_FAULTS:
                faults.append(f"{_place(file, text, name)}: {trouble}")
            else:
                unsaid += 1
    for name, clash in _clashes(keys):
        del keys[name]
        faults.append(f"{_place(file, text, name)}: {clash}")
    if rest := unsaid + len(faults[MOST_FAULTS:]):
        more = _("{file}: there are {count} more faults").format(file=file, count=f"{rest:,}")
        faults = [*faults[:MOST_FAULTS], more]
    return Keymap(keys, tuple(map(cleaned, faults)))


_actions: tuple[Action, ...] = ACTIONS


def use(keymap: Keymap) -> None:
    """Use `keymap` from now on."""
    global _actions
    _actions = tuple(_with_keys(action, keymap.keys.get(action.id)) for action in ACTIONS)


def actions(mode: str = "") -> tuple[Action, ...]:
    """Every action, or every one of a mode, with the keys that are in force."""
    return tuple(action for action in _actions if not mode or mode in action.modes)


def symbol(name: str) -> str:
    """The key in force for the action with the id `name`, as it is shown."""
    return next(action.symbol for action in _actions if action.id == name)


def as_toml() -> Iterator[str]:
    """The keys in force as lines of a file to edit and keep."""
    yield "# " + _("The keys of gdlab. Change what you like and save this as {path}").format(path=path())
    group = ""
    for action in actions():
        if action.group != group:
            group = action.group
            yield ""
            yield f"# {_(group)}"
        keys = ", ".join(_quoted(file_key(key)) for key in action.keys)
        yield f"{f'{action.id} = [{keys}]':<36} # {_(action.help)}"


def _quoted(text: str) -> str:
    return "'\"'" if text == '"' else '"\\\\"' if text == "\\" else f'"{text}"'


def _with_keys(action: Action, keys: tuple[str, ...] | None) -> Action:
    return action._replace(keys=keys) if keys else action


def _keys(name: str, value: Any) -> tuple[str, ...]:
    """The keys in `value`, the line for the action `name`; raises ValueError with a sentence."""
    known = [action.id for action in ACTIONS]
    if name not in known:
        # A long name is like none of ours, and comparing it takes long.
        near = difflib.get_close_matches(name, known, 1) if len(name) < MOST_SHOWN else []
        sentence = (
            _("there is no action “{name}”; did you mean “{near}”?")
            if near
            else _("there is no action “{name}”; the command gdlab keys lists them all")
        )
        raise ValueError(sentence.format(name=_short(name), near=near[0] if near else ""))
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not given or not all(isinstance(key, str) for key in given):
        raise ValueError(_('“{name}” needs keys in quotes, such as ["n", "right"]').format(name=name))
    keys = []
    for key in given:
        try:
            keys.append(textual_key(key))
        except ValueError:
            raise ValueError(
                _("“{key}” is no key; write “n”, “?”, “right”, “f2” or “ctrl+n”").format(key=_short(key))
            ) from None
    return tuple(dict.fromkeys(keys))


def _clashes(keys: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """The actions of the file with a key of another action, each with a sentence; of two, the later one."""
    left = dict(keys)
    while found := _clash(left):
        name, key, other = found
        yield (
            name,
            _("“{key}” is the key of “{other}” already; “{name}” keeps its usual keys").format(
                key=file_key(key), other=other, name=name
            ),
        )
        del left[name]


def _clash(keys: Mapping[str, tuple[str, ...]]) -> tuple[str, str, str] | None:
    """An action of the file, a key of it, and the other action with that key; None if there is none."""
    for mode in MODES:
        here = [action for action in ACTIONS if mode in action.modes]
        usual = {key: action.id for action in here if action.id not in keys for key in action.keys}
        for name in (action.id for action in here if action.id in keys):
            for key in keys[name]:
                if usual.setdefault(key, name) != name:
                    return name, key, usual[key]
    return None


def _short(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"


def _place(file: str, text: str, name: str) -> str:
    found = re.search(rf"^[ \t]*[\"']?{re.escape(name)}[\"']?[ \t]*[=.]", text, re.MULTILINE)
    if found is None:
        return file
    line = text.count("\n", 0, found.end()) + 1
    return _("{file}, line {line}").format(file=file, line=line)


def _not_toml(file: str, at: Toml) -> str:
    return _("{file}, line {line}, column {column}: this is not TOML, so all keys are the usual ones").format(
        file=file, line=at.line, column=at.column
    )
