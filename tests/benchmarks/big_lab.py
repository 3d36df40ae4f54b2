"""Opens the lab on ROWS points, after a run of STEPS steps: python -m … ROWS STEPS."""

from __future__ import annotations

import sys

import gdengine as gd
from tui.app import GdlabApp
from tui.lab.files import recipe
from tui.lab.session.session import Session


def session(rows: int, steps: int) -> Session:
    """A session on `rows` points about a line, at the last of `steps` steps."""
    made = Session(recipe.article())
    if rows != 3:
        made.open_data(gd.line(rows, sigma=0.5, seed=1), "line")
        made.set("gradient_scale", "exact")
    made.set("learning_rate", 1e-6)
    made.forward(steps)
    return made


if __name__ == "__main__":
    GdlabApp(session(*map(int, sys.argv[1:]))).run()
