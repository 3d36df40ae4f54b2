"""Help: the focused panel, every key, and every panel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.dialogs.closing import ClosesOnce
from tui.lab.keys.actions import Action
from tui.lab.keys.key_names import shown_key
from tui.lab.keys.user_keymap import actions
from tui.lab.text.cells import cell_len
from tui.lab.text.language import _
from tui.lab.wording.panels import OVERVIEWS, panels


class HelpScreen(ModalScreen[None], ClosesOnce[None]):
    """Help over the lab; Escape, Enter, q, ? or F1 closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,f1,enter", "close", show=False)]

    def __init__(self, mode: str, panel: str = "") -> None:
        """Explain the panel of `mode` with the id `panel`, or all of the mode."""
        super().__init__()
        self._mode = mode
        self._panel = next((one for one in panels(mode) if one.name == panel), None)

    def compose(self) -> ComposeResult:
        """The explanation of the focused panel, then the keys by group, then the panels."""
        with VerticalScroll(id="help") as box:
            box.border_title = _("Help")
            box.border_subtitle = _("↑ ↓ scroll · Escape closes")
            yield Static(
                Content("\n\n").join([self._explanation(), *_all_keys(self._mode), _all_panels(self._mode)])
            )

    def on_mount(self) -> None:
        """Focus the text, so that the arrow keys scroll it."""
        self.set_focus(self.query_one("#help"))

    def action_close(self) -> None:
        self.dismiss()

    def _explanation(self) -> Content:
        panel = self._panel
        overview = OVERVIEWS[self._mode]
        title, text = (_(panel.title), _(panel.text)) if panel else (_("The lab"), _(overview.text))
        wanted = panel.keys if panel else overview.keys
        found = {action.id: action for action in actions(self._mode)}
        keys = [found[name] for name in wanted if name in found]
        return Content.assemble(
            (title, "bold $primary"),
            "\n",
            text,
            "\n\n",
            (_("Keys for this"), "bold $accent"),
            "\n",
            _keys(keys),
        )


def _all_keys(mode: str) -> Iterable[Content]:
    for group in dict.fromkeys(action.group for action in actions(mode)):
        own = [action for action in actions(mode) if action.group == group]
        yield Content.assemble((_(group), "bold $accent"), "\n", _keys(own))


def _keys(listed: list[Action]) -> Content:
    """A line for each action: its keys, and what it does."""
    lines = []
    for action in listed:
        keys = " ".join(shown_key(key) for key in action.keys)
        gap = " " * max(1, 11 - cell_len(keys))
        lines.append(Content.assemble((keys, "bold $primary"), gap, _(action.help)))
    return Content("\n").join(lines)


def _all_panels(mode: str) -> Content:
    lines = [
        Content.assemble((_(panel.title), "bold $primary"), f"  {_(panel.brief)}") for panel in panels(mode)
    ]
    return Content("\n").join([Content.styled(_("The panels"), "bold $accent"), *lines])
