"""gdengine: gradient descent, one step at a time, with the theory that predicts it.

A cost E(w) says how badly the parameters w fit. Its gradient ∇E points where E grows fastest,
so a step against it makes the cost smaller, if the step is not too long:

    w ← w − learning rate · ∇E(w)

What is too long depends on the cost. Ten lines show it:

    import gdengine as gd

    data = gd.Dataset(x=(0, 1, 3), y=(-1, 1, 5))
    objective = gd.LinearRegression(data, gradient_scale="sum")
    experiment = gd.Experiment(
        objective, start=(1.0, 0.0), learning_rate=0.1, update="sequential", max_steps=20
    )
    for step in gd.descend(experiment):
        print(step.index, step.params, step.cost)

    gd.theory.learning_rate_limit(experiment)  # 13/30: from there on it does not converge
    gd.diagnose(gd.History(experiment))        # what it does, as facts

1. The objective. LinearRegression fits a line to a Dataset (PRESETS, line, noisy,
   standardise; read_csv, preview and parse_rows for your own). Curve("x**4 - 4*x**2 + x") and
   Surface take a typed formula and know its minima; TERRAINS are some that teach. The autodiff
   shows how a computer finds a gradient: Node, variable, backward, formula_tape, regression_tape.
2. The settings. An Experiment holds all that decides a run: the objective, the start, an
   optimizer (sgd with momentum and Nesterov, adagrad, rmsprop, adam, adamw, nadam, adadelta), the
   learning rate (a number, a Schedule or ReduceOnPlateau), the update order, the Batch, a StopRule.
3. The run. `descend` yields one Step at a time; a History remembers them all, goes to any, and
   forks. `arithmetic` writes one update out, term by term, to be checked by hand.
4. Theory and diagnosis. `theory` says before the first step what a learning rate will do: the
   limit, the best rate, the cost at any step. `diagnose` says what a run does, in facts; `sweep`
   compares many rates or optimizers, `range_test` guesses a good rate where theory does not apply.
   On a Curve or Surface `fates_by_rate` and `fates_by_start` say in which minimum each run ends.

Parameters are tuples of floats, ordered as `objective.names`; rows and steps count from 0 in
numbers, from 1 in messages. Optimizers' numbers are torch's. What cannot be used is refused
with a Refused: a ValueError that knows the argument, what it got and what it takes (one of the
kinds in `refusals`). A number that is no longer finite ends a run, and never raises. It needs
nothing but the standard library, and knows no screen and no language.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gdengine import refusals, theory
from gdengine.data.dataset import Dataset, Scaling, standardise
from gdengine.data.presets import PRESETS, article, line, noisy
from gdengine.diagnosis.diagnosis import Diagnosis, diagnose
from gdengine.diagnosis.observation import Verdict
from gdengine.objectives.base import Objective
from gdengine.objectives.critical_points import CriticalPoint, Kind
from gdengine.objectives.curves import Curve, Surface
from gdengine.objectives.regression import GRADIENT_SCALES, GradientScale, LinearRegression, gradient_factor
from gdengine.optimizers.sgd import SGD, Optimizer, sgd, weight_decay
from gdengine.refusals import Refused
from gdengine.runs.arithmetic import Arithmetic, Partial, Term, arithmetic
from gdengine.runs.batches import Batch, FullBatch, MiniBatch, single
from gdengine.runs.descent import descend, next_step
from gdengine.runs.experiment import UPDATE_ORDERS, Experiment, UpdateOrder
from gdengine.runs.history import History
from gdengine.runs.schedules import (
    Constant,
    Cosine,
    Exponential,
    InverseScaling,
    Joined,
    LearningRate,
    ReduceOnPlateau,
    Schedule,
    StepDecay,
    WarmUp,
    initial_rate,
    starting_at,
)
from gdengine.runs.stopping import REASONS, AnyOf, CostTolerance, Cycle, GradientNorm, StopRule, WallTime
from gdengine.step import Params, State, Status, Step
from gdengine.sweep import RangeTest, Trial, geometric, range_test, sweep
from gdengine.theory import Forecast, LocalLimit, forecast

if TYPE_CHECKING:
    from gdengine.data.csv_reading import Preview, preview, read_csv
    from gdengine.data.pasted_rows import parse_rows
    from gdengine.data.text_files import Choice, DataError, Trouble, read_bytes
    from gdengine.fates import Ending, Fate, fate, fate_in_parts, fates_by_rate, fates_by_start
    from gdengine.formulas.autodiff import Node, Tape, backward, formula_tape, regression_tape, variable
    from gdengine.formulas.expressions import Formula, parse
    from gdengine.formulas.mistakes import FormulaError, Mistake
    from gdengine.objectives.starts import random_start
    from gdengine.objectives.terrains import TERRAINS
    from gdengine.optimizers.adaptive import (
        Adadelta,
        Adagrad,
        Adam,
        AdamW,
        NAdam,
        RMSprop,
        adadelta,
        adagrad,
        adam,
        adamw,
        nadam,
        rmsprop,
    )

_LATER = {
    "data.csv_reading": ("Preview", "preview", "read_csv"),
    "data.pasted_rows": ("parse_rows",),
    "data.text_files": ("Choice", "DataError", "Trouble", "read_bytes"),
    "fates": ("Ending", "Fate", "fate", "fate_in_parts", "fates_by_rate", "fates_by_start"),
    "formulas.autodiff": ("Node", "Tape", "backward", "formula_tape", "regression_tape", "variable"),
    "formulas.expressions": ("Formula", "parse"),
    "formulas.mistakes": ("FormulaError", "Mistake"),
    "objectives.starts": ("random_start",),
    "objectives.terrains": ("TERRAINS",),
    "optimizers.adaptive": (
        *("Adadelta", "Adagrad", "Adam", "AdamW", "NAdam", "RMSprop"),
        *("adadelta", "adagrad", "adam", "adamw", "nadam", "rmsprop"),
    ),
}
"""Modules that are imported when one of their names is first asked for: an import takes half the time."""

_MODULES = {name: module for module, names in _LATER.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})


__all__ = [
    "GRADIENT_SCALES",
    "PRESETS",
    "REASONS",
    "SGD",
    "TERRAINS",
    "UPDATE_ORDERS",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "AnyOf",
    "Arithmetic",
    "Batch",
    "Choice",
    "Constant",
    "Cosine",
    "CostTolerance",
    "CriticalPoint",
    "Curve",
    "Cycle",
    "DataError",
    "Dataset",
    "Diagnosis",
    "Ending",
    "Experiment",
    "Exponential",
    "Fate",
    "Forecast",
    "Formula",
    "FormulaError",
    "FullBatch",
    "GradientNorm",
    "GradientScale",
    "History",
    "InverseScaling",
    "Joined",
    "Kind",
    "LearningRate",
    "LinearRegression",
    "LocalLimit",
    "MiniBatch",
    "Mistake",
    "NAdam",
    "Node",
    "Objective",
    "Optimizer",
    "Params",
    "Partial",
    "Preview",
    "RMSprop",
    "RangeTest",
    "ReduceOnPlateau",
    "Refused",
    "Scaling",
    "Schedule",
    "State",
    "Status",
    "Step",
    "StepDecay",
    "StopRule",
    "Surface",
    "Tape",
    "Term",
    "Trial",
    "Trouble",
    "UpdateOrder",
    "Verdict",
    "WallTime",
    "WarmUp",
    "adadelta",
    "adagrad",
    "adam",
    "adamw",
    "arithmetic",
    "article",
    "backward",
    "descend",
    "diagnose",
    "fate",
    "fate_in_parts",
    "fates_by_rate",
    "fates_by_start",
    "forecast",
    "formula_tape",
    "geometric",
    "gradient_factor",
    "initial_rate",
    "line",
    "nadam",
    "next_step",
    "noisy",
    "parse",
    "parse_rows",
    "preview",
    "random_start",
    "range_test",
    "read_bytes",
    "read_csv",
    "refusals",
    "regression_tape",
    "rmsprop",
    "sgd",
    "single",
    "standardise",
    "starting_at",
    "sweep",
    "theory",
    "variable",
    "weight_decay",
]
