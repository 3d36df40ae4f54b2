"""A file is written whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.lab.files import atomic


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file in a folder of its own, with something in it."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "kept.json").write_text("before", "utf-8")
    return folder / "kept.json"


def alone(path: Path) -> bool:
    """Whether nothing else is in the folder."""
    return [*path.parent.iterdir()] == [path]


@pytest.mark.parametrize(
    "content", ["학습률 0.1", "학습률 0.1".encode(), [b"\xed\x95\x99", "습률".encode(), b" ", b"0.1"], ""]
)
def test_what_is_written_takes_the_place_of_what_was_there(path: Path, content: str | bytes) -> None:
    atomic.write(path, content)
    assert path.read_text("utf-8") == ("학습률 0.1" if content else "")
    assert alone(path)


def test_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "state" / "gdlab" / "new.json"
    atomic.write(path, "first")
    assert path.read_text() == "first"
    assert alone(path)


def test_only_its_owner_can_read_it(path: Path) -> None:
    os.chmod(path, 0o644)
    before = os.umask(0)
    try:
        atomic.write(path, "after")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_crash_in_the_middle_leaves_what_was_there(path: Path) -> None:
    during: list[set[str]] = []

    def crashing() -> Iterator[bytes]:
        yield b"half of it"
        during.append({each.name for each in path.parent.iterdir()})
        assert path.read_text() == "before"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        atomic.write(path, crashing())
    assert [len(names) for names in during] == [2]
    assert path.read_text() == "before"
    assert alone(path)


@pytest.mark.parametrize("place", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_what_was_there(path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    class Full(io.BufferedWriter):
        write = writelines = full  # type: ignore[assignment]

    if place == "write":
        monkeypatch.setattr(atomic, "open", lambda fd, mode: Full(io.FileIO(fd, "w")), raising=False)
    else:
        monkeypatch.setattr(os, place, full)
    with pytest.raises(OSError, match="No space left"):
        atomic.write(path, "after")
    assert path.read_text() == "before"
    assert alone(path)


def test_all_is_on_the_disk_before_it_takes_its_place(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[str, int]] = []
    sync, replace = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        done.append(("synced", os.fstat(descriptor).st_size))
        sync(descriptor)

    def replaced(source: str, target: Path) -> None:
        done.append(("replaced", os.stat(source).st_size))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    atomic.write(path, "after")
    assert done == [("synced", 5), ("replaced", 5)]


def test_a_link_is_replaced_and_not_followed(path: Path) -> None:
    elsewhere = path.parent.parent / "elsewhere"
    elsewhere.write_text("somebody's")
    path.unlink()
    path.symlink_to(elsewhere)
    atomic.write(path, "after")
    assert not path.is_symlink()
    assert path.read_text() == "after"
    assert elsewhere.read_text() == "somebody's"


def test_a_link_that_waits_under_the_temporary_name_is_not_written_through(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = path.parent.parent / "elsewhere"
    elsewhere.write_text("somebody's")
    names = iter(["foreseen", "unforeseen"])
    monkeypatch.setattr("tempfile._get_candidate_names", lambda: names)
    (path.parent / ".gdlab-foreseen.new").symlink_to(elsewhere)
    atomic.write(path, "after")
    assert elsewhere.read_text() == "somebody's"
    assert path.read_text() == "after"


def test_two_at_once_do_not_meet(path: Path) -> None:
    def first() -> Iterator[bytes]:
        yield b"fir"
        atomic.write(path, "second")
        assert path.read_text() == "second"
        yield b"st"

    atomic.write(path, first())
    assert path.read_text() == "first"
    assert alone(path)


def test_what_a_killed_process_left_is_removed_by_a_later_write(path: Path) -> None:
    left, young, other = (path.parent / name for name in (".gdlab-a1.new", ".gdlab-b2.new", "mine.new"))
    for each in (left, young, other):
        each.write_text("half of it")
    for each in (left, other):
        os.utime(each, (0, 0))
    atomic.write(path, "after")
    assert {*path.parent.iterdir()} == {path, young, other}


def test_a_killed_process_leaves_a_file_that_the_next_write_knows(path: Path) -> None:
    def left_behind() -> Iterator[bytes]:
        yield b"half of it"
        for each in {*path.parent.iterdir()} - {path}:
            os.link(each, path.parent / each.name.replace(".new", "_.new"))
            os.utime(each, (0, 0))

    atomic.write(path, left_behind())
    assert not alone(path)
    for each in {*path.parent.iterdir()} - {path}:
        os.utime(each, (0, 0))
    atomic.write(path, "after")
    assert alone(path)
