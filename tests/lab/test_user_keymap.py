"""The user's keys: what is read from the file, and what is said of its faults."""

from __future__ import annotations

import re
import string
import tomllib

import pytest
from textual.keys import _character_to_key

from tui.lab.files import keys_file
from tui.lab.keys import user_keymap
from tui.lab.keys.actions import ACTIONS, MODES
from tui.lab.keys.key_names import file_key, shown_key, textual_key

USUAL = {action.id: action.keys for action in ACTIONS}


def in_force() -> dict[str, tuple[str, ...]]:
    return {action.id: action.keys for action in user_keymap.actions()}


def test_every_action_has_an_id_of_its_own_that_reads_well() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))
    assert all(set(name) <= {*string.ascii_lowercase, "-"} for name in ids)


@pytest.mark.parametrize("character", [*string.punctuation, "a", "Z", "7", "é", "ㄱ"])
def test_a_character_is_called_what_the_terminals_input_calls_it(character: str) -> None:
    assert textual_key(character) == _character_to_key(character)


@pytest.mark.parametrize(
    ("text", "key", "symbol"),
    [
        ("right", "right", "→"), ("Right", "right", "→"), ("pageup", "pageup", "pgup"), ("f12", "f12", "f12"),
        ("]", "right_square_bracket", "]"), ("right_square_bracket", "right_square_bracket", "]"),
        ("+", "plus", "+"), ("ctrl++", "ctrl+plus", "^+"), ("Ctrl+P", "ctrl+p", "^p"),
        ("shift+n", "N", "N"), ("shift+tab", "shift+tab", "shift+tab"), ("alt+ctrl+x",) * 3, ("space",) * 3,
        ("ctrl+i", "tab", "tab"), ("ctrl+[", "escape", "esc"), ("\\", "backslash", "\\"),
    ],
)  # fmt: skip
def test_keys_are_written_in_several_ways(text: str, key: str, symbol: str) -> None:
    assert textual_key(text) == key
    assert shown_key(key) == symbol


@pytest.mark.parametrize("text", ["", " ", "f25", "rigth", "ctrl+", "hyper+x", "ab", "\n", "ctrl+shfit+x"])
def test_what_is_no_key_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text) or "^$"):
        textual_key(text)


def test_usual_keys_are_named_as_they_would_be_read() -> None:
    for keys in USUAL.values():
        for key in keys:
            assert textual_key(file_key(key)) == textual_key(key) == key


def test_without_a_file_all_is_as_usual() -> None:
    assert keys_file.use() == user_keymap.Keymap({})
    assert in_force() == USUAL


def test_a_file_changes_what_it_names() -> None:
    found = user_keymap.parsed('step = ["p", "Right"]\nquit = "f10"\n"log-axis" = ["ctrl+g"]')
    assert found == user_keymap.Keymap({"step": ("p", "right"), "quit": ("f10",), "log-axis": ("ctrl+g",)})
    user_keymap.use(found)
    assert in_force() == USUAL | found.keys
    assert {action.id: action.symbol for action in user_keymap.actions()}["step"] == "p"


def test_two_actions_change_their_keys_with_each_other() -> None:
    found = user_keymap.parsed('step = ["left", "n"]\nback = ["right", "b"]')
    assert found == user_keymap.Keymap({"step": ("left", "n"), "back": ("right", "b")})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n\nstep = \n", "keys.toml, line 3, column 8: this is not TOML, so all keys are the usual ones"),
        ('step = ["p"', "keys.toml, line 1, column 1: this is not TOML, so all keys are the usual ones"),
        (
            '# mine\nstpe = "p"',
            "keys.toml, line 2: there is no action “stpe”; did you mean “step”?",
        ),
        (
            'xyzzy = "p"',
            "keys.toml, line 1: there is no action “xyzzy”; the command gdlab keys lists them all",
        ),
        ("step = 3", "keys.toml, line 1: “step” needs keys in quotes, such as [\"n\", \"right\"]"),
        ("step = []", "keys.toml, line 1: “step” needs keys in quotes, such as [\"n\", \"right\"]"),
        ("step = [1, 2]", "keys.toml, line 1: “step” needs keys in quotes, such as [\"n\", \"right\"]"),
        ("[step]\nkey = 1", "keys.toml: “step” needs keys in quotes, such as [\"n\", \"right\"]"),
        (
            'step = ["rigth"]',
            "keys.toml, line 1: “rigth” is no key; write “n”, “?”, “right”, “f2” or “ctrl+n”",
        ),
        (
            'restart = "space"',
            "keys.toml, line 1: “space” is the key of “play” already; “restart” keeps its usual keys",
        ),
        (
            'step = "p"\n\nback = "p"',
            "keys.toml, line 3: “p” is the key of “step” already; “back” keeps its usual keys",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_one_sentence_that_names_the_place(text: str, sentence: str) -> None:
    found = user_keymap.parsed(text)
    assert found.faults == (sentence,)
    assert set(found.keys) <= {"step"}


def test_what_is_right_beside_a_fault_holds() -> None:
    found = user_keymap.parsed('step = "p"\nbogus = "q"\nback = ["o", "nokey"]\nquit = "x"\nmaximise = "f5"')
    assert found.keys == {"step": ("p",), "quit": ("x",), "maximise": ("f5",)}
    assert [fault.split(":")[0] for fault in found.faults] == ["keys.toml, line 2", "keys.toml, line 3"]


def test_a_key_that_came_free_only_through_a_fault_is_taken_back() -> None:
    # play may have x while maximise moves away; but maximise cannot, for q is the key of quit.
    found = user_keymap.parsed('maximise = "q"\nplay = "x"')
    assert found.keys == {}
    assert len(found.faults) == 2
    user_keymap.use(found)
    for mode in MODES:
        taken = [key for action in user_keymap.actions(mode) for key in action.keys]
        assert len(taken) == len(set(taken))


def test_a_file_that_cannot_be_read_is_said() -> None:
    user_keymap.path().parent.mkdir(parents=True)
    user_keymap.path().write_bytes(b"\xff\xfe\x00")
    assert keys_file.use().faults == ("keys.toml cannot be read: it is not UTF-8 text",)
    user_keymap.path().unlink()
    user_keymap.path().mkdir()
    [fault] = keys_file.use().faults
    assert fault.startswith("keys.toml cannot be read: ")
    assert in_force() == USUAL


def test_what_is_printed_reads_back_as_the_same_keys() -> None:
    user_keymap.path().parent.mkdir(parents=True)
    user_keymap.path().write_text('step = ["\\"", "\\\\"]\nplay = "\'"', "utf-8")
    keys_file.use()
    lines = list(user_keymap.as_toml())
    assert lines[0].endswith(str(user_keymap.path()))
    assert set(tomllib.loads("\n".join(lines))) == set(USUAL)
    again = user_keymap.parsed("\n".join(lines))
    assert again.faults == ()
    assert again.keys == in_force()
    assert again.keys["step"] == ("quotation_mark", "backslash")
