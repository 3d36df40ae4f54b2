"""What a learning rate will do, known before the first step; `forecast` says from which theorems."""

from gdengine.theory.cost_ahead import constant_rate, home, predicted_cost, predicted_costs, steps_to
from gdengine.theory.forecast import (
    AT_LIMIT,
    Forecast,
    behind,
    best_learning_rate,
    condition_number,
    eigenvalues,
    forecast,
    identifiable,
    learning_rate_limit,
    spectral_radius,
)
from gdengine.theory.limits_at_minima import LocalLimit, local_limits

__all__ = [
    "AT_LIMIT",
    "Forecast",
    "LocalLimit",
    "behind",
    "best_learning_rate",
    "condition_number",
    "constant_rate",
    "eigenvalues",
    "forecast",
    "home",
    "identifiable",
    "learning_rate_limit",
    "local_limits",
    "predicted_cost",
    "predicted_costs",
    "spectral_radius",
    "steps_to",
]
