"""Going from panel to panel, and giving one of them the whole middle of the screen."""

from __future__ import annotations

from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from tui.lab.text.language import _

PANELS = ".panel, #timeline"
"""What Tab goes round, in the order of the screen."""


class PanelFocus(Screen[None]):
    """A screen whose panels take the focus, one at a time, and can be enlarged.

    While one is, the screen wears the class -maximised and what is beside the panel, below #panels,
    the class aside.
    """

    maximised: Widget | None = None
    """The panel that has the whole middle."""

    def on_mount(self) -> None:
        """Let every panel take the focus."""
        for panel in self.query(PANELS):
            panel.can_focus = True

    @property
    def panel_in_focus(self) -> Widget | None:
        """The panel that has the focus, or holds what has it."""
        panels = set(self.query(PANELS))
        around = self.focused.ancestors_with_self if self.focused else ()
        return next((node for node in around if isinstance(node, Widget) and node in panels), None)

    def action_panel(self, places: int) -> None:
        """Give the focus to the panel so many places further among those on screen, round and round.

        From a field it goes to the next field of the same panel first, if there is one.
        """
        if (field := self._next_field(places)) is not None:
            self.set_focus(field)
            return
        panels = [panel for panel in self.query(PANELS) if panel.region.area]
        if not panels:
            return
        here = self.panel_in_focus
        if here in panels:
            target = panels[(panels.index(here) + places) % len(panels)]
        else:
            target = panels[0 if places > 0 else -1]
        self.set_focus(target)

    def _next_field(self, places: int) -> Input | None:
        """The field so many places further in the panel of the field in focus."""
        panel = self.panel_in_focus
        fields = [field for field in panel.query(Input) if field.focusable] if panel else []
        if not isinstance(self.focused, Input) or self.focused not in fields:
            return None
        place = fields.index(self.focused) + places
        return fields[place] if 0 <= place < len(fields) else None

    def action_go_to(self, name: str) -> None:
        """Give the focus to the panel `name`, brought on screen."""
        self.bring_on_screen(name)
        self.call_after_refresh(self.set_focus, self.query_one(f"#{name}"))

    def action_maximise(self, name: str = "") -> None:
        """Enlarge the panel `name`, or that in focus; with the same again, bring everything back."""
        panel = self.query_one(f"#{name}") if name else self.panel_in_focus or self.only_panel()
        if self.maximised is not None and (panel is None or not name or panel is self.maximised):
            self.restore()
        elif panel is None or not panel.has_class("panel"):
            self.notify(_("First choose a panel: with Tab, or with a click."), markup=False)
        else:
            self._enlarge(panel)

    def bring_on_screen(self, name: str) -> None:
        """Show the panel `name`, where another one hides it."""
        if self.maximised is not None and self.maximised.id != name:
            self.restore()

    def only_panel(self) -> Widget | None:
        """The one panel that there is, where a view shows no other."""
        shown = [panel for panel in self.query(".panel") if panel.region.area]
        return shown[0] if len(shown) == 1 else None

    def restore(self) -> bool:
        """Bring all panels back; whether one had been enlarged."""
        if self.maximised is None:
            return False
        self.maximised = None
        self.remove_class("-maximised")
        self.query(".aside").remove_class("aside")
        self.query(".enlarged").remove_class("enlarged")
        return True

    def give_back(self) -> bool:
        """What Escape does first: bring all panels back, unless something is being typed."""
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
