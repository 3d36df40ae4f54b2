"""What each panel of Terrain is for, written for someone who has just read the article."""

from __future__ import annotations

from typing import Final

from tui.lab.text.language import _N
from tui.lab.wording.panel import TIME_LINE, Overview, Panel

TERRAIN_OVERVIEW: Final = Overview(
    _N(
        "A ball lies on a curve. The slope under it says which way is down: left of a minimum to the right, "
        "right of it to the left. The learning rate says how hard the ball is pushed: times the slope it is "
        "the length of the step. Too soft a push and it crawls, or stays in the wrong valley; too hard, and "
        "it flies out. Step it down, then guess what another learning rate will do, and try it. For help on "
        "a panel, go to it with Tab or a click and ask again."
    ),
    (
        "step",
        "back",
        "play",
        "type-rate",
        "lower-rate",
        "raise-rate",
        "restart",
        "start-left",
        "start-right",
        "random-start",
        "terrains",
        "formula",
        "next-panel",
        "palette",
    ),
)

TERRAIN_PANELS: Final = (
    Panel(
        "terrain",
        _N("Terrain"),
        _N("The ball on its curve, the tangent under it, the way so far, and where the next step lands."),
        _N(
            "The curve is the cost for every x; the ball is where x is now. The straight stroke through the "
            "ball is the tangent, and its slope is the derivative: where it falls to the right, the next "
            "step goes to the right. The ring is where that step lands: learning rate times slope away. "
            "Watch how the steps get shorter by themselves where the ground gets flat. Click on the curve to "
            "put the ball elsewhere."
        ),
        ("step", "back", "play", "start-left", "start-right", "random-start", "terrains", "formula"),
    ),
    Panel(
        "fates",
        _N("Fates"),
        _N("Where this start ends, for every learning rate: a letter for each minimum."),
        _N(
            "Each cell is a whole run: the same start with another learning rate. Its letter is the minimum "
            "in which it ends, a small letter one that it is certain to reach, but not within 2,000 updates. "
            "~ is a run that goes to and fro for ever, ✕ one that flies out, = one that rests elsewhere, and "
            "? one that has not settled; in a valley they have its colour. A narrow valley holds only small "
            "learning rates, so larger ones leave it for a wider one. Click a cell to take its learning "
            "rate, or move along with the keys."
        ),
        ("lower-rate", "raise-rate", "type-rate", "fates-way", "restart"),
    ),
    Panel(
        "settings",
        _N("Hyperparameters"),
        _N(
            "What you decide. A change holds from the step on screen on; a new start, or restart, begins "
            "again."
        ),
        _N(
            "This is what you decide: how hard the ball is pushed, where it starts, and what carries it. "
            "Each valley holds a ball up to its own learning rate, 2 divided by its curvature: that is why a "
            "large rate leaves a narrow valley. Momentum keeps a part of the last push, so that the ball can "
            "roll through a dent."
        ),
        (
            "type-rate",
            "lower-rate",
            "raise-rate",
            "optimizer",
            "type-start",
            "random-start",
            "type-steps",
            "all-settings",
            "restart",
            "undo",
        ),
    ),
    Panel(
        "happening",
        _N("What is happening"),
        _N("What the ball does, why, and what to try."),
        _N(
            "This says in words what the picture shows: which way the slope points, how long the steps are, "
            "and whether the ball will stay in its valley. When it has come to rest, it says whether another "
            "valley is deeper. Read it, guess what the next ten steps will do, and take them."
        ),
        ("try-it", "ten-on", "lower-rate", "raise-rate", "restart"),
    ),
    Panel(
        "cost",
        _N("Cost"),
        _N("The height of the ball after each update."),
        _N(
            "The height of the ball after every update. Down is good, but where the curve stops going down "
            "the ball need not be in the deepest valley. Restart with another learning rate: the old curve "
            "stays behind the new one, so that you see which is lower."
        ),
        ("log-axis", "restart", "clear-ghosts", "step", "back"),
    ),
    Panel(
        "hand",
        _N("By hand"),
        _N("The next update with its real numbers: the derivative, the slope, the step."),
        _N(
            "The next update worked out with the numbers on screen: the derivative of the formula, its value "
            "at the ball, and x minus the learning rate times that. On the next page the computer finds the "
            "same slope without a formula for it, by autograd."
        ),
        ("by-hand", "step", "back"),
    ),
    Panel(
        "log",
        _N("Log"),
        _N("Every update with its numbers. Click a line to go to that step."),
        _N(
            "One line for every update: the place, the height, the slope and the learning rate it was made "
            "with. Click a line, and every panel shows that moment. Where you changed something, a line of "
            "its own says what."
        ),
        ("step", "back", "start", "newest"),
    ),
    TIME_LINE,
)
"""The panels in the order on screen."""
