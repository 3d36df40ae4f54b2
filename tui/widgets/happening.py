"""What is happening: one headline and a sentence, always there."""

from __future__ import annotations

from textual.content import Content

from tui import notation
from tui.frame import Frame
from tui.language import _
from tui.widgets.panel import FrameText
from tui.wording import happening


class HappeningPanel(FrameText):
    """Theory's word before the first step, then what is seen; below it the step's own arithmetic."""

    def write(self, frame: Frame) -> Content:
        """The headline, the sentence, and the step."""
        said = happening(frame)
        return Content.assemble(
            (said.headline, f"bold ${said.tone}"), "\n", said.text, "\n\n", _update(frame)
        )

    def retranslate(self) -> None:
        """Put the title and the sentence into the language in use."""
        self.border_title = _("What is happening")
        super().retranslate()


class HappeningStrip(FrameText):
    """The same in a few lines across a small screen."""

    def write(self, frame: Frame) -> Content:
        """The headline and the sentence."""
        said = happening(frame)
        return Content.assemble((said.headline, f"bold ${said.tone}"), "  ", said.text)


def _update(frame: Frame) -> Content:
    """How the last update found the weights: w ← w − lr · slope, with its numbers."""
    if not frame.index or not frame.step.learning_rate:
        return Content.assemble(("w ← w − lr · ∂E/∂w", "$quiet"))
    lines = [Content.assemble((_("This step: w ← w − lr · ∂E/∂w"), "$quiet"))]
    step = frame.step
    for name, value, delta in zip(frame.experiment.objective.names, step.params, step.delta, strict=True):
        slope = notation.fixed(-delta / step.learning_rate, 3)
        lines.append(
            Content.assemble(
                (name, f"${name}"),
                f" ← {notation.fixed(value - delta, 3)} − {notation.number(step.learning_rate)}·",
                f"({slope})" if slope.startswith(notation.MINUS) else slope,
                " = ",
                (notation.fixed(value, 3), f"${name}"),
            )
        )
    return Content("\n").join(lines)
