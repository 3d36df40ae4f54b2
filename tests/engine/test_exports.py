"""What `import gdengine as gd; help(gd)` shows: everything named, documented, and the ten lines that run."""

from __future__ import annotations

import inspect
import textwrap
import types

import pytest

import gdengine as gd


def test_all_that_is_named_is_there_and_says_what_it_is() -> None:
    assert len(set(gd.__all__)) == len(gd.__all__)
    for name in gd.__all__:
        thing = getattr(gd, name)
        if inspect.isclass(thing) or inspect.isfunction(thing) or isinstance(thing, types.ModuleType):
            assert thing.__doc__, name
            # A dataclass without words of its own gets its signature for a docstring.
            assert not thing.__doc__.startswith(f"{name}("), name


OTHERS_BUILD_ON = """
    Dataset LinearRegression Curve Surface Experiment descend History diagnose arithmetic sweep
    range_test sgd adagrad rmsprop adam adamw adadelta nadam theory read_csv parse_rows standardise
    TERRAINS PRESETS MiniBatch single Cosine ReduceOnPlateau GradientNorm formula_tape
"""


def test_the_names_that_others_build_on() -> None:
    assert set(OTHERS_BUILD_ON.split()) <= set(gd.__all__)


def test_the_ten_lines_of_the_docstring_run(capsys: pytest.CaptureFixture[str]) -> None:
    doc = gd.__doc__ or ""
    start = doc.index("    import gdengine as gd")
    code = textwrap.dedent(doc[start : doc.index("1. The objective")])
    space: dict[str, object] = {}
    exec(code, space)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 21
    assert float(lines[1].split()[-1]) == pytest.approx(0.3556)
    assert gd.theory.learning_rate_limit(space["experiment"]) == pytest.approx(13 / 30)  # type: ignore[arg-type]
