"""Files of ours, however damaged: read within bounds, set aside where they cannot be used."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.lab.files import bounded, keys_file, preferences, recipe
from tui.lab.files.keeper import Keeper
from tui.lab.files.session_file import SessionFile
from tui.lab.keys import user_keymap
from tui.lab.keys.actions import ACTIONS, MODES
from tui.lab.keys.user_keymap import MOST_FAULTS
from tui.lab.session.session import Session
from tui.lab.text.clean import cleaned

WITHOUT_PIPES = not hasattr(os, "mkfifo")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def loop(path: Path) -> None:
    path.symlink_to(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def endless(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10**12)  # it takes no room on the disk


KINDS = [pytest.param(kind, id=kind.__name__) for kind in (pipe, folder, loop, device, endless)]


@pytest.mark.skipif(WITHOUT_PIPES, reason="no such files here")
@pytest.mark.parametrize("kind", KINDS)
def test_only_a_file_of_a_fair_size_is_read(tmp_path: Path, kind: Callable[[Path], None]) -> None:
    kind(tmp_path / "it")
    descriptors = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    with pytest.raises(OSError) as trouble:  # noqa: PT011  # what it is depends on the kind
        bounded.read(tmp_path / "it", 1000)
    expected = {pipe: errno.EINVAL, folder: errno.EISDIR, loop: errno.ELOOP, device: errno.EINVAL}
    assert trouble.value.errno == expected.get(kind, errno.EFBIG)
    if descriptors:
        assert len(os.listdir("/proc/self/fd")) == descriptors


def test_a_file_of_just_the_size_is_read(tmp_path: Path) -> None:
    (tmp_path / "it").write_bytes(b"a" * 1000)
    assert bounded.read(tmp_path / "it", 1000) == b"a" * 1000
    with pytest.raises(OSError, match="too large"):
        bounded.read(tmp_path / "it", 999)
    if Path("/proc/self/maps").exists():  # a file that does not tell its size
        with pytest.raises(OSError, match="too large"):
            bounded.read(Path("/proc/self/maps"), 10)


def test_what_is_set_aside_is_private_and_replaces_nothing_until_there_are_many(tmp_path: Path) -> None:
    path = tmp_path / "it.json"
    seen = []
    for number in range(bounded.MOST_SET_ASIDE + 2):
        path.write_text(str(number))
        os.chmod(path, 0o644)
        aside = bounded.set_aside(path)
        assert aside is not None
        assert not path.exists()
        assert aside.read_text() == str(number)
        assert stat.S_IMODE(aside.stat().st_mode) == 0o600
        seen.append(aside.name)
    assert seen[:2] == ["it.damaged.json", "it.damaged-2.json"]
    assert len(set(seen)) == bounded.MOST_SET_ASIDE
    assert bounded.set_aside(path) is None


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers(-(10**400), 10**400) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)

PLACES = ["gdlab", "stretches", "data", "index", "planned", "name", "scaling", "looks"]


# The session


def session_of(steps: int) -> Session:
    session = Session(recipe.article())
    session.set("learning_rate", 0.2)
    session.forward(steps)
    return session


def assert_the_session_goes_on(file: SessionFile) -> None:
    """What is in the file is resumed or set aside; in any case the next session is kept."""
    was_there = os.path.lexists(file.path)
    found = file.load()
    assert found is not None or not was_there or (file.damaged and os.path.lexists(file.damaged))
    opened = Session(recipe.article())
    session = session_of(4)
    Keeper(opened.saved(), file, recipe.article()).write(session.saved())
    assert SessionFile(file.path.parent).load() == session.saved()


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=4)), min_size=1, max_size=4)
    | st.binary(max_size=60)
)
def test_a_session_with_any_bytes(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, bytes]] | bytes
) -> None:
    file = SessionFile(tmp_path_factory.mktemp("state"))
    file.save(session_of(3).saved())
    content = file.path.read_bytes() if isinstance(edits, list) else edits
    for place, written in edits if isinstance(edits, list) else ():
        place %= len(content)
        content = content[:place] + written + content[place + 2 :]
    for path in (file.path, file.previous):
        path.write_bytes(content)
    assert_the_session_goes_on(file)


@settings(max_examples=150)
@given(
    st.sampled_from(["gdlab", "stretches", "data", "index", "planned", "name", "scaling", "looks"]), ANY_JSON
)
def test_a_session_with_any_values(
    tmp_path_factory: pytest.TempPathFactory, name: str, value: object
) -> None:
    file = SessionFile(tmp_path_factory.mktemp("state"))
    file.save(session_of(3).saved())
    content = json.loads(file.path.read_text())
    with contextlib.suppress(ValueError):  # json writes no number of more than 4300 digits
        file.path.write_text(json.dumps({**content, name: value}))
    assert_the_session_goes_on(file)


@pytest.mark.skipif(WITHOUT_PIPES, reason="no such files here")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["session.json", "session.previous.json"])
@pytest.mark.parametrize("looked", [True, False])
def test_something_else_in_the_place_of_a_session(
    file: SessionFile, kind: Callable[[Path], None], name: str, looked: bool
) -> None:
    file.save(session_of(2).saved())
    (file.path.parent / name).unlink(missing_ok=True)
    kind(file.path.parent / name)
    session = session_of(5)
    if looked:
        file.load()
    with contextlib.suppress(IsADirectoryError):  # a folder in the place of the previous session stays
        Keeper(Session(recipe.article()).saved(), file, recipe.article()).write(session.saved())
        assert SessionFile(file.path.parent).load() == session.saved()


# The preferences


@settings(max_examples=200)
@given(
    st.binary(max_size=40).map(lambda content: (content, None))
    | ANY_JSON.map(lambda value: (json.dumps(value).encode(), None))
    | st.fixed_dictionaries({}, optional={"language": ANY_JSON, "theme": ANY_JSON, "ascii": ANY_JSON}).map(
        lambda tree: (json.dumps(tree).encode(), tree)
    )
)
def test_preferences_with_any_content(
    tmp_path_factory: pytest.TempPathFactory, given: tuple[bytes, dict[str, object] | None]
) -> None:
    content, tree = given
    with pytest.MonkeyPatch.context() as home:
        home.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("home")))
        preferences.remember(theme="gdlab-light")
        [path] = Path(os.environ["XDG_CONFIG_HOME"]).rglob("preferences.json")
        path.write_bytes(content)
        found = preferences.load()
        if tree is not None:
            assert found.theme == (tree.get("theme") if isinstance(tree.get("theme"), str) else "")
            assert found.ascii == (tree.get("ascii") if isinstance(tree.get("ascii"), bool) else None)
        aside = preferences.mend()
        assert aside is None or aside.read_bytes() == content
        assert preferences.load() == found
        assert preferences.mend() is None  # it is said once
        preferences.remember(ascii=True)
        assert preferences.load().ascii is True
        assert preferences.load().theme == found.theme


@pytest.mark.skipif(WITHOUT_PIPES, reason="no such files here")
@pytest.mark.parametrize("kind", KINDS)
def test_something_else_in_the_place_of_the_preferences(kind: Callable[[Path], None], tmp_path: Path) -> None:
    preferences.remember(theme="gdlab-light")
    [path] = tmp_path.rglob("preferences.json")
    path.unlink()
    kind(path)
    assert preferences.load() == preferences.Preferences()
    assert preferences.mend() is not None
    preferences.remember(theme="gdlab-dark")
    assert preferences.load().theme == "gdlab-dark"


# The keys

VALUES = st.sampled_from(
    [
        '"p"',
        '["n", "f5"]',
        "3",
        "[]",
        "[[1]]",
        "{a = 1}",
        "0x" + "f" * 9000,
        "9" * 5000,
        "1e999",
        '"\\u001b]0;"',
    ]
)
NAMES = st.sampled_from([*(action.id for action in ACTIONS[:9]), "stpe", "x" * 3000, '"\\u001b[2J"', "a.b.c"])


def assert_keys(content: bytes) -> None:
    path = user_keymap.path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    found = keys_file.use()
    assert len(found.faults) <= MOST_FAULTS + 1
    for fault in found.faults:
        assert cleaned(fault) == fault
        assert len(fault) < 400
    assert {action.id for action in user_keymap.actions()} == {action.id for action in ACTIONS}
    for mode in MODES:
        in_force = [key for action in user_keymap.actions(mode) for key in action.keys]
        assert len(in_force) == len(set(in_force))
    assert path.read_bytes() == content  # it is the user's: it stays


@settings(max_examples=150)
@given(st.lists(st.tuples(NAMES, VALUES), max_size=12), st.binary(max_size=8))
def test_keys_with_any_content(lines: list[tuple[str, str]], bytes_at_the_end: bytes) -> None:
    whole = "\n".join(f"{name} = {value}" for name, value in dict(lines).items()).encode()
    assert_keys(whole)
    assert_keys(whole + bytes_at_the_end)


@pytest.mark.parametrize(
    "content",
    [
        "a." * 30_000 + "a = 1", "[" + "a." * 20_000 + "a]", "step = " + "[" * 50_000,
        "step = " + "{a = " * 10_000, "step = " + "9" * 60_000, "step = 0x" + "f" * 60_000,
        "step = 1" + "_1" * 30_000, "\n".join(f"fault{i} = 1" for i in range(3000)),
        "\n".join(f'fault{i} = "p"' for i in range(3000)), "x" * 60_000 + " = 1", "x" * 10**7, "\x00",
        'step = "' + "x" * 60_000 + '"', '"' * 60_000, "." * 60_000, "step = [" + '"p",' * 10_000 + "]",
    ],
    ids=lambda content: content[:12],
)  # fmt: skip
def test_keys_that_would_take_long(content: str) -> None:
    assert_keys(content.encode())


def test_of_many_faults_the_first_are_said_and_the_rest_is_counted() -> None:
    found = user_keymap.parsed("\n".join(f"fault{i} = 1" for i in range(3000)))
    assert len(found.faults) == MOST_FAULTS + 1
    assert found.faults[-1] == "keys.toml: there are 2,995 more faults"


@pytest.mark.skipif(WITHOUT_PIPES, reason="no such files here")
@pytest.mark.parametrize("kind", KINDS)
def test_something_else_in_the_place_of_the_keys(kind: Callable[[Path], None]) -> None:
    path = user_keymap.path()
    path.parent.mkdir(parents=True)
    kind(path)
    [fault] = keys_file.use().faults
    assert fault.startswith("keys.toml cannot be read: ")
    assert os.path.lexists(path)
