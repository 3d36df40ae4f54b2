"""The examples of the README work and print what it says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tui.lab.files import recipe
from tui.lab.keys.actions import ACTIONS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def commands() -> list[str]:
    return [line for line in README.splitlines() if line.startswith("python3 -m venv")]


def test_the_test_command_is_the_one_that_ci_runs() -> None:
    opens, tests = commands()
    assert opens.endswith(".venv/bin/gdlab")
    assert tests.endswith("pytest")
    assert tests in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


def test_its_pictures_are_there() -> None:
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert pictures
    for picture in pictures:
        assert (ROOT / picture).read_text("utf-8").lstrip().startswith("<svg")


def test_its_keys_are_those_of_the_lab() -> None:
    told = set(re.findall(r"`([^`\s]+)`", README.split("| key |")[1].split("\n\n")[0]))
    known = {"right_square_bracket": "]", "left_square_bracket": "[", "dollar_sign": "$", "comma": ",",
             "full_stop": ".", "plus": "+", "minus": "-", "question_mark": "?", "colon": ":",
             "right": "→", "left": "←", "right_curly_bracket": "}", "left_curly_bracket": "{",
                 "less_than_sign": "<", "greater_than_sign": ">"}  # fmt: skip
    keys = {known.get(key, key) for action in ACTIONS for key in action.keys}
    assert told - {"0", "$"} <= keys
    assert {known.get(action.keys[0], action.keys[0]) for action in ACTIONS} <= told


def test_its_recipe_is_one() -> None:
    tree = tomllib.loads(README.split("```toml\n")[1].split("```")[0])
    tree["objective"]["preset"] = tree["objective"].pop("data") and "outlier"
    assert recipe.experiment(tree).max_steps == 200


def test_its_python_runs() -> None:
    example = README.split("```python\n")[1].split("```")[0]
    exec(compile(example, "README.md", "exec"), {})
