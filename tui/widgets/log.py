"""The log: every step of the run, one line each; going to a line goes to its step."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from textual import events

import gdengine as gd
from tui import notation
from tui.frame import Frame
from tui.language import _
from tui.widgets.messages import Seek
from tui.widgets.rows import Column, Rows
from tui.wording import value_name


class LogPanel(Rows):
    """All steps so far, the one on screen highlighted; a change of settings is marked where it begins."""

    NARROW: ClassVar[int] = 64
    """Below this width only what the article prints is shown."""

    def show(self, frame: Frame) -> None:
        """Follow the step on screen."""
        self.show_rows()
        self.keep_in_sight(frame.index)

    def retranslate(self) -> None:
        """Put title and headings into the language in use."""
        self.border_title = _("Log")
        super().retranslate()

    def columns(self) -> list[Column]:
        """Step, line, cost and its change; then, where there is room, the gradient."""
        numbered = max(len(_("step")), len(str(self.row_count() - 1)))
        columns = [
            Column(_("step"), max(4, numbered)),
            Column("w1", 9, kind="w1"),
            Column("w0", 9, kind="w0"),
            Column(_("cost"), 11, kind="cost"),
            Column(_("change"), 9, kind="quiet"),
        ]
        if self.size.width >= self.NARROW:
            columns += [Column("∂E/∂w1", 9, kind="w1"), Column("∂E/∂w0", 9, kind="w0")]
        return [*columns, Column("lr", 7), Column("", 0, side="left", kind="mark")]

    def row_count(self) -> int:
        """The steps taken."""
        return self.frame.run.length if self.frame else 0

    def content_key(self) -> Hashable:
        """A history only grows: what its rows say stays."""
        return (self.frame.run.history, len(str(self.frame.newest))) if self.frame else None

    def highlighted(self) -> int | None:
        """The step on screen."""
        return self.frame.index if self.frame else None

    def cells(self, row: int) -> list[str]:
        """The numbers of step `row`."""
        if self.frame is None:
            return []
        history = self.frame.run.history
        step = history.at(row)
        texts = [str(row), *(notation.fixed(value, 4) for value in step.params), notation.cost(step.cost)]
        before = history.at(row - 1).cost if row else 0.0
        texts.append(notation.percent(step.cost / before - 1.0) if before else "")
        if self.size.width >= self.NARROW:
            texts += [notation.fixed(value, 4) for value in step.gradient]
        return [*texts, notation.number(step.learning_rate), changed(history, row)]

    def on_click(self, event: events.Click) -> None:
        """Go to the step that was clicked."""
        row = self.row_at(event.get_content_offset_capture(self).y)
        if row is not None:
            self.post_message(Seek(row))


def changed(history: gd.History, k: int) -> str:
    """What was changed at step `k`, to hold from there on; empty where nothing was."""
    if k not in history.changes:
        return ""
    before, after = history.experiment_at(k - 1), history.experiment_at(k)
    found = []
    if after.learning_rate != before.learning_rate:
        found.append(f"lr {notation.number(after.learning_rate)}")
    if after.update != before.update:
        found.append(value_name(after.update))
    if after.objective.gradient_scale != before.objective.gradient_scale:
        found.append(value_name(after.objective.gradient_scale))
    return _("◆ from here: {changes}").format(changes=", ".join(found)) if found else ""
