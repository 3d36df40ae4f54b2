"""Schedules give the rates of torch's schedulers; the run uses the rate of the step it leaves."""

import warnings
from itertools import islice

import pytest

from gdengine import Dataset, Experiment, LinearRegression, Status, descend
from gdengine.runs.schedules import (
    Constant,
    Cosine,
    Exponential,
    InverseScaling,
    Joined,
    ReduceOnPlateau,
    Schedule,
    StepDecay,
    WarmUp,
    initial_rate,
    starting_at,
)

LINE = LinearRegression(Dataset((0, 1, 3), (-1, 1, 5)))


def _experiment(rate, **changes):
    return Experiment(LINE, (1.0, 0.0), learning_rate=rate, max_steps=60, **changes)


CLOSED_FORMS = [
    (Constant(0.1), "ConstantLR", {"factor": 1.0}),
    (StepDecay(0.1, step_size=7, gamma=0.5), "StepLR", {"step_size": 7, "gamma": 0.5}),
    (Exponential(0.1, gamma=0.9), "ExponentialLR", {"gamma": 0.9}),
    (Cosine(0.1, T_max=20), "CosineAnnealingLR", {"T_max": 20}),
    (Cosine(0.1, T_max=20, eta_min=0.01), "CosineAnnealingLR", {"T_max": 20, "eta_min": 0.01}),
    (WarmUp(0.1), "LinearLR", {}),
    (WarmUp(0.1, start_factor=0.05, total_iters=40), "LinearLR", {"start_factor": 0.05, "total_iters": 40}),
]


@pytest.mark.parametrize(("schedule", "name", "options"), CLOSED_FORMS, ids=lambda value: repr(value))
def test_agrees_with_torch(schedule, name, options):
    torch = pytest.importorskip("torch")
    made = torch.optim.SGD([torch.zeros(1, dtype=torch.float64, requires_grad=True)], lr=0.1)
    theirs = getattr(torch.optim.lr_scheduler, name)(made, **options)
    for k in range(60):
        # torch goes from one rate to the next; at a cosine's end that leaves rounding where 0 is due.
        assert schedule(k) == pytest.approx(theirs.get_last_lr()[0], rel=1e-12, abs=1e-15)
        made.step()
        theirs.step()


def test_joined_agrees_with_torch():
    torch = pytest.importorskip("torch")
    schedulers = torch.optim.lr_scheduler
    made = torch.optim.SGD([torch.zeros(1, dtype=torch.float64, requires_grad=True)], lr=0.1)
    parts = [
        schedulers.LinearLR(made, start_factor=0.1, total_iters=5),
        schedulers.StepLR(made, step_size=3, gamma=0.5),
        schedulers.CosineAnnealingLR(made, T_max=10),
    ]
    theirs = schedulers.SequentialLR(made, parts, milestones=[5, 15])
    ours = Joined([WarmUp(0.1, 0.1, 5), StepDecay(0.1, 3, 0.5), Cosine(0.1, 10)], [5, 15])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for k in range(25):
            assert ours(k) == pytest.approx(theirs.get_last_lr()[0], rel=1e-12, abs=1e-15)
            made.step()
            theirs.step()


def test_the_rates_by_hand():
    assert [StepDecay(1.0, 2, 0.5)(k) for k in range(5)] == [1.0, 1.0, 0.5, 0.5, 0.25]
    assert [Exponential(1.0, 0.5)(k) for k in range(3)] == [1.0, 0.5, 0.25]
    assert [Cosine(1.0, 2)(k) for k in range(5)] == pytest.approx([1.0, 0.5, 0.0, 0.5, 1.0])
    assert [InverseScaling(1.0, 0.5)(k) for k in (0, 3, 99)] == [1.0, 0.5, 0.1]
    assert [WarmUp(1.0, 0.5, 2)(k) for k in range(4)] == [0.5, 0.75, 1.0, 1.0]
    joined = Joined((Constant(1.0), Exponential(0.8, 0.5)), (2,))
    assert [joined(k) for k in range(5)] == [1.0, 1.0, 0.8, 0.4, 0.2]


