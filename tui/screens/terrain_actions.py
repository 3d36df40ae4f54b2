"""The actions of Terrain: other terrains, a typed formula, and where the ball starts."""

from __future__ import annotations

import gdengine as gd
from tui.lab.session import terrains
from tui.screens.lab_screen import LabScreen


class TerrainActions(LabScreen):
    """A lab screen over a curve or a surface."""

    def action_move_start(self, right: int, up: int) -> None:
        """Start a little further to the right, or to the left if negative; on a surface also up or down."""
        self.do(lambda: self.session.change(terrains.start_moved((right, up))))

    def open_terrain(self, terrain: gd.Curve | gd.Surface) -> None:
        """Begin a run on another terrain."""
        self.do(lambda: self.session.change(lambda state: terrains.opened(state, terrain)))
