"""The hyperparameters: each on its line with its key, changed by typing, by key or by a click."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.text.language import _
from tui.lab.wording.differences import unusual
from tui.lab.wording.settings import Setting, settings
from tui.panels.gauge import LINES, gauge, why_there_is_none
from tui.panels.messages import Set
from tui.panels.overlaid_field import OverlaidField
from tui.panels.panel import FrameView
from tui.panels.setting_lines import (
    FOLD,
    GAUGE,
    INDENT,
    WIDEST,
    Line,
    fold_line,
    refusal_lines,
    setting_line,
    value_column,
)
from tui.panels.sheet import Sheet, TypedField

PEEK: Final = 5
"""Lines that are scrolled into sight when the panel unfolds: the start, without losing the learning rate."""


class SettingsPanel(FrameView, VerticalScroll, can_focus=True, inherit_bindings=False):
    """What decides the run: the first few settings, and the others when it is unfolded.

    A refused value stays as typed, with a sentence under it. The keyboard's cursor is there once the
    panel has the focus; a click does not bring it, so that ← and → still step after one.
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
        self._sheet = Sheet(self._lines)
        self._field: TypedField | None = None
        self._settings: dict[str, Setting] = {}
        self._seen: tuple[gd.Experiment, int, float] | None = None
        self._at_first: dict[str, str] = {}
        self._seeds: dict[gd.Params, int] = {}
        self._refused: dict[str, str] = {}
        self._editing: str | None = None
        self._cursor = ""
        self._came_from: Widget | None = None
        self._unfolded = False
        self._painted: dict[int, list[Line]] = {}

    def compose(self) -> ComposeResult:
        """The lines; the field comes when it is needed, for it is slow to make."""
        yield self._sheet

    def retranslate(self) -> None:
        """Put title and names into the language in use."""
        self.border_title = _("Hyperparameters")
        self._seen = None
        super().retranslate()

    def show(self, frame: Frame) -> None:
        """Show what is in force; what is being typed, or was refused, stays."""
        seen = (frame.experiment, frame.planned, frame.learning_rate)
        if self._seen is None or seen[0] is not self._seen[0] or seen[1:] != self._seen[1:]:
            self._seen = seen
            self._settings = {setting.name: setting for setting in settings(frame, self._seeds)}
            self._at_first = self._at_first or {each.name: each.text for each in self._settings.values()}
            self._arrange()

    # What is shown

    @property
    def _is_open(self) -> bool:
        """Whether all settings are shown: when unfolded, and while one of the further ones needs it."""
        needed = {*self._refused, self._editing} & self._settings.keys()
        return self._unfolded or any(not self._settings[name].basic for name in needed if name)

    def _visible(self) -> list[Setting]:
        return [setting for setting in self._settings.values() if setting.basic or self._is_open]

    def _arrange(self) -> None:
        """Take what is shown anew, after any change."""
        for name, text in list(self._refused.items()):
            if name not in self._settings or not self._refusal(name, text):
                del self._refused[name]
        if self._editing not in self._settings:
            self._stop_editing()
        width = self._sheet.size.width
        before = len(self._painted.get(width, ()))
        self._painted.clear()
        self._sheet.refresh(layout=len(self._lines(width)) != before)
        self._place_field()

    def _refusal(self, name: str, text: str) -> str:
        """Why a setting does not take `text`; nothing where it does."""
        try:
            self._settings[name].take(text)
        except ValueError as refusal:
            return str(refusal)
        return ""

    def _lines(self, width: int) -> list[Line]:
        if width not in self._painted:
            self._painted[width] = self._paint(width) if self.frame and width > 0 else []
        return self._painted[width]

    def _paint(self, width: int) -> list[Line]:
        cursor = self._cursor if self.has_focus else None
        lines: list[Line] = []
        for setting in self._visible():
            if setting.name == "w1":
                lines.append(self._fold(width))
            refused = self._refused.get(setting.name)
            new = setting.text != self._at_first.get(setting.name, setting.text)
            lines.append(setting_line(setting, refused, setting.name == cursor, new, width))
            if refused is not None:
                lines += refusal_lines(setting, self._refusal(setting.name, refused), width)
            if setting.name == "learning_rate":
                lines += self._gauge(width)
        return lines if self._is_open else [*lines, self._fold(width)]

    def _fold(self, width: int) -> Line:
        assert self._seen is not None
        in_force = unusual(self._seen[0])
        groups = [_("start"), _("steps"), _("schedule"), _("batch"), _("stop rules")]
        here = self.has_focus and self._cursor == FOLD
        return fold_line(self._is_open, in_force or groups, bool(in_force), here, width)

    def _gauge(self, width: int) -> list[Line]:
        assert self._seen is not None
        experiment, _planned, rate = self._seen
        found = gauge(experiment, width - INDENT)
        if found:
            contents = found.lines(rate)
        else:
            contents = Content.styled(why_there_is_none(experiment), "$quiet").wrap(max(8, width - INDENT))
            contents = [*contents, Content(""), Content("")][:LINES]
        return [Line(GAUGE, content.pad_left(INDENT)) for content in contents]

    def _row(self, target: str) -> int | None:
        """The line of a setting, or of FOLD."""
        targets = [line.target for line in self._lines(self._sheet.size.width)]
        return targets.index(target) if target in targets else None

    def _keep_in_sight(self, target: str, lines: int = 1) -> None:
        """Scroll as little as it takes to have a line, and some below it, on screen."""
        row = self._row(target)
        if row is not None:
            height = self.scrollable_content_region.height
            lowest, highest = row + min(lines, height) - height, row
            self.scroll_to(y=max(lowest, min(self.scroll_y, highest)), animate=False, immediate=True)

    # The keyboard's cursor

    def on_focus(self) -> None:
        self._cursor = self._cursor or next(iter(self._settings), "")
        self._arrange()

    def on_blur(self) -> None:
        self._arrange()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """← and → are for choices, Enter for the cursor; elsewhere they do what they do in the lab."""
        if action == "turn":
            setting = self._settings.get(self._cursor)
            return self.has_focus and setting is not None and bool(setting.values)
        if action == "choose":
            return self.has_focus and bool(self._cursor)
        return True

    def action_move(self, places: int) -> None:
        targets = list(dict.fromkeys(line.target for line in self._lines(self._sheet.size.width)))
        targets.remove(GAUGE)
        place = targets.index(self._cursor) + places if self._cursor in targets else 0
        self._cursor = targets[max(0, min(place, len(targets) - 1))]
        self._arrange()
        self._keep_in_sight(self._cursor)

    def action_choose(self) -> None:
        """Type the setting under the cursor, take its next value, or unfold."""
        self._act_on(self._cursor)

    def action_turn(self, places: int) -> None:
        self.cycle(self._cursor, places)

    def _act_on(self, target: str) -> None:
        if target == FOLD:
            self.unfold()
        elif self._settings[target].values:
            self.cycle(target)
        else:
            self.edit(target)

    # What the screen asks for

    def unfold(self) -> None:
        """Show all settings, or the first few."""
        self._unfolded = not self._is_open
        if not self._unfolded:
            further = [setting.name for setting in self._settings.values() if not setting.basic]
            self._refused = {name: text for name, text in self._refused.items() if name not in further}
            if self._editing in further:
                self._stop_editing()
        self._arrange()
        self.call_after_refresh(self._keep_in_sight, FOLD, PEEK)

    def cycle(self, name: str, places: int = 1) -> None:
        """Take the next value of setting `name`."""
        if name in self._settings:
            self._take(name, self._settings[name].turned(places))

    def edit(self, name: str) -> None:
        """Give the keyboard to the field, laid over setting `name`."""
        self._leave()
        if name not in self._settings:
            return
        self._editing = name
        self._cursor = name
        text = self._refused.get(name, self._settings[name].text)
        if self._field is None:
            self._field = TypedField(text)
            self._arrange()
            self.mount(self._field)
        else:
            self._field.value = text
            self._field.display = True
            self._arrange()
        self._field.selection = Selection(0, len(text))
        self._field.set_class(name in self._refused, "refused")
        if self.screen.focused is not self._field:
            self._came_from = self.screen.focused
        # Not focus(), which waits its turn: what is typed right behind the key belongs in the field.
        self.screen.set_focus(self._field, scroll_visible=False)
        self.call_after_refresh(self._keep_in_sight, name, 1 + LINES)

    def give_up(self) -> None:
        """Leave the field, and put back what is in force wherever something was refused."""
        self._refused.clear()
        if self._editing is None:
            self.screen.set_focus(None)
        self._stop_editing()
        self._arrange()

    # Typing

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed and give the keyboard back, or refuse it."""
        event.stop()
        if self._editing is None:
            return
        if self._take(self._editing, event.value):
            self._stop_editing()
            self._arrange()
        elif self._field is not None:
            self._field.add_class("refused")

    def on_input_blurred(self, event: Input.Blurred) -> None:
        """Take what was typed in a field that is left; while another window has the keyboard it waits."""
        event.stop()
        if self.app.app_focus and self.screen.focused is not self._field:
            self._leave()

    def on_overlaid_field_given_up(self, event: OverlaidField.GivenUp) -> None:
        event.stop()
        self.give_up()

    def on_typed_field_gone(self, event: TypedField.Gone) -> None:
        """Take what was typed, and type the next setting that is typed."""
        event.stop()
        if self._editing is not None:
            typed = [setting.name for setting in self._visible() if not setting.values]
            self.edit(typed[(typed.index(self._editing) + event.places) % len(typed)])

    def _leave(self) -> None:
        """Take what is being typed, or refuse it, and hide the field."""
        if self._editing is not None and self._field is not None:
            self._take(self._editing, self._field.value)
            self._editing = None
            self._arrange()

    def _stop_editing(self) -> None:
        """Hide the field; what had the keyboard before has it again."""
        self._editing = None
        if self._field is not None and self.screen.focused is self._field:
            back = self._came_from if self._came_from and self._came_from.is_attached else None
            self.screen.set_focus(back)

    def _place_field(self) -> None:
        """Lay the field over the value that is typed, or hide it."""
        if self._field is None:
            return
        self._field.display = self._editing is not None
        if self._editing and (row := self._row(self._editing)) is not None:
            width = self._sheet.size.width
            column = value_column(width)
            self._field.lay(column, row, max(0, min(width - column, WIDEST)))

    def _take(self, name: str, text: str) -> bool:
        """Pass a value on if it reads as one and is new; whether it could be read."""
        setting = self._settings[name]
        self._refused.pop(name, None)
        if text != setting.text:
            try:
                change = setting.take(text)
            except ValueError:
                self._refused[name] = text
                self._arrange()
                return False
            if name == "seed" and change:
                self._seeds[change[1]] = setting.read(text)
            if change:
                # Straight to the screen, so that it comes before the key that is typed next.
                self.screen.post_message(Set(*change))
        self._arrange()
        return True

    # The mouse

    def on_sheet_resized(self, event: Sheet.Resized) -> None:
        """Lay the field where its line is now."""
        event.stop()
        self._arrange()

    def on_click(self, event: events.Click) -> None:
        """Do what the cursor would do on the line that was clicked; on the bar, take that learning rate."""
        lines = self._lines(self._sheet.size.width)
        if event.widget is not self._sheet or event.y >= len(lines):
            return
        self._leave()
        self._cursor = ""
        target = lines[event.y].target
        if target != GAUGE:
            self._act_on(target)
        elif self._seen is not None and (found := gauge(self._seen[0], self._sheet.size.width - INDENT)):
            self._take("learning_rate", repr(found.rate(event.x - INDENT)))
        self._arrange()
