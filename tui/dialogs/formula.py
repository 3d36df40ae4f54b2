"""A dialog for a formula to descend; it says at once what is wrong and where, and draws it small."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

import gdengine as gd
from tui.dialogs.dialog import Dialog
from tui.lab.charts.sketch import sketch
from tui.lab.session.terrains import check_start
from tui.lab.session.typed_terrain import domain_text, start_text, typed_terrain
from tui.lab.text.cells import cell_len
from tui.lab.text.language import _
from tui.lab.wording.refusals import in_words

SKETCH_ROWS = 6
"""Rows of the small drawing."""


class FormulaDialog(Dialog[gd.Curve | gd.Surface]):
    """Fields for a formula, its domain and a start; returns the curve or the surface."""

    def __init__(self, terrain: gd.Curve | gd.Surface) -> None:
        """Begin with the formula of `terrain`."""
        super().__init__()
        self._formula = terrain.formula
        self._made: gd.Curve | gd.Surface | None = None
        self._column = 0
        """The column of the fault, from 1; 0 if it has no column."""

    def compose(self) -> ComposeResult:
        """The fields, where a fault is, and the drawing."""
        with Vertical(classes="dialog") as box:
            box.border_title = _("A formula to descend")
            box.border_subtitle = _("Enter takes it · Tab next field · Escape back")
            yield Static(
                _("Of x, or of x and y, with + − * / ** and sin cos tan exp log sqrt abs tanh, pi, e."),
                classes="lead",
                markup=False,
            )
            for name, label, text in (
                ("formula", "E =", self._formula),
                ("domain", _("domain"), ""),
                ("start", _("start"), ""),
            ):
                with Horizontal(classes="question"):
                    yield Label(label, classes="name")
                    yield Input(text, id=name, compact=True, select_on_focus=name == "formula")
                if name == "formula":
                    yield Static(id="fault", markup=False)
            yield Label(id="said", markup=False)
            yield Static(id="sketch", markup=False)

    def on_mount(self) -> None:
        # A formula longer than its field is scrolled while it is typed, and the mark goes with it.
        self.watch(self.query_one("#formula", Input), "scroll_x", self._mark, init=False)
        self._read()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._read()

    def on_resize(self) -> None:
        self._read()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return what was typed, or go to the field that has to be mended."""
        event.stop()
        self._read()
        if self._made is not None:
            self.dismiss(self._made)

    def _read(self) -> None:
        """Read the fields; draw what they describe, or say what is wrong."""
        texts = {name: self.query_one(f"#{name}", Input).value for name in ("formula", "domain", "start")}
        self._made, self._column = None, 0
        try:
            made = typed_terrain(**texts)
            check_start(made, made.starts[0])
        except gd.Refused as refusal:
            self.say(in_words(refusal) if texts["formula"].strip() else "")
            if isinstance(refusal, gd.FormulaError):
                self._column = refusal.column
        else:
            self.say("")
            self._made = made
            for name, text in (("domain", domain_text(made)), ("start", start_text(made))):
                self.query_one(f"#{name}", Input).placeholder = text
        self._mark()
        self._draw()

    def _mark(self) -> None:
        """Mark the fault right under its place, as far as that is in sight."""
        field, mark = self.query_one("#formula", Input), self.query_one("#fault", Static)
        before = cell_len(field.value[: self._column - 1]) - field.scroll_offset.x
        in_sight = self._column > 0 and 0 <= before < field.content_size.width
        mark.update(Content.styled(" " * before + "▲" if in_sight else "", "$error"))

    def _draw(self) -> None:
        drawing = self.query_one("#sketch", Static)
        room = max(8, drawing.size.width or 40)
        lines = sketch(self._made, room, SKETCH_ROWS) if self._made else [""]
        drawing.update(Content.styled("\n".join(lines), "$primary"))