def test_a_million_steps_on_a_rate_is_still_a_number():
    assert Exponential(1.0, 2.0)(1_000_000) == float("inf")
    assert Exponential(1.0, 0.5)(1_000_000) == 0.0
    assert InverseScaling(1.0, 1e300)(5) == 0.0
    assert Cosine(1.0, 3, 0.25)(3_000_003) == pytest.approx(0.25)


def test_the_update_to_step_k_plus_1_uses_the_rate_of_k():
    schedule = Exponential(0.1, 0.9)
    for step in descend(_experiment(schedule)):
        assert step.learning_rate == schedule(max(step.index - 1, 0))


def test_a_constant_schedule_gives_the_numbers_of_a_plain_rate():
    assert list(descend(_experiment(Constant(0.1)))) == list(descend(_experiment(0.1)))


def test_a_rate_that_falls_to_zero_is_zero_lr_at_that_step_only():
    statuses = [step.status for step in descend(_experiment(Cosine(0.1, 5)))]
    assert [k for k, status in enumerate(statuses) if status is Status.ZERO_LR] == [6, 16, 26, 36, 46, 56]


def test_a_growing_rate_ends_in_nonfinite():
    steps = list(descend(Experiment(LINE, (1.0, 0.0), learning_rate=Exponential(0.1, 1e6))))
    assert steps[-1].status is Status.NONFINITE


@pytest.mark.parametrize(
    "rule",
    [
        ReduceOnPlateau(0.26, patience=3),
        ReduceOnPlateau(0.3, factor=0.5, patience=0, cooldown=2, threshold=0.01),
        ReduceOnPlateau(0.3, factor=0.5, patience=1, threshold=0.2, threshold_mode="abs", min_lr=0.05),
        ReduceOnPlateau(0.3, factor=0.5, patience=1, eps=0.1),
    ],
)
def test_reduce_on_plateau_agrees_with_torch(rule):
    torch = pytest.importorskip("torch")
    made = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rule.initial)
    theirs = torch.optim.lr_scheduler.ReduceLROnPlateau(
        made,
        factor=rule.factor,
        patience=rule.patience,
        threshold=rule.threshold,
        threshold_mode=rule.threshold_mode,
        cooldown=rule.cooldown,
        min_lr=rule.min_lr,
        eps=rule.eps,
    )
    rates = []
    for step in islice(descend(_experiment(rule)), 1, None):
        assert step.learning_rate == made.param_groups[0]["lr"]
        theirs.step(step.cost)
        rates.append(step.learning_rate)
    assert len(set(rates)) > 1, "the rate never fell: this shows nothing"


def test_reduce_on_plateau_saves_a_run_that_swings_too_far():
    fixed = list(descend(_experiment(0.3)))
    followed = list(descend(_experiment(ReduceOnPlateau(0.3, factor=0.5, patience=1))))
    assert fixed[-1].cost > fixed[0].cost
    assert followed[-1].cost < 1e-3 * followed[0].cost


