"""Moving the focus from panel to panel, and enlarging one of them."""

from __future__ import annotations

from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from tui.lab.text.language import _

FOCUSABLE_PANELS = ".panel, #timeline"
"""Selector of the widgets that Tab goes through."""


class PanelFocus(Screen[None]):
    """A screen whose panels take the focus, and of which one can be enlarged.

    While one is, the screen has the class -maximised. Below #panels, the panel and its ancestors have
    the class enlarged, and their siblings the class aside, which hides them.
    """

    maximised: Widget | None = None
    """The enlarged panel."""

    def on_mount(self) -> None:
        """Let every panel take the focus."""
        for panel in self.query(FOCUSABLE_PANELS):
            panel.can_focus = True

    @property
    def panel_in_focus(self) -> Widget | None:
        """The panel that has the focus, or contains the focused widget; None if there is none."""
        panels = set(self.query(FOCUSABLE_PANELS))
        around = self.focused.ancestors_with_self if self.focused else ()
        return next((node for node in around if isinstance(node, Widget) and node in panels), None)

    def action_panel(self, places: int) -> None:
        """Move the focus `places` panels further among those on screen, wrapping around.

        From a field it moves to the next field of the same panel first, if there is one.
        """
        if (field := self._next_field(places)) is not None:
            self.set_focus(field)
            return
        panels = [panel for panel in self.query(FOCUSABLE_PANELS) if panel.region.area]
        if not panels:
            return
        here = self.panel_in_focus
        if here in panels:
            target = panels[(panels.index(here) + places) % len(panels)]
        else:
            target = panels[0 if places > 0 else -1]
        self.set_focus(target)

    def _next_field(self, places: int) -> Input | None:
        """The field `places` further in the same panel; None if no field has the focus, or past the ends."""
        panel = self.panel_in_focus
        fields = [field for field in panel.query(Input) if field.focusable] if panel else []
        if not isinstance(self.focused, Input) or self.focused not in fields:
            return None
        place = fields.index(self.focused) + places
        return fields[place] if 0 <= place < len(fields) else None

    def action_go_to(self, name: str) -> None:
        """Show the panel `name`, and give it the focus."""
        self.bring_on_screen(name)
        self.call_after_refresh(self.set_focus, self.query_one(f"#{name}"))

    def action_maximise(self, name: str = "") -> None:
        """Enlarge the panel `name`, or the focused one; restore all if that one, or without name any, is."""
        panel = self.query_one(f"#{name}") if name else self.panel_in_focus or self.only_panel()
        if self.maximised is not None and (panel is None or not name or panel is self.maximised):
            self.restore()
        elif panel is None or not panel.has_class("panel"):
            self.notify(_("First choose a panel: with Tab, or with a click."), markup=False)
        else:
            self._enlarge(panel)

    def bring_on_screen(self, name: str) -> None:
        """Show the panel `name`, if another one is enlarged."""
        if self.maximised is not None and self.maximised.id != name:
            self.restore()

    def only_panel(self) -> Widget | None:
        """The panel on screen, if there is exactly one."""
        shown = [panel for panel in self.query(".panel") if panel.region.area]
        return shown[0] if len(shown) == 1 else None

    def restore(self) -> bool:
        """Show all panels again; returns whether one was enlarged."""
        if self.maximised is None:
            return False
        self.maximised = None
        self.remove_class("-maximised")
        self.query(".aside").remove_class("aside")
        self.query(".enlarged").remove_class("enlarged")
        return True

    def give_back(self) -> bool:
        """Restore the panels, unless a field has the focus; returns whether one was enlarged."""
        return not isinstance(self.focused, Input) and self.restore()

    def _enlarge(self, panel: Widget) -> None:
        self.restore()
        self.maximised = panel
        self.add_class("-maximised")
        for node in panel.ancestors_with_self:
            if not isinstance(node, Widget) or node.id == "panels":
                break
            node.add_class("enlarged")
            for beside in node.siblings:
                beside.add_class("aside")
        if self.panel_in_focus is not panel:
            self.call_after_refresh(self.set_focus, panel)
