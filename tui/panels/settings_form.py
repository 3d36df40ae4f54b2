"""The state of the settings panel (what is shown, edited and refused) and its lines."""

from __future__ import annotations

from textual.content import Content

from tui.lab.session.frame import Frame
from tui.lab.session.setting_changes import Change
from tui.lab.session.terrains import valley_of
from tui.lab.text.language import _
from tui.lab.wording.differences import unusual
from tui.lab.wording.refusals import in_words
from tui.lab.wording.settings import Setting, settings
from tui.panels.gauge import GAUGE_LINES, Gauge, gauge, why_there_is_none
from tui.panels.local_gauge import LocalGauge, local_gauge
from tui.panels.setting_lines import (
    FOLD,
    GAUGE,
    INDENT_CELLS,
    SettingLine,
    fold_line,
    refusal_lines,
    setting_line,
)


class SettingsForm:
    """The settings of the last frame, and the state of the panel.

    `refused` holds the refused text by setting, `editing` the name of the setting that is being typed,
    `cursor` the name of the setting under the cursor, or FOLD, or "" without a cursor.
    """

    def __init__(self) -> None:
        self.settings: dict[str, Setting] = {}
        self.refused: dict[str, str] = {}
        self.editing: str | None = None
        self.cursor = ""
        self._frame: Frame | None = None
        self._at_first: dict[str, str] = {}
        self._unfolded = False

    def show(self, frame: Frame) -> bool:
        """Use the settings of `frame`; returns whether they can differ from those before."""
        before, self._frame = self._frame, frame
        if (
            before is not None
            and frame.experiment is before.experiment
            and (frame.planned, frame.learning_rate, frame.seed)
            == (before.planned, before.learning_rate, before.seed)
            and valley_of(frame) is valley_of(before)
        ):
            return False
        self.translate()
        self._at_first = self._at_first or {each.name: each.text for each in self.settings.values()}
        return True

    def translate(self) -> None:
        """Read the settings from the frame, named in the current language."""
        if self._frame is not None:
            self.settings = {setting.name: setting for setting in settings(self._frame)}

    @property
    def is_open(self) -> bool:
        """Whether all settings are shown: if unfolded, or if a hidden one is edited or refused."""
        needed = {*self.refused, self.editing} & self.settings.keys()
        return self._unfolded or any(not self.settings[name].basic for name in needed if name)

    def visible(self) -> list[Setting]:
        """The settings that are shown."""
        return [setting for setting in self.settings.values() if setting.basic or self.is_open]

    def unfold(self) -> None:
        """Show all settings, or only the basic ones; then refused values of the others are discarded."""
        self._unfolded = not self.is_open
        if not self._unfolded:
            further = [setting.name for setting in self.settings.values() if not setting.basic]
            self.refused = {name: text for name, text in self.refused.items() if name not in further}
            if self.editing in further:
                self.editing = None

    def drop_what_is_settled(self) -> None:
        """Forget refused texts that are accepted by now, and the editing of a setting that is gone."""
        for name, text in list(self.refused.items()):
            if name not in self.settings or not self.refusal(name, text):
                del self.refused[name]
        if self.editing not in self.settings:
            self.editing = None

    def refusal(self, name: str, text: str) -> str:
        """Why setting `name` refuses `text`; "" if it accepts it."""
        try:
            self.settings[name].take(text)
        except ValueError as refusal:
            return in_words(refusal)
        return ""

    def take(self, name: str, text: str) -> Change | None:
        """The change that `text` means, None for none; if it is refused, keeps it and raises ValueError."""
        setting = self.settings[name]
        self.refused.pop(name, None)
        if text == setting.text:
            return None
        try:
            change = setting.take(text)
        except ValueError:
            self.refused[name] = text
            raise
        return change

    def text_of(self, name: str) -> str:
        """The text of a setting's field: the refused text, or the value in force."""
        return self.refused.get(name, self.settings[name].text)

    def rate_at(self, cell: int, width: int) -> str:
        """The learning rate at `cell` of a gauge line of `width` cells, as text; "" without a gauge."""
        found = _gauge_of(self._frame, width - INDENT_CELLS) if self._frame else None
        return repr(found.rate(cell - INDENT_CELLS)) if found else ""

    # The lines

    def lines(self, width: int, has_focus: bool) -> list[SettingLine]:
        """All lines, `width` cells wide; the cursor is highlighted only while the panel has the focus."""
        if self._frame is None or width <= 0:
            return []
        cursor = self.cursor if has_focus else None
        first_start = self._frame.names[0]
        lines: list[SettingLine] = []
        for setting in self.visible():
            if setting.name == first_start:
                lines.append(self._fold(cursor, width))
            refused = self.refused.get(setting.name)
            new = setting.text != self._at_first.get(setting.name, setting.text)
            lines.append(setting_line(setting, refused, setting.name == cursor, new, width))
            if refused is not None:
                lines += refusal_lines(setting, self.refusal(setting.name, refused), width)
            if setting.name == "learning_rate":
                lines += self._gauge(self._frame, width)
        return lines if self.is_open else [*lines, self._fold(cursor, width)]

    def _fold(self, cursor: str | None, width: int) -> SettingLine:
        assert self._frame is not None
        in_force = unusual(self._frame.experiment)
        groups = [_("start"), _("steps"), _("schedule"), _("batch"), _("stop rules")]
        return fold_line(self.is_open, in_force or groups, bool(in_force), cursor == FOLD, width)

    @staticmethod
    def _gauge(frame: Frame, width: int) -> list[SettingLine]:
        found = _gauge_of(frame, width - INDENT_CELLS)
        if found:
            contents = found.lines(frame.learning_rate)
        else:
            reason = Content.styled(why_there_is_none(frame.experiment), "$quiet")
            contents = [*reason.wrap(max(8, width - INDENT_CELLS)), Content(""), Content("")][:GAUGE_LINES]
        return [SettingLine(GAUGE, content.pad_left(INDENT_CELLS)) for content in contents]


def _gauge_of(frame: Frame, cells: int) -> Gauge | LocalGauge | None:
    """The gauge of `frame`: on a terrain, with the limit of each valley."""
    return gauge(frame.experiment, cells) if frame.points else local_gauge(frame, cells)
