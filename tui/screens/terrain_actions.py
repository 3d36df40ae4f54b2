"""The actions of Terrain: other terrains, a typed formula, and where the ball starts."""

from __future__ import annotations

import gdengine as gd
from tui.lab.session import terrains
from tui.lab.text.language import _
from tui.screens.lab_screen import LabScreen

# Dialogs are imported when they open, so that the lab starts faster.


class TerrainActions(LabScreen):
    """A lab screen over a curve or a surface."""

    def action_terrain_menu(self) -> None:
        """Open the menu of terrains."""
        from tui.dialogs.terrain_menu import FORMULA, TerrainMenu

        def chosen(name: str | None) -> None:
            if name == FORMULA:
                self.action_formula()
            elif name is not None:
                self.open_terrain(gd.TERRAINS[name])

        if self.frame is not None:
            self.app.push_screen(TerrainMenu(self.frame), chosen)

    def action_formula(self) -> None:
        """Ask for a formula, its domain and a start."""
        from tui.dialogs.formula import FormulaDialog

        def typed(terrain: gd.Curve | gd.Surface | None) -> None:
            if terrain is not None:
                self.open_terrain(terrain)

        if self.frame is not None:
            self.app.push_screen(FormulaDialog(terrains.terrain_of(self.frame.experiment)), typed)

    def action_move_start(self, right: int, up: int) -> None:
        """Start a little further to the right, or to the left if negative; on a surface also up or down."""
        self.do(lambda: self.session.change(terrains.start_moved((right, up))))

    def open_terrain(self, terrain: gd.Curve | gd.Surface) -> None:
        """Begin a run on another terrain."""
        self.do(lambda: self.session.change(lambda state: terrains.opened(state, terrain)))

    def action_zoom(self, times: int) -> None:
        if self._is_map():
            super().action_zoom(times)

    def action_look(self, name: str) -> None:
        if name != "follow" or self._is_map():
            super().action_look(name)

    def _is_map(self) -> bool:
        """Whether a surface is on screen; says so if it is not, as a curve is always shown whole."""
        found = self.frame is not None and len(self.frame.names) > 1
        if not found:
            self.notify(_("A curve is always shown whole."), markup=False)
        return found
