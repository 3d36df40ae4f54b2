"""The parts of an experiment by the names that recipes give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# What the names in a recipe stand for: names in gdengine, which are looked up when they are used.
# What the names stand for: names in gdengine, which are looked up when they are used.
OPTIMIZERS: Final[Mapping[str, str]] = {
    "sgd": "SGD",
    "adagrad": "Adagrad",
    "rmsprop": "RMSprop",
    "adam": "Adam",
    "adamw": "AdamW",
    "nadam": "NAdam",
    "adadelta": "Adadelta",
}


SCHEDULES: Final[Mapping[str, str]] = {
    "constant": "Constant",
    "step": "StepDecay",
    "exponential": "Exponential",
    "cosine": "Cosine",
    "inverse_scaling": "InverseScaling",
    "warm_up": "WarmUp",
    "joined": "Joined",
    "reduce_on_plateau": "ReduceOnPlateau",
}


STOP_RULES: Final[Mapping[str, str]] = {
    "gradient_norm": "GradientNorm",
    "cost_tolerance": "CostTolerance",
    "cycle": "Cycle",
    "wall_time": "WallTime",
}
