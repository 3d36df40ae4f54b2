"""The update on a curve or a surface: the derivative, its value at the ball, and the step."""

from __future__ import annotations

import gdengine as gd
from tui.lab.by_hand.change import change, optimizer_effect
from tui.lab.by_hand.writing import Line
from tui.lab.session.frame import Frame


def update(frame: Frame, width: int) -> list[list[Line]]:
    """The blocks of the page for a panel `width` cells wide; all numbers of the step must be finite."""
    record = gd.arithmetic(frame.experiment, frame.step)
    return [
        optimizer_effect(frame.experiment.optimizer, width),
        *(change(frame.experiment, frame.step, record, i, width) for i in range(len(record.partials))),
    ]
