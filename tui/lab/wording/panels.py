"""What each panel of the Fit lab is for, and of every mode, for someone who has just read the article."""

from __future__ import annotations

from typing import Final

from tui.lab.keys.actions import FIT, TERRAIN
from tui.lab.text.language import _N
from tui.lab.wording.panel import TIME_LINE, Overview, Panel
from tui.lab.wording.terrain_panels import TERRAIN_OVERVIEW, TERRAIN_PANELS

OVERVIEW: Final = Overview(
    _N(
        "Gradient descent lowers the cost by moving the weights against its slope, again and again. The "
        "slope says only which way; the learning rate says how far. Take a few steps and watch the line, the "
        "curve and the numbers change together. Then choose another learning rate, guess what it will do, "
        "and see whether you were right. For help on a panel, go to it with Tab or a click and ask again."
    ),
    ("step", "back", "ten-on", "play", "type-rate", "restart", "next-panel", "palette"),
)

PANELS: Final = (
    Panel(
        "data",
        _N("Data"),
        _N(
            "The points, what the line predicts for each, and the error f(x) − y. The cost is the mean of "
            "the squared errors."
        ),
        _N(
            "These are the points that the line is to go through; in the article there are three: (0, −1), "
            "(1, 1) and (3, 5). f(x) is what the line says now, and the error f(x) − y is how far off that "
            "is. The line of the start, f(x) = 1x + 0, is off by 1, 0 and −2, so its cost is (1 + 0 + 4) / 3 "
            "= 1.66667. Select a row and find its error again in the picture and in the arithmetic. Then add "
            "a point far away from the others and watch the line give in to it."
        ),
        (
            "next-row",
            "previous-row",
            "add-point",
            "edit-point",
            "delete-point",
            "data",
            "open",
            "undo",
        ),
    ),
    Panel(
        "settings",
        _N("Hyperparameters"),
        _N(
            "What you decide. A change holds from the step on screen on; a new start, or restart, begins "
            "again."
        ),
        _N(
            "This is what you decide. The learning rate is how hard the ball is pushed; the bar shows where "
            "it stands between 0 and the limit, above which the cost explodes. Type 0.5, as the article "
            "does, and restart: the cost goes 9.58, 4.06, 39.77 and on up. Then change the update order and "
            "look at the limit: 0.4333 when w1 moves before w0, as in the article's loop, but only 0.1693 "
            "when both move at once. So 0.2 works in the one and explodes in the other."
        ),
        (
            "type-rate",
            "lower-rate",
            "raise-rate",
            "update-order",
            "gradient-scale",
            "optimizer",
            "type-start",
            "type-steps",
            "all-settings",
            "restart",
            "undo",
        ),
    ),
    Panel(
        "happening",
        _N("What is happening"),
        _N("What theory expects of this learning rate, and what the run does."),
        _N(
            "Before the first step, theory says here what this learning rate is going to do; from then on, "
            "it is what the run really does. Read it, guess how the next ten steps will go, and take them: a "
            "guess teaches more than a look. And do not trust a cost that falls: when both weights move at "
            "once, 0.17 makes it fall six steps long, from 1.667 to 1.126, and then it explodes."
        ),
        ("try-it", "ten-on", "lower-rate", "raise-rate", "restart"),
    ),
    Panel(
        "cost",
        _N("Cost"),
        _N("The cost after each update. On the log axis a steady fall is a straight line."),
        _N(
            "The curve is the cost after every update: the lower, the better the line fits. In the article "
            "it begins at 1.667, is 0.3556 after one update and 0.00115 after twenty. On the log axis a "
            "steady fall, always to the same part of itself, is a straight line; on the linear one it soon "
            "looks like nothing, though it still goes on. Restart with another learning rate: the old curve "
            "stays behind the new one, so that you see which is faster."
        ),
        ("log-axis", "restart", "clear-ghosts", "step", "back"),
    ),
    Panel(
        "fit",
        _N("Fit"),
        _N("The line now, the start line dotted, and the errors that are being made smaller."),
        _N(
            "The dots are the data. The full line is f(x) = w1·x + w0 with the weights of this step: w1 is "
            "how steep it is, w0 where it crosses x = 0. The dotted line is where it began, and the upright "
            "strokes are the errors that are still left. In the article it begins as 1x + 0, is 1.60x − 0.14 "
            "after one update, and comes close to 2x − 1, which goes through all three points."
        ),
        ("step", "back", "best-line", "whole-run", "next-row", "add-point"),
    ),
    Panel(
        "landscape",
        _N("Landscape"),
        _N("The cost for every pair of weights, as a map, and the way that was taken over it."),
        _N(
            "This is a map: each place on it is one pair of weights, so one line, and the level lines join "
            "places with the same cost. You see the way so far, where you are, and the lowest place, for the "
            "article's data at w1 = 2, w0 = −1. The valley is longer than it is wide. Across it the ground "
            "is steep, so a large step jumps from side to side; along it there is hardly a slope, so a small "
            "one crawls. Try 0.4 step by step and watch the way swing."
        ),
        ("zoom-in", "zoom-out", "follow", "whole-run", "reset-view", "step", "back", "type-start"),
    ),
    Panel(
        "hand",
        _N("By hand"),
        _N("The next update with its real numbers, as the article works it out."),
        _N(
            "The next update, worked out as in the article, with the numbers that are on screen. Each point "
            "gives one term: its error times its x for w1, its error alone for w0. The sum of the terms is "
            "the slope, and the weight gives up the learning rate times that. At the start it is 1·0 + 0·1 + "
            "(−2)·3 = −6, so w1 becomes 1 − 0.1·(−6) = 1.6. With this new w1 the errors are 1, 0.6 and −0.2; "
            "so w0 becomes 0 − 0.1·1.4 = −0.14."
        ),
        ("by-hand", "step", "back", "next-row", "update-order", "gradient-scale"),
    ),
    Panel(
        "log",
        _N("Log"),
        _N("Every update with its numbers. Click a line to go to that step."),
        _N(
            "One line for every update, as the article's program prints them: the weights, the cost, and the "
            "learning rate it was made with. In the article the costs are 0.35560, 0.26300, 0.19452 and so "
            "on down to 0.00115. Click a line, and every panel shows that moment. Where you changed "
            "something, a line of its own says what."
        ),
        ("step", "back", "start", "newest"),
    ),
    TIME_LINE,
)
"""The panels in the order on screen."""

OVERVIEWS: Final = {FIT: OVERVIEW, TERRAIN: TERRAIN_OVERVIEW}
"""What help says of each mode."""


def panels(mode: str) -> tuple[Panel, ...]:
    """The panels of a mode, in the order on screen."""
    return {FIT: PANELS, TERRAIN: TERRAIN_PANELS}[mode]
