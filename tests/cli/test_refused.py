"""Bad input is one clear line, in the reader's language, and an exit code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import gdengine as gd
from tests.cli.command import refused
from tui.cli import main as cli
from tui.lab.export.formats import FORMATS
from tui.lab.files import preferences
from tui.lab.session import catalogue
from tui.lab.text.language import LANGUAGES

BAD_INPUT = [
    (("--lr", "nan"), "--lr nan: give a number from 0 on."),
    (("--lr", "-1"), "--lr -1: give a number from 0 on."),
    (("--lr", "x"), "--lr 'x': give a number from 0 on."),
    (("--steps", "-1"), "--steps -1: give a whole number from 0 on."),
    (("--steps", "2.5"), "--steps 2.5: give a whole number from 0 on."),
    (("--start", "1"), "--start: give a finite number for each of w1, w0; got (1.0,)"),
    (("--start", "a,b"), "--start: 'a,b'"),
    (("--start", "inf,0"), "start weights must be numbers"),
    (("--update", "both"), "--update: 'both' is none of simultaneous, sequential"),
    (("--gradient", "half"), "--gradient: 'half' is none of exact, mean, sum"),
    (("--optimizer", "newton"), "--optimizer: 'newton' is none of gd, momentum, nesterov, adagrad"),
    (("--set", "momentum"), "--set: 'momentum' is not KEY=VALUE"),
    (("--set", "optimizer.momentum=-1"), "optimizer: momentum -1: give a number from 0 on."),
    (("--set", "start.x=1"), "start"),
    (("--data", "nowhere.csv"), "nowhere.csv: there is no such file."),
    (("--formula", "x**"), "formula, column 4"),
    (("--formula", "x", "--terrain", "bowl"), "--terrain, --formula: give only one"),
    (("--domain", "a,b", "--formula", "x"), "--domain: 'a,b'"),
    (("nowhere.toml",), "nowhere.toml: there is no such file."),
    (("--format", "xml"), "--format: 'xml' is none of log, csv, json"),
    (("--every", "0"), "--every 0: give a whole number from 1 on."),
    (("--lang", "fr"), "--lang: 'fr' is none of en, ko"),
    (("--bogus",), "No such option: --bogus"),
    (("--lr",), "--lr needs a value."),
    (("--help=3",), "--help takes no value."),
    (("--formt", "csv"), "No such option: --formt. Did you mean --format, --formula?"),
    (("a.toml", "b.toml"), "gdlab run: there are more arguments than it takes."),
    (("--lang",), "--lang needs a value."),
]


@pytest.mark.parametrize(("arguments", "told"), BAD_INPUT)
def test_bad_input_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    assert told in refused(capsys, "run", *arguments)


NAMES = {
    "gdlab",
    "run",
    "help",
    "KEY",
    "VALUE",
    "csv",
    "format",
    "formula",
    "optimizer",
    "momentum",
    "objective",
    "Tab",
}


def is_korean(line: str, *arguments: str) -> bool:
    """Whether a line is in Korean but for names and values, the user's `arguments` among them."""
    names = [
        *NAMES,
        str(Path.cwd()),
        *arguments,
        *gd.UPDATE_ORDERS,
        *gd.GRADIENT_SCALES,
        *FORMATS,
        *LANGUAGES,
        *catalogue.by_name(catalogue.OPTIMIZERS),
    ]
    left = set(re.findall("[A-Za-z]{2,}", line)) - set(re.findall("[A-Za-z]+", " ".join(names)))
    return bool(re.search("[가-힣]", line)) and not left


@pytest.mark.parametrize(
    "arguments", [arguments for arguments, _told in BAD_INPUT if "--lang" not in arguments]
)
def test_bad_input_is_said_in_korean(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    asked = refused(capsys, "run", "--lang", "ko", *arguments)
    assert is_korean(asked, *arguments), asked
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    assert refused(capsys, "run", *arguments) == asked


def test_the_language_is_asked_for_anywhere_else_the_labs_else_the_locales(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    english, korean = (refused(capsys, "run", "--lr", "x", "--lang", code) for code in ("en", "ko"))
    assert english != korean
    for arguments in (("--lang", "ko", "run", "--lr", "x"), ("run", "--lang=ko", "--lr", "x")):
        assert refused(capsys, *arguments) == korean
    assert is_korean(refused(capsys, "keys", "--lang", "ko", "x"), "keys")
    assert refused(capsys, "run", "--lr", "x") == english
    preferences.remember(language="ko")
    assert refused(capsys, "run", "--lr", "x") == korean
    assert refused(capsys, "run", "--lr", "x", "--lang", "en") == english
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert is_korean(refused(capsys, "run", "--lang", "fr"), "fr", "lang")


def test_a_process_under_a_korean_locale_refuses_in_korean() -> None:
    command = [sys.executable, "-m", "tui.cli.main", "sweep", "--lrs", "a,b"]
    environment = {**os.environ, "LANG": "ko_KR.UTF-8", "PYTHONIOENCODING": "utf-8"}
    found = subprocess.run(command, capture_output=True, env=environment, check=False)
    line = found.stderr.decode()
    assert (found.returncode, found.stdout, line.count("\n")) == (2, b"", 1)
    assert is_korean(line, "--lrs", "a,b"), line


def test_a_refused_recipe_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("learning_rat = 1")
    assert f"{path}: learning_rat: there is no such setting" in refused(capsys, "run", str(path))
    path.write_text('[objective]\ndata = "points.csv"')
    assert f"{tmp_path / 'points.csv'}: there is no such file" in refused(capsys, "run", str(path))
    path.write_text("learning_rate = 0.1")
    assert refused(capsys, "run", str(path), "--lr", "-1").startswith("gdlab: --lr -1: ")


def test_a_command_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "nonsense" in refused(capsys, "nonsense")


def test_a_full_disk_and_a_bottomless_recipe_are_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "deep.toml"
    path.write_text("start = " + "[" * 5000 + "]" * 5000)
    assert "nested too deeply" in refused(capsys, "run", str(path))
    if Path("/dev/full").exists():
        command = f'"{sys.executable}" -m tui.cli.main run > /dev/full'
        found = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
        assert found.returncode == 2
        assert found.stderr.count("\n") == 1


def test_a_start_without_a_value_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["run", "--formula", "log(x)", "--start=-1"])
    assert "not a finite number at the start" in capsys.readouterr().err
