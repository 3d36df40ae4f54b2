"""The hyperparameters: each on its line with its key, changed by typing, by key or by a click."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, Static

import gdengine as gd
from tui import entry, notation
from tui.frame import Frame
from tui.language import _N, _
from tui.widgets.gauge import RateGauge
from tui.widgets.messages import Set
from tui.widgets.panel import FrameView
from tui.wording import value_name


@dataclass(frozen=True, slots=True)
class Typed:
    """A setting that is typed: its name, key and label, how its text is read and its value written."""

    name: str
    key: str
    label: str
    read: Callable[[str], float]
    value: Callable[[Frame], float]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A setting that has a few values: its name, key and label, its values, and which one is in force."""

    name: str
    key: str
    label: str
    values: tuple[str, ...]
    value: Callable[[Frame], str]


SETTINGS: Final[tuple[Typed | Chosen, ...]] = (
    Typed("learning_rate", "l", _N("learning rate"), entry.learning_rate, lambda f: f.learning_rate),
    Chosen("update", "u", _N("update"), gd.UPDATE_ORDERS, lambda f: f.experiment.update),
    Chosen("gradient_scale", "s", _N("gradient"), gd.GRADIENT_SCALES, lambda f: f.gradient_scale),
    Typed("w1", "w", _N("start w1"), entry.weight, lambda f: f.experiment.start[0]),
    Typed("w0", "", _N("start w0"), entry.weight, lambda f: f.experiment.start[1]),
    Typed("max_steps", "m", _N("steps"), entry.max_steps, lambda f: float(f.planned)),
)


class TypedField(Input):
    """An input that gives the keyboard back: Enter tries the value, Escape puts the old one back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", show=False)]

    @dataclass
    class GivenUp(Message):
        """Escape was pressed in `field`."""

        field: TypedField

    def __init__(self, setting: Typed) -> None:
        super().__init__(id=setting.name, compact=True, select_on_focus=True)
        self.setting = setting

    def action_give_up(self) -> None:
        """Leave without a change."""
        self.post_message(self.GivenUp(self))


class Choice(Static):
    """One of a few values; a click takes the next."""

    def __init__(self, setting: Chosen) -> None:
        super().__init__(id=setting.name)
        self.setting = setting

    def next_value(self, frame: Frame) -> str:
        """The value after the one in force, round and round."""
        values = self.setting.values
        return values[(values.index(self.setting.value(frame)) + 1) % len(values)]


class SettingsPanel(FrameView, VerticalScroll, can_focus=False, inherit_bindings=False):
    """What decides the run. A refused value stays as typed, with a sentence under its field."""

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._refusals: dict[str, Label] = {}

    def compose(self) -> ComposeResult:
        """A line for each setting: its key and name, and its control."""
        for setting in SETTINGS:
            with Horizontal(classes="setting"):
                yield Static(classes="name", id=f"name-{setting.name}")
                yield TypedField(setting) if isinstance(setting, Typed) else Choice(setting)
            if setting.name == "learning_rate":
                yield RateGauge(id="gauge").data_bind(SettingsPanel.frame)

    def retranslate(self) -> None:
        """Put title and names into the language in use."""
        self.border_title = _("Hyperparameters")
        for setting in SETTINGS:
            name = Content.assemble((setting.key.ljust(2), "bold $primary"), (_(setting.label), "$quiet"))
            self.query_one(f"#name-{setting.name}", Static).update(name, layout=False)
        for field in self.query(TypedField):
            if field.has_class("refused"):
                self._take(field)
        super().retranslate()

    def show(self, frame: Frame) -> None:
        """Show what is in force; what is being typed, or was refused, stays."""
        for field in self.query(TypedField):
            if not field.has_focus and not field.has_class("refused"):
                _write(field, notation.exact(field.setting.value(frame)))
        for choice in self.query(Choice):
            choice.update(f"{value_name(choice.setting.value(frame))} ›", layout=False)

    def edit(self, name: str) -> None:
        """Give the keyboard to the field of setting `name`."""
        # Not focus(), which waits its turn: what is typed right behind the key belongs in the field.
        self.screen.set_focus(self.query_one(f"#{name}", TypedField))

    def cycle(self, name: str) -> None:
        """Take the next value of setting `name`."""
        if self.frame is not None:
            value = self.query_one(f"#{name}", Choice).next_value(self.frame)
            self.post_message(Set(name, value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed and give the keyboard back, or refuse it."""
        event.stop()
        if isinstance(event.input, TypedField) and self._take(event.input):
            self.screen.set_focus(None)

    def on_input_blurred(self, event: Input.Blurred) -> None:
        """Take what was typed in a field that is left."""
        event.stop()
        if isinstance(event.input, TypedField):
            self._take(event.input)

    def on_typed_field_given_up(self, event: TypedField.GivenUp) -> None:
        """Put the values in force back, and give the keyboard back."""
        event.stop()
        self.give_up()

    def give_up(self) -> None:
        """Leave the fields, and put back what is in force in each one that was refused."""
        focused = self.screen.focused
        self.screen.set_focus(None)
        for field in self.query(TypedField):
            if self.frame is not None and (field is focused or field.has_class("refused")):
                _write(field, notation.exact(field.setting.value(self.frame)))
                self._refuse(field, "")

    def on_click(self, event: events.Click) -> None:
        """Take the next value of a choice that was clicked."""
        if isinstance(event.widget, Choice):
            self.cycle(event.widget.setting.name)

    def _take(self, field: TypedField) -> bool:
        """Pass the field's value on if it reads as one and is new; whether it could be read."""
        try:
            value = field.setting.read(field.value)
        except ValueError as refusal:
            self._refuse(field, str(refusal))
            return False
        self._refuse(field, "")
        if self.frame is not None and value != field.setting.value(self.frame):
            self.post_message(Set(field.setting.name, value))
        return True

    def _refuse(self, field: TypedField, sentence: str) -> None:
        """Put `sentence` under the field; an empty one takes it away."""
        field.set_class(bool(sentence), "refused")
        told = self._refusals.pop(field.setting.name, None)
        if told is not None and told.content != sentence:
            told.remove()
            told = None
        if sentence and told is None:
            told = Label(sentence, classes=f"refusal of-{field.setting.name}", markup=False)
            self.mount(told, after=field.parent)  # type: ignore[arg-type]
        if told is not None:
            self._refusals[field.setting.name] = told


def _write(field: TypedField, text: str) -> None:
    if field.value != text:
        field.value = text
