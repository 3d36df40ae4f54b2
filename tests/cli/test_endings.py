"""How gdlab ends: exit codes, and where its last words go, whatever is closed or full."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui.cli import main as cli
from tui.cli.messages import crash_message
from tui.lab.files import crash_report

POSIX = pytest.mark.skipif(os.name != "posix", reason="shells differ")


def shell(arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `gdlab` with arguments and redirections, in a shell."""
    command = f'"{sys.executable}" -m tui.cli.main {arguments}'
    found = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    return found.returncode, found.stdout, found.stderr


@POSIX
@pytest.mark.parametrize(
    "arguments", ["run --steps 2", "theory", "sweep", "keys", "--version", "--help", "run --help"]
)
def test_output_that_cannot_be_written_is_said(arguments: str) -> None:
    for closed in (">&-", *([">/dev/full"] if Path("/dev/full").exists() else [])):
        code, out, err = shell(f"{arguments} {closed}")
        assert (code, out, err.count("\n")) == (2, "", 1), closed
        assert err.startswith("gdlab: The output cannot be written: ")
        assert shell(f"{arguments} {closed} 2>&-") == (2, "", "")


@POSIX
@pytest.mark.parametrize("arguments", ["run --lr x", "nonsense", "--lang fr", "run nowhere.toml", "<&-"])
def test_errors_go_to_stderr_or_nowhere(arguments: str) -> None:
    code, out, err = shell(arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert shell(f"{arguments} >&-") == (2, "", err)
    assert shell(f"{arguments} 2>&-") == (2, "", "")
    if Path("/dev/full").exists():
        assert shell(f"{arguments} 2>/dev/full") == (2, "", "")


@POSIX
def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    code, out, err = shell('run --steps 100000 | head -1; exit "${PIPESTATUS[0]}"')
    assert (code, out, err) == (0, "[update 1]\n", "")


@POSIX
def test_a_file_does_not_take_the_place_of_a_closed_stream(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("1,2\n3,4\n")
    assert shell(f'theory --data "{path}" <&- 2>&- | tail -1')[0] == 0
    assert path.read_text() == "1,2\n3,4\n"


HOSTILE = "\x1b]0;title\x07\x9b31m\u202e\u200b"


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "--lr", HOSTILE], ["run", "--set", HOSTILE], ["run", "--set", f"optimizer.{HOSTILE}=1"],
        ["run", f"{HOSTILE}.toml"], ["run", "--data", f"{HOSTILE}.csv"], [HOSTILE], [f"--{HOSTILE}"],
        ["--lang", HOSTILE], ["run", "--formula", HOSTILE], ["run", "--optimizer", HOSTILE],
        ["keys", HOSTILE],
        ["run", "--format", HOSTILE], ["sweep", "--lrs", HOSTILE], ["run", "--domain", HOSTILE],
    ],
)  # fmt: skip
def test_no_option_and_no_name_steers_the_terminal(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert_one_safe_line(said.err)


def assert_one_safe_line(err: str) -> None:
    assert err.endswith("\n")
    assert not {*err[:-1]} & {*HOSTILE, "\n"} - {*"]0;title31m"}


@pytest.mark.parametrize(
    "recipe",
    [
        '"{0}" = 1', '[optimizer]\nname = "{0}"', '[optimizer]\nname = "sgd"\n"{0}" = 2',
        '[objective]\ndata = "{0}"',
        '[[stop]]\n"{0}" = 1', '[objective]\nformula = "x + {0}"', 'update = "{0}"', '"{0}"', 'start = "{0}"',
    ],
)  # fmt: skip
def test_no_key_and_no_value_of_a_recipe_steers_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, recipe: str
) -> None:
    path = tmp_path / "hostile.toml"
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in HOSTILE)
    path.write_text(recipe.format(escaped), "utf-8")
    with pytest.raises(SystemExit):
        cli.main(["run", str(path)])
    assert_one_safe_line(capsys.readouterr().err)


@pytest.mark.parametrize("name", ["x\x1b[2J", "x"])
def test_no_cell_of_a_file_steers_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    path = tmp_path / "hostile.csv"
    path.write_text(f"{name},y\n1,2\n3,{HOSTILE}\n", "utf-8")
    with pytest.raises(SystemExit):
        cli.main(["run", "--data", str(path)])
    assert_one_safe_line(capsys.readouterr().err)


def test_a_fault_of_our_own_is_one_line_and_a_private_report(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("\x1b]0;broken")

    monkeypatch.setattr("tui.cli.commands.theory_lines", broken)
    with pytest.raises(SystemExit) as stopped:
        cli.main(["theory"])
    assert stopped.value.code == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert_one_safe_line(said.err)
    report = Path(said.err.strip().rpartition(" ")[2])
    assert report.stat().st_mode & 0o777 == 0o600
    assert "KeyError" in report.read_text("utf-8")


def test_a_report_is_bounded_and_there_is_one() -> None:
    for number in range(3):
        path = crash_report.write(f"{number}\ud800" * 10**6)
    assert path.stat().st_size < 500_000
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_without_a_place_for_the_report_the_error_itself_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null")
    assert crash_message("Traceback\n  …\nKeyError: 'x'\n").endswith("KeyError: 'x'")
