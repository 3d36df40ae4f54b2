"""The menu of terrains, each drawn small with a question that it answers."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

import gdengine as gd
from tui.dialogs.menu import Menu
from tui.lab.charts.sketch import sketch
from tui.lab.session import catalogue
from tui.lab.session.frame import Frame
from tui.lab.text.cells import cell_len
from tui.lab.text.language import _

FORMULA: Final = "formula"
"""What the menu returns for a formula to be typed."""

WIDEST: Final = 84
"""Cells of the widest menu, its frame included."""

AROUND: Final = 6
"""Cells of a line that frame, padding and scroll bar take."""

SKETCH_ROWS: Final = 6
"""Rows of the small drawing."""


class TerrainMenu(Menu[str]):
    """Lists the terrains; returns the name of one, or FORMULA."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("F", "take_formula", show=False)]

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self._here = getattr(frame.experiment.objective, "name", None)
        self._names = [terrain.name for terrain in catalogue.TERRAINS]

    def compose(self) -> ComposeResult:
        """The list; below it the highlighted terrain, drawn small, and its question."""
        with Vertical(classes="dialog menu terrains") as box:
            box.border_title = _("Terrains")
            box.border_subtitle = _("↑ ↓ Enter · F a formula · Escape back")
            options = OptionList(*self._options(), id="items", markup=False, compact=True)
            options.can_focus = False  # the screen handles its keys, also those typed ahead
            yield options
            yield Static(id="sketch", markup=False)
            yield Static(id="look", markup=False)

    def on_mount(self) -> None:
        """Highlight the terrain on screen, or the first one."""
        self.items.highlighted = self._names.index(self._here) if self._here in self._names else 0

    def on_resize(self) -> None:
        self.call_after_refresh(self._describe)

    def action_take(self) -> None:
        self._take(self.items.highlighted or 0)

    def action_take_formula(self) -> None:
        self.dismiss(FORMULA)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._describe()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option_index)

    def _options(self) -> list[Option | None]:
        """A line for each terrain, by the name that the command line takes, and one for a formula."""
        names = max(map(len, self._names)) + 2
        cells = min(WIDEST, int(0.96 * self.app.size.width)) - AROUND
        options = []
        for name in self._names:
            here = " · " + _("open now") if name == self._here else ""
            formula = Content(gd.TERRAINS[name].formula)
            room = max(0, cells - names - cell_len(here))
            options.append(
                Option(
                    Content.assemble(
                        (name.ljust(names), "bold"),
                        formula.truncate(room, ellipsis=True).stylize("$quiet"),
                        (here, "$primary"),
                    )
                )
            )
        return [*options, Option(Content.assemble((_("a formula …"), "bold")))]

    def _take(self, row: int) -> None:
        self.dismiss(self._names[row] if row < len(self._names) else FORMULA)

    def _describe(self) -> None:
        """Draw the highlighted terrain, and ask its question."""
        row = self.items.highlighted or 0
        drawing, words = self.query_one("#sketch", Static), self.query_one("#look", Static)
        if row >= len(self._names):
            drawing.update("")
            words.update(_("Type a formula of x, or of x and y: its curve or surface is drawn at once."))
            return
        terrain = catalogue.TERRAINS[row]
        lines = sketch(terrain.ground(), max(8, drawing.size.width or 40), SKETCH_ROWS)
        drawing.update(Content.styled("\n".join(lines), "$primary"))
        words.update(_(terrain.caption))
