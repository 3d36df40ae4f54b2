"""The settings panel: a line for each hyperparameter, changed by typing, by key or by a click."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from tui.lab.session.frame import Frame
from tui.lab.text.language import _
from tui.panels.gauge import GAUGE_LINES
from tui.panels.messages import Set
from tui.panels.overlaid_field import OverlaidField
from tui.panels.panel import FrameView
from tui.panels.setting_lines import FOLD, GAUGE, MOST_VALUE_CELLS, SettingLine, value_column
from tui.panels.settings_form import SettingsForm
from tui.panels.sheet import Sheet, TypedField

UNFOLDED_LINES: Final = 5
"""Lines scrolled into view when the panel unfolds; with more, the learning rate would scroll away."""


class SettingsPanel(FrameView, VerticalScroll, can_focus=True, inherit_bindings=False):
    """The basic settings, and the others when it is unfolded.

    A refused value stays as typed, with a sentence below it. The cursor is shown while the panel has
    the focus; a click on a line does not set it, so that ← and → still step after a click.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("enter", "choose", show=False),
        Binding("left", "turn(-1)", show=False),
        Binding("right", "turn(1)", show=False),
    ]

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._form = SettingsForm()
        self._sheet = Sheet(self._lines)
        self._field: TypedField | None = None
        self._came_from: Widget | None = None
        self._painted: dict[int, list[SettingLine]] = {}

    def compose(self) -> ComposeResult:
        # The field is slow to make, so it is mounted when first needed.
        yield self._sheet

    def retranslate(self) -> None:
        self.border_title = _("Hyperparameters")
        self._form.translate()
        super().retranslate()
        self._arrange()

    def show(self, frame: Frame) -> None:
        """Show the values in force; what is being typed, or was refused, stays."""
        if self._form.show(frame):
            self._arrange()

    def _arrange(self) -> None:
        """Update lines and field after a change of the form."""
        editing = self._form.editing
        self._form.drop_what_is_settled()
        if editing is not None and self._form.editing is None:
            self._leave_field()
        width = self._sheet.size.width
        before = len(self._painted.get(width, ()))
        self._painted.clear()
        self._sheet.refresh(layout=len(self._lines(width)) != before)
        self._place_field()

    def _lines(self, width: int) -> list[SettingLine]:
        if width not in self._painted:
            self._painted[width] = self._form.lines(width, self.has_focus)
        return self._painted[width]

    def _row(self, target: str) -> int | None:
        """The first line with this target; None if it is not shown."""
        targets = [line.target for line in self._lines(self._sheet.size.width)]
        return targets.index(target) if target in targets else None

    def _keep_in_sight(self, target: str, lines: int = 1) -> None:
        """Scroll as little as needed to show the line of `target`, and `lines` in all from there on."""
        row = self._row(target)
        if row is not None:
            height = self.scrollable_content_region.height
            lowest, highest = row + min(lines, height) - height, row
            self.scroll_to(y=max(lowest, min(self.scroll_y, highest)), animate=False, immediate=True)

    # The cursor

    def on_focus(self) -> None:
        self._form.cursor = self._form.cursor or next(iter(self._form.settings), "")
        self._arrange()

    def on_blur(self) -> None:
        self._arrange()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """← and → apply to choices, Enter to the cursor; otherwise the screen handles them."""
        if action == "turn":
            setting = self._form.settings.get(self._form.cursor)
            return self.has_focus and setting is not None and bool(setting.values)
        if action == "choose":
            return self.has_focus and bool(self._form.cursor)
        return True

    def action_move(self, places: int) -> None:
        """Move the cursor by `places` targets, up to the ends."""
        form = self._form
        targets = list(dict.fromkeys(line.target for line in self._lines(self._sheet.size.width)))
        targets.remove(GAUGE)
        place = targets.index(form.cursor) + places if form.cursor in targets else 0
        form.cursor = targets[max(0, min(place, len(targets) - 1))]
        self._arrange()
        self._keep_in_sight(form.cursor)

    def action_choose(self) -> None:
        """Edit the setting under the cursor, switch to its next value, or fold and unfold."""
        self._act_on(self._form.cursor)

    def action_turn(self, places: int) -> None:
        """Switch the setting under the cursor by `places` values."""
        self.cycle(self._form.cursor, places)

    def _act_on(self, target: str) -> None:
        if target == FOLD:
            self.unfold()
        elif self._form.settings[target].values:
            self.cycle(target)
        else:
            self.edit(target)

    # Called by the screen

    def unfold(self) -> None:
        """Show all settings, or only the basic ones."""
        editing = self._form.editing
        self._form.unfold()
        if self._form.editing != editing:
            self._leave_field()
        self._arrange()
        self.call_after_refresh(self._keep_in_sight, FOLD, UNFOLDED_LINES)

    def cycle(self, name: str, places: int = 1) -> None:
        """Switch setting `name` by `places` values, if there is such a setting."""
        if name in self._form.settings:
            self._take(name, self._form.settings[name].turned(places))

    def edit(self, name: str) -> None:
        """Lay the field over setting `name`, and focus it; a value being typed elsewhere is submitted."""
        self._take_typed()
        if name not in self._form.settings:
            return
        self._form.editing = self._form.cursor = name
        text = self._form.text_of(name)
        if self._field is None:
            self._field = TypedField(text)
            self._arrange()
            self.mount(self._field)
        else:
            self._field.value = text
            self._field.display = True
            self._arrange()
        self._field.selection = Selection(0, len(text))
        self._field.set_class(name in self._form.refused, "refused")
        if self.screen.focused is not self._field:
            self._came_from = self.screen.focused
        # Not focus(), which is queued: keys that were typed ahead belong in the field.
        self.screen.set_focus(self._field, scroll_visible=False)
        self.call_after_refresh(self._keep_in_sight, name, 1 + GAUGE_LINES)

    def give_up(self) -> bool:
        """Close the field and discard refused values; returns whether there were any, or a field."""
        had_to = self._form.editing is not None or bool(self._form.refused)
        self._form.refused.clear()
        self._stop_editing()
        self._arrange()
        return had_to

    # Typing

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Submit what was typed; after a refusal the field stays."""
        event.stop()
        if self._form.editing is None:
            return
        if self._take(self._form.editing, event.value):
            self._stop_editing()
            self._arrange()
        elif self._field is not None:
            self._field.add_class("refused")

    def on_input_blurred(self, event: Input.Blurred) -> None:
        """Submit what was typed when the field loses the focus, but not when the terminal does."""
        event.stop()
        if self.app.app_focus and self.screen.focused is not self._field:
            self._take_typed()

    def on_overlaid_field_given_up(self, event: OverlaidField.GivenUp) -> None:
        event.stop()
        self.give_up()

    def on_typed_field_gone(self, event: TypedField.Gone) -> None:
        """Submit what was typed, and edit the next typed setting, wrapping around."""
        event.stop()
        if self._form.editing is not None:
            typed = [setting.name for setting in self._form.visible() if not setting.values]
            self.edit(typed[(typed.index(self._form.editing) + event.places) % len(typed)])

    def _take_typed(self) -> None:
        """Submit or refuse what is being typed, and hide the field."""
        if self._form.editing is not None and self._field is not None:
            self._take(self._form.editing, self._field.value)
            self._form.editing = None
            self._arrange()

    def _stop_editing(self) -> None:
        self._form.editing = None
        self._leave_field()

    def _leave_field(self) -> None:
        """Give the focus back to the widget that had it before."""
        if self._field is not None and self.screen.focused is self._field:
            back = self._came_from if self._came_from and self._came_from.is_attached else None
            self.screen.set_focus(back)

    def _place_field(self) -> None:
        """Lay the field over the value being edited, or hide it."""
        if self._field is None:
            return
        editing = self._form.editing
        self._field.display = editing is not None
        if editing and (row := self._row(editing)) is not None:
            width = self._sheet.size.width
            column = value_column(width)
            self._field.lay(column, row, max(0, min(width - column, MOST_VALUE_CELLS)))

    def _take(self, name: str, text: str) -> bool:
        """Send the value of `text` to the screen if it differs; returns whether `text` was accepted."""
        try:
            change = self._form.take(name, text)
        except ValueError:
            self._arrange()
            return False
        if change:
            # Posted to the screen directly, so that it is handled before the next key.
            self.screen.post_message(Set(*change))
        self._arrange()
        return True

    # The mouse

    def on_sheet_resized(self, event: Sheet.Resized) -> None:
        """Wrap the lines at the new width, and move the field."""
        event.stop()
        self._arrange()

    def on_click(self, event: events.Click) -> None:
        """Do what Enter does on the clicked line; on the gauge, set the clicked learning rate."""
        width = self._sheet.size.width
        lines = self._lines(width)
        if event.widget is not self._sheet or event.y >= len(lines):
            return
        self._take_typed()
        self._form.cursor = ""
        target = lines[event.y].target
        if target != GAUGE:
            self._act_on(target)
        elif rate := self._form.rate_at(event.x, width):
            self._take("learning_rate", rate)
        self._arrange()
