"""Changes of the points to which a line is fitted: from one state to the next."""

from __future__ import annotations

from dataclasses import replace

import gdengine as gd
from tui.lab.session.good_rates import with_good_rate
from tui.lab.session.state import PointsSource, State, StateChange


def regression(experiment: gd.Experiment) -> gd.LinearRegression:
    """The objective of `experiment`; raises TypeError if it is not a regression."""
    if not isinstance(experiment.objective, gd.LinearRegression):
        raise TypeError(f"{type(experiment.objective).__name__} has no points")
    return experiment.objective


def data_of(state: State) -> gd.Dataset:
    """The points at the step on screen."""
    return regression(state.experiment).data


def refitted(state: State, data: gd.Dataset) -> State:
    """`state` with edited points from the step on screen on; they lose their name."""
    after = state.changed(objective=gd.LinearRegression(data, regression(state.experiment).gradient_scale))
    return state if after is state else replace(after, source=PointsSource())


def with_noise(sigma: float, seed: int) -> StateChange:
    """Gaussian noise of standard deviation `sigma` on every y, decided by `seed`."""
    return lambda state: refitted(state, gd.noisy(data_of(state), sigma, seed))


def opened(state: State, objective: gd.LinearRegression, name: str) -> State:
    """A new run on other points from the same start, without ghosts: their costs cannot be compared."""
    experiment, source = state.experiment, state.source or PointsSource()
    start = experiment.start
    if source.scaling is not None:
        # Back into the units in which it was typed; twelve digits hide the rounding errors.
        start = tuple(float(f"{value:.12g}") for value in source.scaling.to_own(start))
    objective = objective.rescaled(regression(experiment).gradient_scale)
    begun = state.begun(replace(experiment, objective=objective, start=start))
    return replace(begun, ghosts=(), source=PointsSource(name))


def standardised(state: State) -> State:
    """A new run on x and y with mean 0 and standard deviation 1, from the same line, with a good rate."""
    experiment, source = state.experiment, state.source or PointsSource()
    data, scaling = gd.standardise(data_of(state))
    objective = gd.LinearRegression(data, regression(experiment).gradient_scale)
    standard = replace(experiment, objective=objective, start=scaling.to_standard(experiment.start))
    begun = state.begun(with_good_rate(standard))
    return replace(begun, ghosts=(), source=PointsSource(source.name, scaling))
