"""Why a run does what it does: curvature, the factor of one step, the update order, momentum."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import gdengine as gd
from tui.lab.session.frame import Frame
from tui.lab.session.ideas import ill_conditioned, other_order
from tui.lab.text.language import _
from tui.lab.text.notation import MINUS, line_formula, number
from tui.lab.wording.phrases import capital, factor, falling, sentences

SUMS: Final = {"sum": ("Σx²", "N"), "mean": ("Σx²/N", "N/N"), "exact": ("2Σx²/N", "2N/N")}
"""The curvatures in w1 and in w0 under each gradient scale."""


def reasons(frame: Frame) -> tuple[str, ...]:
    """Sentences on why the run does what it does, the most important first."""
    theory, verdict = frame.diagnosis.theory, frame.diagnosis.verdict
    if verdict is gd.Verdict.NONFINITE and frame.index == 0:
        return ()
    found = [_scale(frame)]
    if verdict not in (gd.Verdict.ARRIVED, gd.Verdict.ZERO_LR):
        found += [_goal(frame), _valley(frame)]
        if theory is None:
            found += [_rate_now(frame)]
        elif theory.limit:
            found += [_order(frame, theory), _momentum(frame), _mechanism(frame, theory)]
    return tuple(sentence for sentence in found if sentence)


def _scale(frame: Frame) -> str:
    """The sizes of the data differ too much for any learning rate; "" if they do not."""
    condition = gd.theory.condition_number(frame.experiment)
    if condition is None or not ill_conditioned(frame):
        return ""
    text = _(
        "The valley is {condition} times as steep across as along: no learning rate suits both. "
        "Standardised data have no such valley."
    )
    return text.format(condition=number(condition, 2))


def _goal(frame: Frame) -> str:
    """Where the run ends with weight decay, instead of at the least-squares line; "" without it."""
    experiment = frame.experiment
    goal, decay = gd.theory.home(experiment), gd.weight_decay(experiment.optimizer)
    if goal is not None:
        text = _("Weight decay {decay} pulls the weights towards 0: the goal is {goal}, not {line}.")
        return text.format(
            decay=number(decay), goal=line_formula(goal), line=line_formula(frame.fit.regression.minimum)
        )
    if decay:
        text = _("Weight decay {decay} pulls the weights towards 0, so the run ends off the smallest cost.")
        return text.format(decay=number(decay))
    return ""


def _valley(frame: Frame) -> str:
    """Many lines fit equally well; "" if one is best."""
    if gd.theory.identifiable(frame.experiment) is not False:
        return ""
    if frame.rows == 1:
        return _("Many lines go through a single point: the start decides which one is reached.")
    return _("All x are equal, so many lines fit equally well: the start decides which one is reached.")


def _rate_now(frame: Frame) -> str:
    """The present rate of a schedule, compared with the limit; "" for a constant rate."""
    limit = gd.theory.learning_rate_limit(frame.experiment)
    if limit is None or frame.index == 0 or isinstance(frame.experiment.learning_rate, float):
        return ""
    staying = gd.theory.forecast(replace(frame.experiment, learning_rate=frame.learning_rate))
    above = frame.learning_rate > limit
    if staying is None or (staying.converges if above else staying.diverges):
        return ""
    text = (
        _("The schedule is at lr {lr} now, above {limit}: a rate that stays there explodes.")
        if above
        else _("The schedule is at lr {lr} now, below {limit}: a rate that stays there converges.")
    )
    return text.format(lr=number(frame.learning_rate), limit=number(limit))


def _order(frame: Frame, theory: gd.Forecast) -> str:
    """What the other update order would do with this learning rate; "" if that makes no difference."""
    experiment = frame.experiment
    other = gd.theory.forecast(replace(experiment, update=other_order(experiment.update)))
    if other is None:
        return ""
    if experiment.update == "sequential" and theory.converges and other.diverges:
        text = _(
            "In the textbook's order (simultaneous) both weights move at once: limit {other}, and {lr} "
            "explodes. Here (sequential) w1 moves first, and w0 makes up for it."
        )
    elif experiment.update == "simultaneous" and theory.diverges and other.converges:
        text = _(
            "In the article's order (sequential) w1 moves first, and w0 makes up for it: limit {other}, so "
            "{lr} works."
        )
    else:
        return ""
    return text.format(lr=number(frame.learning_rate), other=number(other.limit))


def _momentum(frame: Frame) -> str:
    """How momentum changes the limit; "" without it."""
    experiment, optimizer = frame.experiment, frame.experiment.optimizer
    if not isinstance(optimizer, gd.SGD) or not optimizer.momentum:
        return ""
    still = replace(optimizer, momentum=0.0, dampening=0.0, nesterov=False)
    plain = gd.theory.learning_rate_limit(replace(experiment, optimizer=still))
    limit = gd.theory.learning_rate_limit(experiment)
    if plain is None or limit is None:
        return ""
    if experiment.update == "simultaneous" and not optimizer.nesterov and not optimizer.dampening:
        text = _(
            "Momentum {momentum} carries on what earlier steps began: the limit is "
            "2·(1+{momentum})/{steepest} = {limit}, without it {plain}."
        )
    else:
        text = _(
            "Momentum {momentum} carries on what earlier steps began: it moves the limit from {plain} to "
            "{limit}."
        )
    return text.format(
        momentum=number(optimizer.momentum),
        steepest=number(_curvatures(experiment)[0]),
        limit=number(limit),
        plain=number(plain),
    )


def _mechanism(frame: Frame, theory: gd.Forecast) -> str:
    """What one plain update does to the distance from the minimum, in numbers."""
    experiment, rate = frame.experiment, gd.theory.constant_rate(frame.experiment)
    optimizer = experiment.optimizer
    if rate is None or not isinstance(optimizer, gd.SGD) or optimizer.momentum:
        return ""
    (a, b), (_row, c) = frame.fit.regression.hessian()
    # With standardised data b is 0 except for rounding, and the weights do not affect each other.
    if experiment.update == "sequential" and abs(b) > 1e-12 * max(a, c):
        text = _in_turn(frame.fit.regression, rate, optimizer.weight_decay, theory)
    else:
        text = _at_once(rate, *_curvatures(experiment))
    return sentences(text, _on_the_cost(frame, theory))


def _on_the_cost(frame: Frame, theory: gd.Forecast) -> str:
    """How the factor of the distance makes that of the cost; "" with weight decay, where it does not."""
    if gd.weight_decay(frame.experiment.optimizer):
        return ""
    text = _("{What} goes with its square: ×{radius}² = ×{factor}.")
    return text.format(
        What=capital(falling(frame)), radius=factor(theory.radius), factor=factor(theory.cost_factor)
    )


def _curvatures(experiment: gd.Experiment) -> tuple[float, float]:
    """The largest and the smallest curvature of the cost, including weight decay."""
    decay = gd.weight_decay(experiment.optimizer)
    steepest, flattest = gd.theory.eigenvalues(experiment) or (0.0, 0.0)
    return steepest + decay, flattest + decay


def _at_once(rate: float, steepest: float, flattest: float) -> str:
    """For simultaneous updates: 1 − lr·curvature in the direction that decides."""
    steep, flat = 1.0 - rate * steepest, 1.0 - rate * flattest
    if flattest and abs(flat) > abs(steep):
        text = _(
            "Where the valley is flattest (curvature {curvature}), each step leaves 1−{lr}·{curvature} = "
            "{factor} of the distance."
        )
        curvature, result = flattest, flat
    elif steep < -1.0:
        text = _(
            "The valley is steepest with curvature {curvature}: there each step multiplies the distance by "
            "1−{lr}·{curvature} = {factor}: to the other side, {size} times as far."
        )
        curvature, result = steepest, steep
    else:
        text = _(
            "The valley is steepest with curvature {curvature}: there each step multiplies the distance by "
            "1−{lr}·{curvature} = {factor}."
        )
        curvature, result = steepest, steep
    return text.format(
        curvature=number(curvature), lr=number(rate), factor=_signed(result), size=_signed(abs(result))
    )


def _in_turn(objective: gd.LinearRegression, rate: float, decay: float, theory: gd.Forecast) -> str:
    """For sequential updates: the factor of each of the two moves, and of both together."""
    (a, _b), (_row, c) = objective.hessian()
    a, c = a + decay, c + decay
    first, second = 1.0 - rate * a, 1.0 - rate * c
    if theory.radius > 1.0:
        text = _(
            "w1 moves first, its distance goes ×(1−{lr}·{a}) = {first} ({sum_a}); then w0, ×(1−{lr}·{c}) = "
            "{second} ({sum_c}). Together, as each pulls at the other, the distance grows ×{radius}."
        )
    else:
        text = _(
            "w1 moves first, its distance goes ×(1−{lr}·{a}) = {first} ({sum_a}); then w0, ×(1−{lr}·{c}) = "
            "{second} ({sum_c}). Together, as each pulls at the other, they leave {radius} of the distance."
        )
    scale = objective.gradient_scale
    plus = f" + {number(decay)}" if decay else ""
    return text.format(
        lr=number(rate),
        a=number(a),
        c=number(c),
        first=_signed(first),
        second=_signed(second),
        sum_a=f"{SUMS[scale][0]}{plus} = {number(a)}",
        sum_c=f"{SUMS[scale][1]}{plus} = {number(c)}",
        radius=factor(theory.radius),
    )


def _signed(value: float) -> str:
    """A factor with three digits and its sign."""
    text = factor(abs(value)) if 0.9 < abs(value) < 1.1 else number(abs(value), 3)
    return f"{MINUS}{text}" if value < 0.0 else text
