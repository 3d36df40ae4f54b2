"""Opens Terrain on a terrain that has a name, at a learning rate: python -m … NAME RATE [MOMENTUM]."""

from __future__ import annotations

import sys

import gdengine as gd
from tui.app import GdlabApp
from tui.lab.keys.actions import TERRAIN
from tui.lab.session.session import Session


def session(name: str, rate: float, momentum: float = 0.0) -> Session:
    """A session on the terrain `name`, at its first start."""
    terrain = gd.TERRAINS[name]
    return Session(gd.Experiment(terrain, terrain.starts[0], gd.SGD(momentum), rate, max_steps=10**8))


if __name__ == "__main__":
    GdlabApp(session(sys.argv[1], *map(float, sys.argv[2:])), mode=TERRAIN).run()
