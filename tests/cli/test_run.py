"""`gdlab run`: the article's own output, the formats for programs, and bad input."""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import gdengine as gd
from tui.cli import main as cli
from tui.lab.export.formats import FORMATS
from tui.lab.files import preferences, recipe
from tui.lab.files.data_file import TABLES
from tui.lab.session import catalogue
from tui.lab.session.session import Session
from tui.lab.text.language import LANGUAGES

ARTICLE = """\
[1번째 업데이트]
 f(x) = 1.60x -0.14
 오차: 0.35560

[2번째 업데이트]
 f(x) = 1.66x -0.26
 오차: 0.26300

[3번째 업데이트]
 f(x) = 1.70x -0.36
 오차: 0.19452

"""


def gdlab(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    cli.main(list(arguments))
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as stopped:
        cli.main(list(arguments))
    told = capsys.readouterr()
    assert stopped.value.code == 2
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert told.err.startswith("gdlab: ")
    return told.err


def test_the_articles_block_to_the_letter(capsys: pytest.CaptureFixture[str]) -> None:
    assert gdlab(capsys, "run", "--lang", "ko", "--every", "1", "--steps", "3") == ARTICLE


def test_twenty_updates_without_options(capsys: pytest.CaptureFixture[str]) -> None:
    printed = gdlab(capsys, "run", "--lang", "ko")
    assert printed.startswith(ARTICLE)
    assert printed.endswith("[20번째 업데이트]\n f(x) = 1.98x -0.95\n 오차: 0.00115\n\n")
    assert printed.count("업데이트") == 20


def test_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert gdlab(capsys, "run", "--steps", "1") == "[update 1]\n f(x) = 1.60x -0.14\n cost: 0.35560\n\n"


def test_the_locale_speaks(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    assert gdlab(capsys, "run", "--steps", "3") == ARTICLE


def test_the_printed_divergence(capsys: pytest.CaptureFixture[str]) -> None:
    printed = gdlab(capsys, "run", "--lr", "0.5", "--steps", "30", "--lang", "ko")
    for cost in ("9.58333", "4.06250", "39.76562", "537407805.94885", "5223270089.75743"):
        assert f" 오차: {cost}\n" in printed


def test_csv_in_full_precision(capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(gdlab(capsys, "run", "--format", "csv"))))
    session = Session(recipe.article())
    session.forward(20)
    assert list(rows[0]) == ["step", "w1", "w0", "cost", "d_w1", "d_w0", "learning_rate"]
    for index, row in enumerate(rows):
        step = session.frame().run.history.at(index)
        assert int(row["step"]) == index
        assert (float(row["w1"]), float(row["w0"])) == step.params
        assert (float(row["d_w1"]), float(row["d_w0"])) == step.gradient
        assert (float(row["cost"]), float(row["learning_rate"])) == (step.cost, 0.1)
    assert len(rows) == 21


def test_json_an_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = gdlab(capsys, "run", "--format", "json", "--steps", "2").splitlines()
    first, *_, last = map(json.loads, lines)
    assert first == {
        "step": 0,
        "params": {"w1": 1.0, "w0": 0.0},
        "cost": 5 / 3,
        "gradient": {"w1": -6.0, "w0": -1.0},
        "learning_rate": 0.1,
        "status": "running",
    }
    assert last["status"] == "max_steps"


def test_json_stays_json_where_numbers_end(capsys: pytest.CaptureFixture[str]) -> None:
    def never(constant: str) -> None:
        raise AssertionError(constant)

    lines = gdlab(capsys, "run", "--lr", "0.5", "--steps", "5000", "--format", "json").splitlines()
    last = json.loads(lines[-1], parse_constant=never)
    assert last["status"] == "nonfinite"
    assert last["cost"] is None


@pytest.mark.parametrize(
    ("every", "steps", "shown"), [(1, 4, [1, 2, 3, 4]), (5, 12, [5, 10, 12]), (50, 3, [3]), (5, 10, [5, 10])]
)
def test_every(capsys: pytest.CaptureFixture[str], every: int, steps: int, shown: list[int]) -> None:
    printed = gdlab(capsys, "run", "--every", str(every), "--steps", str(steps))
    assert [line for line in printed.splitlines() if line.startswith("[")] == [f"[update {k}]" for k in shown]


def test_all_six_combinations_can_be_run(capsys: pytest.CaptureFixture[str]) -> None:
    first = set()
    for update in ("sequential", "simultaneous"):
        for scale in ("sum", "mean", "exact"):
            first.add(gdlab(capsys, "run", "--update", update, "--gradient", scale, "--steps", "1"))
    assert len(first) == 6


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
    """Whether a line is in Korean, apart from names, values and the user's `arguments`."""
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


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert gdlab(capsys, "--version").startswith("gdlab ")


def test_a_command_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "nonsense" in refused(capsys, "nonsense")


def test_a_reader_that_has_seen_enough_is_no_trouble() -> None:
    command = f'"{sys.executable}" -m tui.cli.main run --steps 20000 | head -n 1'
    found = subprocess.run(
        command,
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LANG": "C.UTF-8"},
    )
    assert (found.stdout, found.stderr) == ("[update 1]\n", "")


def test_every_optimizer_can_be_run(capsys: pytest.CaptureFixture[str]) -> None:
    names = list(catalogue.by_name(catalogue.OPTIMIZERS))
    runs = {name: gdlab(capsys, "run", "--optimizer", name, "--format", "csv") for name in names}
    assert all(len(run.splitlines()) == 22 for run in runs.values())
    assert len(set(runs.values())) >= len(names) - 1


def test_a_recipe_with_options_over_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('max_steps = 3\n[optimizer]\nname = "sgd"\nmomentum = 0.5\n')
    lines = gdlab(capsys, "run", str(path), "--lr", "0.2", "--format", "csv").splitlines()
    assert len(lines) == 5
    assert lines[-1].endswith(",0.2")


def test_a_curve_has_its_own_columns(capsys: pytest.CaptureFixture[str]) -> None:
    lines = gdlab(capsys, "run", "--terrain", "bowl", "--steps", "1", "--format", "csv").splitlines()
    assert lines == ["step,x,cost,d_x,learning_rate", "0,2.5,6.25,5.0,0.1", "1,2.0,4.0,4.0,0.1"]
    assert gdlab(capsys, "run", "--terrain", "bowl", "--steps", "1").splitlines()[1] == " x = 2.00000"


def test_mini_batches_with_a_seed_are_the_same_again(capsys: pytest.CaptureFixture[str]) -> None:
    def run(seed: str) -> str:
        return gdlab(
            capsys, "run", "--preset", "noisy_line", "--batch", "3", "--seed", seed, "--gradient", "mean"
        )

    assert run("1") == run("1") != run("2")


def test_theory_names_the_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    told = gdlab(capsys, "theory")
    for number in ("11.81507, 1.184927", "9.971139", "0.4333333", "0.3447928", "0.7396"):
        assert number in told
    assert "0.1692753" in gdlab(capsys, "theory", "--update", "simultaneous")
    assert "0.1108853" in gdlab(capsys, "theory", "--terrain", "two valleys")
    assert "a valley" in gdlab(capsys, "theory", "--preset", "vertical_stack")
    assert "no word" in gdlab(capsys, "theory", "--optimizer", "adam")
    assert "학습률의 한계" in gdlab(capsys, "theory", "--lang", "ko")


def test_sweep_compares(capsys: pytest.CaptureFixture[str]) -> None:
    told = gdlab(capsys, "sweep", "--lrs", "0.001,0.1,0.5", "--steps", "60").splitlines()
    verdicts = [line.split()[1] for line in told[1:4]]
    assert verdicts == ["too", "converging", "diverging"]
    assert told[2].split()[-1] == "44"
    assert "0.433333" in told[-1]
    assert "수렴" in gdlab(capsys, "sweep", "--lang", "ko")
    with pytest.raises(SystemExit):
        cli.main(["sweep", "--lrs", "a,b"])


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[gd.Experiment]:
    """The experiments that the lab would be opened on; it is not opened."""
    seen: list[gd.Experiment] = []

    class Lab:
        def __init__(self, session: Session, theme: str, ascii_markers: bool, offers: bool) -> None:
            seen.append(session.frame().experiment)

        def run(self) -> None:
            gc.enable()

    monkeypatch.setattr("tui.app.GdlabApp", Lab)
    monkeypatch.setattr("tui.cli.launch.has_terminal", lambda: True)
    return seen


def test_the_lab_opens_on_the_article_a_recipe_or_a_table(
    opened: list[gd.Experiment], tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text("learning_rate = 0.3")
    tables = [tmp_path / f"points{ending}" for ending in TABLES]
    for table in tables:
        table.write_text("1,2\n3,4\n")
    for arguments in (
        [],
        [str(tmp_path / "mine.toml")],
        ["--lr", "0.2"],
        *([str(table)] for table in tables),
    ):
        cli.main(arguments)
    article, mine, nudged, *points = opened
    assert article == recipe.article()
    assert mine == replace(article, learning_rate=0.3)
    assert nudged.learning_rate == 0.2
    line = gd.LinearRegression(gd.Dataset((1, 3), (2, 4)), "sum")
    assert [each.objective for each in points] == [line] * len(TABLES)


def test_the_lab_says_what_it_cannot_show(
    capsys: pytest.CaptureFixture[str], opened: list[gd.Experiment]
) -> None:
    assert "gdlab run takes this experiment" in refused(capsys, "--terrain", "bowl")
    assert not opened


def test_the_lab_takes_whatever_the_engine_offers_on_a_line(opened: list[gd.Experiment]) -> None:
    cli.main(["--optimizer", "adam", "--batch", "2", "--preset", "outlier"])
    assert opened[0].optimizer == gd.adam()
    assert opened[0].batch == gd.MiniBatch(2)


def test_a_terminal_of_another_encoding_is_no_trouble() -> None:
    for encoding in ("ascii", "cp949"):
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        command = [sys.executable, "-m", "tui.cli.main", "theory", "--lang", "ko"]
        found = subprocess.run(command, capture_output=True, env=environment, check=False)
        assert (found.returncode, found.stderr) == (0, b"")


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


def test_without_a_terminal_the_lab_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", "tui.cli.main"]
    found = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    assert found.returncode == 2
    assert found.stdout == b""
    assert b"needs a terminal" in found.stderr


def test_a_long_file_shows_how_far_it_is_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "long.csv"
    path.write_text("\n".join(f"{i},{2 * i}" for i in range(30_000)))
    cli.main(["theory", "--data", str(path)])
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("tui.cli.described.SILENT_SECONDS", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    cli.main(["theory", "--data", str(path)])
    shown = capsys.readouterr().err
    assert "reading" in shown
    assert "100%" in shown
