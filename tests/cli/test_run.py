"""`gdlab run` and the other commands that print: the article's own output, and formats for programs."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import gdlab
from tui.cli import main as cli
from tui.lab.files import recipe
from tui.lab.session import catalogue
from tui.lab.session.session import Session

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


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert gdlab(capsys, "--version").startswith("gdlab ")


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


def test_a_terminal_of_another_encoding_is_no_trouble() -> None:
    for encoding in ("ascii", "cp949"):
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        command = [sys.executable, "-m", "tui.cli.main", "theory", "--lang", "ko"]
        found = subprocess.run(command, capture_output=True, env=environment, check=False)
        assert (found.returncode, found.stderr) == (0, b"")


STEP_DECAY = ("--set", "schedule.name=step", "--set", "schedule.step_size=2")


@pytest.mark.parametrize("how", [("--batch", "1"), ("--update", "simultaneous"), STEP_DECAY])
def test_the_numbers_of_a_row_are_those_at_its_own_weights(
    capsys: pytest.CaptureFixture[str], how: tuple[str, ...]
) -> None:
    """Cost and slopes over all points at the row's weights, whatever rows and order the update used."""
    text = gdlab(capsys, "run", "--format", "csv", "--steps", "6", *how)
    rows = [{name: float(cell) for name, cell in row.items()} for row in csv.DictReader(io.StringIO(text))]
    lines = gdlab(capsys, "run", "--format", "json", "--steps", "6", *how).splitlines()
    assert len(rows) == 7
    for row, line in zip(rows, lines, strict=True):
        errors = [row["w1"] * x + row["w0"] - y for x, y in ((0, -1), (1, 1), (3, 5))]
        assert row["cost"] == pytest.approx(sum(e * e for e in errors) / 3, abs=1e-12)
        assert row["d_w1"] == pytest.approx(errors[1] + 3 * errors[2], abs=1e-12)
        assert row["d_w0"] == pytest.approx(sum(errors), abs=1e-12)
        same = json.loads(line)
        assert same["gradient"] == {"w1": row["d_w1"], "w0": row["d_w0"]}
        # The rate of the update that led to the row; in row 0 that of the first.
        used = 0.1 * 0.1 ** ((max(row["step"], 1) - 1) // 2) if how == STEP_DECAY else 0.1
        assert row["learning_rate"] == pytest.approx(used)
        assert same["learning_rate"] == row["learning_rate"]
