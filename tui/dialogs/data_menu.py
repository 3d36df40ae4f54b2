"""The data menu: presets, and tools for the current points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

import gdengine as gd
from tui.dialogs.menu import Menu
from tui.dialogs.questions import Question, Questions
from tui.lab.session import catalogue, points
from tui.lab.session.frame import Frame
from tui.lab.session.session import Session
from tui.lab.session.state import StateChange
from tui.lab.text import entry, notation
from tui.lab.text.cells import cell_len
from tui.lab.text.language import _N, _

DataChange = Callable[[Session], None]
"""What the menu returns: a change to make to the session."""


class LongChange(NamedTuple):
    """What the menu returns where every point is changed, which takes long for many of them."""

    title: str
    change: StateChange


OPEN: Final = "open"
PASTE: Final = "paste"

MOST_GENERATED_POINTS: Final = 100_000
"""The most points that "a line" may generate."""

SEED_QUESTION: Final = Question("seed", _N("seed"), "1", entry.whole_from_0)
SIGMA_QUESTION: Final = Question("sigma", _N("spread σ"), "0.5", entry.at_least_0)

NOISE_QUESTIONS: Final = (SIGMA_QUESTION, SEED_QUESTION)

LINE_QUESTIONS: Final = (
    Question("n", _N("points"), "30", lambda text: entry.whole_between(text, 1, MOST_GENERATED_POINTS)),
    Question("slope", _N("slope"), "2", entry.any_number),
    Question("intercept", _N("intercept"), "-1", entry.any_number),
    SIGMA_QUESTION,
    SEED_QUESTION,
)


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu: its name, a few words about it, and what to look at when it is chosen."""

    id: str
    name: str
    special: str
    look: str


class DataMenu(Menu[DataChange | LongChange | str]):
    """Lists presets and tools; returns a change to the session, or OPEN or PASTE."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self._frame = frame
        self._items = [*_presets(), *_tools(frame)]

    def compose(self) -> ComposeResult:
        """The list, and below it a description of the highlighted line."""
        with Vertical(classes="dialog menu") as box:
            box.border_title = _("Data")
            box.border_subtitle = _("↑ ↓ Enter · Escape back")
            options = OptionList(*self._options(), id="items", markup=False, compact=True)
            options.can_focus = False  # the screen handles its keys, also those typed ahead
            yield options
            yield Static(id="look", markup=False)

    def on_mount(self) -> None:
        """Highlight the current data set; the first line if it is not in the menu."""
        names = [item.id for item in self._items]
        self.items.highlighted = names.index(self._frame.fit.name) if self._frame.fit.name in names else 0

    def action_take(self) -> None:
        self._do(self._items[self.items.highlighted or 0].id)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Describe the highlighted line."""
        item = next(item for item in self._items if item.id == event.option_id)
        self.query_one("#look", Static).update(
            Content.assemble((_(item.name), "bold $primary"), "  ", _(item.look))
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._do(event.option_id or "")

    def _options(self) -> list[Option | None]:
        """The presets, a rule, and the tools."""
        room = max(cell_len(_(item.name)) for item in self._items) + 2
        here = " · " + _("on screen")
        options = [
            Option(
                Content.assemble(
                    (_(item.name), "bold"),
                    " " * (room - cell_len(_(item.name))),
                    (_(item.special), "$quiet"),
                    (here if item.id == self._frame.fit.name else "", "$primary"),
                ),
                id=item.id,
            )
            for item in self._items
        ]
        presets = len(catalogue.PRESETS)
        return [*options[:presets], None, *options[presets:]]

    def _do(self, name: str) -> None:
        match name:
            case "noise":
                self._ask(
                    _("Noise"),
                    _(
                        "Every y moves up or down at random, by about the spread σ. The same seed gives the "
                        "same noise."
                    ),
                    NOISE_QUESTIONS,
                    lambda answers: LongChange(
                        _("Adding noise to {count} points"), points.with_noise(**answers)
                    ),
                )
            case "line":
                self._ask(
                    _("Points about a line"),
                    _("x runs from 0 to 3 at even distances; y scatters about the line by about the spread."),
                    LINE_QUESTIONS,
                    # The points are made when the session changes, where a refusal is shown.
                    lambda answers: lambda session: session.open_data(gd.line(**answers)),
                )
            case "standardise":
                if self._frame.fit.scaling is None:
                    self.dismiss(LongChange(_("Standardising {count} points"), points.standardised))
            case _ if preset := catalogue.by_name(catalogue.PRESETS).get(name):
                self.dismiss(partial(_open, data=preset.data(), name=name))
            case _:
                self.dismiss(name)

    def _ask(
        self,
        title: str,
        text: str,
        questions: tuple[Question, ...],
        change: Callable[[dict[str, Any]], DataChange | LongChange],
    ) -> None:
        """Ask the questions over the menu, and close both with `change` of the answers."""

        def answered(answers: dict[str, Any] | None) -> None:
            if answers is not None:
                self.dismiss(change(answers))

        self.app.push_screen(Questions(title, text, questions), answered)


def _open(session: Session, data: gd.Dataset, name: str) -> None:
    session.open_data(data, name)


def _presets() -> list[MenuItem]:
    return [MenuItem(preset.name, preset.label, preset.special, preset.look) for preset in catalogue.PRESETS]


def _tools(frame: Frame) -> list[MenuItem]:
    condition = gd.theory.condition_number(frame.experiment)
    now = "–" if condition is None else notation.number(condition)
    return [
        MenuItem(
            "standardise",
            _N("standardise"),
            _N("x and y to mean 0, spread 1"),
            _("The points are standardised already.")
            if frame.fit.scaling
            else _("The condition number, now {number}, becomes 1: both weights learn equally fast.").format(
                number=now
            ),
        ),
        MenuItem(
            "noise",
            _N("noise …"),
            _N("scatter every y at random"),
            _N("With a seed, so that it can be repeated. The cost then has a floor above 0."),
        ),
        MenuItem(
            "line",
            _N("a line …"),
            _N("points of your own making"),
            _N("So many points about a line that you choose: descent should find its slope again."),
        ),
        MenuItem(
            OPEN,
            _N("open a file …"),
            _N("two columns of a CSV"),
            _N("Key O in the lab. A million rows are no more work for descent than three."),
        ),
        MenuItem(
            PASTE,
            _N("paste rows …"),
            _N("from a spreadsheet, or typed"),
            _N("Two numbers a row. In the lab you can paste at any time."),
        ),
    ]