def test_schedules_compare_by_their_settings():
    assert _experiment(Exponential(0.1, 0.9)) == _experiment(Exponential(0.1, 0.9))
    assert _experiment(Exponential(0.1, 0.9)) != _experiment(Exponential(0.1, 0.8))
    assert len({Joined([Constant(1)], []), Joined((Constant(1.0),), ())}) == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Constant(-1), "initial: -1 is not a finite number of at least 0"),
        (lambda: StepDecay(0.1, 0), "step_size: 0 is not a whole number of at least 1"),
        (lambda: StepDecay(0.1, 2.0), "step_size: 2.0 is not a whole number"),
        (lambda: Exponential(0.1, 0), "gamma: 0 is not a finite number above 0"),
        (lambda: Cosine(0.1, 0), "T_max: 0 is not a whole number of at least 1"),
        (lambda: InverseScaling(0.1, -0.5), "power: -0.5 is not a finite number of at least 0"),
        (lambda: WarmUp(0.1, 0), "start_factor: 0 is not a finite number above 0 and up to 1"),
        (lambda: Joined((), ()), r"schedules: \(\) is not a sequence of schedules"),
        (lambda: Joined((0.1,), ()), "schedules: 0.1 is not a schedule"),
        (lambda: Joined((ReduceOnPlateau(0.1),), ()), "is not a schedule without a state"),
        (lambda: Joined((Constant(1), Constant(2)), ()), "milestones: give 1 rising whole numbers"),
        (lambda: Joined((Constant(1),) * 3, (5, 5)), "milestones: give 2 rising whole numbers"),
        (
            lambda: ReduceOnPlateau(0.1, factor=1),
            "factor: 1 is not a finite number of at least 0 and below 1",
        ),
        (lambda: ReduceOnPlateau(0.1, patience=-1), "patience: -1 is not a whole number of at least 0"),
        (lambda: ReduceOnPlateau(0.1, threshold_mode="x"), "threshold_mode: 'x' is none of rel, abs"),
        (
            lambda: _experiment("0.1"),
            "learning_rate: '0.1' is not a finite number of at least 0, nor a schedule",
        ),
        (lambda: _experiment(Exponential), "learning_rate: <class"),
    ],
)
def test_nonsense_is_refused_by_name(make, message):
    with pytest.raises(ValueError, match=message):
        make()


class Halving(Schedule):
    """A schedule of somebody else's: no dataclass, no field `initial`."""

    def __call__(self, k):
        return 0.8 * 0.5**k


JOINED = Joined([WarmUp(0.125), Joined([Cosine(0.5, 9), Constant(0.25)], [3])], [5])


@pytest.mark.parametrize(
    ("rate", "initial"),
    [
        (0.3, 0.3),
        (1, 1.0),
        (WarmUp(0.3), 0.3),
        (ReduceOnPlateau(0.3), 0.3),
        (JOINED, 0.125),
        (Halving(), 0.8),
    ],
)
def test_any_learning_rate_is_set_by_one_number(rate, initial):
    assert initial_rate(rate) == initial


def test_a_learning_rate_starts_at_another_number():
    assert starting_at(0.3, 0.5) == 0.5
    assert starting_at(StepDecay(0.3, 7), 0.5) == StepDecay(0.5, 7)
    assert starting_at(ReduceOnPlateau(0.3, patience=2), 0.5) == ReduceOnPlateau(0.5, patience=2)
    # Joined ones keep their proportion, as far as there is one.
    assert starting_at(JOINED, 0.05) == Joined(
        [WarmUp(0.05), Joined([Cosine(0.2, 9), Constant(0.1)], [3])], [5]
    )
    # The first begins with the number itself: 0.05·0.1/0.1 would be rounded.
    assert starting_at(Joined([Cosine(0.1, 9)], []), 0.05) == Joined([Cosine(0.05, 9)], [])
    still = Joined([Constant(0.0), Cosine(0.4, 9)], [5])
    assert starting_at(still, 0.5) == Joined([Constant(0.5), Cosine(0.5, 9)], [5])


def test_what_cannot_start_at_another_number_is_refused():
    with pytest.raises(ValueError, match="initial: -1 is not a finite number of at least 0"):
        starting_at(WarmUp(0.3), -1)
    with pytest.raises(ValueError, match="learning_rate: Halving has no field initial"):
        starting_at(Halving(), 0.1)


def test_a_schedule_of_somebody_elses_runs():
    first, second, third = list(descend(_experiment(Halving())))[:3]
    assert (first.learning_rate, second.learning_rate, third.learning_rate) == (0.8, 0.8, 0.4)
