"""What the data sets are called, and what each of them teaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tui.lab.text.language import _N, _


@dataclass(frozen=True, slots=True)
class Lesson:
    """A preset's name, what is special about it in a few words, and what to look for."""

    name: str
    special: str
    look: str


LESSONS: Final = {
    "article": Lesson(
        _N("article"),
        _N("the three points of the article"),
        _N("They lie on the line 2x − 1, so the cost can fall to 0."),
    ),
    "noisy_line": Lesson(
        _N("noisy line"),
        _N("40 points scattered about a line"),
        _N("No line meets all of them: the cost stops falling above 0, and that is no failure."),
    ),
    "outlier": Lesson(
        _N("outlier"),
        _N("one point far off the line"),
        _N("Errors are squared, so a single far point bends the whole line. Delete it and look again."),
    ),
    "ill_scaled": Lesson(
        _N("large numbers"),
        _N("areas in the thousands"),
        _N(
            "The limit of the learning rate becomes tiny, and then w0 hardly moves. Standardise the data, "
            "and both weights learn."
        ),
    ),
    "shifted": Lesson(
        _N("years"),
        _N("x far from 0: 2000 to 2020"),
        _N("w1 and w0 pull against each other, so descent crawls. With the mean taken off x it is quick."),
    ),
    "steep": Lesson(
        _N("steep"),
        _N("a line about 50 times as steep"),
        _N("The start is far away, but the limit of the learning rate comes from x alone."),
    ),
    "two_clusters": Lesson(
        _N("two clouds"),
        _N("two clouds of 15 points"),
        _N("The line goes through the middle of both clouds: within one it says little."),
    ),
    "vertical_stack": Lesson(
        _N("all x equal"),
        _N("five points above one x"),
        _N("Many lines fit equally well: which one is reached depends on the start."),
    ),
}
"""By the names of gd.PRESETS."""


def shown_name(name: str) -> str:
    """What a data set is called on screen: a preset in the reader's language, a file by its name."""
    return _(LESSONS[name].name) if name in LESSONS else name


def counted(points: int) -> str:
    """So many points, in words."""
    return _("1 point") if points == 1 else _("{count} points").format(count=f"{points:,}")
