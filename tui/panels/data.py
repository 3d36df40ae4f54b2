"""The data panel: each point, its prediction, its error, and the squared error."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.widgets import Input, Label

import gdengine as gd
from tui.lab.keys.user_keymap import symbol
from tui.lab.session.frame import Frame
from tui.lab.text import notation
from tui.lab.text.cells import cell_len, first_fitting
from tui.lab.text.language import _
from tui.lab.text.point_entry import point
from tui.lab.wording.datasets import counted, shown_name
from tui.look.textual_seams import paint_edges
from tui.panels.messages import AddPoint, MovePoint, Select
from tui.panels.overlaid_field import OverlaidField
from tui.panels.panel import first_content
from tui.panels.rows import Column, Rows

SELECTION_MARK = "▸"
"""Marks the selected row, which would otherwise differ only by colour."""


class PointField(OverlaidField):
    """An input for x and y; Tab goes from x to y."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "next", show=False)]

    def __init__(self) -> None:
        super().__init__(id="point", placeholder="x y")

    async def action_next(self) -> None:
        """Move on to y; from y, submit the point."""
        if len(self.value.split()) == 1:
            self.value = f"{self.value.strip()} "
            self.cursor_position = len(self.value)
        else:
            await self.action_submit()


class DataPanel(Rows, inherit_bindings=False):
    """A table of x, y, f(x), error and squared error at the step on screen; its rows can be edited."""

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._field: PointField | None = None
        self._refusal: Label | None = None
        self._edited: int | None = None
        self._edited_data: gd.Dataset | None = None
        self._in_sight: tuple[int | None, int] = (None, 0)

    @property
    def is_container(self) -> bool:
        """Whether there is a child widget, which is so only once a row was edited."""
        return self._field is not None

    # What is shown

    def show(self, frame: Frame) -> None:
        """Show the predictions of the step on screen; scroll to the selected row when it changes."""
        if self._edited is not None and frame.fit.data is not self._edited_data:
            self._close()
        self.retitle()
        self.show_rows()
        points = frame.fit
        wanted = (points.selected, len(points.data))
        if wanted != self._in_sight and points.selected is not None:
            self.keep_row_in_sight(points.selected)
        self._in_sight = wanted

    def retranslate(self) -> None:
        """Rewrite title and headings in the current language; a refused text is submitted again."""
        if self._refusal is not None and self._refusal.display:
            self._take()
        super().retranslate()

    def on_resize(self) -> None:
        """Fit title and field to the new size."""
        self.retitle()
        self._place_field()

    def retitle(self) -> None:
        """Write the name and size of the data set above; below, the keys, or the line in original units."""
        if self.frame is not None:
            room = self.outer_size.width - 6  # a corner, a cell of rule and a blank at either side
            paint_edges(self, Content(first_fitting(_titles(self.frame), room)), _subtitle(self.frame, room))

    def columns(self) -> list[Column]:
        """Selection mark, x, y, and as many of f(x), error and squared error as fit."""
        x, y = (Column(name, self._width_of(axis)) for axis, name in enumerate("xy"))
        columns = [
            Column("", 1, side="left"),
            x,
            y,
            Column("f(x)", 6),
            Column(_("error"), 6, kind="residual"),
            Column(_("error²"), 7, kind="cost"),
        ]
        room = self.scrollable_content_region.width
        while len(columns) > 3 and sum(column.width + 1 for column in columns) - 1 > room:
            columns.pop()
        return columns

    def content_key(self) -> Hashable:
        """History and step, which the predictions depend on."""
        return (self.frame.run.history, self.frame.index) if self.frame else None

    def row_count(self) -> int:
        """The number of points; while one is edited, at least a line below it for a refusal."""
        if self.frame is None:
            return 0
        return max(len(self.frame.fit.data), -1 if self._edited is None else self._edited + 2)

    def highlighted(self) -> int | None:
        """The selected row."""
        return self.frame.fit.selected if self.frame else None

    def cells(self, row: int) -> list[str]:
        """Mark, x, y, f(x), error f(x) − y and squared error of point `row`; blank below the last point."""
        columns = self.columns()
        if self.frame is None or row >= len(self.frame.fit.data):
            return [""] * len(columns)
        x, y = self.frame.fit.data.x[row], self.frame.fit.data.y[row]
        prediction = self.frame.fit.regression.predict(self.frame.step.params, x)
        error = prediction - y
        written = [
            SELECTION_MARK if row == self.frame.fit.selected else "",
            notation.fitting(x, columns[1].width),
            notation.fitting(y, columns[2].width),
            notation.fixed(prediction, width=6),
            notation.fixed(error, width=6),
            notation.fixed(error * error, 4, width=7),
        ]
        return written[: len(columns)]

    def _width_of(self, axis: int) -> int:
        """Cells for x (axis 0) or y (axis 1): enough for the lowest and the highest value, at least 5."""
        if self.frame is None:
            return 5
        ends = self.frame.fit.data.bounds[axis]
        return max(5, *(min(cell_len(notation.number(end, digits)) for digits in (3, 4, 6)) for end in ends))

    # Selecting

    def on_click(self, event: events.Click) -> None:
        """Select the clicked row; a double click edits it, or below the last one adds a point."""
        if event.widget is not self or self.frame is None:
            return
        row = self.row_at(event.get_content_offset_capture(self).y)
        if row is not None and row >= len(self.frame.fit.data):
            row = None
        if event.chain == 2:
            self.add() if row is None else self._edit(row)
        else:
            self.post_message(Select(row))

    # Editing

    def add(self) -> None:
        """Open the field in a new last row."""
        if self.frame is not None:
            self._edit(len(self.frame.fit.data))

    def edit(self) -> None:
        """Open the field in the selected row; in the first one if none is selected."""
        if self.frame is not None:
            self._edit(self.frame.fit.selected or 0)

    def give_up(self) -> bool:
        """Close the field without a change; returns whether it was open."""
        open_field = self._edited is not None
        if open_field:
            self._close()
        return open_field

    def _edit(self, row: int) -> None:
        if self.frame is None:
            return
        self._edited, self._edited_data = row, self.frame.fit.data
        if self._field is None:
            self._field, self._refusal = PointField(), Label(id="point-refusal", markup=False)
            self.mount(self._field, self._refusal)
        self._field.value = self._known()
        self._field.display = True
        self._refuse("")
        self.show_rows()
        self.keep_row_in_sight(row + 1)
        self.keep_row_in_sight(row)
        self._place_field()
        self.screen.set_focus(self._field)

    def _known(self) -> str:
        """The edited point as it would be typed; "" for a new one."""
        row, data = self._edited, self._edited_data
        if row is None or data is None or row >= len(data):
            return ""
        return f"{notation.exact(data.x[row])} {notation.exact(data.y[row])}"

    def _place_field(self) -> None:
        """Lay the field over x and y of its row, and the refusal below it."""
        if self._field is None or self._refusal is None or self._edited is None:
            return
        _mark, x, y, *others = self.columns_shown()
        top = self._edited + 1 - round(self.scroll_y)
        # It also covers the prediction, which is still that of the old point.
        self._field.lay(2, top, sum(column.width + 1 for column in (x, y, *others[:1])) - 1)
        self._refusal.styles.offset = Offset(2, top + 1)
        self._refusal.styles.width = self.size.width - 2

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Scroll the field with its row."""
        super().watch_scroll_y(old_value, new_value)
        self._place_field()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Submit what was typed."""
        event.stop()
        self._take()

    def on_input_blurred(self, event: Input.Blurred) -> None:
        """Submit what was typed when the field loses the focus; an empty field is closed."""
        event.stop()
        # When the whole terminal loses the focus, the field is not left: the user comes back to it.
        if self._edited is not None and self.app.app_focus:
            self._take() if event.value.strip() else self._close()

    def on_overlaid_field_given_up(self, event: OverlaidField.GivenUp) -> None:
        event.stop()
        self._close()

    def _take(self) -> None:
        """Send the typed point to the screen if it differs, and close; or show why it cannot be read."""
        if self._field is None or self._edited is None:
            return
        row, known, typed = self._edited, self._known(), self._field.value
        if typed != known:
            try:
                x, y = point(typed)
            except ValueError as refusal:
                self._refuse(str(refusal))
                return
            self.post_message(AddPoint(x, y) if not known else MovePoint(row, x, y))
        self._close()

    def _refuse(self, sentence: str) -> None:
        """Show `sentence` below the field; an empty one hides it."""
        if self._field is not None and self._refusal is not None:
            self._field.set_class(bool(sentence), "refused")
            self._refusal.update(sentence)
            self._refusal.display = bool(sentence)

    def _close(self) -> None:
        """Hide the field; it is not removed, because queued keys may still pass through it."""
        self._refuse("")
        self._edited = self._edited_data = None
        if self._field is not None:
            self._field.display = False
            if self.screen.focused is self._field:
                self.screen.set_focus(None)
        self.show_rows()


def _titles(frame: Frame) -> list[str]:
    """Titles for the panel, from the longest to the shortest."""
    panel, name, words, standard = (
        _("Data"),
        shown_name(frame.fit.name),
        counted(len(frame.fit.data)),
        _("standardised"),
    )
    if frame.fit.scaling is None:
        return [" · ".join(part for part in (panel, name, words) if part), f"{panel} · {words}", words]
    named = _("{name}, standardised").format(name=name) if name else standard
    return [f"{panel} · {named} · {words}", f"{named} · {words}", f"{standard} · {words}"]


def _subtitle(frame: Frame, room: int) -> Content:
    """The line in the units before standardising; for other data, the keys."""
    if frame.fit.scaling is not None:
        line = notation.line_formula(frame.fit.scaling.to_own(frame.step.params))
        return Content(first_fitting([_("own units: {line}").format(line=line), line], room))
    labels = {"add-point": _("add"), "edit-point": _("edit"), "delete-point": _("delete"), "data": _("more")}
    told = [Content.assemble((symbol(name), "$primary"), f" {label}") for name, label in labels.items()]
    return first_content((Content("  ").join(told[:count]) for count in range(len(told), -1, -1)), room)
