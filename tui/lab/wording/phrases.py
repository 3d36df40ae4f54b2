"""Parts of sentences: tones, and the numbers that are filled in."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.text.language import _
from tui.lab.text.notation import number, place

MEAN_STEPS: Final = 10
"""Steps over which the factor of a swinging run, or of one without theory, is averaged at most."""


class Tone(StrEnum):
    """How good the news is; each tone has a colour on screen."""

    GOOD = "success"
    CAREFUL = "warning"
    BAD = "error"


class Said(NamedTuple):
    """A headline with its sentence, and more text for where there is room."""

    tone: Tone
    headline: str
    text: str
    more: str = ""


def factor(value: float) -> str:
    """A factor per step, never rounded to 1 unless it is 1: 0.7396, 0.9999998, (1 − 2e−9)."""
    for digits in (4, 5, 6, 7):
        text = number(value, digits)
        if text != "1" or value == 1.0:
            return text
    return f"(1 {'−' if value < 1.0 else '+'} {number(abs(1.0 - value), 1)})"


def sentences(*given: str) -> str:
    """The sentences that are not empty, joined by blanks."""
    return " ".join(sentence for sentence in given if sentence)


def reach(diagnosis: gd.Diagnosis) -> str:
    """When the run will reach its tolerance, as part of a sentence."""
    tolerance, steps = number(diagnosis.tolerance), diagnosis.steps_to_go
    if steps is None:
        return _("below {tolerance} not in any foreseeable time").format(tolerance=tolerance)
    if steps == 0:
        return _("below {tolerance} already").format(tolerance=tolerance)
    return _("below {tolerance} in about {steps} steps").format(tolerance=tolerance, steps=_count(steps))


def number_texts(frame: Frame) -> dict[str, str]:
    """The values of all placeholders in sentences on `frame`, as text; "–" for an unknown one."""
    theory, observed = frame.diagnosis.theory, frame.diagnosis.observed
    limit, best, rate = told_apart(
        gd.theory.learning_rate_limit(frame.experiment), theory.best if theory else None, frame.learning_rate
    )
    experiment, floor = frame.experiment, frame.diagnosis.floor
    goal = gd.theory.home(experiment)
    lowest, what = frame.lowest, falling(frame)
    return {
        "lr": rate,
        "limit": limit,
        "best": best,
        "pace": _pace(frame),
        "factor": _factor(theory.cost_factor if theory else None),
        "radius": _factor(theory.radius if theory else None),
        "best_factor": _factor(theory.best_radius * theory.best_radius if theory else None),
        "observed": _factor(observed),
        "reach": reach(frame.diagnosis),
        "what": what,
        "What": capital(what),
        "cost": number(frame.step.cost),
        "above": _known(frame.step.cost - lowest.cost if lowest else None),
        "least": _known(lowest.cost if lowest else None),
        "line": place(frame.names, lowest.params) if lowest else "–",
        "here": place(frame.names, frame.step.params),
        "home": place(frame.names, goal) if goal else "–",
        "decay": number(gd.weight_decay(experiment.optimizer)),
        "momentum": number(float(getattr(experiment.optimizer, "momentum", 0.0))),
        "optimizer": type(experiment.optimizer).__name__,
        "period": str(frame.diagnosis.period or "–"),
        "low": _known(floor[0] if floor else None),
        "high": _known(floor[1] if floor else None),
        "size": f"{batch_size(frame):,}",
        "rows": f"{frame.rows:,}",
    }


def falling(frame: Frame) -> str:
    """What falls to 0 in a run that converges: the cost, or what it is above its minimum."""
    lowest = frame.lowest
    return _("the cost above its minimum") if lowest and lowest.cost > 0.0 else _("the cost")


def capital(text: str) -> str:
    """`text` with a capital first letter."""
    return text[:1].upper() + text[1:]


def told_apart(limit: float | None, best: float | None, rate: float) -> tuple[str, str, str]:
    """Limit, best rate and present rate in so many digits that different ones are written differently."""
    known = [value for value in (limit, best) if value is not None]
    for digits in range(4, 17):
        texts = [number(value, digits) for value in known]
        if len(set(texts)) == len(set(known)) and (number(rate, max(digits, 6)) in texts) == (rate in known):
            break
    found = dict(zip(known, texts, strict=True)) if known else {}
    shown = ["–" if value is None else found[value] for value in (limit, best)]
    return shown[0], shown[1], number(rate, max(digits, 6))


def _pace(frame: Frame) -> str:
    """The observed factor, and of which steps it is: of the last one, or the mean of several."""
    theory, observed, steps = frame.diagnosis.theory, frame.diagnosis.observed, window(frame)
    if observed is None:
        return "–"
    if steps > 1 and (theory is None or theory.swings):
        return _("×{observed} a step (mean of the last {count})").format(
            observed=factor(observed), count=steps
        )
    return _("×{observed} a step now").format(observed=factor(observed))


def window(frame: Frame) -> int:
    """Over how many steps the observed factor is averaged: at most ten, since the last change."""
    changed = max((k for k in frame.run.history.changes if k <= frame.index), default=0)
    return min(MEAN_STEPS, frame.index - changed)


def batch_size(frame: Frame) -> int:
    """The number of rows that an update uses."""
    batch, rows = frame.experiment.batch, frame.rows
    return min(batch.size, rows) if isinstance(batch, gd.MiniBatch) else rows


def _count(steps: int) -> str:
    return f"{steps:,}" if steps < 1_000_000_000 else number(float(steps), 2)


def _factor(value: float | None) -> str:
    return "–" if value is None else factor(value)


def _known(value: float | None) -> str:
    return "–" if value is None else number(value)
